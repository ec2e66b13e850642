package web

import (
	"net/http"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// What a listing leaves out stands among what it lists, in order, and once.
func TestKnown(t *testing.T) {
	s := &Source{known: []string{".env", ".git/HEAD", "a.txt", "doc/.env", "doc/list.csv"}}
	for dir, want := range map[string][]string{
		"":     {".env", ".git/HEAD", "a.txt", "doc/"},
		"doc/": {".env", "list.csv"},
		"x/":   nil,
	} {
		listed := map[string][]entry{"": {{name: "a.txt"}, {name: "doc/"}}, "doc/": {{name: "list.csv"}}}[dir]
		got := newWalk(s, "").ahead(dir, s.andKnown(dir, listed))
		if len(got) != len(want) {
			t.Errorf("%q: %+v", dir, got)
			continue
		}
		for i, e := range got {
			if e.name != want[i] {
				t.Errorf("%q: %+v, want %v", dir, got, want)
			}
		}
	}
	target, err := exposure.ParseTarget("https://files.contoso.example/x/")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"", "../a", "a/../b", "/a", "a/", "./a"} {
		if _, err := New(Options{Target: target, Transport: http.DefaultTransport, Known: []string{name}}); err == nil {
			t.Errorf("%q passes", name)
		}
	}
}
