package disclose

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/disclose/law"
)

// A Subject is an entity or a person, as it goes to whoever asks.
type Subject struct {
	ID           string     `json:"id"`
	Name         string     `json:"name"`
	Sort         string     `json:"sort,omitempty"`
	Entity       string     `json:"entity,omitempty"`               // of a person
	Country      string     `json:"country,omitempty"`              // ISO 3166-1 alpha-2
	Jurisdiction string     `json:"jurisdiction,omitempty"`         // ISO 3166-2
	Further      []string   `json:"furtherJurisdictions,omitempty"` // parts ("US-NY"), then countries ("FR")
	Elements     []Element  `json:"elements"`
	Mentions     uint64     `json:"mentions"`
	Contents     uint64     `json:"contents"`
	First        time.Time  `json:"firstFile,omitzero"`
	Last         time.Time  `json:"lastFile,omitzero"`
	Documents    []Document `json:"documents,omitempty"`     // the newest first, where they are asked for
	MoreDocs     uint64     `json:"moreDocuments,omitempty"` // that are not listed
}

// An Element is one identity of a subject.
type Element struct {
	Kind     exposure.Kind  `json:"kind"`
	Print    string         `json:"fingerprint"`
	Mask     string         `json:"mask"`
	Value    string         `json:"value,omitempty"` // only where values were opened
	Class    exposure.Class `json:"class,omitempty"`
	Login    bool           `json:"login,omitempty"`   // as [attribute.Element.Login]
	Given    string         `json:"givenBy,omitempty"` // as [attribute.Element.Authority]
	Mentions uint64         `json:"mentions"`
	Contents uint64         `json:"contents"`
	First    time.Time      `json:"firstFile,omitzero"`
	Last     time.Time      `json:"lastFile,omitzero"`
}

// Shown is the value where it was opened, else the mask.
func (e *Element) Shown() string { return cmp.Or(e.Value, e.Mask) }

// A Document is one document that concerns a subject.
type Document struct {
	Name     string                `json:"name"` // its own, masked as everywhere, without any folder; "" where none may be told
	Kind     exposure.DocumentKind `json:"kind,omitempty"`
	Modified time.Time             `json:"modified,omitzero"`
	Ways     uint64                `json:"ways"`
	Mentions uint64                `json:"mentions"`
}

// Of makes a subject of what attribution knows of one, without documents.
func Of(s *attribute.Subject) *Subject {
	out := &Subject{
		ID: s.ID, Name: s.Name, Sort: s.Sort, Entity: s.Entity, Country: s.Country, Jurisdiction: s.Jurisdiction, Further: s.Further,
		Mentions: s.Mentions, Contents: s.Contents, First: s.First, Last: s.Last, Elements: make([]Element, len(s.Elements)),
	}
	for i, e := range s.Elements {
		out.Elements[i] = Element{
			Kind: e.Kind, Print: e.Print.String(), Mask: e.Mask, Class: e.Class, Login: e.Login, Given: e.Authority,
			Mentions: e.Mentions, Contents: e.Contents, First: e.First, Last: e.Last,
		}
	}
	return out
}

// Evidence reports whether elements of a kind speak for a country or an organisation alone
// and are nothing of anybody's.
func Evidence(kind exposure.Kind) bool { return kind == exposure.Country }

// A Site is a country and a part of it whose law may look at a subject, "" where they are not
// known.
type Site struct{ Country, Part string }

// Sites are those of a subject: its own first, then further parts of countries and countries.
func (s *Subject) Sites() []Site {
	list := []Site{{s.Country, s.Jurisdiction}}
	for _, code := range s.Further {
		country, _, isPart := strings.Cut(code, "-")
		if !isPart {
			code = ""
		}
		list = append(list, Site{country, code})
	}
	return list
}

// parts are the parts of countries, and the further countries, that a subject has.
func (s *Subject) parts() (list []string) {
	if s.Jurisdiction != "" {
		list = append(list, s.Jurisdiction)
	}
	return append(list, s.Further...)
}

// Counts are the elements by kind, without what is evidence alone.
func (s *Subject) Counts() map[exposure.Kind]uint64 {
	counts := map[exposure.Kind]uint64{}
	for i := range s.Elements {
		if kind := s.Elements[i].Kind; !Evidence(kind) {
			counts[kind]++
		}
	}
	return counts
}

// Called is the name of a subject: of a person the one that stands in most contents, in full
// where it was opened.
func (s *Subject) Called() string {
	for i := range s.Elements {
		if e := &s.Elements[i]; e.Kind == exposure.Person && e.Value != "" && e.Mask == s.Name {
			return e.Value
		}
	}
	return s.Name
}

// Facts are what of a subject the law's combinations look at.
func (s *Subject) Facts() (f law.Facts) {
	for i := range s.Elements {
		f |= law.Of(s.Elements[i].Kind, s.Elements[i].Class)
	}
	if how, _ := s.youngerThan(minority); how != "" {
		f |= law.Minor
	}
	if how, _ := s.youngerThan(childhood); how != "" {
		f |= law.Child
	}
	return f
}

// ByKind are the elements of each kind, the kinds in their order, each in the order of the
// subject, without what is evidence alone.
func (s *Subject) ByKind() [][]Element {
	var out [][]Element
	for i := 0; i < len(s.Elements); {
		j := i + 1
		for j < len(s.Elements) && s.Elements[j].Kind == s.Elements[i].Kind {
			j++
		}
		if !Evidence(s.Elements[i].Kind) {
			out = append(out, slices.Clip(s.Elements[i:j]))
		}
		i = j
	}
	return out
}
