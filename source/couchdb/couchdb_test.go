package couchdb_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
	"github.com/hemostat/hemostat/source"
	"github.com/hemostat/hemostat/source/couchdb"
)

var quick = source.RetryPolicy{Attempts: 2, Base: time.Millisecond, Patience: time.Second, Answer: 20 * time.Second, Idle: 20 * time.Second}

func transport(t testing.TB) http.RoundTripper {
	tr := http.DefaultTransport.(*http.Transport).Clone()
	t.Cleanup(tr.CloseIdleConnections)
	return tr
}

func objects(t testing.TB, src source.Source) (all []source.Object) {
	t.Helper()
	if err := quick.Walk(t.Context(), src, "", func(p source.Page) error { all = append(all, p.Objects...); return nil }); err != nil {
		t.Error(err)
	}
	return all
}

func read(t testing.TB, src source.Source, name string) ([]byte, error) {
	t.Helper()
	body, err := source.Stream(t.Context(), src, source.Object{Name: name, Size: -1}, quick)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	return io.ReadAll(body)
}

// attach puts a document with files.
func attach(t testing.TB, s *store, id string, files map[string][]byte) {
	t.Helper()
	stubs := map[string]any{}
	for name, data := range files {
		stubs[name] = map[string]any{"content_type": "application/octet-stream", "data": data}
	}
	do(t, http.MethodPut, s.at("shop")+"/"+url.PathEscape(id), map[string]any{"kind": "contract", "_attachments": stubs})
}

// Files are members of their own, whatever they and their documents are called, byte by byte.
func TestFiles(t *testing.T) {
	s := newStore(t)
	s.Put(t, "shop", nil)
	long := bytes.Repeat([]byte("0123456789"), 300_000)
	attach(t, s, "a/b ü%~", map[string][]byte{"letter.eml": []byte("From: a@contoso.example\r\nSubject: to Erika\r\n\r\nDear Erika\r\n"), "dir/100% & ü.bin": long, "empty": {}})
	attach(t, s, "_design/app", map[string][]byte{"index.html": []byte("<p>hello")})
	attach(t, s, "..", map[string][]byte{"..": []byte("dots")})
	for i := range 30 {
		attach(t, s, fmt.Sprintf("many-%d", i), map[string][]byte{"x": {byte(i)}, "y": {1}})
	}
	src := at(t, s.endpoint, couchdb.Options{}, transport(t))
	data, err := read(t, src, "shop.tar")
	if err != nil {
		t.Fatal(err)
	}
	got := members(t, data)
	if n := len(got); n != 1+5+60 {
		t.Errorf("%d members", n)
	}
	for name, want := range map[string]string{
		"attachments/a%2Fb ü%25~/letter.eml": "From: a@contoso.example\r\nSubject: to Erika\r\n\r\nDear Erika\r\n", "attachments/a%2Fb ü%25~/dir%2F100%25 & ü.bin": string(long),
		"attachments/a%2Fb ü%25~/empty": "", "attachments/_design%2Fapp/index.html": "<p>hello", "attachments/%2E%2E/%2E%2E": "dots", "attachments/many-29/x": "\x1d",
	} {
		if member, ok := got[name]; !ok || string(member) != want {
			t.Errorf("%q has %d bytes, %v; want %d", name, len(member), ok, len(want))
		}
	}
	x, err := extract.New(extract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	text := extracttest.Walk(t, x, "shop.tar", data).String()
	for _, want := range []string{"⟦kind 2⟧contract", "⟦_id 2⟧..", "Dear Erika", "attachments/a%2Fb ü%25~/letter.eml"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing:\n%.3000s", want, text)
		}
	}
}

// Each document is in one part, whatever its identifier is; a part is opened by its name alone.
func TestParts(t *testing.T) {
	s := newStore(t)
	s.Put(t, "shop", nil)
	ids := []string{"A", "Z", "a", "a/b", "a~b", "b\nc", "%2F", "jane.doe@contoso.example", "zß", "z日本", "z🩸", "~", "..", "with space", "\"quoted\""}
	for _, id := range ids {
		attach(t, s, id, nil)
	}
	open := func() source.Source {
		return at(t, s.endpoint, couchdb.Options{PartRows: 2, PageSize: 3, KeepsValues: true}, transport(t))
	}
	all := objects(t, open())
	if len(all) != 8 {
		t.Errorf("%d parts", len(all))
	}
	var got []string
	for _, o := range all {
		data, err := read(t, open(), o.Name)
		if err != nil {
			t.Fatalf("%q: %v", o.Name, err)
		}
		for _, line := range lines(t, data) {
			got = append(got, string(line[bytes.Index(line, []byte(`"_id"`)):]))
		}
	}
	slices.Sort(got)
	if len(got) != len(ids) || len(slices.Compact(got)) != len(ids) {
		t.Errorf("%d documents, %d of them distinct; want %d", len(got), len(slices.Compact(got)), len(ids))
	}
}

// Where values may not be kept, no identifier stands in a name, and a database is one object.
func TestNoValues(t *testing.T) {
	s := newStore(t)
	s.Put(t, "shop", nil)
	for _, id := range []string{"jane@contoso.example", "jim@contoso.example", "joe@contoso.example"} {
		attach(t, s, id, nil)
	}
	src := at(t, s.endpoint, couchdb.Options{PartRows: 1}, transport(t))
	if all := objects(t, src); len(all) != 1 || all[0].Name != "shop.tar" {
		t.Errorf("%+v", all)
	}
	if data, err := read(t, src, "shop.tar"); err != nil || len(lines(t, data)) != 3 {
		t.Errorf("%d bytes, %v", len(data), err)
	}
}

// A document that goes between two pages is no end, and none comes twice.
func TestPages(t *testing.T) {
	s := newStore(t)
	rows := make([]string, 0, 2500)
	for i := range 2500 {
		rows = append(rows, fmt.Sprintf(`{"_id":"%06d"}`, i))
	}
	s.Put(t, "shop", nil)
	resp, err := http.Post(s.at("shop")+"/_bulk_docs", "application/json", strings.NewReader(`{"docs":[`+strings.Join(rows, ",")+`]}`))
	if err != nil || resp.StatusCode != http.StatusCreated {
		t.Fatal(resp, err)
	}
	resp.Body.Close()
	pages := 0
	address := front(t, s.endpoint, func(_ http.ResponseWriter, r *http.Request) bool {
		if strings.HasSuffix(r.URL.Path, "/_all_docs") {
			if pages++; pages == 2 { // what the page begins with
				found := `"` + "000999" + `"`
				if r.URL.Query().Get("startkey") != found {
					t.Errorf("the second page begins with %s", r.URL.RawQuery)
				}
				remove(t, s, "000999")
			}
		}
		return false
	})
	data, err := read(t, at(t, address, couchdb.Options{}, transport(t)), "shop.tar")
	if err != nil || pages != 3 {
		t.Errorf("%d pages, %v", pages, err)
	}
	got := lines(t, data)
	slices.SortFunc(got, bytes.Compare)
	if len(got) != 2500 || len(slices.CompactFunc(got, bytes.Equal)) != 2500 {
		t.Errorf("%d documents, %d of them distinct", len(got), len(slices.CompactFunc(got, bytes.Equal)))
	}
}

// remove deletes a document of the shop.
func remove(t testing.TB, s *store, id string) {
	t.Helper()
	resp, err := http.Head(s.at("shop") + "/" + id)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	do(t, http.MethodDelete, s.at("shop")+"/"+id+"?rev="+strings.Trim(resp.Header.Get("ETag"), `"`), nil)
}

// Of several databases, one that wants an account is listed as that, by itself it is refused.
func TestMembersAlone(t *testing.T) {
	endpoint := private(t)
	all := objects(t, at(t, endpoint, couchdb.Options{}, transport(t)))
	if len(all) != 2 || all[0].Name != "private.tar" || all[0].Unreadable != exposure.NotReadDenied || all[1].Name != "public.tar" || all[1].Unreadable != "" {
		t.Errorf("%+v", all)
	}
	src := at(t, endpoint, couchdb.Options{}, transport(t))
	if _, err := read(t, src, "private.tar"); !errors.Is(err, source.ErrDenied) || strings.Contains(err.Error(), "You are") {
		t.Errorf("%v", err)
	}
	if all := objects(t, at(t, newStore(t).endpoint+"/_users", couchdb.Options{}, transport(t))); len(all) != 1 || all[0].Name != "_users.tar" {
		t.Errorf("a database of the server's own, by its name: %+v", all)
	}
	if _, err := read(t, at(t, endpoint+"/public", couchdb.Options{}, transport(t)), "private.tar"); !errors.Is(err, source.ErrRequest) {
		t.Errorf("what is not of the target was opened: %v", err)
	}
}

// A server that speaks TLS alone is asked without it once.
func TestTLS(t *testing.T) {
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, `["shop"]`) }))
	t.Cleanup(s.Close)
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	seen := &schemes{RoundTripper: s.Client().Transport}
	src := at(t, s.URL, couchdb.Options{}, seen)
	for range 2 {
		src.List(t.Context(), "")
	}
	if want := "[http https https https https]"; fmt.Sprint(seen.asked) != want { // each time for names and for one database, which is none
		t.Errorf("asked by %s, want %s", seen.asked, want)
	}
}

// schemes notes by what is asked.
type schemes struct {
	http.RoundTripper
	asked []string
}

func (s *schemes) RoundTrip(r *http.Request) (*http.Response, error) {
	s.asked = append(s.asked, r.URL.Scheme)
	return s.RoundTripper.RoundTrip(r)
}
