package tables

import (
	"strconv"
	"strings"
)

// A Place is a table of a server, or a part of one.
type Place struct {
	Database string
	Schema   string // "" where a server has none within a database
	Table    string
	Part     *Part // nil: the whole table
}

// dot is written otherwise in the names of databases and schemas, where it would divide.
const dot = "."

// Folder begins the names of all objects of a database.
func Folder(database string) string { return Escape(database, dot) + "/" }

// String returns the name of the object: "shop/public.customers.csv",
// "shop/customers/id=start..5000.csv".
func (p Place) String() string {
	s := Folder(p.Database)
	if p.Schema != "" {
		s += Escape(p.Schema, dot) + "."
	}
	s += Escape(p.Table, "")
	if p.Part != nil {
		s += "/" + p.Part.String()
	}
	return s + Extension
}

// Within returns the name without that of the database.
func (p Place) Within() string { return strings.TrimPrefix(p.String(), Folder(p.Database)) }

// ParsePlace reads what [Place.String] wrote, for a server with schemas or without.
func ParsePlace(name string, schemas bool) (p Place, ok bool) {
	database, rest, _ := strings.Cut(name, "/")
	if p.Database, ok = Unescape(database, dot); !ok {
		return Place{}, false
	}
	if schemas {
		var schema string
		schema, rest, _ = strings.Cut(rest, ".")
		if p.Schema, ok = Unescape(schema, dot); !ok {
			return Place{}, false
		}
	}
	rest, _ = strings.CutSuffix(rest, Extension)
	table, part, divided := strings.Cut(rest, "/")
	if p.Table, ok = Unescape(table, ""); !ok {
		return Place{}, false
	}
	if divided {
		bounds, ok := ParsePart(part)
		if !ok {
			return Place{}, false
		}
		p.Part = &bounds
	}
	if strings.IndexByte(p.Database+p.Schema+p.Table, 0) >= 0 || p.String() != name {
		return Place{}, false
	}
	return p, true
}

// A Marker is where a listing goes on: behind a table or one of its parts, or at the
// beginning of a database where it names no table.
type Marker struct {
	Place
	Width int64 // values of each part
}

// String writes "database/", or the name of the last object and, where that is a part,
// "#" with the width of all of them. Behind the last part is behind the table.
func (m Marker) String() string {
	switch {
	case m.Table == "":
		return Folder(m.Database)
	case m.Part == nil, m.Part.End:
		m.Part = nil
		return m.Place.String()
	}
	return m.Place.String() + "#" + strconv.FormatInt(m.Width, 10)
}

// ParseMarker reads what [Marker.String] wrote.
func ParseMarker(s string, schemas bool) (m Marker, ok bool) {
	if database, whole := strings.CutSuffix(s, "/"); whole {
		m.Database, ok = Unescape(database, dot)
		return m, ok && strings.IndexByte(m.Database, 0) < 0
	}
	name, width := s, ""
	if i := strings.LastIndexByte(s, '#'); i >= 0 && !strings.HasSuffix(s, Extension) {
		name, width = s[:i], s[i+1:]
	}
	if m.Place, ok = ParsePlace(name, schemas); !ok {
		return Marker{}, false
	}
	if m.Part != nil {
		m.Width, _ = strconv.ParseInt(width, 10, 64)
		ok = m.Width > 0 && !m.Part.End
	}
	return m, ok && m.String() == s
}
