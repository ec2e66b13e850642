package web

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
)

var quick = source.RetryPolicy{Attempts: 8, Base: time.Millisecond, Patience: time.Second, Answer: time.Minute}

// at returns a source over a path of a server.
func at(t testing.TB, server, path string, pageSize int) *Source {
	t.Helper()
	target, err := exposure.ParseTarget("web+" + server + "/" + path)
	if err != nil {
		t.Fatal(err)
	}
	tr := &http.Transport{}
	t.Cleanup(tr.CloseIdleConnections)
	src, err := New(Options{Target: target, Transport: tr, PageSize: pageSize})
	if err != nil {
		t.Fatal(err)
	}
	return src
}

// all lists from a marker: names, with the reason of what cannot be read.
func all(t testing.TB, src *Source, marker string) (names, markers []string) {
	t.Helper()
	err := quick.Walk(t.Context(), src, marker, func(p source.Page) error {
		for _, o := range p.Objects {
			name := o.Name
			if o.Unreadable != "" {
				name += " " + string(o.Unreadable)
			}
			names = append(names, name)
		}
		markers = append(markers, p.Next)
		return nil
	})
	if err != nil {
		t.Fatalf("from %q: %v", marker, err)
	}
	return names, markers
}

// folderSite serves a folder by Go's own file server, which is a listing of the kind
// that says nothing of itself.
func folderSite(t testing.TB, files map[string]string) (server, folder string) {
	t.Helper()
	folder = t.TempDir()
	for name, text := range files {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	s := httptest.NewServer(http.FileServer(http.Dir(folder)))
	t.Cleanup(s.Close)
	return s.URL, folder
}

// Whatever page a run ends with, another goes on behind it: with all that a walk
// holds, and with next to nothing.
func TestGoesOn(t *testing.T) {
	files := map[string]string{}
	for _, name := range []string{
		"a", "a!", "a.txt", "a-dir/x", "a-dir/y/z", "a-dir/y.txt", "a-dir0", "b/b/b", "b/b.x", "b0/x", "c/1", "c/2/3/4/5.txt", "c/2/3/4/6.txt", "c/2/3.txt", "c/9", "z/z", "zz",
	} {
		if name == "a" {
			name = "a/only"
		}
		files[name] = name
	}
	server, _ := folderSite(t, files)
	var want []string
	for name := range files {
		want = append(want, name)
	}
	slices.Sort(want)
	for _, held := range []int{maxHeld, 3, 0} {
		for _, size := range []int{1, 2, 3, 100} {
			src := at(t, server, "", size)
			src.maxHeld = held
			names, markers := all(t, src, "")
			if diff := cmp.Diff(want, names); diff != "" {
				t.Fatalf("holding %d, pages of %d:\n%s", held, size, diff)
			}
			for _, m := range markers[:len(markers)-1] {
				other := at(t, server, "", size)
				other.maxHeld = held
				rest, _ := all(t, other, m)
				if !slices.Equal(rest, names[len(names)-len(rest):]) || len(rest) == 0 {
					t.Errorf("holding %d, from %q: %q", held, m, rest)
				}
			}
		}
	}
}

// A request that fails loses nothing of what a walk has given out already.
func TestFailuresLoseNothing(t *testing.T) {
	server, folder := folderSite(t, map[string]string{"a/1": "", "a/2": "", "a/3": "", "a/b/4": "", "a/c": "", "a/d/e/5": "", "a/f": "", "z": ""})
	want, _ := all(t, at(t, server, "", 0), "")
	var n atomic.Int64
	files := http.FileServer(http.Dir(folder))
	flaky := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n.Add(1)%2 == 1 {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		files.ServeHTTP(w, r)
	}))
	defer flaky.Close()
	for _, size := range []int{1, 2, 3, 5} {
		if names, _ := all(t, at(t, flaky.URL, "", size), ""); !slices.Equal(names, want) || len(want) != 8 {
			t.Errorf("pages of %d: %q, want %q", size, names, want)
		}
	}
}

// Links of the server that lead back are cut, and told.
func TestLoops(t *testing.T) {
	server, folder := folderSite(t, map[string]string{"x/data.csv": "1", "x/sub/more.csv": "2", "foo/foo/foo/x.txt": "3"})
	for _, link := range []string{"x/loop", "x/sub/again"} {
		if err := os.Symlink(filepath.Join(folder, "x"), filepath.Join(folder, link)); err != nil {
			t.Fatal(err)
		}
	}
	names, _ := all(t, at(t, server, "", 0), "")
	cut := 0
	for _, name := range names {
		if strings.HasSuffix(name, "/ special") {
			cut++
		}
		if strings.Count(name, "/") > 7 {
			t.Errorf("%s was gone into", name)
		}
	}
	if !slices.Contains(names, "foo/foo/foo/x.txt") || !slices.Contains(names, "x/sub/more.csv") || cut == 0 || len(names) > 60 {
		t.Errorf("%d names, %d of them cut: %q", len(names), cut, names)
	}
}

// listing writes a page as nginx does.
func listing(w http.ResponseWriter, names ...string) {
	w.Header().Set("Content-Type", "text/html")
	fmt.Fprint(w, "<html><head><title>Index of /</title></head><body><pre>")
	for _, n := range names {
		fmt.Fprintf(w, "<a href=\"%s\">%[1]s</a>\n", n)
	}
	fmt.Fprint(w, "</pre></body></html>")
}

// A tree without an end is gone into 64 levels deep.
func TestDepth(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		listing(w, fmt.Sprintf("%d/", strings.Count(r.URL.Path, "/")), "f.txt")
	}))
	defer s.Close()
	names, _ := all(t, at(t, s.URL, "", 0), "")
	if len(names) != maxDepth+2 || !strings.HasSuffix(names[0], "/65/ depth") {
		t.Errorf("%d names, among them %q", len(names), names[0])
	}
}

// A page that was cut off is asked for again; one without any end to tell is an
// error, and never a shorter listing.
func TestCutPage(t *testing.T) {
	for name, head := range map[string]string{
		"length": "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 500\r\n\r\n",
		"chunks": "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n",
		"none":   "HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n",
	} {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			conn, _, err := w.(http.Hijacker).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			defer conn.Close()
			io.WriteString(conn, head+"<title>Index of /</title><pre><a href=\"a\">a</a>\n<a href=\"b")
		}))
		page, err := at(t, s.URL, "", 0).List(t.Context(), "")
		if !errors.Is(err, source.ErrNetwork) {
			t.Errorf("%s: %+v, %v", name, page, err)
		}
		s.Close()
	}
}

// Directories of more entries than are kept are read as far, and told.
func TestLargeDirectory(t *testing.T) {
	if testing.Short() {
		t.Skip("a million lines")
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			listing(w, "big/", "z.txt")
			return
		}
		names := make([]string, maxEntries+5)
		for i := range names {
			names[i] = fmt.Sprintf("o%07d", i)
		}
		listing(w, names...)
	}))
	defer s.Close()
	names, _ := all(t, at(t, s.URL, "", 0), "")
	if len(names) != maxEntries+2 || names[0] != "big/ entries" || names[1] != "big/o0000000" || names[len(names)-1] != "z.txt" {
		t.Errorf("%d names, first %q", len(names), names[:2])
	}
}
