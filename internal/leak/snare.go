package leak

import (
	"fmt"
	"strings"
)

// A Snare is a few companies that are hard to tell apart or to put together.
type Snare string

// The snares. What is one company and what is several is as law has it: a subsidiary is a
// company of its own, a brand is none.
const (
	SnareNamesakes    Snare = "namesakes"     // two companies of one name in two countries, each with its domain
	SnareSubsidiary   Snare = "subsidiary"    // a company whose people write from its parent's domain
	SnareBrand        Snare = "brand"         // a company and its brand, with one VAT number and signature
	SnareAdviser      Snare = "adviser"       // two companies whose papers a third one signs
	SnareScript       Snare = "script"        // a name in Japanese, Cyrillic or Arabic letters, and in Latin ones
	SnareSlip         Snare = "slip"          // a domain that is another company's but for one letter
	SnareFreeMail     Snare = "free mail"     // three firms that write from a provider where anybody has a mailbox
	SnareList         Snare = "mailing list"  // three companies on the list of a fourth
	SnareAbbreviation Snare = "abbreviation"  // a long name, and a short one that the domain has too
	SnareMailboxes    Snare = "two mailboxes" // people who write from work and from home
)

var snares = [...]Snare{SnareNamesakes, SnareSubsidiary, SnareBrand, SnareAdviser, SnareScript,
	SnareSlip, SnareFreeMail, SnareList, SnareAbbreviation, SnareMailboxes}

// Snares returns all of them, in their order.
func Snares() []Snare { return snares[:] }

// A NameSort says in which way a name or domain is one of its company's.
type NameSort string

// The sorts of names.
const (
	NameUsual        NameSort = "usual name"
	NameForm         NameSort = "other legal form"  // written out, or abbreviated in another way
	NameNoForm       NameSort = "no legal form"     // left out
	NameScript       NameSort = "other script"      // not in Latin letters
	NameBrand        NameSort = "brand"             // of a product
	NameAbbreviation NameSort = "abbreviation"      // short for the usual one
	NameDomain       NameSort = "usual domain"      // made of the name
	NameGroupDomain  NameSort = "group domain"      // the usual one with a word behind a hyphen
	NameShortDomain  NameSort = "short domain"      // made of an abbreviation
	NameBrandDomain  NameSort = "domain of a brand" // made of a brand's name
)

// snareID and what follows are the companies of snares: beyond every plain company and below
// the owner. Each snare has room for four.
const snareID = 1 << 28

// snareObjects is how many objects are about one snare.
const snareObjects = 3

func snareOf(id int) (snare, place int) { return (id - snareID) / 4, (id - snareID) % 4 }

// kindOf is the kind of the k-th snare.
func kindOf(k int) Snare { return snares[k%len(snares)] }

// A trap is a snare while it is laid.
type trap struct {
	w   *world
	k   int // which snare
	r   rng
	all []*organisation
}

// company adds a company of a country with a usual name and domain.
func (t *trap) company(c *country) *organisation {
	id := snareID + 4*t.k + len(t.all)
	o := &organisation{id: id, country: c, lang: t.w.languages[c.lang], snare: kindOf(t.k), stem: stem(t.w.seed, id)}
	o.called(NameUsual, titled(o.stem)+" "+pick(&t.r, o.lang.trade)+" "+c.legal[0])
	o.reached(NameDomain, o.stem+"."+c.suffix)
	o.people, o.projects = 3, 1
	o.vat = vatOf(&t.r, c.code)
	o.customer = fmt.Sprintf("CUST-%07d", 1000000+id)
	t.all = append(t.all, o)
	return o
}

// forget takes the domains of a company, whose people then write from elsewhere.
func (o *organisation) forget() { o.domains, o.domainSorts = nil, nil }

// in returns the country of a code, which a leak of few countries has too.
func (t *trap) in(codes ...string) *country {
	code := pick(&t.r, codes)
	for i := range allCountries {
		if allCountries[i].code == code {
			return &allCountries[i]
		}
	}
	panic("leak: no country " + code)
}

var allCountries = countries()

// trapped makes the companies of the k-th snare.
func (w *world) trapped(k int) []*organisation {
	t := &trap{w: w, k: k, r: stream(w.seed, streamSnare, k)}
	switch kindOf(k) {
	case SnareNamesakes:
		t.namesakes()
	case SnareSubsidiary:
		parent := t.company(t.in("DE", "FR", "IT"))
		daughter := t.company(parent.country)
		daughter.forget()
		daughter.writesFrom = parent.domains[0]
	case SnareBrand:
		o := t.company(t.in("DE", "FR", "IT"))
		brand := stem(w.seed, o.id+1)
		o.called(NameBrand, titled(brand))
		o.reached(NameBrandDomain, brand+".com")
		o.people = 6
	case SnareAdviser:
		for range 3 {
			t.company(t.in("DE", "FR", "IT"))
		}
	case SnareScript:
		t.script()
	case SnareSlip:
		big := t.company(t.in("US", "DE", "GB"))
		small := t.company(big.country)
		small.names, small.nameSorts, small.people = nil, nil, 1
		small.domains[0] = slipped(&t.r, big.stem) + "." + big.country.suffix
	case SnareFreeMail:
		for range 3 {
			t.company(t.in("DE", "FR", "GB", "ES")).forget()
		}
	case SnareList:
		for range 4 {
			t.company(t.in("DE", "FR", "GB", "SE"))
		}
	case SnareAbbreviation:
		o := t.company(t.in("DE", "FR", "PL", "SE"))
		o.forget()
		second, trade := titled(stem(w.seed, o.id+1)), pick(&t.r, o.lang.trade)
		o.names[0] = titled(o.stem) + " " + second + " " + trade + " " + o.country.legal[0]
		short := o.stem[:3] + strings.ToLower(second[:3])
		o.called(NameAbbreviation, titled(short)+" "+o.country.legal[0])
		o.reached(NameShortDomain, short+strings.ToLower(fold(trade)[:3])+"."+o.country.suffix)
		o.people = 6
	case SnareMailboxes:
		t.company(t.in("DE", "FR", "GB"))
	}
	return t.all
}

// namesakes have one name and differ in country, and mostly in legal form.
func (t *trap) namesakes() {
	pair := pick(&t.r, [][2]string{{"DE", "FR"}, {"GB", "IE"}, {"SE", "PL"}, {"US", "GB"}, {"DE", "AT"}})
	a := t.company(t.in(pair[0]))
	b := t.company(t.in(pair[1]))
	name, form, _ := strings.Cut(a.names[0], a.country.legal[0])
	b.names[0] = strings.TrimSpace(name+b.country.legal[0]) + form
	b.stem, b.domains[0] = a.stem, a.stem+"."+b.country.suffix
}

// script gives a company a name in its own letters, and keeps the Latin one.
func (t *trap) script() {
	c := t.in("JP", "UA", "BG", "KZ", "AE", "EG")
	o := t.company(c)
	o.people = 6
	switch c.code {
	case "JP":
		o.called(NameScript, "株式会社"+kana(o.stem))
		o.names[0] = titled(o.stem) + " Co., Ltd."
	case "AE", "EG":
		o.called(NameScript, "شركة "+arabic(o.stem)+" ذ.م.م")
	default:
		o.called(NameScript, map[string]string{"UA": "ТОВ", "BG": "ЕООД", "KZ": "ТОО"}[c.code]+" «"+cyrillic(o.stem)+"»")
	}
}

// slipped is a label with one letter lost, doubled, changed for the next, or two changed places.
func slipped(r *rng, label string) string {
	b, i := []byte(label), 1+r.n(len(label)-3)
	switch r.n(4) {
	case 0:
		return string(append(b[:i:i], b[i+1:]...))
	case 1:
		return label[:i] + label[i:i+1] + label[i:]
	case 2:
		b[i] = 'a' + (b[i]-'a'+1)%26
		return string(b)
	}
	b[i], b[i+1] = b[i+1], b[i]
	return string(b)
}
