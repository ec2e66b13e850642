package leak

import (
	"fmt"
	"math/bits"
	"strings"
)

// The owner of the container: the company whose customers the data is about.
const (
	OwnerName   = "Corvanta Cloud"
	OwnerDomain = "corvanta.example"
)

// A world knows every company, person and project of a leak. Each is computed
// from the seed when it is asked for, so that 65,000 companies take no memory.
type world struct {
	seed      uint64
	entities  int
	countries []country
	languages map[string]*language
	packer    *packer
}

// An organisation as its documents may name it.
type organisation struct {
	id       int
	country  *country
	lang     *language
	names    []string // the usual one first
	domains  []string // none where it has only a name
	people   int
	projects int
	iban     string
	card     int
	customer string

	nameSorts, domainSorts []NameSort // as names and domains

	// Of companies that are in a snare.
	snare      Snare
	stem       string
	vat        string
	writesFrom string // domain of another company from which its people write
}

func (w *world) countryOf(e int) *country {
	n := len(w.countries)
	if e < n {
		return &w.countries[e] // each country has one
	}
	r := stream(w.seed, streamEntity, e)
	u := r.n(1 << 15)
	return &w.countries[n*u/(1<<15)*u/(1<<15)] // the first ones more often
}

func (w *world) organisation(e int) *organisation {
	if e >= snareID && e < ownerID {
		snare, place := snareOf(e)
		return w.trapped(snare)[place]
	}
	c := w.countryOf(e)
	r := stream(w.seed, streamEntity, e)
	r.next()
	o := &organisation{id: e, country: c, lang: w.languages[c.lang]}
	stem := stem(w.seed, e)
	trade := pick(&r, o.lang.trade)
	base := strings.ToUpper(stem[:1]) + stem[1:] + " " + trade
	o.called(NameUsual, base+" "+c.legal[0])
	if r.one(8) {
		o.called(NameForm, base+" "+c.legal[1])
	}
	if r.one(12) {
		o.called(NameNoForm, base)
	}
	if !r.one(12) {
		o.reached(NameDomain, stem+"."+c.suffix)
		if r.one(10) {
			o.reached(NameGroupDomain, stem+"-group."+c.suffix)
		}
	}
	o.people = len(o.domains) + r.n(5) // somebody at each domain
	if len(o.domains) == 0 {
		o.people = 1 + r.n(3)
	}
	o.projects = 1 + r.n(3)
	o.iban = ibanOf(&r, c.code)
	o.card = r.n(len(testCards))
	o.customer = fmt.Sprintf("CUST-%07d", 1000000+e)
	return o
}

func (o *organisation) called(sort NameSort, name string) {
	o.names, o.nameSorts = append(o.names, name), append(o.nameSorts, sort)
}

func (o *organisation) reached(sort NameSort, domain string) {
	o.domains, o.domainSorts = append(o.domains, domain), append(o.domainSorts, sort)
}

// A human being who works somewhere.
type human struct {
	id                 uint64
	first, last        string // native spelling
	latinFirst, latinL string
	local, domain      string
	free               bool // the mailbox is at a provider where anybody has one
	phone              phone
	login, title       string
	org                *organisation
	japanese           bool
}

func (w *world) person(o *organisation, k int) *human {
	k %= o.people
	r := stream(w.seed, streamPerson, o.id)
	nFirst := len(o.lang.first)
	first := o.lang.first[(r.n(nFirst)+k)%nFirst] // differs within an organisation
	p := &human{id: uint64(o.id)<<8 | uint64(k), first: first.native, latinFirst: first.latin, org: o, japanese: o.lang.code == "ja"}
	r = stream(w.seed, streamPerson, o.id<<8|k|1<<40)
	if r.one(2) && !p.japanese {
		name := r.syllables(3)
		p.last = strings.ToUpper(name[:1]) + name[1:]
		p.latinL = p.last
	} else {
		last := pick(&r, o.lang.last)
		p.last, p.latinL = last.native, last.latin
	}
	p.local = strings.ToLower(p.latinFirst + "." + p.latinL)
	switch {
	case o.writesFrom != "":
		p.domain = o.writesFrom
	case len(o.domains) == 0: // a name with an underscore, which Gmail never gives out
		p.local = fmt.Sprintf("%s_%s%d", strings.ToLower(p.latinFirst), strings.ToLower(p.latinL), o.id)
		p.domain, p.free = "gmail.com", true
	case len(o.domains) > 1 && k%2 == 1:
		p.domain = o.domains[1]
	default:
		p.domain = o.domains[0]
	}
	p.phone = phoneOf(&r, o.country.code)
	p.login = fmt.Sprintf("%s%s%d", strings.ToLower(p.latinFirst[:1]), strings.ToLower(p.latinL), o.id*8+k)
	p.title = pick(&r, []string{"IT Manager", "Head of Purchasing", "Project Lead", "CFO", "System Engineer", "Sales Director"})
	return p
}

// colleague returns one of the owner's own people. Their number is beyond every
// customer's.
func (w *world) colleague(k int) *human {
	en := w.languages["en"]
	o := &organisation{id: ownerID, country: &w.countries[0], lang: en, names: []string{OwnerName}, domains: []string{OwnerDomain}, people: 32}
	p := w.person(o, k)
	p.login = fmt.Sprintf("%s.%s.adm", strings.ToLower(p.latinFirst), strings.ToLower(p.latinL))
	return p
}

// ownerID lies beyond every customer's number.
const ownerID = 1<<29 - 1

// A project has a number and a name.
type project struct {
	id         uint64
	code, name string
}

func (w *world) project(o *organisation, k int) project {
	k %= o.projects
	r := stream(w.seed, streamProject, o.id<<3|k)
	name := r.syllables(3 + r.n(2))
	return project{
		id:   uint64(o.id)<<3 | uint64(k),
		code: fmt.Sprintf("PRJ-%d-%06d", 2017+r.n(6), o.id<<2|k),
		name: "Project " + strings.ToUpper(name[:1]) + name[1:],
	}
}

// account is a 64-bit name of an identity that is no person, company or project.
func nameID(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return bits.RotateLeft64(mix(h), 7)
}
