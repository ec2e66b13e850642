package postgres

import (
	"strconv"
	"strings"

	"github.com/hemostat/hemostat/source/internal/tables"
)

// A place is a table or a part of one.
type place struct {
	database, schema, table string
	part                    *tables.Part // nil: the whole table
}

// blocks is what rows of a part are told apart by: the block that they stand in.
const blocks = "blocks"

// dot is written otherwise in the names of databases and schemas, where it would divide.
const dot = "."

// String returns the name of the object.
func (p place) String() string {
	s := folder(p.database) + tables.Escape(p.schema, dot) + "." + tables.Escape(p.table, "")
	if p.part != nil {
		s += "/" + p.part.String()
	}
	return s + tables.Extension
}

// folder begins the names of all objects of a database.
func folder(database string) string { return tables.Escape(database, dot) + "/" }

// parsePlace reads the name of an object.
func parsePlace(name string) (p place, ok bool) {
	database, rest, _ := strings.Cut(name, "/")
	schema, rest, _ := strings.Cut(rest, ".")
	rest, _ = strings.CutSuffix(rest, tables.Extension)
	table, part, divided := strings.Cut(rest, "/")
	var read [3]bool
	p.database, read[0] = tables.Unescape(database, dot)
	p.schema, read[1] = tables.Unescape(schema, dot)
	p.table, read[2] = tables.Unescape(table, "")
	if divided {
		bounds, ok := tables.ParsePart(part)
		if !ok || bounds.By != blocks || bounds.From < 0 || bounds.To < 0 {
			return place{}, false
		}
		p.part = &bounds
	}
	if !read[0] || !read[1] || !read[2] || p.String() != name || strings.IndexByte(p.database+p.schema+p.table, 0) >= 0 {
		return place{}, false
	}
	return p, true
}

// A marker is where a listing goes on: behind a table or one of its parts, at the
// beginning of a database where it names no table.
type marker struct {
	place
	width int64 // blocks of each part
}

// String writes "database/", or the name of the last object and, where that is a part,
// "#" with the width of all of them.
func (m marker) String() string {
	switch {
	case m.schema == "":
		return folder(m.database)
	case m.part == nil:
		return m.place.String()
	}
	return m.place.String() + "#" + strconv.FormatInt(m.width, 10)
}

// parseMarker reads what [marker.String] wrote.
func parseMarker(s string) (m marker, ok bool) {
	if database, whole := strings.CutSuffix(s, "/"); whole {
		m.database, ok = tables.Unescape(database, dot)
		return m, ok && strings.IndexByte(m.database, 0) < 0
	}
	name, width := s, ""
	if i := strings.LastIndexByte(s, '#'); i >= 0 && !strings.HasSuffix(s, tables.Extension) {
		name, width = s[:i], s[i+1:]
	}
	if m.place, ok = parsePlace(name); !ok {
		return marker{}, false
	}
	if m.part != nil {
		m.width, _ = strconv.ParseInt(width, 10, 64)
		ok = m.width > 0 && !m.part.End
	}
	return m, ok && m.String() == s
}

// literal writes a text of SQL; standard_conforming_strings is on.
func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// quoted writes the name of a schema or table for SQL.
func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
