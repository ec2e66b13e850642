package mysql

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/source/internal/tables"
)

// A crowd is a session of each account that was let in. The server shows an account what is
// its own alone, so that each is asked, and what is listed is what they see together.
type crowd []*session

// enterAll begins a session of each account that may enter the target's database.
func (s *Source) enterAll(ctx context.Context) (in crowd, err error) {
	var denied error
	for _, account := range s.accounts {
		ses, err := s.enter(ctx, s.dialer.DialList, account, brief)
		if err == nil && s.target.Container != "" { // the catalog tells a database that is closed from none
			if _, err = ses.query("USE "+quoted(s.target.Container), 0, 0); err != nil {
				ses.close()
			}
		}
		switch {
		case err == nil:
			in = append(in, ses)
		case !refused(err):
			in.close()
			return nil, err
		default:
			denied = cmp.Or(denied, err)
		}
	}
	if len(in) == 0 {
		return nil, cmp.Or(denied, error(errNoAccount))
	}
	return in, nil
}

// mayLook returns an error where the server shows no account any database, not even its own:
// that it has none is then not known.
func (c crowd) mayLook() error {
	for _, ses := range c {
		rows, err := ses.query(ownDatabase, 1, 1)
		if err != nil || len(rows) > 0 {
			return err
		}
	}
	return &answer{code: noRights}
}

func (c crowd) close() {
	for _, ses := range c {
		ses.close()
	}
}

func (c crowd) leave() {
	for _, ses := range c {
		ses.leave()
	}
}

// A reader is a session of an account that may read an object, or columns of it.
type reader struct {
	*session
	account int // its place among accounts
	kind    string
	engine  string
	columns [][]string // the name and type of each that it may read
}

// read asks for the rows of an object in the name of an account that may read all of it, or
// else of the one that may read the most columns. The account that read last is tried first.
func (s *Source) read(ctx context.Context, p tables.Place) (*rows, error) {
	var denied error
	var some []*reader
	defer func() {
		for _, r := range some {
			r.leave()
		}
	}()
	before := int(s.let.Load())
	for i := range s.accounts {
		r, all, err := s.look(ctx, (before+i)%len(s.accounts), p)
		if err == nil && !all {
			some = append(some, r)
			continue
		}
		if err == nil {
			var body *rows
			if body, err = s.begin(r, p); err == nil {
				return body, nil
			}
		}
		if !refused(err) {
			return nil, err
		}
		denied = cmp.Or(denied, err)
	}
	slices.SortFunc(some, func(a, b *reader) int {
		return cmp.Or(len(b.columns)-len(a.columns), a.account-b.account)
	})
	for len(some) > 0 {
		r := some[0]
		some = some[1:]
		body, err := s.begin(r, p)
		if err == nil || !refused(err) {
			return body, err
		}
		denied = cmp.Or(denied, err)
	}
	return nil, cmp.Or(denied, error(errNoAccount))
}

// look asks what an account may read of an object, and whether that is all.
func (s *Source) look(ctx context.Context, account int, p tables.Place) (r *reader, all bool, err error) {
	ses, err := s.enter(ctx, s.dialer.DialRead, s.accounts[account], long)
	if err != nil {
		return nil, false, err
	}
	r = &reader{session: ses, account: account}
	if err = r.may(p); err == nil && len(s.accounts) > 1 {
		all, err = r.all(p)
	}
	if err != nil {
		ses.close()
		return nil, false, err
	}
	return r, all || len(s.accounts) == 1, nil
}

// may asks what an object is and which of its columns may be read.
func (r *reader) may(p tables.Place) error {
	kind, err := r.query(kindOfTable(p), 2, 1)
	if err != nil {
		return err
	}
	r.columns, err = r.query(listColumns(p), 2, mostColumns)
	switch {
	case err != nil:
		return err
	case len(kind) == 0 || len(r.columns) == 0:
		return r.whyNot(p, "1")
	case p.Part != nil && !slices.ContainsFunc(r.columns, func(c []string) bool { return strings.EqualFold(c[0], p.Part.By) }):
		return r.whyNot(p, quoted(p.Part.By))
	}
	r.kind, r.engine = kind[0][0], strings.ToUpper(kind[0][1])
	if elsewhere(r.engine) {
		return &answer{code: noTable}
	}
	return nil
}

// all reports whether the account may read each column: others are not told of.
func (r *reader) all(p tables.Place) (bool, error) {
	_, err := r.query("SELECT 1 FROM (SELECT * FROM "+qualified(p)+" LIMIT 0) t", 1, 0)
	if err != nil && !refused(err) {
		return false, err
	}
	return err == nil, nil
}

// begin asks for the rows, which follow. An error ends the session.
func (s *Source) begin(r *reader, p tables.Place) (*rows, error) {
	header, columns, next, err := r.selectRows(p)
	if err != nil {
		r.close()
		return nil, err
	}
	s.let.Store(int32(r.account))
	return &rows{session: r.session, columns: columns, out: header, next: next}, nil
}
