package law

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"slices"
	"strings"
	"time"
)

//go:embed law.toml
var built []byte

// NotAssessed is what is said of somebody whom no rule names. It is never "no duty".
const NotAssessed = "not assessed"

// What is missing where no rule names somebody, behind [NotAssessed].
const (
	noCountry = NotAssessed + ": no country is known"
	noPart    = NotAssessed + ": laws of a state or province may name it, and which one is not known"
)

// Disclaimer goes with every mark.
const Disclaimer = "A starting point for those who assess, no legal advice. Each row says how far it was checked; what no row names is not assessed, which does not mean that there is no duty."

// A Confidence says how far a row was checked.
type Confidence string

// The confidences, the best first; law.toml says what each means.
const (
	Read       Confidence = "read"
	Secondary  Confidence = "secondary"
	Unverified Confidence = "unverified"
	Doubtful   Confidence = "doubtful"
	ToDo       Confidence = "to-do"
)

var confidences = []Confidence{Read, Secondary, Unverified, Doubtful, ToDo}

// A Row is what rules and duties have in common.
type Row struct {
	ID           string     `json:"id"`
	Jurisdiction string     `json:"jurisdiction"` // ISO 3166-1 or -2 code, or the ID of an [Area]
	Regime       string     `json:"regime"`
	Citation     string     `json:"citation"`
	Confidence   Confidence `json:"confidence"`
	From         time.Time  `json:"effectiveFrom,omitzero"` // zero: not told
	To           time.Time  `json:"effectiveTo,omitzero"`
	Verified     time.Time  `json:"verifiedOn,omitzero"` // zero: nobody verified it
	Source       string     `json:"source"`
	// Flag warns of a row at the time that was asked for: that it is not in force yet or any
	// more, that nobody verified it, or not lately. "" where there is nothing to warn of.
	Flag string `json:"flag,omitempty"`
}

// A Combination is data that laws name together.
type Combination struct {
	ID    string
	Title string
	Note  string // what the program does not tell
	needs []Facts
}

// A Rule says that a law names combinations.
type Rule struct {
	Row
	Combinations []string // IDs
	Words        string   // in our own words
}

// A Duty is one notice that a law asks for.
type Duty struct {
	Row
	Recipient string `json:"recipient"`
	Deadline  string `json:"deadline,omitempty"`
	Start     string `json:"clockStart,omitempty"`
	Trigger   string `json:"trigger,omitempty"`
	Status    string `json:"status,omitempty"`
}

// An Area is a jurisdiction of several countries.
type Area struct {
	ID, Name  string
	Countries []string // ISO 3166-1 alpha-2, or "*" for all
}

// A Table is all rows, in the order of the file.
type Table struct {
	Version      string
	Areas        []Area
	Combinations []Combination
	Rules        []Rule
	Duties       []Duty
	digest       []string // of each file, in hexadecimal
}

// Built returns the table that the program ships.
func Built() (*Table, error) {
	t := &Table{}
	return t, t.Override(built, "law.toml")
}

// Digest is the SHA-256 of the files that the table was made of, in hexadecimal.
func (t *Table) Digest() string { return strings.Join(t.digest, "+") }

func (t *Table) addDigest(data []byte) {
	sum := sha256.Sum256(data)
	t.digest = append(t.digest, hex.EncodeToString(sum[:]))
}

// A Mark says that a rule names a combination that stands there.
type Mark struct {
	Combination string `json:"combination"` // ID
	Title       string `json:"title"`
	Note        string `json:"note,omitempty"`
	Words       string `json:"words"`
	Row
}

// Text says a mark in one line.
func (m Mark) Text() string {
	text := m.Title + ": " + m.Jurisdiction + ", " + m.Citation + " [" + string(m.Confidence)
	if m.Flag != "" {
		text += ", " + m.Flag
	}
	return text + "]"
}

// A Place is what of a table holds in one place at one time.
type Place struct {
	Duties []Duty // in the order of the table
	// Unnamed is said of somebody there whom no rule names: [NotAssessed], with what is missing to assess it.
	Unnamed string
	rules   []placed
}

// placed is a rule that holds, with one of its combinations.
type placed struct {
	mark  Mark
	needs *Combination
}

// At returns what holds in a place, whose country and part are ISO 3166-1 and 3166-2 codes,
// "" where they are not known.
func (t *Table) At(country, part string, now time.Time) *Place {
	p := &Place{Unnamed: NotAssessed}
	switch {
	case country == "":
		p.Unnamed = noCountry
	case part == "" && slices.ContainsFunc(t.Rules, func(r Rule) bool { return strings.HasPrefix(r.Jurisdiction, country+"-") }):
		p.Unnamed = noPart
	}
	for _, d := range t.Duties {
		if t.covers(d.Jurisdiction, country, part) {
			d.Row = d.at(now)
			p.Duties = append(p.Duties, d)
		}
	}
	for i := range t.Rules {
		r := &t.Rules[i]
		if !t.covers(r.Jurisdiction, country, part) {
			continue
		}
		for _, id := range r.Combinations {
			c := t.combination(id)
			p.rules = append(p.rules, placed{Mark{c.ID, c.Title, c.Note, r.Words, r.at(now)}, c})
		}
	}
	return p
}

// Marks returns the rules that name what stands there of somebody, in the order of the
// table. There may be none: that is not assessed.
func (p *Place) Marks(stands Facts) (list []Mark) {
	for i := range p.rules {
		if p.rules[i].needs.met(stands) {
			list = append(list, p.rules[i].mark)
		}
	}
	return list
}

func (c *Combination) met(stands Facts) bool {
	return !slices.ContainsFunc(c.needs, func(any Facts) bool { return any&stands == 0 })
}

func (t *Table) combination(id string) *Combination {
	i := slices.IndexFunc(t.Combinations, func(c Combination) bool { return c.ID == id })
	if i < 0 {
		return nil
	}
	return &t.Combinations[i]
}

// covers reports whether a jurisdiction is that of a place.
func (t *Table) covers(jurisdiction, country, part string) bool {
	if jurisdiction == country && country != "" || jurisdiction == part && part != "" {
		return true
	}
	i := slices.IndexFunc(t.Areas, func(a Area) bool { return a.ID == jurisdiction })
	if i < 0 {
		return false
	}
	in := t.Areas[i].Countries
	return slices.Contains(in, "*") || country != "" && slices.Contains(in, country)
}

// stale is after how long a row wants to be verified again.
const stale = 365 * 24 * time.Hour

// at returns the row with its flag at a time.
func (r Row) at(now time.Time) Row {
	var flags []string
	switch {
	case !r.From.IsZero() && now.Before(r.From):
		flags = append(flags, "not in force before "+r.From.Format(time.DateOnly))
	case !r.To.IsZero() && !now.Before(r.To):
		flags = append(flags, "not in force since "+r.To.Format(time.DateOnly))
	}
	switch {
	case r.Verified.IsZero():
		flags = append(flags, "never verified")
	case now.Sub(r.Verified) > stale:
		flags = append(flags, "stale: verified last on "+r.Verified.Format(time.DateOnly))
	}
	r.Flag = strings.Join(flags, "; ")
	return r
}

// File is the table that the program ships, as the file that it is made of.
func File() []byte { return slices.Clone(built) }
