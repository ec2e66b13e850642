package web

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
)

// What a directory answers decides what is told of it, and never of the others.
func TestDirectoriesThatAreNot(t *testing.T) {
	var fails, slow atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/":
			listing(w, "denied/", "gone/", "page/", "elsewhere/", "fails/", "sign-in/", `steps..%5C../`, "slow/", "teapot/", "type/", "zip.bin")
		case "/denied/":
			w.WriteHeader(http.StatusForbidden)
		case "/gone/":
			http.NotFound(w, r)
		case "/page/":
			fmt.Fprint(w, "<html><title>Contoso</title><a href=\"about.html\">About us</a></html>")
		case "/elsewhere/":
			http.Redirect(w, r, "https://contoso.example/elsewhere/", http.StatusFound)
		case "/fails/":
			fails.Add(1)
			w.WriteHeader(http.StatusInternalServerError)
		case "/sign-in/":
			w.WriteHeader(http.StatusUnauthorized)
		case "/slow/":
			if slow.Add(1) < 3 {
				w.Header().Set("Retry-After", "0")
				w.WriteHeader(http.StatusTooManyRequests)
				return
			}
			listing(w, "s.txt")
		case "/teapot/":
			w.WriteHeader(http.StatusTeapot)
		case "/type/":
			w.Header().Set("Content-Type", "text/plain")
			fmt.Fprint(w, "<title>Index of /</title><a href=\"x.txt\">x.txt</a>")
		default:
			t.Errorf("asked for %s", r.URL.Path)
		}
	}))
	defer s.Close()
	names, _ := all(t, at(t, s.URL, "", 0), "")
	want := []string{"denied/ denied", "elsewhere/ scope", "fails/ failed", "gone/ gone", "page/ unlisted", "sign-in/ denied", "slow/s.txt",
		`steps..\../ scope`, "teapot/ broken", "type/ unlisted", "zip.bin"}
	if diff := cmp.Diff(want, names); diff != "" || fails.Load() != enoughFails {
		t.Errorf("asked %d times for what fails:\n%s", fails.Load(), diff)
	}
}

// A server that fails altogether ends the listing with an error, whatever it failed at.
func TestServerFails(t *testing.T) {
	var n atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n.Add(1) > 1 {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		listing(w, "a/", "b/")
	}))
	defer s.Close()
	err := quick.Walk(t.Context(), at(t, s.URL, "", 0), "", func(p source.Page) error {
		if len(p.Objects) > 0 {
			t.Errorf("%+v", p.Objects)
		}
		return nil
	})
	if !errors.Is(err, source.ErrServer) {
		t.Errorf("%v", err)
	}
}

// Of a server that does not mark directories, they are found by asking.
func TestUnmarkedDirectories(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		express := func(names ...string) {
			fmt.Fprintf(w, "<title>listing directory %s</title>", r.URL.Path)
			for _, n := range names {
				fmt.Fprintf(w, `<li><a href="%s%s"><span class="name">%[2]s</span></a></li>`, r.URL.Path, n)
			}
		}
		switch r.URL.Path {
		case "/":
			express("v1", "v1.0", "v1.txt", "z")
		case "/v1", "/v1.0":
			http.Redirect(w, r, r.URL.Path+"/", http.StatusMovedPermanently)
		case "/v1/", "/v1.0/":
			express("inside")
		case "/z":
			http.Redirect(w, r, "//contoso.example/z/", http.StatusMovedPermanently)
		default:
			fmt.Fprint(w, "text")
		}
	}))
	defer s.Close()
	names, markers := all(t, at(t, s.URL, "", 0), "")
	if want := []string{"v1.0/inside", "v1.txt", "v1/inside", "z"}; !slices.Equal(names, want) {
		t.Errorf("%q, want %q", names, want)
	}
	for _, m := range markers[:len(markers)-1] {
		if rest, _ := all(t, at(t, s.URL, "", 0), m); !slices.Equal(rest, names[len(names)-len(rest):]) {
			t.Errorf("from %q: %q", m, rest)
		}
	}
}

// One file is a target too, and a directory without its slash is said to be one.
func TestOneFile(t *testing.T) {
	server, _ := folderSite(t, map[string]string{"dir/one file.csv": "a,b\n1,2\n", "dir/two": "x"})
	src := at(t, server, "dir/one%20file.csv", 0)
	page, err := src.List(t.Context(), "")
	if err != nil || len(page.Objects) != 1 || page.Next != "" {
		t.Fatalf("%+v, %v", page, err)
	}
	o := page.Objects[0]
	if o.Name != "one file.csv" || o.Size != 8 || o.ETag == "" || o.Modified.IsZero() {
		t.Errorf("%+v", o)
	}
	body, err := source.Stream(t.Context(), src, o, quick)
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	if data, err := io.ReadAll(body); string(data) != "a,b\n1,2\n" || err != nil {
		t.Errorf("%q, %v", data, err)
	}
	if _, err = at(t, server, "dir", 0).List(t.Context(), ""); !errors.Is(err, source.ErrElsewhere) || !strings.Contains(err.Error(), "slash at its end") {
		t.Errorf("a directory without its slash: %v", err)
	}
	if _, err = at(t, server, "dir/three", 0).List(t.Context(), ""); !errors.Is(err, source.ErrNotFound) {
		t.Errorf("a missing file: %v", err)
	}
}

// What is no listing at all, and what is no target.
func TestNotATarget(t *testing.T) {
	server, _ := folderSite(t, map[string]string{"site/index.html": "<title>Contoso</title><a href=\"x.html\">Our pumps</a>"})
	_, err := at(t, server, "site/", 0).List(t.Context(), "")
	if !errors.Is(err, source.ErrNoListing) || source.ReasonOf(err) != exposure.NotReadUnlisted || !strings.Contains(err.Error(), "no directory listing") {
		t.Errorf("%v", err)
	}
	for _, target := range []exposure.Target{
		{Provider: exposure.S3, Container: "x"},
		{Provider: exposure.Web, Endpoint: server, Query: "x=1"},
		{Provider: exposure.Web, Endpoint: server, Prefix: "a/../b/"},
	} {
		if _, err := New(Options{Target: target, Transport: http.DefaultTransport}); err == nil {
			t.Errorf("%+v was taken", target)
		}
	}
	if _, err := New(Options{Target: exposure.Target{Provider: exposure.Web, Endpoint: server}}); !errors.Is(err, source.ErrNoTransport) {
		t.Errorf("%v", err)
	}
}

// Pages without an end are read as far as the bound, and told; one that comes packed
// though nobody asked for that is read all the same, packed without an end too.
func TestEndlessPages(t *testing.T) {
	if testing.Short() {
		t.Skip("hundreds of megabytes")
	}
	endless := func(w io.Writer, gap string) {
		fmt.Fprint(w, "<title>Index of /</title><pre><a href=\"a.txt\">a.txt</a>\n")
		for gap := append(bytes.Repeat([]byte(" "), 1<<16), gap...); ; {
			if _, err := w.Write(gap); err != nil {
				return
			}
		}
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/":
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			fmt.Fprint(z, "<title>Index of /</title><pre><a href=\"json/\">json</a><a href=\"packed/\">packed</a><a href=\"plain/\">plain</a></pre>")
			z.Close()
		case "/plain/":
			endless(w, "")
		case "/packed/":
			w.Header().Set("Content-Encoding", "gzip")
			endless(gzip.NewWriter(w), "<b>")
		case "/json/":
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprint(w, "[")
			for i := 0; ; i++ {
				if _, err := fmt.Fprintf(w, `{"name": "%d", "type": "file"},`, i); err != nil {
					return
				}
			}
		}
	}))
	defer s.Close()
	names, _ := all(t, at(t, s.URL, "", 0), "")
	ends := []string{"packed/ entries", "packed/a.txt", "plain/ entries", "plain/a.txt"}
	if len(names) != maxEntries+5 || names[0] != "json/ entries" || !slices.Equal(names[len(names)-4:], ends) {
		t.Errorf("%d names, first %q, last %q", len(names), names[0], names[max(0, len(names)-4):])
	}
}
