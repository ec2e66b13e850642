package report

import (
	"fmt"
	"html/template"
	"sort"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/attribute"
)

// The views of the lists on the page, one for each section.

type documentsView struct {
	Any            bool
	Distinct, Ways string
	Versions       string // how many they are where versions are taken for one; "" where that changes nothing
	Wide, Narrow   template.HTML
	Keys           []keyView
	Note           string
	Kinds          []documentView
	YearHead       []string
	Years          []yearView
}

type documentView struct{ Name, Distinct, Ways, Copies string }

type yearView struct {
	Year, Total string
	Values      []string
}

// versionsText says how many documents there are by their texts: the same one in
// another format, and another version of one, are told apart by bytes alone.
func versionsText(f attribute.DocumentFigures) string {
	if f.Resolved.Low == f.Distinct {
		return ""
	}
	return fmt.Sprintf("By what stands in them they are %s: the low figure takes versions of one document for one, the high one only what has the same words.",
		spoken(f.Resolved, "document", "documents"))
}

func documentsOf(f attribute.DocumentFigures) documentsView {
	s := newSeries(f)
	v := documentsView{
		Any: f.Ways > 0, Distinct: number(f.Distinct), Ways: number(f.Ways), Versions: versionsText(f),
		Wide: s.chart(wideCanvas, "wide"), Narrow: s.chart(narrowCanvas, "narrow"),
		Note: s.note(),
	}
	for i, k := range s.kinds {
		name := Visible(documentWord(k).many)
		v.Keys = append(v.Keys, keyView{swatch(fmt.Sprintf("s%d", i)), name})
		v.YearHead = append(v.YearHead, name)
	}
	v.Keys = append(v.Keys, keyView{swatch(fmt.Sprintf("s%d", stackKinds)), "All other kinds"})
	v.YearHead = append(v.YearHead, "All other")
	for _, r := range s.yearTable() {
		row := yearView{Year: r.Year, Total: number(r.Total)}
		for _, n := range r.Values {
			row.Values = append(row.Values, number(n))
		}
		v.Years = append(v.Years, row)
	}
	kinds := list(f.Kinds)
	sort.SliceStable(kinds, func(i, j int) bool { return kinds[i].Distinct > kinds[j].Distinct })
	for _, k := range kinds {
		if k.Ways == 0 {
			continue
		}
		v.Kinds = append(v.Kinds, documentView{Visible(documentWord(k.Kind).many), number(k.Distinct), number(k.Ways), share(k.Ways-min(k.Distinct, k.Ways), k.Ways)})
	}
	return v
}

// note says which documents the drawing leaves out.
func (s *series) note() string {
	var parts []string
	month := func(n int) string { return fmt.Sprintf("%d-%02d", n/12, n%12+1) }
	if s.before > 0 {
		parts = append(parts, number(s.before)+" dated before "+month(s.first))
	}
	if s.after > 0 {
		parts = append(parts, number(s.after)+" dated after "+month(s.last))
	}
	if s.undated > 0 {
		parts = append(parts, number(s.undated)+" without a date")
	}
	if len(parts) == 0 {
		return ""
	}
	return "Not drawn: " + listed(parts) + "."
}

type entitiesView struct {
	List         []entityView
	Shown, Total string
	Cut          bool
}

type entityView struct {
	N                           int
	Name, Domains, Country      string
	CountryNote, Mentions, Docs string
	Holdings                    []string
	Merges                      []string
	MoreMerges                  int
	Probable, Roles             string
}

func entitiesOf(f *attribute.Figures) entitiesView {
	all := f.Entities.List
	top := all[:min(topEntities, len(all))]
	v := entitiesView{Shown: number(uint64(len(top))), Total: organisations(f), Cut: len(top) < len(all)}
	for i, e := range top {
		v.List = append(v.List, entityOf(i+1, e))
	}
	return v
}

// organisations counts those of the list, as a range where some are probably the same.
func organisations(f *attribute.Figures) string {
	n := uint64(len(f.Entities.List))
	if r := f.Entities.Resolved; r.High == n {
		return span(r.Low, r.High)
	}
	return number(n)
}

func entityOf(n int, e attribute.Entity) entityView {
	name := e.Name
	if name == "" {
		name = e.ID
	}
	v := entityView{
		N: n, Name: Visible(name), Country: Visible(countryName(e.Country)), Mentions: number(e.Mentions),
		Docs: number(e.Contents), Holdings: holdings(e.Kinds),
	}
	for i := range v.Holdings {
		v.Holdings[i] = Visible(v.Holdings[i])
	}
	if e.Country != "" && e.CountryShare < 100 {
		v.CountryNote = fmt.Sprintf("%d %% of votes", e.CountryShare)
	}
	v.Domains, v.Roles = domainsText(e), rolesText(e.Roles)
	for i, m := range e.Merges {
		if i == topMerges {
			v.MoreMerges = len(e.Merges) - i
			break
		}
		v.Merges = append(v.Merges, Visible(m.Other+": "+m.Reason))
	}
	if e.Probable != "" {
		v.Probable = Visible(e.Probable)
		if e.ProbableCause != "" {
			v.Probable += Visible(": " + e.ProbableCause)
		}
	}
	return v
}

// rolesText says what an organisation is to documents.
func rolesText(list []exposure.Role) string {
	var words []string
	for _, r := range list {
		words = append(words, string(r))
	}
	return strings.Join(words, ", ")
}

// domainsText lists the domains that the name does not already say.
func domainsText(e attribute.Entity) string {
	var d []string
	for _, domain := range e.Domains {
		if domain != e.Name {
			d = append(d, Visible(domain))
		}
	}
	if len(d) > topDomains {
		d = append(d[:topDomains:topDomains], fmt.Sprintf("%d more", len(d)-topDomains))
	}
	return strings.Join(d, ", ")
}

// apartOf lists the domains that are no affected entity, by why.
func apartOf(apart map[string]uint64) []fact {
	var f []fact
	for why, n := range apart {
		f = append(f, fact{Visible(why), number(n)})
	}
	sort.Slice(f, func(i, j int) bool { return f[i].Name < f[j].Name })
	return f
}

type exposureView struct {
	Target, Vendor, Access, Objects, Bytes, First, Last, Written string
	Open                                                         string
	Rights                                                       []rightView
}

type rightView struct{ Right, Sign, Verdict, Access, Why, Code, At string }

func exposuresOf(r *Report) (views []exposureView, more int) {
	for i, e := range r.Exposures {
		if i == topExposures {
			return views, len(r.Exposures) - i
		}
		v := exposureView{
			Target: Visible(e.Target), Vendor: Visible(e.Vendor), Access: Visible(accessText(e.Access)), Objects: number(uint64(max(e.Objects, 0))),
			Bytes: size(uint64(max(e.Bytes, 0))), First: moment(e.FirstSeen), Last: moment(e.LastSeen), Written: moment(e.LastWrite),
		}
		for _, f := range e.Rights {
			v.Rights = append(v.Rights, rightOf(f))
		}
		views = append(views, v)
	}
	return views, 0
}

func rightOf(f exposure.Finding) rightView {
	v := rightView{Right: Visible(rightText(f.Right)), Verdict: Visible(string(f.Verdict)), Access: Visible(accessText(f.Access)), Why: Visible(sentence(f.Why)), Code: Visible(f.Code), At: moment(f.At)}
	switch f.Verdict {
	case exposure.Open:
		v.Sign = "●"
	case exposure.Closed:
		v.Sign = "○"
		v.Verdict = deniedText
	default:
		v.Sign = "◐"
	}
	return v
}

type methodView struct{ Rows []methodRow }

type methodRow struct{ Name, Distinct, Resolved string }

func methodOf(r *Report) methodView {
	var v methodView
	for _, c := range countsOf(r.Figures) {
		v.Rows = append(v.Rows, methodRow{Visible(capital(c.many)), Visible(capital(c.means)), Visible(capital(c.resolved))})
	}
	return v
}
