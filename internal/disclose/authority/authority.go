// Package authority writes what a supervisory authority asks of a personal data breach: Art. 33(3)
// of Regulation (EU) 2016/679, in the phases of Art. 33(4). What the figures say is filled in,
// with approximate numbers; what a person has to say is left open and marked. It judges
// nothing: neither a risk, nor when somebody became aware, nor whether there is a duty.
package authority

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/disclose"
	"github.com/hemostat/hemostat/internal/disclose/law"
)

// A Case is what is known of a breach when the form is written.
type Case struct {
	Reference string
	Made      time.Time
	Complete  bool
	Why       []string // it is not complete
	Figures   *attribute.Figures
	ToRotate  uint64 // credentials, as the list of those to rotate counts them
	Rotated   uint64 // of which somebody has said that they are rotated or a false alarm
	Window    disclose.Window
	Persons   *Persons
	// Unattributed is how much of what was found is no person's and no organisation's, as
	// [disclose.Unattributed] says it; "" for none.
	Unattributed string
}

// Persons counts those of whom the list of persons has a line.
type Persons struct {
	All       uint64
	Named     uint64 // of whom a name is known, and not an address or a number alone
	BySort    map[string]uint64
	ByCountry map[string]uint64 // "": not known
	ByKind    map[exposure.Kind]uint64
	Minors    bool // somebody was a minor; only where birth dates were opened
}

// Add takes in a person.
func (p *Persons) Add(s *disclose.Subject) {
	if p.BySort == nil {
		p.BySort, p.ByCountry, p.ByKind = map[string]uint64{}, map[string]uint64{}, map[exposure.Kind]uint64{}
	}
	p.All++
	if s.Counts()[exposure.Person] > 0 {
		p.Named++
	}
	p.BySort[s.Sort]++
	p.ByCountry[s.Country]++
	for kind := range s.Counts() {
		p.ByKind[kind]++
	}
	p.Minors = p.Minors || s.Facts()&law.Minor != 0
}

// A Form is the questions in their order.
type Form struct {
	Title, Reference, Made string
	Notes                  []string
	Questions              []Question
}

// A Question is one of the authority's.
type Question struct {
	Citation string
	Title    string
	Known    []string // what the figures say
	Open     []string // what a person has to say
}

// New fills in what is known of a case.
func New(c Case) Form {
	f := Form{
		Title: "Notification of a personal data breach to the supervisory authority", Reference: c.Reference,
		Made: c.Made.UTC().Format("2006-01-02 15:04 UTC"),
		Notes: []string{
			"A draft after Art. 33(3) of Regulation (EU) 2016/679. It is no legal advice and assesses nothing. Most authorities have a form of their own, which asks the same.",
			"Numbers are approximate, as Art. 33(3)(a) asks, and as of what was read by then. They follow from counts that can be made again: hemostat replay.",
		},
	}
	if !c.Complete {
		f.Notes = append(f.Notes, "The examination has not come to its end. "+strings.Join(c.Why, " "))
	}
	f.Questions = []Question{c.phase(), c.who(), c.aware(), c.nature(), c.subjects(), c.records(), c.contact(), c.consequences(), c.measures(), c.others()}
	return f
}

func (c *Case) phase() Question {
	q := Question{Citation: "Art. 33(4)", Title: "Phase of this notification", Open: []string{
		"Is this a first notification, a further one, or the last? (number of the first, from the authority)",
		"What will be handed in later, and when?",
	}}
	var later []string
	if !c.Complete {
		later = append(later, "numbers, since the examination goes on")
	}
	if c.Window.Seen == 0 || c.Window.Unseen() > 0 {
		later = append(later, "since when it was open")
	}
	if !c.Window.Verified() {
		later = append(later, "that closure is verified")
	}
	if len(later) > 0 {
		q.Known = []string{"Not known yet by the program: " + strings.Join(later, "; ") + "."}
	}
	return q
}

func (c *Case) who() Question {
	return Question{Citation: "Art. 33(1), 55, 56", Title: "Controller, processors and authority", Open: []string{
		"Name, address and register number of the controller; its representative in the Union, if it has no establishment there",
		"The authority that is competent, and why (main establishment; without one, that of each affected state)",
		"Processors that were involved, and when each of them told the controller (Art. 33(2))",
	}}
}

func (c *Case) aware() Question {
	q := Question{Citation: "Art. 33(1)", Title: "When it was, and when the controller became aware", Open: []string{
		"When the controller became aware: date, hour, how, by whom. Only a named person says this",
		"If that is more than 72 hours ago: the reasons for the delay",
	}}
	q.Known = []string{"When data could be read: " + c.Window.Text() + "."}
	if c.Figures != nil {
		if first, last := months(c.Figures.Documents.Years); first != "" {
			q.Known = append(q.Known, "Files that stood there are dated from "+first+" to "+last+".")
		}
	}
	return q
}

func months(list []attribute.YearFigure) (first, last string) {
	for _, y := range list {
		if y.Month == "" {
			continue
		}
		if first == "" || y.Month < first {
			first = y.Month
		}
		last = max(last, y.Month)
	}
	return first, last
}

func (c *Case) nature() Question {
	return Question{Citation: "Art. 33(3)(a)", Title: "Nature of the breach",
		Known: c.readable(),
		Open: []string{
			"How it came to that: what was configured, by whom, since when",
			"Whether somebody read or copied it: by which logs, from when to when; that no copy exists nobody can say",
			"Whether data was changed or lost too (integrity, availability)",
		}}
}

// readable says what could be read by whom, of each place as far as it was seen.
func (c *Case) readable() (known []string) {
	say := func(n int, text string) {
		if n > 0 {
			known = append(known, amount(uint64(n), "place", "places")+" with data "+text)
		}
	}
	w := &c.Window
	say(w.Seen, "could be read by anyone who had the address, without signing in: probes saw it.")
	say(w.Shut, "may have been readable by others: that is not known. It was probed, and never seen open.")
	say(w.Unknown, "may have been readable by others: that is not known. It was never probed.")
	if w.Copies > 0 {
		known = append(known, amount(uint64(w.Copies), "folder was", "folders were")+" read, as a copy: whether others could read the place that it is from is not known.")
	}
	return known
}

func (c *Case) subjects() Question {
	q := Question{Citation: "Art. 33(3)(a)", Title: "Categories and approximate number of data subjects"}
	if c.Figures != nil {
		r := c.Figures.Persons.Resolved
		q.Known = append(q.Known, "Persons: "+between(r.Low, r.High)+". The low figure takes for one who probably is one, the high one who certainly is.")
	}
	if p := c.Persons; p != nil && p.All > 0 {
		if nameless := p.All - p.Named; nameless > 0 {
			q.Known = append(q.Known, "The lines below count "+about(p.All)+": "+about(p.Named)+" of whom a name is known, and "+about(nameless)+
				" of whom nothing but an address or a number is, and whom no figure of persons counts: they may be of the others.")
		}
		q.Known = append(q.Known, "By what they are to those whose data it was: "+shares(p.BySort, sortNames, "not told")+".")
		q.Known = append(q.Known, "By country, a lead and no residence: "+shares(p.ByCountry, nil, "not known")+".")
		if p.Minors {
			q.Known = append(q.Known, "Minors are among them, by their birth dates.")
		}
	}
	q.Open = []string{"Vulnerable persons among them (minors, patients, employees), as far as you know", "Numbers in each member state, where the authority asks for them"}
	return q
}

var sortNames = map[string]string{
	attribute.SortEmployee: "employees", attribute.SortCustomerContact: "contacts of customers", attribute.SortPartnerContact: "contacts of partners",
	attribute.SortVendorContact: "contacts of vendors", attribute.SortPrivate: "private persons, or of no known organisation",
}

func (c *Case) records() Question {
	q := Question{Citation: "Art. 33(3)(a)", Title: "Categories and approximate number of records"}
	if c.Figures != nil {
		q.Known = append(q.Known, "Different records that name a person: "+about(c.Figures.Persons.Distinct)+"; documents and files: "+about(c.Figures.Documents.Distinct)+".")
		q.Known = append(q.Known, "Different values by category: "+categories(c.Figures.Kinds)+".")
	}
	if p := c.Persons; p != nil && p.All > 0 {
		var special []string
		for _, kind := range []exposure.Kind{exposure.Health, exposure.Identifier, exposure.Card, exposure.IBAN, exposure.Secret, exposure.Birth} {
			if n := p.ByKind[kind]; n > 0 {
				special = append(special, kindNames[kind]+" "+about(n))
			}
		}
		if len(special) > 0 {
			q.Known = append(q.Known, "Persons beside whom there stand: "+strings.Join(special, "; ")+".")
		}
	}
	if c.Unattributed != "" {
		q.Known = append(q.Known, "Found, and nobody known whose it is: "+c.Unattributed+".")
	}
	q.Open = []string{
		"Special categories (Art. 9) and data on convictions (Art. 10): numbers of health care and diagnoses are told above, everything else of these is not looked for",
		"Whether data was encrypted or otherwise of no use to who read it",
	}
	return q
}

// categories are the kinds of which there is any, as an authority calls them.
func categories(kinds []attribute.KindFigure) string {
	var parts []string
	for _, k := range kinds {
		if name := kindNames[k.Kind]; name != "" && k.Distinct > 0 {
			parts = append(parts, name+" "+between(k.Resolved.Low, k.Resolved.High))
		}
	}
	if len(parts) == 0 {
		return "none found in what was examined"
	}
	return strings.Join(parts, "; ")
}

// kindNames are the kinds that are of persons.
var kindNames = map[exposure.Kind]string{
	exposure.Email: "e-mail addresses", exposure.User: "logins and accounts", exposure.Person: "names", exposure.Phone: "telephone numbers", exposure.Card: "payment cards",
	exposure.IBAN: "bank accounts", exposure.Secret: "passwords and other credentials", exposure.Identifier: "numbers that an authority gave", exposure.Health: "numbers of health care or diagnoses",
	exposure.Birth: "dates of birth", exposure.Address: "postal addresses", exposure.IP: "network addresses", exposure.Vehicle: "vehicles", exposure.Device: "devices",
}

func (c *Case) contact() Question {
	return Question{Citation: "Art. 33(3)(b)", Title: "Contact", Open: []string{"Name, e-mail address and telephone of the data protection officer, or of another contact point"}}
}

func (c *Case) consequences() Question {
	q := Question{Citation: "Art. 33(3)(c)", Title: "Likely consequences", Open: []string{
		"Which consequences are likely for those affected, and how severe: this is not assessed here",
		"Whether the risk is likely to be high (Art. 34)",
	}}
	if c.ToRotate > 0 {
		q.Known = append(q.Known, "Credentials that may still open something: "+about(c.ToRotate)+".")
	}
	return q
}

func (c *Case) measures() Question {
	q := Question{Citation: "Art. 33(3)(d)", Title: "Measures taken or proposed", Open: []string{
		"What was done to end it, by whom and when; what is done so that it does not happen again",
		"Which credentials were changed", "What is done to lessen the effects for those affected",
	}}
	switch {
	case c.Window.Verified():
		q.Known = []string{"Closure was verified, by several refusals, on " + c.Window.Closed.UTC().Format("2006-01-02 15:04 UTC") + "."}
	default:
		q.Known = []string{"Closure is not verified."}
	}
	if c.Rotated > 0 {
		q.Known = append(q.Known, "Credentials of which somebody has said that they are changed or a false alarm: "+about(c.Rotated)+".")
	}
	q.Known = append(q.Known, "What stood there was examined and is kept encrypted, so that those affected can be told; each object that was read and each opening of values is in a chain that others can verify.")
	return q
}

func (c *Case) others() Question {
	return Question{Citation: "Art. 34, 33(5)", Title: "Those affected, other authorities, records", Open: []string{
		"Whether, when and how those affected were or will be told; if not, why (Art. 34(3))",
		"Other authorities that were told (other states, NIS2, DORA, police)",
		"Where the breach is documented (Art. 33(5))",
	}}
}

// about is an approximate number: two figures of it, and it itself.
func about(n uint64) string {
	if n < 100 {
		return strconv.FormatUint(n, 10)
	}
	step := uint64(1)
	for n/step >= 100 {
		step *= 10
	}
	return fmt.Sprintf("about %s (counted: %s)", thousands((n+step/2)/step*step), thousands(n))
}

func between(low, high uint64) string {
	if low == high {
		return about(high)
	}
	return about(low) + " to " + about(high)
}

func thousands(n uint64) string {
	s := strconv.FormatUint(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func amount(n uint64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + many
}

// mostShares is how many shares are told one by one.
const mostShares = 15

// shares tells how many there are of each, most first.
func shares(by map[string]uint64, names map[string]string, unknown string) string {
	keys := slices.SortedFunc(maps.Keys(by), func(a, b string) int {
		return cmp.Or(cmp.Compare(by[b], by[a]), strings.Compare(a, b))
	})
	var parts []string
	rest := uint64(0)
	for i, key := range keys {
		if i >= mostShares {
			rest += by[key]
			continue
		}
		name := key
		if n, ok := names[key]; ok {
			name = n
		}
		if name == "" {
			name = unknown
		}
		parts = append(parts, name+" "+about(by[key]))
	}
	if rest > 0 {
		parts = append(parts, "others "+about(rest))
	}
	return strings.Join(parts, "; ")
}
