package disclose

import (
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/disclose/law"
)

// An About says what a list is made of and how.
type About struct {
	Campaign    string    `json:"campaign"`
	By          string    `json:"by"` // "entity", "person" or "jurisdiction"
	Country     string    `json:"country,omitempty"`
	Made        time.Time `json:"made"`
	Complete    bool      `json:"complete"` // the scan came to its end
	Window      Window    `json:"window"`
	Opened      string    `json:"valuesOpened,omitempty"` // why; "": everything is masked
	LawVersion  string    `json:"lawVersion"`
	LawDigest   string    `json:"lawSha256"`
	Disclaimer  string    `json:"disclaimer"`
	HowCounted  string    `json:"howCounted"`
	Minors      string    `json:"minors"` // how they are known
	WindowWords string    `json:"windowInWords"`

	holders []attribute.Holders // of all that was found, where it is known
}

// The two ways in which minors are known.
const (
	minorsNotKnown = "not known: birth dates were not opened, so that no minor is marked as one; this does not say that there is none"
	minorsKnown    = "marked, wherever they live, where a birth date that is theirs, or one within their national number, says that they were under 18 when the newest file was written that holds something of theirs; that alone claims no law; of others it is not known"
)

// howCounted says what the numbers of a list are.
const howCounted = "Kinds count distinct values; contents are different documents and files that hold one of them, however many copies there are; mentions count each copy. " +
	"Of an entity, combinations stand among all that belongs to it: that they are of one person, the list by person says. By jurisdiction, each organisation, person and value counts once in a country or part, and in each of them where it has several: lines do not add up to a total. Country and part are where addresses, numbers and domains point, a lead and no residence."

// A List is being written, a line for each who must be told.
type List struct {
	table *law.Table
	about About
	out   sink
	found places
	used  map[string]law.Mark // by combination and rule
}

// A sink is one format of a list.
type sink interface {
	// line writes one, as JSON or as cells.
	line(value any, cells []any) error
	// end writes what comes last: the rows of law that lines name.
	end(about *About, marks []law.Mark) error
}

// Formats are those of a list.
func Formats() []string { return []string{"xlsx", "csv", "json"} }

// NewList begins a list in one of the [Formats]. It is written as lines come.
func NewList(w io.Writer, format string, about About, table *law.Table) (*List, error) {
	about.LawVersion, about.LawDigest, about.Disclaimer = table.Version, table.Digest(), law.Disclaimer
	about.HowCounted, about.WindowWords = howCounted, about.Window.Text()
	about.Minors = minorsNotKnown
	if about.Opened != "" {
		about.Minors = minorsKnown
	}
	columns := columnsOf(about.By)
	out, err := newSink(w, format, &about, columns)
	return &List{table: table, about: about, out: out, found: places{table: table, now: about.Made}, used: map[string]law.Mark{}}, err
}

// places are the rows of law by place, looked up once for each.
type places struct {
	table *law.Table
	now   time.Time
	known map[Site]*law.Place
}

func (p *places) at(site Site) *law.Place {
	place := p.known[site]
	if place == nil {
		if p.known == nil {
			p.known = map[Site]*law.Place{}
		}
		place = p.table.At(site.Country, site.Part, p.now)
		p.known[site] = place
	}
	return place
}

// marks are those of a subject in all its sites, each once.
func (p *places) marks(s *Subject) (list []law.Mark) {
	facts := s.Facts()
	for i, site := range s.Sites() {
		for _, m := range p.at(site).Marks(facts) {
			if i == 0 || !slices.ContainsFunc(list, func(x law.Mark) bool { return x.ID == m.ID && x.Combination == m.Combination }) {
				list = append(list, m)
			}
		}
	}
	return list
}

// named is a mark as a line names it; the list ends with what it means.
type named struct {
	Combination string `json:"combination"`
	Rule        string `json:"rule"`
}

// A line is a subject with what the law's rules name of it.
type line struct {
	*Subject
	Counts   map[string]uint64 `json:"counts"` // elements by kind
	Named    []named           `json:"named,omitempty"`
	Minor    string            `json:"minor,omitempty"` // that they were one, and how it is known
	Assessed string            `json:"assessed"`        // "named by law", or "not assessed" and what is missing for that
}

// namedByLaw is said of whom a rule names. What follows from that, people say.
const namedByLaw = "named by law"

// Add writes the line of a subject.
func (l *List) Add(s *Subject) error {
	marks := l.found.marks(s)
	x := line{Subject: s, Counts: map[string]uint64{}, Minor: l.minor(s), Assessed: l.found.assessed(s, marks)}
	counts := s.Counts()
	for kind, n := range counts {
		x.Counts[kind.String()] = n
	}
	for _, m := range marks {
		x.Named = append(x.Named, named{m.Combination, m.ID})
		l.used[m.ID+" "+m.Combination] = m
	}
	cells := []any{s.Called(), s.ID, s.Sort, s.Entity, s.Country, strings.Join(s.parts(), " "), x.Assessed, x.Minor, marksText(marks), l.about.WindowWords, s.Contents, s.Mentions, day(s.First), day(s.Last)}
	for _, kind := range countedKinds {
		cells = append(cells, counts[kind])
	}
	return l.out.line(x, append(cells, elementsText(s)))
}

// minor says that a person was a minor, or that of an organisation somebody was.
func (l *List) minor(s *Subject) string {
	said := s.Minor()
	if said != "" && l.about.By == "entity" {
		return "somebody " + said
	}
	return said
}

// Holders says whose all is that was found, of which the list ends with what is nobody's.
func (l *List) Holders(all []attribute.Holders) { l.about.holders = all }

// End writes what comes after the last line. It does not close what the list is written to.
func (l *List) End() error {
	marks := make([]law.Mark, 0, len(l.used))
	for _, m := range l.used {
		marks = append(marks, m)
	}
	slices.SortFunc(marks, func(a, b law.Mark) int {
		return strings.Compare(a.Jurisdiction+" "+a.ID+" "+a.Combination, b.Jurisdiction+" "+b.ID+" "+b.Combination)
	})
	return l.out.end(&l.about, marks)
}

// assessed says whether a rule names a subject, and what is missing where none does.
func (p *places) assessed(s *Subject, marks []law.Mark) string {
	if len(marks) > 0 {
		return namedByLaw
	}
	for _, site := range s.Sites() {
		if said := p.at(site).Unnamed; said != law.NotAssessed {
			return said
		}
	}
	return law.NotAssessed
}

func marksText(marks []law.Mark) string {
	texts := make([]string, len(marks))
	for i, m := range marks {
		texts[i] = m.Text()
	}
	return strings.Join(texts, "; ")
}

// day is a date as tables show it, "" where there is none.
func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}

// countedKinds have a column each.
var countedKinds = slices.DeleteFunc(exposure.Kinds(), Evidence)

func columnsOf(by string) []string {
	if by == "jurisdiction" {
		return groupColumns
	}
	columns := []string{"name", "id", "sort", "entity", "country", "part", "assessed", "minor", "combinations that laws name", "exposure", "contents", "mentions", "first file", "last file"}
	for _, kind := range countedKinds {
		columns = append(columns, kind.String())
	}
	return append(columns, "elements")
}

// shownElements is how many elements of a kind a cell lists; JSON has all of them.
const shownElements = 20

// between parts the elements of one kind in a cell. Behind a comma a spreadsheet may take the
// plus of a telephone number for a formula, so that an apostrophe would go before it.
const between = " / "

// elementsText lists elements in a cell: those that stand in most contents.
func elementsText(s *Subject) string {
	var parts []string
	for _, list := range s.ByKind() {
		var shown []string
		for i := range list[:min(len(list), shownElements)] {
			shown = append(shown, list[i].Shown())
		}
		text := list[0].Kind.String() + ": " + strings.Join(shown, between)
		if more := len(list) - len(shown); more > 0 {
			text += " and " + strconv.Itoa(more) + " more"
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, "; ")
}
