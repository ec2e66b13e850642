package mysql

import (
	"maps"
	"slices"

	"github.com/hemostat/hemostat/source/internal/tables"
)

// found asks each account for as many tables as a page holds, and gives each table once.
// Where there are others, behind is the last one that was looked at.
func (s *Source) found(in crowd, m tables.Marker) (all []table, behind string, err error) {
	byName := map[string]table{}
	for _, ses := range in {
		listed, last, err := s.seen(ses, m)
		if err != nil {
			return nil, "", err
		}
		if last != "" && (behind == "" || last < behind) {
			behind = last
		}
		for _, t := range listed {
			byName[t.Table] = merged(byName[t.Table], t)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		if t := byName[name]; (behind == "" || name <= behind) && !t.leftOut() { // behind it an account may see more
			all = append(all, t)
		}
	}
	return all, behind, nil
}

// merged is a table as two accounts see it: each that may read it is kept.
func merged(before, t table) table {
	if before.Table == "" {
		return t
	}
	t.readable = before.readable || t.readable
	t.same = before.same || t.same
	t.by = append(before.by, t.by...)
	return t
}

// leftOut reports whether the rows of a table are read elsewhere, or are for nobody.
func (t table) leftOut() bool {
	return merges(t.engine) || t.kind == view && (t.same || !t.readable)
}

// seen asks one account for as many tables as a page holds, and which of them it may read.
func (s *Source) seen(ses *session, m tables.Marker) (found []table, behind string, err error) {
	rows, err := ses.query(listTables(m, s.pageSize+1), 4, s.pageSize+1)
	if err != nil || len(rows) == 0 {
		return nil, "", err
	}
	if len(rows) > s.pageSize {
		rows = rows[:s.pageSize]
		behind = rows[len(rows)-1][0]
	}
	readable, err := ses.query(listReadable(m.Database, rows[0][0], rows[len(rows)-1][0]), 1, len(rows))
	if err != nil {
		return nil, "", err
	}
	may := map[string]bool{}
	for _, row := range readable {
		may[row[0]] = true
	}
	views := false
	for _, row := range rows {
		t := readTable(m.Database, row)
		if t.Table == "" || len(t.Table) > tables.LongestName {
			return nil, "", errGarbled
		}
		if t.readable = may[t.Table]; t.readable {
			t.by = []*session{ses}
		}
		views = views || t.readable && t.kind == view
		found = append(found, t)
	}
	if !views {
		return found, behind, nil
	}
	all, err := s.all(ses)
	for i, t := range found {
		found[i].same = t.kind == view && all
	}
	return found, behind, err
}

// all reports whether it is known that whatever a view shows is listed by itself, or the server's
// own: all databases are meant, and the account may read any table. No server tells more that can be
// relied on: the catalog of MySQL 8 shows only what the account may read of what a view is made of
// (VIEW_TABLE_USAGE), that of MariaDB nothing.
func (s *Source) all(ses *session) (bool, error) {
	if s.target.Container != "" {
		return false, nil
	}
	rows, err := ses.query(readsAll, 1, 1)
	if err != nil || len(rows) == 0 {
		return false, err
	}
	rows, err = ses.query(exceptions, 2, 1)
	return err == nil && len(rows) == 0, err
}
