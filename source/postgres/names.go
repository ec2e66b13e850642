package postgres

import (
	"strings"

	"github.com/hemostat/hemostat/source/internal/tables"
)

// blocks is what rows of a part are told apart by: the block that they stand in.
const blocks = "blocks"

// parsePlace reads the name of an object.
func parsePlace(name string) (tables.Place, bool) {
	p, ok := tables.ParsePlace(name, true)
	return p, ok && divided(p)
}

// parseMarker reads where a listing goes on.
func parseMarker(s string) (tables.Marker, bool) {
	m, ok := tables.ParseMarker(s, true)
	return m, ok && divided(m.Place)
}

// divided reports whether p is a table or a part by blocks.
func divided(p tables.Place) bool {
	return p.Part == nil || p.Part.By == blocks && p.Part.From >= 0 && p.Part.To >= 0
}

// literal writes a text of SQL; standard_conforming_strings is on.
func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// quoted writes the name of a schema or table for SQL.
func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

func qualified(p tables.Place) string { return quoted(p.Schema) + "." + quoted(p.Table) }
