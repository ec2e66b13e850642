package sourcetest

import (
	"io"
	"testing"

	"github.com/hemostat/hemostat/source"
)

// Listed returns the names of all that a source has, in its order, each with why it cannot
// be read behind a space.
func Listed(t testing.TB, src source.Source) (names []string) {
	t.Helper()
	err := source.Walk(t.Context(), src, "", func(p source.Page) error {
		names = append(names, NamesIn(p)...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// NamesIn is [Listed] for one page.
func NamesIn(p source.Page) (names []string) {
	for _, o := range p.Objects {
		name := o.Name
		if o.Unreadable != "" {
			name += " " + string(o.Unreadable)
		}
		names = append(names, name)
	}
	return names
}

// Read reads an object once, by its name alone.
func Read(t testing.TB, src source.Source, name string) (string, error) {
	t.Helper()
	r, err := src.Open(t.Context(), source.Object{Name: name}, 0)
	if err != nil {
		return "", err
	}
	defer r.Body.Close()
	data, err := io.ReadAll(r.Body)
	return string(data), err
}

// MustRead is [Read] of what can be read.
func MustRead(t testing.TB, src source.Source, name string) string {
	t.Helper()
	data, err := Read(t, src, name)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return data
}
