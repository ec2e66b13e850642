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
		if t.Table == "" {
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
	other, err := ses.query(anyTable(m.Database), 1, 1)
	for i, t := range found { // views show rows of others, unless no other can be read
		found[i].same = t.kind == view && t.readable && len(other) > 0
	}
	return found, behind, err
}
