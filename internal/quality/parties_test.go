package quality

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
)

// A partyLabel says who a labelled document is from and for. Whoever wrote it read the
// document alone.
type partyLabel struct {
	Document                                      string
	Issuer, IssuerOrganisation, IssuerCountry     string
	AlsoIssuer                                    many
	Recipient, RecipientCountry                   string
	Parties, Signatories, Persons                 []string
	Number, Date, Project, Total, Currency        string
	NumberAlso, DateAlso, TotalAlso, ProjectAlso  many
	Subject, SubjectCountry, Doubt, AlsoRecipient any
}

// many is one text or several.
type many []string

func (m *many) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		*m = many{one}
		return nil
	}
	return json.Unmarshal(data, (*[]string)(m))
}

// sides are what is found of the parties of a document.
type sides struct {
	names     map[exposure.Role][]string
	countries map[exposure.Role][]string
	numbers   []string
	projects  []string
	amounts   []string
	dated     string
	total     string // in the form of seal.Canonical
}

// sided is a sink that finds the parties of a document as a scan does.
type sided struct {
	c      *detect.Classifier
	engine *detect.Engine
	stream *detect.Stream
	found  []detect.Mention
	totals detect.Totals
	mail   bool // its header says whom it is from and for, as in explain object
	parts  uint32
}

func (s *sided) Begin(*extract.Content) (bool, error)                 { return true, nil }
func (s *sided) NotRead(string, exposure.Reason, int64, string) error { return nil }

func (s *sided) End(c *extract.Content) error {
	s.mail = strings.HasPrefix(c.Media, "message/")
	return s.stream.Close()
}

func (s *sided) Segment(seg *exposure.Segment) error {
	as := detect.Segment{Way: seg.Way, Media: seg.Media, Part: seg.Part}
	s.c.Add(as, seg.Text)
	if seg.Offset == 0 {
		if s.parts++; s.parts > 1 {
			if err := s.stream.Close(); err != nil {
				return err
			}
		}
		s.stream.Reset(as, s.keep)
	}
	s.stream.Tables(seg.Tables)
	return s.stream.Write(seg.Text, seg.Marks)
}

func (s *sided) keep(m detect.Mention) error {
	m.Value = slices.Clone(m.Value)
	m.Record = exposure.InSegment(m.Record, s.parts)
	s.totals.Add(&m, s.parts)
	s.found = append(s.found, m)
	return nil
}

func (s *sided) sides() *sides {
	kind, _, _ := s.c.Kind()
	out := &sides{names: map[exposure.Role][]string{}, countries: map[exposure.Role][]string{}}
	if d, _ := s.c.Dated(); !d.IsZero() {
		out.dated = d.Format("2006-01-02")
	}
	if total, ok := s.totals.Of(kind); ok {
		out.total = s.amountAt(total)
	}
	for _, m := range s.found {
		role := exposure.RoleIn(uint64(m.Record), m.Field).In(kind)
		if s.mail && role == "" {
			switch m.Field {
			case exposure.FieldFrom:
				role = exposure.RoleIssuer
			case exposure.FieldTo:
				role = exposure.RoleRecipient
			}
		}
		value := strings.Join(strings.Fields(string(m.Value)), " ")
		switch m.Kind {
		case exposure.Company, exposure.Person:
			if role != "" && m.Score >= 50 {
				out.names[role] = append(out.names[role], value)
			}
		case exposure.Country:
			if role != "" {
				out.countries[role] = append(out.countries[role], value)
			}
		case exposure.Reference:
			out.numbers = append(out.numbers, value)
		case exposure.Project:
			out.projects = append(out.projects, value)
		case exposure.Amount:
			out.amounts = append(out.amounts, value)
		}
	}
	return out
}

// A tally counts what was to be found, what was, and what was found and is not so.
type tally struct{ wanted, found, right int }

// TestPartiesTruth holds whom documents are from and for against labels: of those documents
// that the rules were made with, and of those that were not looked at.
func TestPartiesTruth(t *testing.T) {
	engine, err := detect.New(detect.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, set := range []string{"seen", "unseen"} {
		t.Run(set, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join("testdata/documents", "parties-"+set+".json"))
			if err != nil {
				t.Fatal(err)
			}
			var labels []partyLabel
			if err := json.Unmarshal(data, &labels); err != nil {
				t.Fatal(err)
			}
			texts := map[string][]byte{}
			for _, d := range labelledDocuments(t, set) {
				texts[d.name] = d.text
			}
			tallies := map[string]*tally{}
			of := func(what string) *tally {
				if tallies[what] == nil {
					tallies[what] = new(tally)
				}
				return tallies[what]
			}
			for _, l := range labels {
				got := findSides(t, engine, texts[l.Document])
				show := func(what string, ok bool, want any, have any) {
					if *wrong && !ok && set == "seen" {
						t.Logf("%s: %s: want %q, have %q", l.Document, what, want, have)
					}
				}
				n := got.names
				issuers := append([]string{l.Issuer, l.IssuerOrganisation}, l.AlsoIssuer...)
				ok := of("issuer").first(n[exposure.RoleIssuer], issuers)
				show("issuer", ok, issuers, n[exposure.RoleIssuer])
				ok = of("recipient").first(n[exposure.RoleRecipient], []string{l.Recipient})
				show("recipient", ok, l.Recipient, n[exposure.RoleRecipient])
				all := slices.Concat(n[exposure.RoleParty], n[exposure.RoleIssuer], n[exposure.RoleRecipient])
				all = slices.DeleteFunc(all, func(name string) bool { // for whom who has written it works: neither asked for nor wrong
					return slices.ContainsFunc(append(l.AlsoIssuer, l.IssuerOrganisation), func(o string) bool { return o != "" && same(name, o) })
				})
				sides := append(slices.Clone(l.Parties), l.Issuer, l.Recipient)
				ok = of("sides").count(all, sides...)
				if len(l.Parties) > 0 {
					show("parties", ok, l.Parties, all)
				}
				ok = of("signatory").count(n[exposure.RoleSignatory], l.Signatories...)
				show("signatories", ok, l.Signatories, n[exposure.RoleSignatory])
				ok = of("issuer's country").first(got.countries[exposure.RoleIssuer], []string{l.IssuerCountry})
				show("issuer's country", ok, l.IssuerCountry, got.countries[exposure.RoleIssuer])
				ok = of("recipient's country").first(got.countries[exposure.RoleRecipient], []string{l.RecipientCountry})
				show("recipient's country", ok, l.RecipientCountry, got.countries[exposure.RoleRecipient])
				ok = of("number").first(got.numbers, append([]string{l.Number}, l.NumberAlso...))
				show("number", ok, l.Number, got.numbers)
				ok = of("project").first(got.projects, append([]string{l.Project}, l.ProjectAlso...))
				show("project", ok, l.Project, got.projects)
				ok = of("date").first(one(got.dated), append([]string{l.Date}, l.DateAlso...))
				show("date", ok, l.Date, got.dated)
				currency, _, in := strings.Cut(got.total, " ")
				wanted := append([]string{l.Total}, l.TotalAlso...)
				for i, w := range wanted {
					wanted[i] = plain(w)
				}
				if l.Total == "" {
					wanted = nil
				}
				ok = of("total").exactly(plain(got.total), wanted)
				show("total", ok, l.Total, got.total)
				if in && l.Total != "" {
					ok = of("its currency").exactly(currency, []string{l.Currency})
				} else {
					ok = of("its currency").exactly("", []string{l.Currency})
				}
				show("its currency", ok, l.Currency, got.total)
			}
			var b strings.Builder
			w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
			fmt.Fprintln(w, "what\tlabelled\tfound\tprecision\trecall")
			for _, q := range questions {
				x := of(q.what)
				precision, recall := 100*float64(x.right)/float64(max(x.found, 1)), 100*float64(x.right)/float64(max(x.wanted, 1))
				fmt.Fprintf(w, "%s\t%d\t%d\t%.0f %%\t%.0f %%\n", q.what, x.wanted, x.found, precision, recall)
				if precision < q.precision || recall < q.recall {
					t.Errorf("%s: precision %.0f %%, recall %.0f %%; want at least %.0f %% and %.0f %%", q.what, precision, recall, q.precision, q.recall)
				}
			}
			w.Flush()
			t.Logf("parties of %d documents\n%s", len(labels), b.String())
		})
	}
}

// questions are what is asked of each document, and what was reached in either set.
var questions = []struct {
	what              string
	precision, recall float64 // least, in per cent
}{
	{"issuer", 62, 36}, {"recipient", 86, 39}, {"sides", 89, 39}, {"signatory", 0, 0}, {"issuer's country", 90, 23}, {"recipient's country", 70, 7},
	{"number", 85, 40}, {"project", 80, 24}, {"date", 68, 65},
	{"total", 78, 55}, {"its currency", 97, 58},
}

func one(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

// first takes in a question with one answer, for which others may be given too.
func (t *tally) first(found, wanted []string) bool {
	wanted = slices.DeleteFunc(slices.Clone(wanted), func(s string) bool { return s == "" })
	right := slices.ContainsFunc(found, func(g string) bool {
		return slices.ContainsFunc(wanted, func(w string) bool { return same(g, w) })
	})
	if len(wanted) > 0 {
		t.wanted++
	}
	if len(found) > 0 {
		t.found++
	}
	if right {
		t.right++
	}
	return right || len(found) == 0 && len(wanted) == 0
}

func findSides(t *testing.T, engine *detect.Engine, text []byte) *sides {
	t.Helper()
	s := &sided{c: engine.Classify(), engine: engine, stream: engine.Stream(detect.Segment{}, nil)}
	if err := walkDocument(t, text, s); err != nil {
		t.Fatal(err)
	}
	return s.sides()
}

func walkDocument(t *testing.T, text []byte, sink extract.Sink) error {
	t.Helper()
	extractor, err := extract.New(extract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return extractor.Walk(t.Context(), extract.Input{Name: "document.txt", Size: int64(len(text)), Body: bytes.NewReader(text)}, sink)
}
