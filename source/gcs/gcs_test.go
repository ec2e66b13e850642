package gcs_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"unicode/utf8"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
	"github.com/hemostat/hemostat/source/gcs"
	"github.com/hemostat/hemostat/source/sourcetest"
)

// service is the emulator behind its front.
type service struct {
	*sourcetest.GCS
	made atomic.Int64
}

// store is a bucket of its own, read anonymously or with the owner's token.
type store struct {
	*service
	bucket string
	access source.Access
}

func (g *service) store(t testing.TB, access source.Access) *store {
	t.Helper()
	s := &store{g, fmt.Sprintf("store%d", g.made.Add(1)), access}
	rights := ""
	if access == source.AccessAnonymous {
		rights = "list get"
	}
	g.Allow(t, s.bucket, rights)
	return s
}

func (s *store) Put(t testing.TB, name string, data []byte) { s.GCS.Put(t, s.bucket, name, data) }
func (s *store) Remove(t testing.TB, name string)           { s.GCS.Remove(t, s.bucket, name) }

func (s *store) Shut(t testing.TB) {
	if s.access != source.AccessAnonymous {
		t.Skip("the owner's own token cannot be shut out")
	}
	s.Allow(t, s.bucket, "")
}

// Holds says what the service allows ("About Cloud Storage objects"), and leaves out
// what the emulator cannot hold.
func (s *store) Holds(name string) bool {
	return utf8.ValidString(name) && len(name) <= 1024 && !strings.ContainsAny(name, "\r\n") && name != "." && name != ".."
}

func (s *store) Open(t testing.TB, o sourcetest.Options) source.Source {
	t.Helper()
	src, err := s.source(t, o)
	if err != nil {
		t.Fatal(err)
	}
	return src
}

func (s *store) source(t testing.TB, o sourcetest.Options) (source.Source, error) {
	t.Helper()
	return gcs.New(s.options(t, o))
}

func (s *store) options(t testing.TB, o sourcetest.Options) gcs.Options {
	t.Helper()
	target, err := exposure.ParseTarget("gs+" + s.Endpoint + "/" + s.bucket)
	if err != nil {
		t.Fatal(err)
	}
	options := gcs.Options{Target: target, Transport: o.Transport, PageSize: o.PageSize}
	if s.access == source.AccessToken {
		options.Token = fixed(sourcetest.GCSOwner)
	}
	return options
}

// fixed gives one token for ever.
func fixed(token string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) { return token, nil }
}

func TestSuite(t *testing.T) {
	g := &service{GCS: sourcetest.StartGCS(t)}
	for _, access := range []source.Access{source.AccessAnonymous, source.AccessToken} {
		t.Run(string(access), func(t *testing.T) {
			many := 20
			if access == source.AccessAnonymous {
				many = 2500
			}
			sourcetest.Run(t, sourcetest.Provider{
				Store: func(t testing.TB) sourcetest.Store { return g.store(t, access) },
				Missing: func(t testing.TB, o sourcetest.Options) (source.Source, error) {
					return (&store{g, "missing", access}).source(t, o)
				},
				Private: func(t testing.TB, o sourcetest.Options) (source.Source, error) {
					s := g.store(t, source.AccessToken)
					options := s.options(t, o)
					options.Token = nil
					if access == source.AccessToken {
						options.Token = fixed(sourcetest.GCSGuest)
					}
					return gcs.New(options)
				},
				Many: many, Ordered: true,
			})
		})
	}
}

// Each right is told by itself, and each refusal by its kind.
func TestRights(t *testing.T) {
	g := &service{GCS: sourcetest.StartGCS(t)}
	s := g.store(t, source.AccessAnonymous)
	s.Put(t, "a/b.txt", []byte("text"))
	o := source.Object{Name: "a/b.txt", Size: -1, Current: true}
	for _, c := range []struct {
		rights, token string
		list, open    error
	}{
		{"list get", "", nil, nil},
		{"get", "", source.ErrNotFoundOrPrivate, nil},
		{"list", "", nil, source.ErrDenied},
		{"", "", source.ErrNotFoundOrPrivate, source.ErrDenied},
		{"", sourcetest.GCSGuest, source.ErrDenied, source.ErrDenied},
		{"", "expired", source.ErrSignIn, source.ErrSignIn},
		{"list get", "expired", source.ErrSignIn, source.ErrSignIn},
		{"", sourcetest.GCSOwner, nil, nil},
	} {
		g.Allow(t, s.bucket, c.rights)
		options := s.options(t, sourcetest.Options{Transport: plain(t)})
		if c.token != "" {
			options.Token = fixed(c.token)
		}
		src, err := gcs.New(options)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := src.List(t.Context(), ""); !errors.Is(err, c.list) || (err == nil) != (c.list == nil) {
			t.Errorf("rights %q, token %q: list: %v, want %v", c.rights, c.token, err, c.list)
		}
		r, err := src.Open(t.Context(), o, 0)
		if !errors.Is(err, c.open) || (err == nil) != (c.open == nil) {
			t.Errorf("rights %q, token %q: open: %v, want %v", c.rights, c.token, err, c.open)
		}
		if err == nil {
			if r.Size != 4 || r.ETag == "" || !strings.HasSuffix(r.Address, "/o/a%2Fb.txt") || r.Access != src.Access() {
				t.Errorf("%+v", r)
			}
			r.Body.Close()
		}
	}
}

// Older versions are listed, told from the current one, and can be opened.
func TestVersions(t *testing.T) {
	g := &service{GCS: sourcetest.StartGCS(t)}
	s := g.store(t, source.AccessAnonymous)
	for _, text := range []string{"first", "second", "third!"} {
		s.Put(t, "v.txt", []byte(text))
	}
	s.Put(t, "w.txt", []byte("deleted"))
	s.Remove(t, "w.txt")
	options := s.options(t, sourcetest.Options{Transport: plain(t)})
	options.Versions = true
	src, err := gcs.New(options)
	if err != nil {
		t.Fatal(err)
	}
	page, err := src.List(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]bool{}
	for _, o := range page.Objects {
		if o.Current != (o.Unreadable == "") || o.Version == "" || o.Version != o.ETag || o.Created.IsZero() || len(o.MD5) != 16 || o.Tier != "STANDARD" {
			t.Errorf("%+v", o)
		}
		if o.Current != (o.Name == "v.txt" && o.Size == 6 && !texts["third!"]) {
			t.Errorf("current: %+v", o)
		}
		body, err := source.Stream(t.Context(), src, o, source.RetryPolicy{})
		if err != nil {
			t.Errorf("%s %s: %v", o.Name, o.Version, err)
			continue
		}
		text := make([]byte, o.Size)
		if _, err := body.Read(text); err != nil {
			t.Error(err)
		}
		body.Close()
		texts[string(text)] = true
	}
	if len(page.Objects) != 4 || len(texts) != 4 || !texts["first"] || !texts["deleted"] {
		t.Errorf("%d versions hold %v", len(page.Objects), texts)
	}
}
