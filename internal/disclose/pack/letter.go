package pack

import (
	"cmp"
	_ "embed"
	"html/template"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/disclose"
	"github.com/hemostat/hemostat/internal/paper"
	"github.com/hemostat/hemostat/internal/phrase"
	"github.com/hemostat/hemostat/internal/report"
)

//go:embed letter.html.tmpl
var letterText string

var letterPage = template.Must(template.New("letter").Parse(letterText))

// How much the summary shows; the tables have all.
const (
	shownValues    = 5   // of a kind
	shownDocuments = 100 // in all
	shownContacts  = 10
)

// A letter is the pack of one subject before it is written, already guarded.
type letter struct {
	m         *Maker
	book      phrase.Book
	language  string
	name      string
	subject   *disclose.Subject
	elements  []element
	documents []document
}

// An element is one value as it is told.
type element struct {
	disclose.Element
	Told string
}

// A document is one as it is told.
type document struct {
	Number           int // in this pack: by it both sides mean the same, whatever is withheld of the name
	Name, Kind, Date string
	Ways             uint64
	of               exposure.DocumentKind
}

func (m *Maker) letter(s *disclose.Subject, r *Reader) (*letter, error) {
	all, err := books()
	if err != nil {
		return nil, err
	}
	l := &letter{m: m, language: m.Language, name: s.Name, subject: s}
	if l.language == "" {
		l.language = all.Of(s.Country)
	}
	l.book = all[l.language]
	for i := range s.Elements {
		if e := &s.Elements[i]; !disclose.Evidence(e.Kind) && Theirs(e) && !nobodys(s, e) {
			l.elements = append(l.elements, element{*e, r.Value(e)})
		}
	}
	for i, d := range s.Documents {
		l.documents = append(l.documents, document{i + 1, report.Visible(r.Name(d.Name)), l.document(d.Kind), day(d.Modified), d.Ways, d.Kind})
	}
	return l, nil
}

// nobodys reports whether an element is a domain that is reserved for examples and not the
// recipient's: it stood beside something of theirs, and is of no organisation.
func nobodys(s *disclose.Subject, e *disclose.Element) bool {
	return e.Kind == exposure.Domain && (e.Class.Example() || e.Class == exposure.ClassReserved) && e.Mask != s.ID && !strings.HasSuffix(e.Mask, "."+s.ID)
}

func (l *letter) say(key string, pairs ...string) string { return l.book.Say(key, pairs...) }

// document is what a kind of document is called.
func (l *letter) document(kind exposure.DocumentKind) string {
	return l.say("doc" + strings.ReplaceAll(string(cmp.Or(kind, exposure.DocumentOther)), "-", ""))
}

func (l *letter) kind(kind exposure.Kind) string { return l.say("kind" + kind.String()) }

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}

func number[N int | uint64](n N) string { return strconv.FormatUint(uint64(n), 10) }

// A page is what the template draws.
type page struct {
	Language, Title, Reference, From, Values string
	Sections                                 []paper.Section
}

func (l *letter) page() page {
	values := "masked"
	if l.m.Opened {
		values = "opened"
	}
	return page{
		Language: l.language, Title: l.title(), Values: l.say(values),
		Reference: l.say("reference", "reference", l.m.Reference, "date", day(l.m.Made)),
		From:      l.say("from", "contact", cmp.Or(l.m.Contact, l.say("blank"))),
		Sections:  []paper.Section{l.what(), l.yours(), l.concerned(), l.done(), l.now(), l.attack(), l.counted(), l.files()},
	}
}

// html is the summary for a screen, pdf the same on paper.
func (l *letter) html(w io.Writer) error { return letterPage.Execute(w, l.page()) }

func (l *letter) pdf(w io.Writer) error {
	p := l.page()
	return paper.Write(w, &paper.Letter{
		Language: p.Language, Title: p.Title, Head: []string{p.Reference, p.From}, Notice: p.Values, Sections: p.Sections,
		Foot: p.Reference, Made: l.m.Made, Absent: l.say("absent"),
	})
}

// title says no more of who could read it than was seen.
func (l *letter) title() string {
	if l.m.Window.Seen == 0 {
		return l.say("titleunseen", "name", l.name)
	}
	return l.say("title", "name", l.name)
}

func (l *letter) what() paper.Section {
	s := paper.Section{Heading: l.say("hwhat")}
	const layout = "2006-01-02 15:04"
	w := &l.m.Window
	switch {
	case w.Seen == 0 && w.Copies > 0 && w.Unseen() == w.Copies:
		s.Lines = append(s.Lines, l.say("whatcopy"))
	case w.Seen == 0:
		s.Lines = append(s.Lines, l.say("whatunseen"))
	case w.Unseen() > 0:
		s.Lines = append(s.Lines, l.say("whatsome"))
	default:
		s.Lines = append(s.Lines, l.say("what"))
	}
	if w.Seen > 0 {
		s.Lines = append(s.Lines, l.say("window", "first", w.First.UTC().Format(layout), "last", w.Last.UTC().Format(layout)))
	}
	if w.Verified() {
		s.Lines = append(s.Lines, l.say("closed", "date", w.Closed.UTC().Format(layout)))
	} else {
		s.Lines = append(s.Lines, l.say("notclosed"))
	}
	s.Lines = append(s.Lines, l.say("copies"))
	return s
}

func (l *letter) yours() paper.Section {
	s := paper.Section{Heading: l.say("hyours"), Lines: []string{l.say("yours", "elements", number(len(l.elements)), "contents", number(l.subject.Contents))}}
	if !l.subject.First.IsZero() {
		s.Lines = append(s.Lines, l.say("dated", "first", day(l.subject.First), "last", day(l.subject.Last)))
	}
	s.Columns = []string{l.say("ckind"), l.say("ccount"), l.say("cexamples")}
	for from := 0; from < len(l.elements); {
		to := from + 1
		for to < len(l.elements) && l.elements[to].Kind == l.elements[from].Kind {
			to++
		}
		var shown []string
		for _, e := range l.elements[from:min(to, from+shownValues)] {
			shown = append(shown, e.Told)
		}
		text := strings.Join(shown, ", ")
		if more := to - from - len(shown); more > 0 {
			text += " " + l.say("more", "n", number(more))
		}
		s.Rows = append(s.Rows, []string{l.kind(l.elements[from].Kind), number(to - from), text})
		from = to
	}
	return s
}

func (l *letter) concerned() paper.Section {
	s := paper.Section{Heading: l.say("hdocuments"), Lines: []string{l.say("documents")}, Columns: []string{l.say("cnumber"), l.say("cname"), l.say("cdocument"), l.say("cdate")}}
	for _, d := range l.documents[:min(len(l.documents), shownDocuments)] {
		s.Rows = append(s.Rows, []string{number(d.Number), cmp.Or(d.Name, l.say("unnamed")), d.Kind, d.Date})
	}
	if more := len(l.documents) - len(s.Rows); more > 0 {
		s.After = append(s.After, l.say("more", "n", number(more)))
	}
	if n := l.subject.MoreDocs; n > 0 {
		s.After = append(s.After, l.say("unlisted", "n", number(n)))
	}
	return s
}

func (l *letter) done() paper.Section {
	return paper.Section{Heading: l.say("hdone"), Lines: []string{l.say("done"), l.say("alone")}}
}

func (l *letter) counted() paper.Section {
	s := paper.Section{Heading: l.say("hcounted"), Lines: []string{l.say("counted"), l.say("limits")}}
	if !l.m.Complete {
		s.Lines = append(s.Lines, l.say("incomplete"))
	}
	return s
}

func (l *letter) files() paper.Section {
	return paper.Section{Heading: l.say("hfiles"), Lines: []string{l.say("files")}}
}

// contacts are the addresses that stand in most documents.
func (l *letter) contacts() (list []string) {
	var emails []element
	for _, e := range l.elements {
		if e.Kind == exposure.Email && e.Class != exposure.ClassSystem && e.Told != Withheld {
			emails = append(emails, e)
		}
	}
	slices.SortStableFunc(emails, func(a, b element) int { return cmp.Compare(b.Contents, a.Contents) })
	for _, e := range emails[:min(len(emails), shownContacts)] {
		list = append(list, e.Told)
	}
	return list
}
