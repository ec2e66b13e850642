package sourcetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
)

// Tables is what the suite needs to try a provider whose objects are tables: rows
// that a server gives one after another, in whatever form the provider writes them.
type Tables struct {
	// Store makes an empty place of its own that the provider can read.
	Store func(testing.TB) TableStore

	// Missing and Private are as in [Provider].
	Missing, Private func(testing.TB, Options) (source.Source, error)

	// Decode reads the rows of one object.
	Decode func(t testing.TB, data []byte) []Row

	// Many is how many rows the largest table has; 0 means 20,000.
	Many int
}

// A Row is one row of a table of the suite.
type Row struct {
	ID          int // 1, 2, … within a table
	Email, Note string
}

// A TableStore is the other side of a source of tables.
type TableStore interface {
	// Put makes a table with these rows, in place of one that was there.
	Put(t testing.TB, table string, rows []Row)
	Remove(t testing.TB, table string)

	// Shut takes the right to read away, as of a [Store].
	Shut(testing.TB)

	// Holds reports whether a table can have this name.
	Holds(name string) bool

	// Table returns the table that an object holds rows of. Several may: its parts.
	Table(object string) string

	// Open returns a source over the place. A part of a table is to have about
	// 5,000 rows, where the provider reads tables by parts.
	Open(testing.TB, Options) source.Source
}

// RunTables tries a provider whose objects are tables.
func RunTables(t *testing.T, p Tables) {
	for _, c := range []struct {
		name string
		try  func(*testing.T, Tables)
	}{
		{"Pages", tablePages}, {"Names", tableNames}, {"Values", tableValues}, {"Large", tableLarge}, {"Grown", tableGrown},
		{"Gone", tableGone}, {"Cut", tableCut}, {"Cancelled", tableCancelled}, {"Shut", tableShut}, {"OnlyReads", tableOnlyReads},
	} {
		t.Run(c.name, func(t *testing.T) { c.try(t, p) })
	}
	where := Provider{Missing: p.Missing, Private: p.Private}
	t.Run("Missing", func(t *testing.T) { missing(t, where) })
	t.Run("Private", func(t *testing.T) { private(t, where) })
}

func openTables(t *testing.T, s TableStore, pageSize int) source.Source {
	return s.Open(t, Options{PageSize: pageSize, Transport: transport(t)})
}

// rowsOf makes n rows that differ from table to table.
func rowsOf(table string, n int) []Row {
	rows := make([]Row, n)
	for i := range rows {
		rows[i] = Row{i + 1, fmt.Sprintf("person%d@contoso.example", i), fmt.Sprintf("%s, row %d", table, i)}
	}
	return rows
}

// objects lists all that a source has.
func objects(t *testing.T, src source.Source) (all []source.Object) {
	t.Helper()
	for _, page := range listed(t, src, "") {
		all = append(all, page.Objects...)
	}
	return all
}

// tablesOf returns the rows of all objects by their table, in the order of their IDs.
func tablesOf(t *testing.T, p Tables, s TableStore, src source.Source) map[string][]Row {
	t.Helper()
	tables := map[string][]Row{}
	for _, o := range objects(t, src) {
		data, err := readAll(t.Context(), src, o)
		if err != nil {
			t.Errorf("%q: %v", o.Name, err)
			continue
		}
		name := s.Table(o.Name)
		tables[name] = append(tables[name], p.Decode(t, data)...)
	}
	for _, rows := range tables {
		slices.SortFunc(rows, func(a, b Row) int { return a.ID - b.ID })
	}
	return tables
}

func readAll(ctx context.Context, src source.Source, o source.Object) ([]byte, error) {
	body, err := source.Stream(ctx, src, o, quick)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	return io.ReadAll(body)
}

// same tells where rows differ from those that were put.
func same(t *testing.T, table string, got, want []Row) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("table %q: %d rows read, %d put", table, len(got), len(want))
		return
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("table %q: row %d is %.200q, want %.200q", table, i, fmt.Sprint(got[i]), fmt.Sprint(want[i]))
			return
		}
	}
}

func tablePages(t *testing.T, p Tables) {
	s := p.Store(t)
	if got := objects(t, openTables(t, s, 3)); len(got) != 0 {
		t.Errorf("an empty place lists %v", got)
	}
	want := map[string][]Row{}
	for i := range 10 {
		name := fmt.Sprintf("table_%02d", i)
		want[name] = rowsOf(name, 2)
		s.Put(t, name, want[name])
	}
	all := listed(t, openTables(t, s, 3), "")
	if len(all) < 4 {
		t.Errorf("10 tables came in %d pages of at most 3", len(all))
	}
	names, seen := namesOf(all), 0
	for i, page := range all {
		if len(page.Objects) > 3 {
			t.Errorf("page %d holds %d objects, want at most 3", i, len(page.Objects))
		}
		for _, o := range page.Objects {
			if !o.Current || o.Unreadable != "" {
				t.Errorf("%q is listed as %+v", o.Name, o)
			}
		}
		if seen += len(page.Objects); page.Next == "" {
			continue
		}
		if rest := namesOf(listed(t, openTables(t, s, 3), page.Next)); !slices.Equal(rest, names[seen:]) { // as after a restart
			t.Errorf("from the marker of page %d: %q, want %q", i, rest, names[seen:])
		}
	}
	got := tablesOf(t, p, s, openTables(t, s, 3))
	for name, rows := range want {
		same(t, name, got[name], rows)
	}
	if len(got) != len(want) {
		t.Errorf("%d tables read, %d put", len(got), len(want))
	}
}

func tableNames(t *testing.T, p Tables) {
	s := p.Store(t)
	want := map[string][]Row{}
	for _, name := range Names() {
		if s.Holds(name) {
			want[name] = rowsOf(fmt.Sprintf("%x", name), 1)
			s.Put(t, name, want[name])
		}
	}
	t.Logf("%d of %d names", len(want), len(Names()))
	got := tablesOf(t, p, s, openTables(t, s, 7))
	for name, rows := range want {
		same(t, name, got[name], rows)
	}
	if len(got) != len(want) {
		t.Errorf("%d tables read, %d put", len(got), len(want))
	}
}

// values are cells that have broken somebody's format.
func values() []string {
	return []string{
		"", "plain", "comma, semicolon; tab\t", `"quoted"`, `""`, `'; DROP TABLE customers; --`, "line\nfeed", "crlf\r\nhere", "\n", " spaces around ",
		`back\slash`, `\N`, `\.`, "\\.\n", "NULL", "null", "0", "-1e9", "{\"json\": [true, null]}", "<a href='x'>", "Grüße, 日本, עברית, 🩸", "\ufeffbom",
		"\u202eright to left", "bell\a and escape\x1b[31m", strings.Repeat("long ", 200_000),
	}
}

func tableValues(t *testing.T, p Tables) {
	s := p.Store(t)
	var want []Row
	for i, v := range values() {
		want = append(want, Row{i + 1, "jane.doe@contoso.example", v})
	}
	s.Put(t, "values", want)
	s.Put(t, "nothing", nil)
	got := tablesOf(t, p, s, openTables(t, s, 0))
	same(t, "values", got["values"], want)
	same(t, "nothing", got["nothing"], nil)
}

func tableLarge(t *testing.T, p Tables) {
	n := p.Many
	if n == 0 {
		n = 20_000
	}
	s := p.Store(t)
	want := rowsOf("large", n)
	s.Put(t, "large", want)
	small := rowsOf("small", 3)
	s.Put(t, "small", small)
	src := openTables(t, s, 2)
	t.Logf("%d rows came in %d objects", n, len(objects(t, src))-1)
	got := tablesOf(t, p, s, src)
	same(t, "large", got["large"], want)
	same(t, "small", got["small"], small)
	names := namesOf(listed(t, src, ""))
	for size := 1; size <= min(len(names), 6); size++ { // so that a page ends behind the last part too
		seen := 0
		for i, page := range listed(t, openTables(t, s, size), "") {
			if seen += len(page.Objects); page.Next == "" {
				continue
			}
			if rest := namesOf(listed(t, openTables(t, s, size), page.Next)); !slices.Equal(rest, names[seen:]) {
				t.Errorf("%d a page, from the marker of page %d: %q, want %q", size, i, rest, names[seen:])
			}
		}
	}
}

// tableGrown adds rows behind a listing. What is read then is the table as it was, as it
// is, or nothing: never a mixture that calls itself whole.
func tableGrown(t *testing.T, p Tables) {
	s := p.Store(t)
	before, after := rowsOf("growing", 100), rowsOf("growing", 150)
	s.Put(t, "growing", before)
	src := openTables(t, s, 0)
	listed := objects(t, src)
	s.Put(t, "growing", after)
	var rows []Row
	for _, o := range listed {
		data, err := readAll(t.Context(), src, o)
		if errors.Is(err, source.ErrChanged) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, p.Decode(t, data)...)
	}
	slices.SortFunc(rows, func(a, b Row) int { return a.ID - b.ID })
	if !slices.Equal(rows, before) && !slices.Equal(rows, after) {
		t.Errorf("%d rows read of a table that grew from %d to %d", len(rows), len(before), len(after))
	}
}

func tableGone(t *testing.T, p Tables) {
	s := p.Store(t)
	s.Put(t, "gone", rowsOf("gone", 3))
	src := openTables(t, s, 0)
	o := objects(t, src)[0]
	s.Remove(t, "gone")
	_, err := readAll(t.Context(), src, o)
	if !errors.Is(err, source.ErrGone) || source.ReasonOf(err) != exposure.NotReadGone {
		t.Errorf("read after it was dropped: %v; want ErrGone", err)
	}
}

// tableCut loses connections in the middle of what they bring. Whatever was given out by
// then, an object that ends without an error is whole.
func tableCut(t *testing.T, p Tables) {
	s := p.Store(t)
	s.Put(t, "cut", rowsOf("cut", 4000))
	src := openTables(t, s, 0)
	o := objects(t, src)[0]
	whole, err := readAll(t.Context(), src, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, after := range []int64{100, 1000, 20_000, int64(len(whole)) / 2, int64(len(whole)) - 100} {
		var cuts atomic.Int64
		cuts.Store(2)
		o, options := o, Options{Transport: cutTransport(t, &cuts, after), conn: func(c net.Conn) net.Conn { return &cutConn{Conn: c, cuts: &cuts, left: after} }}
		got, err := readAll(t.Context(), s.Open(t, options), o)
		if err == nil && !bytes.Equal(got, whole) {
			t.Errorf("cut after %d bytes: %d bytes of %d, and no error", after, len(got), len(whole))
		}
		if err != nil && !errors.Is(err, source.ErrChanged) && !source.Retryable(err) {
			t.Errorf("cut after %d bytes: %v", after, err)
		}
	}
}

func tableCancelled(t *testing.T, p Tables) {
	s := p.Store(t)
	s.Put(t, "long", rowsOf("long", 20_000))
	src := openTables(t, s, 0)
	o := objects(t, src)[0]
	done, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := src.List(done, ""); !errors.Is(err, context.Canceled) {
		t.Errorf("List: %v, want context.Canceled", err)
	}
	if _, err := src.Open(done, o, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("Open: %v, want context.Canceled", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	body, err := source.Stream(ctx, src, o, source.RetryPolicy{})
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	if _, err := io.ReadFull(body, make([]byte, 1000)); err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err = io.Copy(io.Discard, body); !errors.Is(err, context.Canceled) {
		t.Errorf("reading on after the end of the context: %v", err)
	}
}

func tableShut(t *testing.T, p Tables) {
	s := p.Store(t)
	s.Put(t, "shut", rowsOf("shut", 3))
	o := objects(t, openTables(t, s, 0))[0]
	s.Shut(t)
	src := openTables(t, s, 0)
	denied := func(what string, err error) {
		t.Helper()
		if !errors.Is(err, source.ErrClosedMidway) && !errors.Is(err, source.ErrDenied) || source.ReasonOf(err) != exposure.NotReadDenied {
			t.Errorf("%s after it was closed: %v", what, err)
		}
	}
	denied("listing", quick.Walk(t.Context(), src, "", func(source.Page) error { return nil }))
	_, err := readAll(t.Context(), src, o)
	denied("reading", err)
}

// tableOnlyReads sets out bait as of [Run], and looks at what is sent.
func tableOnlyReads(t *testing.T, p Tables) {
	s := p.Store(t)
	want := rowsOf("bait", 5)
	s.Put(t, "bait", want)
	bait := setBait(t)
	sent := &sentBytes{}
	seen := &recorder{transport: transport(t)}
	src := s.Open(t, Options{Transport: seen, conn: sent.watch})
	same(t, "bait", tablesOf(t, p, s, src)["bait"], want)
	seen.check(t)
	if n := bait(); n > 0 {
		t.Errorf("%d requests went past what was handed in", n)
	}
	if bytes.Contains(sent.all(), []byte("BAIT")) {
		t.Error("something of the environment was sent")
	}
}

// sentBytes keeps what connections send.
type sentBytes struct {
	mu   sync.Mutex
	sent []byte
}

func (s *sentBytes) watch(c net.Conn) net.Conn { return &watchedConn{c, s} }

func (s *sentBytes) all() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sent
}

type watchedConn struct {
	net.Conn
	by *sentBytes
}

func (c *watchedConn) Write(p []byte) (int, error) {
	c.by.mu.Lock()
	c.by.sent = append(c.by.sent, p...)
	c.by.mu.Unlock()
	return c.Conn.Write(p)
}
