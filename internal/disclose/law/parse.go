package law

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

	"github.com/hemostat/hemostat/internal/strict"
)

type file struct {
	Version      string             `toml:"version"`
	Areas        []areaTable        `toml:"area"`
	Combinations []combinationTable `toml:"combination"`
	Rules        []ruleTable        `toml:"rule"`
	Duties       []dutyTable        `toml:"duty"`
}

type areaTable struct {
	ID        string   `toml:"id"`
	Name      string   `toml:"name"`
	Countries []string `toml:"countries"`
}

type combinationTable struct {
	ID    string     `toml:"id"`
	Title string     `toml:"title"`
	Needs [][]string `toml:"needs"` // all of them, each by any of its facts
	Note  string     `toml:"note"`
}

type rowTable struct {
	ID           string         `toml:"id"`
	Jurisdiction string         `toml:"jurisdiction"`
	Regime       string         `toml:"regime"`
	Citation     string         `toml:"citation"`
	Confidence   Confidence     `toml:"confidence"`
	From         toml.LocalDate `toml:"effective_from"`
	To           toml.LocalDate `toml:"effective_to"`
	Verified     toml.LocalDate `toml:"verified_on"`
	Source       string         `toml:"source"`
}

type ruleTable struct {
	rowTable
	Combinations []string `toml:"combinations"`
	Words        string   `toml:"words"`
}

type dutyTable struct {
	rowTable
	Recipient string `toml:"recipient"`
	Deadline  string `toml:"deadline"`
	Start     string `toml:"clock_start"`
	Trigger   string `toml:"trigger"`
	Status    string `toml:"status"`
}

// Override takes over the rows of a file in the form of law.toml: one of an ID that is
// there replaces it, another is added. Errors name the file's line.
func (t *Table) Override(data []byte, name string) error {
	var f file
	lines, err := strict.Decode(data, name, &f)
	if err != nil {
		return err
	}
	p := parser{t: t, name: name, lines: lines}
	for i, a := range f.Areas {
		p.at("area", i, a.ID)
		p.area(a)
	}
	for i, c := range f.Combinations {
		p.at("combination", i, c.ID)
		p.combination(c)
	}
	for i, r := range f.Rules {
		p.at("rule", i, r.ID)
		p.rule(r)
	}
	for i, d := range f.Duties {
		p.at("duty", i, d.ID)
		p.duty(d)
	}
	if p.err != nil {
		return p.err
	}
	if f.Version != "" {
		t.Version = f.Version
	}
	t.addDigest(data)
	return nil
}

// A parser adds the tables of one file. Its first error stays.
type parser struct {
	t     *Table
	name  string
	lines strict.Lines
	line  int
	seen  map[string]bool
	err   error
}

// at goes to a table of the file, whose ID stands there once.
func (p *parser) at(table string, n int, id string) {
	p.line = p.lines.Of(table, n, "")
	key := table + " " + id
	if p.seen == nil {
		p.seen = map[string]bool{}
	}
	switch {
	case strings.TrimSpace(id) == "":
		p.fail("a %s has an id", table)
	case p.seen[key]:
		p.fail("%s %q stands here twice", table, id)
	}
	p.seen[key] = true
}

func (p *parser) fail(format string, args ...any) {
	if p.err == nil {
		p.err = &strict.Error{File: p.name, Line: p.line, Why: fmt.Sprintf(format, args...)}
	}
}

var countryCode = regexp.MustCompile(`^([A-Z]{2}|\*)$`)

func (p *parser) area(a areaTable) {
	if a.Name == "" || len(a.Countries) == 0 || slices.ContainsFunc(a.Countries, func(c string) bool { return !countryCode.MatchString(c) }) {
		p.fail("an area has a name and countries, each by its code of two letters (or \"*\")")
	}
	put(&p.t.Areas, Area(a), func(x *Area) string { return x.ID })
}

func (p *parser) combination(c combinationTable) {
	out := Combination{ID: c.ID, Title: c.Title, Note: c.Note}
	for _, any := range c.Needs {
		var facts Facts
		for _, name := range any {
			fact, err := parseFact(name)
			if err != nil {
				p.fail("combination %q: %v", c.ID, err)
			}
			facts |= fact
		}
		out.needs = append(out.needs, facts)
	}
	if c.Title == "" || len(c.Needs) == 0 || slices.Contains(out.needs, 0) {
		p.fail("combination %q has a title, and needs that name kinds", c.ID)
	}
	put(&p.t.Combinations, out, func(x *Combination) string { return x.ID })
}

func (p *parser) rule(r ruleTable) {
	row := p.row(r.rowTable)
	if r.Words == "" || len(r.Combinations) == 0 {
		p.fail("rule %q has words and combinations", r.ID)
	}
	for _, id := range r.Combinations {
		if p.t.combination(id) == nil {
			p.fail("rule %q: no combination is called %q", r.ID, id)
		}
	}
	put(&p.t.Rules, Rule{row, r.Combinations, r.Words}, func(x *Rule) string { return x.ID })
}

func (p *parser) duty(d dutyTable) {
	row := p.row(d.rowTable)
	if d.Recipient == "" {
		p.fail("duty %q has a recipient, or says %q", d.ID, NotAssessed)
	}
	for _, text := range []string{d.Recipient, d.Deadline, d.Status} {
		if noDuty.MatchString(text) {
			p.fail("duty %q: a row says %q at the least, and never \"no duty\"", d.ID, NotAssessed)
		}
	}
	put(&p.t.Duties, Duty{row, d.Recipient, d.Deadline, d.Start, d.Trigger, d.Status}, func(x *Duty) string { return x.ID })
}

// noDuty finds what no row may say.
var noDuty = regexp.MustCompile(`(?i)\bno (duty|notice|notification|obligation)( is)? (needed|required|necessary|due)\b|^\s*(none|no duty)\b`)

func (p *parser) row(r rowTable) Row {
	out := Row{
		ID: r.ID, Jurisdiction: r.Jurisdiction, Regime: r.Regime, Citation: r.Citation, Confidence: r.Confidence,
		From: p.date(r.From), To: p.date(r.To), Verified: p.date(r.Verified), Source: r.Source,
	}
	switch {
	case r.Jurisdiction == "" || r.Regime == "" || r.Citation == "" || r.Source == "":
		p.fail("%q has a jurisdiction, a regime, a citation and a source", r.ID)
	case !p.known(r.Jurisdiction):
		p.fail("%q: jurisdiction %q is no area, and no code of a country (\"DE\") or of a part of one (\"US-CA\")", r.ID, r.Jurisdiction)
	case !slices.Contains(confidences, r.Confidence):
		p.fail("%q: confidence %q is none of %v", r.ID, r.Confidence, confidences)
	case out.Verified.IsZero() && (r.Confidence == Read || r.Confidence == Secondary):
		p.fail("%q: who has read it says when, by verified_on", r.ID)
	}
	return out
}

var placeCode = regexp.MustCompile(`^[A-Z]{2}(-[A-Z0-9]{1,4})?$`)

func (p *parser) known(jurisdiction string) bool {
	return placeCode.MatchString(jurisdiction) || slices.ContainsFunc(p.t.Areas, func(a Area) bool { return a.ID == jurisdiction })
}

// date reads a day of the file, whose zero value is none.
func (p *parser) date(d toml.LocalDate) time.Time {
	if d == (toml.LocalDate{}) {
		return time.Time{}
	}
	return d.AsTime(time.UTC)
}

// put replaces what has the ID, or adds it.
func put[T any](list *[]T, x T, id func(*T) string) {
	for i := range *list {
		if id(&(*list)[i]) == id(&x) {
			(*list)[i] = x
			return
		}
	}
	*list = append(*list, x)
}
