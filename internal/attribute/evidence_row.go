package attribute

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

// Where one row has a company and a domain in columns for such, they are probably of one organisation from
// the first row on, as long as nothing contradicts. Certainly they are not: the domain may be that of who keeps
// the company's accounts, with all of its customers.

// ofOrganisation reports whether a mention stands in a column, or behind a key, that is for an
// organisation's name, its domain or its addresses. The parties of a document stand in none.
func ofOrganisation(mention *exposure.Mention) bool {
	if exposure.RoleOf(mention.Record) != "" {
		return false
	}
	switch mention.Kind {
	case exposure.Company:
		return mention.Field == exposure.FieldCompany || mention.Field == exposure.FieldName || exposure.RoleIn(mention.Record, mention.Field) != ""
	case exposure.Email, exposure.Domain:
		return mention.Field == exposure.FieldEmail || mention.Field == exposure.FieldContact || mention.Field == exposure.FieldDomain
	}
	return false
}

// paired returns the company of a row that has one and one domain, each in a column for such.
func (k *linker) paired(m *model) (company uint32, ok bool) {
	if len(k.companies) != 1 || len(k.domains) != 1 || k.machines {
		return 0, false
	}
	named, addressed := false, false
	for i := range k.items {
		if it := &k.items[i]; it.column {
			named = named || it.kind == exposure.Company
			addressed = addressed || it.kind != exposure.Company && it.name == k.domains[0]
		}
	}
	company = k.companies[0]
	return company, named && addressed && m.names.flags[m.companyOf[company].name]&(apartOwn|apartVendor|likeOwn|namedOwn) == 0
}

// inOneRow likens a company to the domain beside it in a row, unless
//
//   - another company stands with the domain, or the company with another domain that is not of the
//     same name under another ending, be it in any record,
//   - or it stands with a domain of the owner's or of a vendor's more often: it may be theirs, or
//   - another domain is called exactly as the company, or another company as the domain.
func (e *evidence) inOneRow(c *companySet) (x edge, ok bool) {
	if !c.paired {
		return x, false
	}
	best, apart := pairing{domain: none}, uint32(0)
	for _, d := range c.domains {
		switch {
		case !e.m.names.affected(d.domain):
			if e.m.names.flags[d.domain]&(apartOwn|apartVendor) != 0 {
				apart = max(apart, d.n)
			}
		case best.domain == none || d.n > best.n || d.n == best.n && e.m.names.ids[d.domain] < e.m.names.ids[best.domain]:
			best = d
		}
	}
	if best.domain == none || apart > best.n || !e.oneName(c, best.domain) || e.calledOtherwise(c, best.domain) {
		return x, false
	}
	return edge{
		a: e.m.companyOf[c.shown].name, b: best.domain, rank: byRow, count: best.n,
		reason: fmt.Sprintf("stands beside %s in a row, and neither stands with another", e.m.names.ids[best.domain]),
	}, true
}

// oneName reports whether all domains of a company are of one name, and no other company stands with
// one of them.
func (e *evidence) oneName(c *companySet, domain uint32) bool {
	name := label(e.m.names.ids[domain])
	return !slices.ContainsFunc(c.domains, func(d pairing) bool {
		return e.m.names.affected(d.domain) && (e.sets[d.domain] > 1 || d.domain != domain && (name == "" || label(e.m.names.ids[d.domain]) != name))
	})
}

// calledNames are the companies and domains by what they are called, in letters.
type calledNames struct {
	domains map[string]bool
	sets    map[string]uint32 // the set of companies that are called so; none where there are several
}

// calledOtherwise reports whether another domain is called as a company, or another company as its domain.
func (e *evidence) calledOtherwise(c *companySet, domain uint32) bool {
	name, at := stemLetters(e.m.names.shown[e.m.companyOf[c.shown].name]), letters(label(e.m.names.ids[domain]))
	return name != at && e.names().domains[name] || e.isAnothers(c, domain)
}

// isAnothers reports whether another company is called as a domain.
func (e *evidence) isAnothers(c *companySet, domain uint32) bool {
	set, met := e.names().sets[letters(label(e.m.names.ids[domain]))]
	return met && set != c.set
}

// names returns what all are called, which is gathered when it is asked for.
func (e *evidence) names() *calledNames {
	if e.called == nil {
		e.called = e.calledNames()
	}
	return e.called
}

func (e *evidence) calledNames() *calledNames {
	m, k := e.m, &calledNames{domains: map[string]bool{}, sets: map[string]uint32{}}
	for i, id := range m.names.ids {
		if !m.names.isCompany(uint32(i)) && m.names.affected(uint32(i)) {
			k.domains[letters(label(id))] = true
		}
	}
	for i := range m.companyOf { // those too that stand with no domain
		set, name := e.in.find(m.companyOf[i].name), stemLetters(m.names.shown[m.companyOf[i].name])
		if was, met := k.sets[name]; met && was != set {
			set = none
		}
		k.sets[name] = set
	}
	return k
}

// stemLetters are the letters of a company's name without its legal form.
func stemLetters(name string) string { return letters(strings.Join(stemWords(name), "")) }
