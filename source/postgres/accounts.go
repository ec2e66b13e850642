package postgres

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"github.com/hemostat/hemostat/source/internal/tables"
)

// me is how a statement names the account that asks, as the server knows it.
const me = "current_user"

// enterAll begins a session that lists a database, in the name of the first account that is
// let in, and tells as whom the server knows each: the catalog says to each what every other may read.
func (s *Source) enterAll(ctx context.Context, database string) (first *session, roles []string, err error) {
	var denied error
	for _, account := range s.accounts {
		ses, err := s.enter(ctx, s.dialer.DialList, account, database, brief)
		role := me
		if err == nil && first != nil {
			role, err = ses.role()
		}
		switch {
		case err != nil && refused(err):
			denied = cmp.Or(denied, err)
			continue
		case err != nil && first != nil:
			first.close()
			return nil, nil, err
		case err != nil:
			return nil, nil, err
		case first == nil:
			first = ses
		}
		roles = append(roles, role)
	}
	if first == nil {
		return nil, nil, cmp.Or(denied, error(errNoAccount))
	}
	return first, roles, nil
}

// role asks as whom the server knows an account, as SQL, and ends the session.
func (s *session) role() (string, error) {
	defer s.leave()
	rows, err := s.query("SELECT "+me, 1)
	if err == nil && (len(rows) != 1 || len(rows[0]) != 1 || len(rows[0][0]) > tables.LongestName) {
		err = errGarbled
	}
	if err != nil {
		return "", err
	}
	return literal(rows[0][0]), nil
}

// enterAny begins a session in the name of the first account that is let in.
func (s *Source) enterAny(ctx context.Context, database string) (*session, error) {
	var denied error
	for _, account := range s.accounts {
		ses, err := s.enter(ctx, s.dialer.DialList, account, database, brief)
		if err == nil || !refused(err) {
			return ses, err
		}
		denied = cmp.Or(denied, err)
	}
	return nil, cmp.Or(denied, error(errNoAccount))
}

// A reader is a session of an account that may read an object, or a share of it.
type reader struct {
	*session
	account int    // its place among accounts
	kind    string // pg_class.relkind
	columns string // that it may read, as SQL
	many    int    // of them
	hidden  bool   // a policy may hide rows
}

// read asks for the rows of an object in the name of an account that may read all of it, or
// else of one from whom no policy hides rows and who may read the most columns. The account
// that read last is tried first.
func (s *Source) read(ctx context.Context, p tables.Place) (*session, error) {
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
			if err = s.begin(r, p); err == nil {
				return r.session, nil
			}
		}
		if !refused(err) {
			return nil, err
		}
		denied = cmp.Or(denied, err)
	}
	slices.SortFunc(some, better)
	for len(some) > 0 {
		r := some[0]
		some = some[1:]
		err := s.begin(r, p)
		if err == nil {
			return r.session, nil
		}
		if !refused(err) {
			return nil, err
		}
		denied = cmp.Or(denied, err)
	}
	return nil, cmp.Or(denied, error(errNoAccount))
}

// better puts first who may read more.
func better(a, b *reader) int {
	if a.hidden != b.hidden {
		if a.hidden {
			return 1
		}
		return -1
	}
	return cmp.Or(b.many-a.many, a.account-b.account)
}

// look asks what an account may read of an object, and whether that is all.
func (s *Source) look(ctx context.Context, account int, p tables.Place) (r *reader, all bool, err error) {
	ses, err := s.enter(ctx, s.dialer.DialRead, s.accounts[account], p.Database, long)
	if err != nil {
		return nil, false, err
	}
	r = &reader{session: ses, account: account}
	if all, err = r.may(p, len(s.accounts) > 1); err != nil {
		ses.close()
		return nil, false, err
	}
	return r, all || len(s.accounts) == 1, nil
}

// policies is the version from which on a policy may hide rows (postgresql.org/docs/release/9.5.0).
const policies = 9_05_00

// may asks what an object is, which of its columns may be read and, where that matters,
// whether a policy may hide rows.
func (r *reader) may(p tables.Place, matters bool) (all bool, err error) {
	is, err := r.query(columns(p), 1)
	switch {
	case err != nil:
		return false, err
	case len(is) == 0:
		return false, &answer{code: "42P01"}
	case len(is[0]) != 5:
		return false, errGarbled
	case is[0][1] == "" && is[0][3] != "0":
		return false, &answer{code: "42501"}
	}
	r.kind, r.columns = is[0][0], is[0][1]
	r.many, _ = strconv.Atoi(is[0][2])
	if version, _ := strconv.Atoi(is[0][4]); matters && version >= policies {
		hides, err := r.query("SELECT pg_catalog.row_security_active("+literal(qualified(p))+"::pg_catalog.regclass)", 1)
		if err != nil {
			return false, err
		}
		r.hidden = len(hides) != 1 || !slices.Equal(hides[0], []string{"f"})
	}
	return is[0][2] == is[0][3] && !r.hidden, nil
}

// begin asks for the rows, which follow. An error ends the session.
func (s *Source) begin(r *reader, p tables.Place) error {
	if err := r.copyOut(p); err != nil {
		r.close()
		return err
	}
	s.let.Store(int32(r.account))
	return nil
}
