package couchdb

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
)

// longestPage is after which time a page that has an object ends.
const longestPage = 20 * time.Second

// List implements [source.Source]. A marker is the name of the last object of a page.
func (s *Source) List(ctx context.Context, marker string) (source.Page, error) {
	l := &listing{ctx: ctx, s: s, try: s.attempt("list", "", marker != ""), begun: time.Now()}
	if marker != "" {
		var ok bool
		if l.after, ok = parseName(marker); !ok {
			return source.Page{}, l.try.Fail(source.ErrRequest)
		}
	}
	databases, err := l.databases()
	for _, name := range databases {
		if err == nil && name >= l.after.database {
			err = l.database(name)
		}
	}
	if err != nil && !errors.Is(err, errFull) {
		return source.Page{}, err
	}
	return l.page, nil
}

// listing makes one page.
type listing struct {
	ctx   context.Context
	s     *Source
	try   source.Attempt
	begun time.Time
	after place // the last object of the page before; zero for the first page
	page  source.Page
}

// errFull ends a page.
var errFull = errors.New("couchdb: the page is full")

// add adds an object. Where it is the last of the page, it says so.
func (l *listing) add(p place, unreadable exposure.Reason) error {
	l.page.Objects = append(l.page.Objects, source.Object{Name: p.name(), Size: -1, Current: true, Unreadable: unreadable})
	if len(l.page.Objects) < l.s.options.PageSize && time.Since(l.begun) < longestPage {
		return nil
	}
	l.page.Next = p.name()
	return errFull
}

// get asks for what tells names and numbers.
func (l *listing) get(path string, into any) error {
	resp, err := l.s.ask(l.ctx, l.try, l.s.lists, path)
	if err != nil {
		return err
	}
	return decode(l.ctx, l.try, resp, into)
}

// databases returns the databases that are listed, in the order of their names.
func (l *listing) databases() ([]string, error) {
	if named := l.s.options.Target.Container; named != "" {
		return []string{named}, nil
	}
	var names []string
	if err := l.get("/_all_dbs", &names); err != nil {
		return nil, err
	}
	if names == nil {
		return nil, l.try.Fail(source.ErrGarbled)
	}
	slices.Sort(names)
	return slices.DeleteFunc(slices.Compact(names), func(name string) bool { return name == "" || strings.HasPrefix(name, "_") }), nil
}

// database lists one as one object, or as several parts: from where the page before ended.
func (l *listing) database(name string) error {
	p := place{database: name}
	if l.after.database == name {
		if l.after.to == "" {
			return nil
		}
		p.from = l.after.to
	}
	rows, err := l.rows(p)
	var refused *source.Error
	if l.s.options.Target.Container == "" && errors.As(err, &refused) {
		switch refused.Status { // of one of many: the others may be open
		case http.StatusUnauthorized, http.StatusForbidden:
			return l.add(p, exposure.NotReadDenied)
		case http.StatusNotFound:
			return nil
		}
	}
	if err != nil {
		return err
	}
	for {
		if p.to, err = l.bound(p, rows); err != nil {
			return err
		}
		if err := l.add(p, ""); err != nil || p.to == "" {
			return err
		}
		p.from = p.to
	}
}

// rows returns how many documents a part of a database has, 0 where it is not divided.
func (l *listing) rows(p place) (int64, error) {
	var info struct {
		Name  *string `json:"db_name"`
		Count int64   `json:"doc_count"`
		Sizes struct {
			External int64 `json:"external"` // of documents and files, as they are sent
		} `json:"sizes"`
	}
	if err := l.get("/"+segment(p.database), &info); err != nil {
		return 0, err
	}
	if info.Name == nil {
		return 0, l.try.Fail(source.ErrGarbled)
	}
	length := info.Sizes.External / max(1, info.Count)
	rows := min(l.s.options.PartRows, max(1, l.s.options.PartBytes/max(1, length)))
	if !l.s.options.KeepsValues || info.Count <= rows && p.from == "" {
		return 0, nil
	}
	return rows, nil
}

// bound returns the identifier that stands a number of documents behind the beginning of
// p, "" where there are not as many.
func (l *listing) bound(p place, rows int64) (string, error) {
	if rows == 0 {
		return "", nil
	}
	p.to = ""
	query := p.query("", "1")
	query.Set("skip", strconv.FormatInt(rows, 10))
	var found struct {
		Rows []struct {
			ID string `json:"id"`
		} `json:"rows"`
	}
	if err := l.get("/"+segment(p.database)+"/_all_docs?"+query.Encode(), &found); err != nil {
		return "", err
	}
	if len(found.Rows) == 0 {
		return "", nil
	}
	id := found.Rows[0].ID
	if id == "" || id == p.from || len(found.Rows) > 1 {
		return "", l.try.Fail(source.ErrGarbled)
	}
	return id, nil
}
