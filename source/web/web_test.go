package web_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"unicode/utf8"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
	"github.com/hemostat/hemostat/source/sourcetest"
	"github.com/hemostat/hemostat/source/web"
)

// site is a running server over a folder.
type site struct {
	*sourcetest.Server
	name   string
	folder string
	made   atomic.Int64
}

func startSite(t testing.TB, w sourcetest.WebServer) *site {
	t.Helper()
	folder := t.TempDir()
	return &site{Server: w.Start(t, folder), name: w.Name, folder: folder}
}

// store is a directory of the site.
type store struct {
	*site
	dir string
}

func (s *site) store(t testing.TB) *store {
	t.Helper()
	st := &store{s, fmt.Sprintf("store %d", s.made.Add(1))}
	if err := os.Mkdir(filepath.Join(s.folder, st.dir), 0o755); err != nil {
		t.Fatal(err)
	}
	return st
}

func (s *store) path(name string) string { return s.folder + "/" + s.dir + "/" + name }

func (s *store) Put(t testing.TB, name string, data []byte) {
	path := s.path(name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func (s *store) Remove(t testing.TB, name string) {
	if err := os.Remove(s.path(name)); err != nil {
		t.Fatal(err)
	}
}

// Shut takes the folder from the server. Python answers 404 to what it may not read,
// as to what is not there.
func (s *store) Shut(t testing.TB) {
	if s.name == "python" {
		t.Skip("python does not tell what it may not read from what is not there")
	}
	s.close(t, s.dir)
}

func (s *site) close(t testing.TB, dir string) {
	dir = filepath.Join(s.folder, dir)
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if os.Getuid() != 0 {
		if err := os.Chmod(dir, 0); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { os.Chmod(dir, 0o755) })
}

// Holds leaves out what a path cannot be, and what the servers themselves hide or
// garble.
func (s *store) Holds(name string) bool {
	for part := range strings.SplitSeq(name, "/") {
		if part == "" || part == "." || part == ".." || len(part) > 255 {
			return false
		}
	}
	if strings.Count(name, "/") > 60 {
		return false
	}
	switch s.name {
	case "nginx", "nginx-json", "nginx-gzip":
		return name[0] != '.'
	case "lighttpd":
		refused := func(r rune) bool { return r < ' ' || r == 0x7f }
		return name[0] != '.' && utf8.ValidString(name) && !strings.ContainsFunc(name, refused)
	case "python": // says names that are no UTF-8 in an encoding of its own
		return utf8.ValidString(name)
	}
	return true
}

func (s *store) Open(t testing.TB, o sourcetest.Options) source.Source {
	t.Helper()
	src, err := s.source(t, s.dir+"/", o)
	if err != nil {
		t.Fatal(err)
	}
	return src
}

func (s *site) source(t testing.TB, path string, o sourcetest.Options) (source.Source, error) {
	t.Helper()
	target, err := exposure.ParseTarget("web+" + s.Endpoint + "/" + strings.ReplaceAll(path, " ", "%20"))
	if err != nil {
		t.Fatal(err)
	}
	return web.New(web.Options{Target: target, Transport: o.Transport, PageSize: o.PageSize})
}

func TestSuite(t *testing.T) {
	for _, w := range sourcetest.WebServers() {
		t.Run(w.Name, func(t *testing.T) {
			s := startSite(t, w)
			many := 0
			if w.Name != "nginx" {
				many = 60
			}
			sourcetest.Run(t, sourcetest.Provider{
				Store: func(t testing.TB) sourcetest.Store { return s.store(t) },
				Missing: func(t testing.TB, o sourcetest.Options) (source.Source, error) {
					return s.source(t, "missing/", o)
				},
				Private: func(t testing.TB, o sourcetest.Options) (source.Source, error) {
					st := s.store(t)
					s.close(t, st.dir)
					return s.source(t, st.dir+"/", o)
				},
				Many: many, Ordered: true, Sparse: true,
			})
		})
	}
}
