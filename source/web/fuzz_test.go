package web

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
)

// FuzzChild holds links to what a browser makes of them: whatever is taken for a
// child is one step below the directory, at the same server.
func FuzzChild(f *testing.F) {
	for _, href := range []string{"a%20b", "sub/", "../x", "/deep/x", "/deep/../x", "//h/x", "http://h/deep/x", "%2e%2e/", "a%2Fb", "./x", ".//x", "?C=N", "a#b", "a:b", "./a:b", "%zz", "\\..\\x", "%00", "/%64eep/x"} {
		f.Add(href, "deep/")
	}
	f.Fuzz(func(t *testing.T, href, dir string) {
		for part := range strings.SplitSeq(strings.TrimSuffix(dir, "/"), "/") {
			if dir != "" && (!proper(part) || !strings.HasSuffix(dir, "/")) {
				return
			}
		}
		name, ok := child(href, dir)
		if !ok {
			return
		}
		step := strings.TrimSuffix(name, "/")
		if !proper(step) {
			t.Fatalf("%q in %q gives %q", href, dir, name)
		}
		base := &url.URL{Scheme: "http", Host: "h.test", Path: "/" + dir, RawPath: "/" + escape(dir)}
		to, err := base.Parse(strings.Trim(href, " \t\r\n\f"))
		if err != nil {
			return // a percent sign that begins nothing
		}
		if to.Host != base.Host || to.Scheme != base.Scheme || to.RawQuery != "" || to.Fragment != "" || to.Path != "/"+dir+name {
			t.Errorf("%q in %q leads to %q at %q and was taken for %q", href, dir, to.Path, to.Host, name)
		}
		again, ok := child("./"+escape(name), dir)
		if !ok || again != name {
			t.Errorf("%q is %q, %v when it is written anew", name, again, ok)
		}
	})
}

// canned answers every request with the same bytes.
type canned struct {
	t      *testing.T
	status int
	header http.Header
	body   []byte
	asked  int
}

func (c *canned) RoundTrip(r *http.Request) (*http.Response, error) {
	path := r.URL.EscapedPath()
	if r.URL.Host != "h.test" || !strings.HasPrefix(path, "/deep/") || strings.Contains(path+"/", "/../") || r.URL.RawQuery != "" {
		c.t.Errorf("a request for %s", r.URL)
	}
	c.asked++
	return &http.Response{
		StatusCode: c.status, Header: c.header, Request: r, Body: io.NopCloser(bytes.NewReader(c.body)), ContentLength: int64(len(c.body)),
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}, nil
}

// FuzzListing: whatever a server answers, each page of the listing is a page or an
// error that says what kind it is and quotes nothing; no request leads out.
func FuzzListing(f *testing.F) {
	pages, err := filepath.Glob("testdata/pages/*")
	if err != nil || len(pages) == 0 {
		f.Fatal("no pages", err)
	}
	for _, name := range pages {
		page, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(200, strings.HasSuffix(name, ".json"), "", page)
	}
	f.Add(301, false, "/deep/", []byte(nil))
	f.Add(200, false, "", []byte("<pre><A HREF=\"/deep/x\">x</A><br> 3/4/2026  5:06 AM  1234 <A HREF=\"/deep/sub/\">sub</A>"))
	f.Add(200, false, "", []byte("<title>listing directory /</title><a href=x>x</a><a href=/deep/y><span>y</span></a>"))
	f.Add(200, true, "", []byte("[{\"name\":\"\\ud83e\\ude78\xff\",\"type\":\"file\",\"size\":18446744073709551616,\"mtime\":\"x\"}]"))
	target, err := exposure.ParseTarget("http://h.test/deep/")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, status int, isJSON bool, location string, body []byte) {
		c := &canned{t: t, status: status, header: http.Header{"Content-Type": {"text/html"}, "Server": {"Caddy"}, "Location": {location}}, body: body}
		if isJSON {
			c.header.Set("Content-Type", "application/json")
		}
		src, err := New(Options{Target: target, Transport: c, PageSize: 10})
		if err != nil {
			t.Fatal(err)
		}
		seen, marker := map[string]bool{}, ""
		for range 30 {
			asked := c.asked
			page, err := src.List(t.Context(), marker)
			if err != nil {
				var e *source.Error
				if !errors.As(err, &e) || e.Kind == nil || e.Reason == "" || strings.ContainsAny(err.Error(), "\n\x1b") {
					t.Errorf("%#v", err)
				}
				return
			}
			for _, o := range page.Objects {
				if o.Name == "" || o.Size < -1 || seen[o.Name] || o.Name < marker {
					t.Errorf("after %q: %+v", marker, o)
				}
				seen[o.Name] = true
			}
			if len(page.Objects) > 10 || c.asked > asked+1 {
				t.Errorf("%d objects, %d requests in a page", len(page.Objects), c.asked-asked)
			}
			if page.Next == "" || page.Next <= marker {
				if page.Next != "" {
					t.Errorf("from %q to %q", marker, page.Next)
				}
				return
			}
			marker = page.Next
		}
	})
}
