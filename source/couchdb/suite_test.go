package couchdb_test

import (
	"archive/tar"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
	"github.com/hemostat/hemostat/source/couchdb"
	"github.com/hemostat/hemostat/source/sourcetest"
)

// do asks a server as its owner does.
func do(t testing.TB, method, address string, body any) {
	t.Helper()
	var data bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&data).Encode(body); err != nil {
			t.Fatal(err)
		}
	}
	req, err := http.NewRequest(method, address, &data)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if text, _ := io.ReadAll(resp.Body); resp.StatusCode >= 300 && !(method == http.MethodDelete && resp.StatusCode == http.StatusNotFound) {
		t.Fatalf("%s %s: %s %.300s", method, address, resp.Status, text)
	}
}

// store is a server of its own: each table is a database.
type store struct{ endpoint string }

func newStore(t testing.TB) *store { return &store{endpoint: sourcetest.StartPouchDB(t).Endpoint} }

func (s *store) at(table string) string { return s.endpoint + "/" + url.PathEscape(table) }

// identifier has leading zeros, since identifiers are texts.
func identifier(row int) string { return fmt.Sprintf("row-%07d", row) }

func (s *store) Put(t testing.TB, table string, rows []sourcetest.Row) {
	t.Helper()
	s.Remove(t, table)
	do(t, http.MethodPut, s.at(table), nil)
	for len(rows) > 0 {
		n := min(len(rows), 2000)
		var documents []any
		for _, r := range rows[:n] {
			documents = append(documents, map[string]any{"_id": identifier(r.ID), "n": r.ID, "email": r.Email, "note": r.Note})
		}
		do(t, http.MethodPost, s.at(table)+"/_bulk_docs", map[string]any{"docs": documents})
		rows = rows[n:]
	}
}

func (s *store) Remove(t testing.TB, table string) {
	t.Helper()
	do(t, http.MethodDelete, s.at(table), nil)
}

// Shut puts before the server what a CouchDB with require_valid_user answers
// (docs.couchdb.org/en/stable/config/auth.html).
func (s *store) Shut(t testing.TB) {
	s.endpoint = front(t, s.endpoint, func(w http.ResponseWriter, r *http.Request) bool {
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprintln(w, `{"error":"unauthorized","reason":"Authentication required."}`)
		return true
	})
}

// front stands before a server and answers some requests itself.
func front(t testing.TB, endpoint string, answers func(http.ResponseWriter, *http.Request) bool) string {
	t.Helper()
	to, err := url.Parse(endpoint)
	if err != nil {
		t.Fatal(err)
	}
	tr := &http.Transport{DisableCompression: true}
	t.Cleanup(tr.CloseIdleConnections)
	proxy := &httputil.ReverseProxy{Transport: tr, Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(to) }}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !answers(w, r) {
			proxy.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// Holds says what express-pouchdb can hold, to which names are those of files; CouchDB's
// databases have small letters, digits and _$()+-/ alone.
func (s *store) Holds(name string) bool {
	for _, r := range name {
		if r < ' ' || r == 0x7f || r == '\ufffd' || strings.ContainsRune(`/?<>\:*|"%`, r) {
			return false
		}
	}
	return len(name) <= 200 && strings.Trim(name, ". ") == name && name != "CON" && name != "nul.txt"
}

func (s *store) Table(object string) string {
	name, _, _ := strings.Cut(strings.TrimSuffix(object, ".tar"), "/")
	return name
}

func (s *store) Open(t testing.TB, o sourcetest.Options) source.Source {
	t.Helper()
	return at(t, s.endpoint, couchdb.Options{PageSize: o.PageSize, PartRows: 5000, KeepsValues: true}, o.Transport)
}

// at returns a source over what stands at an address of HTTP.
func at(t testing.TB, address string, o couchdb.Options, transport http.RoundTripper) source.Source {
	t.Helper()
	src, err := try(t, address, o, transport)
	if err != nil {
		t.Fatal(err)
	}
	return src
}

func try(t testing.TB, address string, o couchdb.Options, transport http.RoundTripper) (source.Source, error) {
	t.Helper()
	_, rest, _ := strings.Cut(address, "://")
	var err error
	if o.Target, err = exposure.ParseTarget("couchdb://" + rest); err != nil {
		t.Fatal(err)
	}
	o.Transports = source.Transports{List: transport, Read: transport}
	src, err := couchdb.New(o)
	return src, err
}

// members reads an archive.
func members(t testing.TB, data []byte) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	for r := tar.NewReader(bytes.NewReader(data)); ; {
		h, err := r.Next()
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		if all[h.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
}

// lines are the documents of an archive.
func lines(t testing.TB, data []byte) (all [][]byte) {
	t.Helper()
	for name, member := range members(t, data) {
		if strings.HasPrefix(name, "documents/") {
			all = append(all, bytes.Split(bytes.TrimSuffix(member, []byte("\n")), []byte("\n"))...)
		}
	}
	return all
}

func decode(t testing.TB, data []byte) (rows []sourcetest.Row) {
	t.Helper()
	for _, line := range lines(t, data) {
		var d struct {
			N           int
			Email, Note string
		}
		if err := json.Unmarshal(line, &d); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, sourcetest.Row{ID: d.N, Email: d.Email, Note: d.Note})
	}
	return rows
}

// private makes a database of which one member is named, of a server with an administrator.
func private(t testing.TB) (endpoint string) {
	s := newStore(t)
	s.Put(t, "private", nil)
	rights := map[string]any{"names": []string{"owner"}, "roles": []string{}}
	do(t, http.MethodPut, s.at("private")+"/_security", map[string]any{"members": rights, "admins": rights})
	s.Put(t, "public", []sourcetest.Row{{ID: 1}})
	do(t, http.MethodPut, s.endpoint+"/_config/admins/owner", "hemostat-owner-of-nothing")
	return s.endpoint
}

func TestSuite(t *testing.T) {
	sourcetest.RunTables(t, sourcetest.Tables{
		Store:  func(t testing.TB) sourcetest.TableStore { return newStore(t) },
		Decode: decode,
		Missing: func(t testing.TB, o sourcetest.Options) (source.Source, error) {
			return try(t, newStore(t).endpoint+"/nothing", couchdb.Options{}, o.Transport)
		},
		Private: func(t testing.TB, o sourcetest.Options) (source.Source, error) {
			return try(t, private(t)+"/private", couchdb.Options{}, o.Transport)
		},
	})
}
