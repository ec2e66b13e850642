package mysql

import (
	"context"
	"errors"
	"iter"
	"math"
	"strconv"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
	"github.com/hemostat/hemostat/source/internal/tables"
)

// List implements [source.Source]. Databases come in the byte order of their names, and
// tables within one. A page ends with the database that it begins with, or sooner.
func (s *Source) List(ctx context.Context, at string) (source.Page, error) {
	try := s.attempt("list", "", at != "")
	m, ok := tables.ParseMarker(at, false)
	switch {
	case at == "":
		m = tables.Marker{Place: tables.Place{Database: s.target.Container}}
	case !ok || s.target.Container != "" && m.Database != s.target.Container:
		return source.Page{}, try.Fail(source.ErrRequest)
	}
	in, err := s.enterAll(ctx)
	if err != nil {
		return source.Page{}, failed(ctx, try, err)
	}
	defer in.close()
	page, err := s.page(in, m)
	if err != nil {
		return source.Page{}, failed(ctx, try, err)
	}
	in.leave()
	return page, nil
}

func (s *Source) page(in crowd, m tables.Marker) (source.Page, error) {
	if m.Database == "" {
		next, err := s.follows(in, "")
		if err == nil && next == "" {
			err = in.mayLook()
		}
		return source.Page{Next: next}, err
	}
	page, end, err := s.tables(in, m)
	if err != nil || !end {
		return page, err
	}
	page.Next, err = s.follows(in, m.Database)
	return page, err
}

// follows returns the marker of the database behind another one, where all are meant.
func (s *Source) follows(in crowd, database string) (string, error) {
	if s.target.Container != "" {
		return "", nil
	}
	first := ""
	for _, ses := range in {
		rows, err := ses.query(nextDatabase(database), 1, 1)
		switch {
		case err != nil:
			return "", err
		case len(rows) == 0:
			continue
		case rows[0][0] <= database, len(rows[0][0]) > tables.LongestName:
			return "", errGarbled
		}
		if first == "" || rows[0][0] < first {
			first = rows[0][0]
		}
	}
	if first == "" {
		return "", nil
	}
	return tables.Marker{Place: tables.Place{Database: first}}.String(), nil
}

// tables lists what stands behind a marker in its database. end reports that nothing
// more does.
func (s *Source) tables(in crowd, m tables.Marker) (page source.Page, end bool, err error) {
	found, behind, err := s.found(in, m)
	if err != nil {
		return source.Page{}, false, err
	}
	last := m
	for _, t := range found {
		parts, err := s.objects(t, m)
		if err != nil {
			return source.Page{}, false, err
		}
		for next := range parts {
			if len(page.Objects) == s.pageSize {
				page.Next = last.String()
				return page, false, nil
			}
			last = next
			if s.wanted(next.Place) {
				page.Objects = append(page.Objects, object(next.Place, t))
			}
		}
	}
	if behind != "" {
		page.Next = tables.Marker{Place: tables.Place{Database: m.Database, Table: behind}}.String()
	}
	return page, behind == "", nil
}

// objects gives the parts of a table behind m, or the table.
func (s *Source) objects(t table, m tables.Marker) (iter.Seq[tables.Marker], error) {
	one := func(yield func(tables.Marker) bool) { yield(tables.Marker{Place: t.Place}) }
	goesOn := m.Part != nil && m.Table == t.Table
	switch {
	case !t.readable, elsewhere(t.engine), locksWhole(t.engine), t.bytes <= s.partBytes && !goesOn:
		return one, nil
	}
	by, first, last, err := t.bounds()
	width := step(first, last, t.bytes/s.partBytes+1)
	switch {
	case err != nil:
		return nil, err
	case goesOn && by != m.Part.By, goesOn && last < first: // the key is another one, or all rows are gone: what was listed stays as it is
		by, last = m.Part.By, m.Part.To
		fallthrough
	case goesOn:
		return parts(t.Place, by, first, last, m.Width, m.Part), nil
	case by == "" || width == 0:
		return one, nil
	}
	return parts(t.Place, by, first, last, width, nil), nil
}

// parts gives each part of a table with where a listing goes on behind it.
func parts(p tables.Place, by string, first, last, width int64, after *tables.Part) iter.Seq[tables.Marker] {
	return func(yield func(tables.Marker) bool) {
		for part := range tables.Parts(by, first, last, width, after) {
			p.Part = &part
			if !yield(tables.Marker{Place: p, Width: width}) {
				return
			}
		}
	}
}

// bounds are those that the first account is told that may read the key.
func (t table) bounds() (by string, first, last int64, err error) {
	for _, ses := range t.by {
		if by, first, last, err = bounds(ses, t.Place); by != "" || err != nil {
			return by, first, last, err
		}
	}
	return "", 0, -1, nil
}

// bounds asks for the least and greatest value of the key by which a table can be divided;
// by is "" where there is none. An index tells them without a look at the rows.
func bounds(ses *session, p tables.Place) (by string, first, last int64, err error) {
	key, err := ses.query(primary(p), 2, 1)
	if err != nil || len(key) == 0 || !whole(key[0][1]) {
		return "", 0, -1, err
	}
	if len(key[0][0]) > tables.LongestName {
		return "", 0, -1, errGarbled
	}
	column := quoted(key[0][0])
	rows, err := ses.query("SELECT MIN("+column+"), MAX("+column+") FROM "+qualified(p), 2, 1)
	if a := (*answer)(nil); errors.As(err, &a) && (a.denies() || a.code == noTable) { // the key is closed, or the table gone
		return "", 0, -1, nil
	}
	if err != nil || len(rows) == 0 {
		return "", 0, -1, err
	}
	var wrong [2]error
	first, wrong[0] = strconv.ParseInt(rows[0][0], 10, 64)
	last, wrong[1] = strconv.ParseInt(rows[0][1], 10, 64)
	if wrong[0] != nil || wrong[1] != nil { // no row, or a number beyond 64 bits with a sign
		return "", 0, -1, nil
	}
	return key[0][0], first, last, nil
}

// step is how many values a part has where there are to be so many parts; 0 for a range
// that is not divided.
func step(first, last, parts int64) int64 {
	if last <= first {
		return 0
	}
	width := (uint64(last)-uint64(first))/uint64(parts) + 1
	if width > math.MaxInt64 {
		return 0
	}
	return int64(width)
}

// wanted reports whether an object is one of the target's.
func (s *Source) wanted(p tables.Place) bool {
	return strings.HasPrefix(p.Within(), s.target.Prefix)
}

func object(p tables.Place, t table) source.Object {
	o := source.Object{Name: p.String(), Size: -1, ContentType: "text/csv", Current: true}
	switch {
	case elsewhere(t.engine): // it is a link to another server
		o.Unreadable = exposure.NotReadSpecial
	case !t.readable:
		o.Unreadable = exposure.NotReadDenied
	}
	return o
}
