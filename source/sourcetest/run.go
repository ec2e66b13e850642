package sourcetest

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
)

// Run tries a provider.
func Run(t *testing.T, p Provider) {
	for _, c := range []struct {
		name string
		try  func(*testing.T, Provider)
	}{
		{"Pages", pages}, {"Many", many}, {"Names", names}, {"Parts", parts}, {"RandomAccess", randomAccess},
		{"Changed", changed}, {"Gone", gone}, {"Missing", missing}, {"Private", private},
		{"Cancelled", cancelled}, {"Shut", shut}, {"OnlyReads", onlyReads},
	} {
		t.Run(c.name, func(t *testing.T) { c.try(t, p) })
	}
}

// quick gives up soon, for what is expected to fail.
var quick = source.RetryPolicy{Attempts: 2, Base: time.Millisecond, Patience: time.Second, Answer: 20 * time.Second}

// transport makes a plain transport, closed with the test.
func transport(t testing.TB) http.RoundTripper {
	tr := &http.Transport{MaxIdleConnsPerHost: 16}
	t.Cleanup(tr.CloseIdleConnections)
	return tr
}

func open(t *testing.T, s Store, pageSize int) source.Source {
	return s.Open(t, Options{PageSize: pageSize, Transport: transport(t)})
}

func put(t *testing.T, s Store, names []string, data func(name string) []byte) {
	t.Helper()
	var wg sync.WaitGroup
	work := make(chan string)
	for range 8 {
		wg.Go(func() {
			for name := range work {
				s.Put(t, name, data(name))
			}
		})
	}
	for _, name := range names {
		work <- name
	}
	close(work)
	wg.Wait()
}

// content is what the suite puts into an object: it differs from name to name.
func content(name string) []byte {
	return fmt.Appendf(nil, "content of %x\n", sha256.Sum256([]byte(name)))
}

// listed returns all objects from marker on, by pages.
func listed(t *testing.T, src source.Source, marker string) (pages []source.Page) {
	t.Helper()
	err := quick.Walk(t.Context(), src, marker, func(p source.Page) error {
		pages = append(pages, p)
		return nil
	})
	if err != nil {
		t.Fatalf("listing from marker %q: %v", marker, err)
	}
	return pages
}

func namesOf(pages []source.Page) (names []string) {
	for _, p := range pages {
		for _, o := range p.Objects {
			names = append(names, o.Name)
		}
	}
	return names
}

// one puts one object and returns it as listed.
func one(t *testing.T, s Store, src source.Source, name string, data []byte) source.Object {
	t.Helper()
	s.Put(t, name, data)
	for _, p := range listed(t, src, "") {
		for _, o := range p.Objects {
			if o.Name == name {
				return o
			}
		}
	}
	t.Fatalf("%q was put and is not listed", name)
	return source.Object{}
}

func pages(t *testing.T, p Provider) {
	s := p.Store(t)
	if got := listed(t, open(t, s, 3), ""); len(namesOf(got)) != 0 {
		t.Errorf("an empty target lists %q", namesOf(got))
	}
	want := Numbered(25)
	put(t, s, want, content)
	slices.Sort(want)
	all := listed(t, open(t, s, 3), "")
	got := namesOf(all)
	if p.Ordered && !slices.IsSorted(got) {
		t.Errorf("names are not in order: %q", got)
	}
	seen := 0
	for i, page := range all {
		if len(page.Objects) > 3 && !p.Wish {
			t.Errorf("page %d holds %d objects, want at most 3", i, len(page.Objects))
		}
		for _, o := range page.Objects {
			if p.Sparse {
				o = told(o)
			}
			if !o.Current || o.Unreadable != "" || o.Size != int64(len(content(o.Name))) || o.ETag == "" || time.Since(o.Modified).Abs() > time.Hour {
				t.Errorf("%q is listed as %+v", o.Name, o)
			}
		}
		seen += len(page.Objects)
		if page.Next == "" {
			continue
		}
		// Another source, as after a restart, goes on from the marker.
		if rest := namesOf(listed(t, open(t, s, 3), page.Next)); !slices.Equal(rest, got[seen:]) {
			t.Errorf("from the marker of page %d: %q, want %q", i, rest, got[seen:])
		}
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("listed %q, want %q", got, want)
	}
}

func many(t *testing.T, p Provider) {
	n := p.Many
	if n == 0 {
		n = 12000
	}
	s := p.Store(t)
	want := Numbered(n)
	put(t, s, want, func(name string) []byte { return []byte(name) })
	size := 0
	if n < 12000 {
		size = n/3 + 1
	}
	all := listed(t, open(t, s, size), "")
	if len(all) < 2 {
		t.Errorf("%d objects came in %d page", n, len(all))
	}
	got := namesOf(all)
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%d names listed, want the %d that were put", len(got), n)
	}
}

func names(t *testing.T, p Provider) {
	s := p.Store(t)
	var want, left []string
	for _, name := range Names() {
		if s.Holds(name) {
			want = append(want, name)
		} else {
			left = append(left, name)
		}
	}
	t.Logf("names that the place itself refuses: %q", left)
	put(t, s, want, content)
	src := open(t, s, 7)
	got := map[string]bool{}
	for _, page := range listed(t, src, "") {
		for _, o := range page.Objects {
			got[o.Name] = true
			body, err := source.Stream(t.Context(), src, o, quick)
			if err != nil {
				t.Errorf("open %q: %v", o.Name, err)
				continue
			}
			data, err := io.ReadAll(body)
			body.Close()
			if err != nil || !bytes.Equal(data, content(o.Name)) {
				t.Errorf("%q holds %q, %v", o.Name, data, err)
			}
		}
	}
	for _, name := range want {
		if !got[name] {
			t.Errorf("%q (% x) was put and is not listed", name, name)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d names listed, %d put", len(got), len(want))
	}
}

func parts(t *testing.T, p Provider) {
	s := p.Store(t)
	src := open(t, s, 0)
	data := bytes.Repeat([]byte("0123456789abcdef"), 1000)
	o := pinned(t, src, one(t, s, src, "parts.bin", data))
	for _, at := range []int64{0, 1, 15999} {
		r, err := src.Open(t.Context(), o, at)
		if err != nil {
			t.Fatalf("open at %d: %v", at, err)
		}
		got, err := io.ReadAll(r.Body)
		r.Body.Close()
		if err != nil || !bytes.Equal(got, data[at:]) || r.Size != int64(len(data)) || r.ETag != o.ETag || r.Address == "" || r.Access == "" {
			t.Errorf("from %d: %d bytes of %d, ETag %s (listed %s), access %q, %v", at, len(got), r.Size, r.ETag, o.ETag, r.Access, err)
		}
	}
	empty := one(t, s, src, "empty", nil)
	body, err := source.Stream(t.Context(), src, empty, quick)
	if err != nil {
		t.Fatalf("an empty object: %v", err)
	}
	defer body.Close()
	if got, err := io.ReadAll(body); len(got) != 0 || err != nil || body.Size() != 0 || empty.Size > 0 || empty.Size < 0 && !p.Sparse {
		t.Errorf("an empty object: %q, %v, size %d", got, err, body.Size())
	}
}

func randomAccess(t *testing.T, p Provider) {
	s := p.Store(t)
	src := open(t, s, 0)
	data := make([]byte, 5<<20+321)
	for i := range data {
		data[i] = byte(i * 2654435761 >> 13)
	}
	o := pinned(t, src, one(t, s, src, "random.bin", data))
	r, err := source.NewReaderAt(t.Context(), src, o, quick)
	if errors.Is(err, source.ErrNoRanges) && p.Sparse {
		t.Skip("the server gives no parts")
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ off, n int }{{len(data) - 22, 22}, {0, 4}, {1<<20 - 3, 7}, {3 << 20, 1 << 20}, {17, 2 << 20}} {
		got := make([]byte, c.n)
		if n, err := r.ReadAt(got, int64(c.off)); n != c.n || err != nil && err != io.EOF || !bytes.Equal(got, data[c.off:c.off+c.n]) {
			t.Errorf("ReadAt(%d, %d) = %d, %v", c.off, c.n, n, err)
		}
	}
	if err := iotest.TestReader(io.NewSectionReader(r, 0, 300), data[:300]); err != nil {
		t.Error(err)
	}
	if r.Fetched() > int64(len(data)) {
		t.Errorf("fetched %d bytes of %d: the cache did not hold", r.Fetched(), len(data))
	}
}

func changed(t *testing.T, p Provider) {
	s := p.Store(t)
	src := open(t, s, 0)
	o := pinned(t, src, one(t, s, src, "changing.txt", []byte("as it was listed")))
	time.Sleep(10 * time.Millisecond) // past the granularity of a file's time
	s.Put(t, o.Name, []byte("as it is now, of another length"))
	for _, at := range []int64{0, 5} {
		if r, err := src.Open(t.Context(), o, at); !errors.Is(err, source.ErrChanged) {
			t.Errorf("opened at %d after it changed: %v, %v; want ErrChanged", at, r, err)
		}
	}
	_, err := source.Stream(t.Context(), src, o, quick)
	if !errors.Is(err, source.ErrChanged) || source.ReasonOf(err) != exposure.NotReadChanging {
		t.Errorf("streamed after it changed: %v", err)
	}
	ra, err := source.NewReaderAt(t.Context(), src, o, quick)
	if errors.Is(err, source.ErrNoRanges) && p.Sparse {
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if n, err := ra.ReadAt(make([]byte, 4), 0); n != 0 || !errors.Is(err, source.ErrChanged) {
		t.Errorf("ReadAt after it changed: %d, %v", n, err)
	}
}

func gone(t *testing.T, p Provider) {
	s := p.Store(t)
	src := open(t, s, 0)
	o := one(t, s, src, "gone.txt", []byte("was here"))
	s.Remove(t, o.Name)
	_, err := source.Stream(t.Context(), src, o, quick)
	if errors.Is(err, source.ErrChanged) {
		// Servers that look at the condition first; then it is as after a change.
		o.ETag = ""
		_, err = source.Stream(t.Context(), src, o, quick)
	}
	if !errors.Is(err, source.ErrGone) || source.ReasonOf(err) != exposure.NotReadGone {
		t.Errorf("opened after it was removed: %v; want ErrGone", err)
	}
}
