package couchdb

import (
	"encoding/json"
	"net/url"
	"strings"

	"github.com/hemostat/hemostat/source/internal/tables"
)

// A place is what an object holds: a database, or the documents of a range of identifiers.
type place struct {
	database string
	from, to string // "" has no bound
}

const (
	extension = ".tar" // ends the name of each object
	between   = "~"    // stands between the two bounds of a range
)

// name returns the name of the object that holds p.
func (p place) name() string {
	name := tables.Escape(p.database, "")
	if p.from != "" || p.to != "" {
		name += "/" + boundName(p.from) + between + boundName(p.to)
	}
	return name + extension
}

func boundName(bound string) string {
	if bound == "" {
		return ""
	}
	return tables.Escape(bound, between)
}

func parseBound(text string) (bound string, ok bool) {
	if text == "" {
		return "", true
	}
	return tables.Unescape(text, between)
}

// parseName reads what [place.name] wrote. ok is false for anything else.
func parseName(name string) (p place, ok bool) {
	database, bounds, part := strings.Cut(strings.TrimSuffix(name, extension), "/")
	if p.database, ok = tables.Unescape(database, ""); !ok || !part {
		return p, ok && name == p.name()
	}
	from, to, _ := strings.Cut(bounds, between)
	var ok2 bool
	p.from, ok = parseBound(from)
	p.to, ok2 = parseBound(to)
	return p, ok && ok2 && name == p.name()
}

// query asks for documents of p from an identifier on, "" for its beginning, at most limit.
func (p place) query(from, limit string) url.Values {
	q := url.Values{"limit": {limit}}
	if from == "" {
		from = p.from
	}
	if from != "" {
		q.Set("startkey", key(from))
	}
	if p.to != "" {
		q.Set("endkey", key(p.to))
		q.Set("inclusive_end", "false")
	}
	return q
}

// key writes an identifier as JSON.
func key(id string) string {
	text, err := json.Marshal(id)
	if err != nil {
		return `""` // no string fails
	}
	return string(text)
}
