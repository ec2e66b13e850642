package report

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html/template"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/attribute"
)

// How much of each list the page shows; the CSV has everything.
const (
	topEntities    = 100
	topCountries   = 14 // beside the map
	countryColumns = 4
	topRotate      = 40
	topNotRead     = 40
	topExposures   = 40
	topMerges      = 3
	topDomains     = 4
)

// A page is a report as the template wants it: every foreign string is already
// visible, every number already written.
type page struct {
	Style    template.CSS
	CSP      string
	Title    string
	Label    string
	Kicker   string
	Made     string
	State    string
	Complete bool
	// Unexamined: there are no figures of nothing.
	Unexamined bool
	Removed    bool
	PerCent    int
	Meter      template.HTML
	Why        []string
	Quotes     []string
	Facts      []fact

	Claimed    bool
	Counts     []countView
	CountKeys  []keyView
	NotFound   string
	Duplicates []duplicateView
	Apart      []fact

	Map          template.HTML
	Legend       []mapClass
	Countries    uint64
	MapText      string
	TopCountries []countryView
	MoreCountry  [][]countryView

	Documents documentsView
	Entities  entitiesView
	Rotate    rotateView
	Exposures []exposureView
	MoreExpo  int
	NotRead   notReadView
	Method    methodView
	Timeline  []eventView
	Digest    string
	Rules     string
	Version   string
	ID        string
	Asked     string // as commands name it
	Schema    string
}

type fact struct{ Name, Value string }

type keyView struct {
	Swatch template.HTML
	Text   string
}

type countView struct {
	Name, Mentions, Distinct, Resolved string
	Repeats                            string
	Bar                                template.HTML
	Claims                             []string
	Lead                               bool // one of those that a director asks for
}

type duplicateView struct{ Number, Text string }

type countryView struct{ Name, Code, Entities, Mentions string }

type eventView struct{ Machine, At, What, Detail string }

// newPage makes the page of a prepared report.
func newPage(r *Report, digest string) page {
	style := styles(sheet)
	sum := sha256.Sum256([]byte(style))
	p := page{
		Style: template.CSS(style),
		CSP:   "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'",
		Label: Visible(r.Campaign.Label), ID: Visible(r.Campaign.ID), Asked: r.Campaign.asked(), Rules: Visible(r.Campaign.Rules), Version: Visible(r.Campaign.Version),
		Made: moment(r.Run.Made), Digest: digest, Schema: SchemaID,
		Complete: r.Run.Complete, Removed: r.Removed, PerCent: r.Run.PerCent(), Quotes: quotable(r),
	}
	p.Title = p.Label + " · Hemostat"
	p.State = stateText(r.Run)
	if unexamined(r) != "" {
		p.Unexamined, p.State = true, "Nothing examined"
	}
	p.Meter = meter(p.PerCent)
	for _, why := range r.Run.Why {
		p.Why = append(p.Why, Visible(sentence(why)))
	}
	p.Facts = facts(r)
	p.fillCounts(r)
	p.fillCountries(r.Figures.Countries)
	p.Documents = documentsOf(r.Figures.Documents)
	p.Entities = entitiesOf(r.Figures)
	p.Rotate = rotateOf(r)
	p.Exposures, p.MoreExpo = exposuresOf(r)
	p.NotRead = notReadOf(r)
	p.Method = methodOf(r)
	for _, e := range r.Timeline {
		p.Timeline = append(p.Timeline, eventView{e.At.UTC().Format(time.RFC3339), moment(e.At), Visible(e.What), Visible(e.Detail)})
	}
	return p
}

func stateText(r Run) string {
	if r.Complete {
		return "Complete"
	}
	return fmt.Sprintf("%d %% of bytes read", r.PerCent())
}

// facts are the lines beside the headline.
func facts(r *Report) []fact {
	c, run := r.Campaign, r.Run
	var f []fact
	add := func(name, value string) {
		if value != "" {
			f = append(f, fact{name, Visible(value)})
		}
	}
	for i, t := range c.Targets {
		if i == 6 {
			add("", fmt.Sprintf("and %s", plural(uint64(len(c.Targets)-i), "more target", "more targets")))
			break
		}
		name := ""
		if i == 0 {
			name = "Examined"
		}
		add(name, t)
	}
	add("Basis", basisText(c.Basis))
	add("Signed off by", c.SignedOffBy)
	if !c.Until.IsZero() {
		add("Last day of the grant", day(c.Until.Add(-time.Nanosecond)))
	}
	add("Read", fmt.Sprintf("%s of %s objects, %s of %s", number(run.ObjectsRead), number(run.ObjectsListed), size(run.BytesRead), size(run.BytesListed)))
	if last := lastWrite(r.Exposures); last != "" {
		add("Last write", last)
	}
	if !run.Started.IsZero() {
		add("Scanned", scanned(run))
	}
	if c.Hold {
		add("Hold", "Nothing of this campaign may be deleted")
	}
	return f
}

func scanned(r Run) string {
	s := day(r.Started) + ", in " + elapsed(r.Seconds)
	if r.Starts > 1 {
		s += fmt.Sprintf(" and %d starts", r.Starts)
	}
	return s
}

// lastWrite returns the day of the newest write to any target.
func lastWrite(list []exposure.Exposure) string {
	var newest exposure.Exposure
	for _, e := range list {
		if e.LastWrite.After(newest.LastWrite) {
			newest = e
		}
	}
	if newest.LastWrite.IsZero() {
		return ""
	}
	return day(newest.LastWrite)
}

func (p *page) fillCounts(r *Report) {
	for _, c := range countsOf(r.Figures) {
		claims := claimsOf(r.Claims, c.key)
		if c.mentions == 0 && len(claims) == 0 {
			continue
		}
		v := countView{
			Name: Visible(capital(c.many)), Mentions: number(c.mentions), Distinct: number(c.distinct), Resolved: span(c.low, c.high),
			Bar: bar(c), Claims: claims, Repeats: repeats(c),
		}
		switch c.key {
		case "entity", "people", "email", "user", "project":
			v.Lead = true
		}
		p.Claimed = p.Claimed || len(claims) > 0
		p.Counts = append(p.Counts, v)
	}
	p.CountKeys = []keyView{
		{swatch("b0"), "Mentions: every reference, once for each way that leads to it"},
		{swatch("b1"), "Distinct: exactly equal values counted once"},
		{swatch("b2"), "Resolved: what they come to when other spellings of one thing are merged, probably (low) and certainly (high)"},
	}
	p.NotFound = Visible(listed(notFound(r.Figures)))
	p.Duplicates = duplicatesOf(r.Figures.Duplicates)
	p.Apart = apartOf(r.Figures.Entities.Apart)
}

// claimsOf returns what others have said of one kind.
func claimsOf(claims []Claim, key string) []string {
	var of []string
	for _, c := range claims {
		if c.Kind == key {
			of = append(of, Visible(number(c.Count)+" "+c.By))
		}
	}
	return of
}

func duplicatesOf(d attribute.DuplicateFigures) []duplicateView {
	all := []struct {
		n    uint64
		text string
	}{
		{d.SameBytesObjects, "objects have the same bytes as another object"},
		{d.SameContentWays, "further ways lead to a content inside archives and mails"},
		{d.SameContent, "mentions repeat a value already met in the same content"},
		{d.SameIdentity, "mentions repeat a value already met in another content"},
		{d.FurtherWays, "mentions stand in those further objects and ways"},
		{d.OtherSpelling, "values are another spelling of one already counted"},
		{d.EntityOtherNames, "names and domains belong to an organisation already counted"},
	}
	var views []duplicateView
	for _, a := range all {
		views = append(views, duplicateView{number(a.n), a.text})
	}
	return views
}

func (p *page) fillCountries(countries []attribute.CountryFigure) {
	p.Map, p.Legend, p.Countries, p.MapText = worldMap(countries), legend(countries), countriesKnown(&attribute.Figures{Countries: countries}), mapText(countries)
	var views []countryView
	for _, c := range byEntities(countries) {
		views = append(views, countryView{Visible(countryName(c.Country)), Visible(c.Country), number(c.Entities), number(c.Mentions)})
	}
	n := min(topCountries, len(views))
	p.TopCountries = views[:n]
	rest := views[n:]
	rows := (len(rest) + countryColumns - 1) / countryColumns
	for len(rest) > 0 {
		n := min(max(rows, 8), len(rest))
		p.MoreCountry = append(p.MoreCountry, rest[:n])
		rest = rest[n:]
	}
}
