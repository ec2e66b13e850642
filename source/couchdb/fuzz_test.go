package couchdb

import (
	"archive/tar"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
)

// FuzzName: what is taken for a name is written in that way alone.
func FuzzName(f *testing.F) {
	for _, name := range []string{"shop.tar", "a%2Fb.tar", "shop/a~b.tar", "shop/~b.tar", "shop/a~.tar", "shop/~.tar", "shop/a%7E~%2E%2E.tar", "shop/_design%2Fx~jane.doe@contoso.example.tar", "%2E%2E/~..tar", "a/b/c.tar"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		p, ok := parseName(name)
		if !ok {
			return
		}
		if again, ok := parseName(p.name()); p.name() != name || !ok || again != p || p.database == "" {
			t.Errorf("%q is taken for %+v, whose name is %q", name, p, p.name())
		}
		if path := "/" + segment(p.database); strings.Count(path, "/") != 1 || strings.ContainsAny(path, "?# \n") || path == "/.." {
			t.Errorf("%q asks for %q", name, path)
		}
	})
}

// canned answers whatever is asked with the same bytes.
type canned struct {
	t    *testing.T
	body []byte
	left int
}

func (c *canned) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Host != "h.test:5984" || r.Method != http.MethodGet || strings.Contains(r.URL.EscapedPath()+"/", "/../") {
		c.t.Errorf("%s %s", r.Method, r.URL)
	}
	if c.left--; c.left < 0 {
		return nil, io.ErrUnexpectedEOF
	}
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Request: r, Body: io.NopCloser(bytes.NewReader(c.body)), ContentLength: -1}, nil
}

// FuzzAnswers: whatever a server answers, pages and bodies end, or errors that say what
// kind they are and quote nothing. What comes to its end is an archive of lines of JSON.
func FuzzAnswers(f *testing.F) {
	const row = `{"id":"a","key":"a","value":{"rev":"1-a"},"doc":{"_id":"a","x":"jane"}}`
	for _, body := range []string{
		`["shop","b/c"]`, `{"db_name":"shop","doc_count":9,"sizes":{"external":1e9}}`, `{"rows":[` + row + `]}`, `{"total_rows":1,"rows":[` + row + "," + strings.ReplaceAll(row, `"a"`, `"b"`) + `],"update_seq":5}`,
		`{"db_name":"a","doc_count":9,"rows":[` + strings.Replace(row, `"x":"jane"`, `"_attachments":{"..":{"length":3,"stub":true}}`, 1) + `]}`, `{"rows":[],"error":"x"}`, `{"error":"a\u001bb"}`, "{", "",
	} {
		f.Add([]byte(body))
	}
	target, err := exposure.ParseTarget("couchdb://h.test")
	if err != nil {
		f.Fatal(err)
	}
	one := target
	one.Container = "shop"
	f.Fuzz(func(t *testing.T, body []byte) {
		check := func(err error) {
			t.Helper()
			var e *source.Error
			if err != nil && (!errors.As(err, &e) || e.Kind == nil || e.Reason == "" || strings.ContainsAny(err.Error(), "\n\x1b")) {
				t.Errorf("%#v", err)
			}
		}
		for _, target := range []exposure.Target{target, one} {
			by := &canned{t, body, 20}
			src, err := New(Options{Target: target, Transports: source.Transports{List: by, Read: by}, PageSize: 3, PartRows: 2})
			if err != nil {
				t.Fatal(err)
			}
			page, err := src.List(t.Context(), "")
			check(err)
			if len(page.Objects) > 3 {
				t.Errorf("%d objects in a page", len(page.Objects))
			}
			r, err := src.Open(t.Context(), source.Object{Name: "shop/a~b.tar"}, 0)
			check(err)
			if err != nil {
				continue
			}
			data, err := io.ReadAll(r.Body)
			r.Body.Close()
			if err != nil {
				check(err)
				continue
			}
			checkArchive(t, data)
		}
	})
}

func checkArchive(t *testing.T, data []byte) {
	for r := tar.NewReader(bytes.NewReader(data)); ; {
		h, err := r.Next()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		member, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(h.Name, "documents/") {
			continue
		}
		for line := range bytes.Lines(member) {
			if !json.Valid(line) || line[len(line)-1] != '\n' {
				t.Errorf("%q is no line of JSON", line)
			}
		}
	}
}
