package postgres

import (
	"context"
	"errors"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
	"github.com/hemostat/hemostat/source/internal/tables"
)

// List implements [source.Source]. Databases come in the byte order of their names, and
// tables within one. A page ends with the database that it begins with, or sooner.
func (s *Source) List(ctx context.Context, at string) (source.Page, error) {
	try := s.attempt("list", "", at != "")
	m, ok := parseMarker(at)
	switch {
	case at == "":
		m = tables.Marker{Place: tables.Place{Database: s.target.Container}}
	case !ok || s.target.Container != "" && m.Database != s.target.Container:
		return source.Page{}, try.Fail(source.ErrRequest)
	}
	page, err := s.page(ctx, m)
	if err != nil {
		return source.Page{}, failed(ctx, try, err)
	}
	return page, nil
}

func (s *Source) page(ctx context.Context, m tables.Marker) (source.Page, error) {
	if m.Database == "" {
		next, err := s.after(ctx, "")
		return source.Page{Next: next}, err
	}
	ses, roles, err := s.enterAll(ctx, m.Database)
	if err != nil {
		return s.shut(ctx, m.Database, err)
	}
	defer ses.close()
	page, end, err := s.tables(ses, m, roles, measured)
	if lock := (*answer)(nil); errors.As(err, &lock) && lock.code == "55P03" { // a table's form is being changed
		ses.close()
		if ses, roles, err = s.enterAll(ctx, m.Database); err != nil {
			return source.Page{}, err
		}
		defer ses.close()
		page, end, err = s.tables(ses, m, roles, recorded)
	}
	if err == nil && end {
		page, err = s.last(ses, m.Database, page)
	}
	if err == nil {
		ses.leave()
	}
	return page, err
}

// tables lists what stands behind a marker in its database. end reports that nothing
// more does.
func (s *Source) tables(ses *session, m tables.Marker, roles []string, sizes string) (page source.Page, end bool, err error) {
	rows, err := ses.query(s.listRelations(m, roles, sizes), s.pageSize+1)
	if err != nil {
		return source.Page{}, false, err
	}
	last := m
	for i, row := range rows {
		r, ok := readRelation(m.Database, row)
		if !ok {
			return source.Page{}, false, errGarbled
		}
		if i == s.pageSize {
			break
		}
		for next := range s.objects(r, m) {
			if len(page.Objects) == s.pageSize {
				page.Next = last.String()
				return page, false, nil
			}
			last = next
			if s.wanted(next.Place) {
				page.Objects = append(page.Objects, object(next.Place, r))
			}
		}
	}
	if len(rows) > s.pageSize {
		page.Next = last.String()
		return page, false, nil
	}
	return page, true, nil
}

// objects gives the parts of a table behind m, or the table.
func (s *Source) objects(r relation, m tables.Marker) func(yield func(tables.Marker) bool) {
	return func(yield func(tables.Marker) bool) {
		width, after := r.width(s.partBytes), (*tables.Part)(nil)
		if m.Part != nil && m.Schema == r.Schema && m.Table == r.Table {
			width, after = m.Width, m.Part
		} else if r.pages <= width || !r.readable {
			yield(tables.Marker{Place: r.Place})
			return
		}
		for part := range tables.Parts(blocks, 0, r.pages-1, width, after) {
			p := r.Place
			p.Part = &part
			if !yield(tables.Marker{Place: p, Width: width}) {
				return
			}
		}
	}
}

// wanted reports whether an object is one of the target's.
func (s *Source) wanted(p tables.Place) bool {
	return strings.HasPrefix(p.Within(), s.target.Prefix)
}

func object(p tables.Place, r relation) source.Object {
	o := source.Object{Name: p.String(), Size: -1, ContentType: "text/csv", Current: true}
	switch {
	case r.kind == "f": // it is a link to another server
		o.Unreadable = exposure.NotReadSpecial
	case !r.readable:
		o.Unreadable = exposure.NotReadDenied
	}
	return o
}

// last completes the last page of a database: with one more object than others where it
// has large objects.
func (s *Source) last(ses *session, database string, page source.Page) (source.Page, error) {
	if s.target.Prefix == "" {
		rows, err := ses.query(largeObjects, 1)
		if err != nil {
			return source.Page{}, err
		}
		if len(rows) > 0 {
			page.Objects = append(page.Objects, source.Object{Name: tables.Folder(database) + "large objects", Size: -1, Current: true, Unreadable: exposure.NotReadUnsupported})
		}
	}
	next, err := s.follows(ses, database)
	page.Next = next
	return page, err
}

// follows returns the marker of the database behind another one, where all are meant.
func (s *Source) follows(ses *session, database string) (string, error) {
	if s.target.Container != "" {
		return "", nil
	}
	rows, err := ses.query(nextDatabase(database), 1)
	if err != nil || len(rows) == 0 {
		return "", err
	}
	if len(rows[0]) != 1 || rows[0][0] <= database || len(rows[0][0]) > tables.LongestName {
		return "", errGarbled
	}
	return tables.Marker{Place: tables.Place{Database: rows[0][0]}}.String(), nil
}

// The databases that every server has, by which one learns of the others.
const (
	firstDatabase  = "postgres"
	secondDatabase = "template1"
)

// after asks for the database behind another one where that lets nobody in.
func (s *Source) after(ctx context.Context, database string) (string, error) {
	ses, err := s.enterAny(ctx, firstDatabase)
	if a := (*answer)(nil); errors.As(err, &a) && (a.denies() || a.code == "3D000" || a.code == "55000") {
		var second error
		if ses, second = s.enterAny(ctx, secondDatabase); second == nil {
			err = nil
		}
	}
	if err != nil {
		return "", err
	}
	defer ses.leave()
	return s.follows(ses, database)
}

// shut is the page of a database that cannot be entered. Where all are meant, it is one
// object that cannot be read, and the others are gone on with.
func (s *Source) shut(ctx context.Context, database string, err error) (source.Page, error) {
	var a *answer
	if s.target.Container != "" || !errors.As(err, &a) {
		return source.Page{}, err
	}
	var page source.Page
	switch {
	case a.wants, a.denies(), a.code == "55000":
		page.Objects = []source.Object{{Name: tables.Folder(database), Size: -1, Current: true, Unreadable: exposure.NotReadDenied}}
	case a.code != "3D000": // it was dropped
		return source.Page{}, err
	}
	next, failed := s.after(ctx, database)
	if failed != nil {
		return source.Page{}, failed
	}
	page.Next = next
	return page, nil
}
