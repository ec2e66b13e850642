package scan

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/campaign"
	"github.com/hemostat/hemostat/internal/catalog"
	"github.com/hemostat/hemostat/internal/seal"
	"github.com/hemostat/hemostat/source"
)

// book is a source of names, page by page. Markers are numbers of pages.
type book struct {
	pages  [][]string
	listed int
}

func (b *book) List(_ context.Context, marker string) (page source.Page, err error) {
	b.listed++
	at, _ := strconv.Atoi(marker)
	for _, name := range b.pages[at] {
		page.Objects = append(page.Objects, source.Object{Name: name})
	}
	if at+1 < len(b.pages) {
		page.Next = strconv.Itoa(at + 1)
	}
	return page, nil
}

func (*book) Open(context.Context, source.Object, int64) (*source.Reading, error) {
	return nil, errors.New("a book is not read")
}

// begun returns a scan of b that is about to list it.
func begun(t *testing.T, b *book) (*scan, *target) {
	t.Helper()
	c, err := campaign.Create(t.Context(), t.TempDir(), "c", seal.NewKey(), campaign.Properties{Basis: exposure.Owner, Depth: exposure.Read, Digest: "d", Label: "c"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	engine, err := detect.New(detect.Options{})
	if err != nil {
		t.Fatal(err)
	}
	name, err := exposure.ParseTarget("file:///book")
	if err != nil {
		t.Fatal(err)
	}
	s, err := newScan(Options{Campaign: c, Engine: engine, Targets: []Target{{Target: name, Source: b, Depth: exposure.Read}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.register(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.feed = newFeed(s.catalog, s.targets, 0)
	for _, only := range s.targets {
		return s, only
	}
	t.Fatal("no target")
	return nil, nil
}

// A page that is not saved ends the listing with an error, and what the ledger
// did not take, the catalog does not know.
func TestPageIsNotSaved(t *testing.T) {
	for _, closed := range []string{"nothing", "ledger", "catalog"} {
		s, target := begun(t, &book{pages: [][]string{{"a.txt", "mail from kanarie@file-kanarie.test.txt"}}})
		switch closed {
		case "ledger":
			s.campaign.Ledger.Close()
		case "catalog":
			s.catalog.Close()
		}
		err := newLister(s, t.Context()).pages(t.Context(), target, "")
		if (err != nil) != (closed != "nothing") {
			t.Errorf("%s is closed: %v", closed, err)
		}
		if closed == "catalog" {
			continue
		}
		want := int64(2)
		if closed == "ledger" {
			want = 0
		}
		if p, err := s.catalog.Progress(t.Context()); err != nil || p.Listed != want {
			t.Errorf("%s is closed: %d objects listed, want %d, %v", closed, p.Listed, want, err)
		}
	}
}

// A withheld name is found wherever it stands now, and what is gone is looked for
// once from its place and once from the beginning.
func TestFoundOnAnotherPage(t *testing.T) {
	b := &book{pages: [][]string{{"a", "b"}, {"c", "d"}, {"e", "f"}}}
	s, target := begun(t, b)
	r := target.names(s)
	for _, c := range []struct {
		name   string
		ahead  int
		listed int // pages
	}{
		{"f", 2, 3},        // nothing is known of the pages
		{"e", 2, 0},        // it is on the last page
		{"c", 1, 1},        // where it was
		{"a", 2, 1 + 1},    // it stood on the last page once
		{"f", 0, 3},        // and this one on the first
		{"gone", 9, 1 + 3}, // where it was, then everywhere
		{"gone", 9, 1 + 3},
	} {
		b.listed = 0
		o, err := r.object(t.Context(), catalog.Object{Key: objectKey(r.sealer, target.name, source.Object{Name: c.name}), Ahead: c.ahead})
		switch {
		case c.name == "gone":
			if !errors.Is(err, source.ErrGone) {
				t.Errorf("%s: %v", c.name, err)
			}
		case err != nil || o.Name != c.name:
			t.Errorf("%s: %q, %v", c.name, o.Name, err)
		}
		if b.listed != c.listed {
			t.Errorf("%s: %d pages listed, want %d", c.name, b.listed, c.listed)
		}
	}
	if got := r.after[""]; !slices.Equal(got, []string{"1", "2"}) {
		t.Errorf("pages begin at %q", got)
	}
}

// torn is a source whose listing is beyond it.
type torn struct{ *book }

func (torn) List(context.Context, string) (source.Page, error) { panic("reader350@file-kanarie.test") }

// A panic of a provider costs the listing, and what it said is not repeated.
func TestPanicInAListing(t *testing.T) {
	_, err := steady{torn{}, "redis://h:1"}.List(t.Context(), "")
	if !errors.Is(err, source.ErrGarbled) || strings.Contains(err.Error(), "reader350") {
		t.Errorf("%v", err)
	}
}
