package sourcetest

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

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
