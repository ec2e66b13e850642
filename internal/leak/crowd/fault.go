package crowd

import (
	"math/rand/v2"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// A Fault is one way in which two records of one human being differ.
type Fault string

// The faults: of the name, and of what stands beside it.
const (
	FaultInitial    Fault = "initial"           // the given name's first letter alone
	FaultNickname   Fault = "nickname"          // what friends say
	FaultAccents    Fault = "accents"           // letters without what stands on them
	FaultLetters    Fault = "transliteration"   // Latin letters for others, in one of two ways
	FaultTypingName Fault = "slip in the name"  // a letter lost, doubled, changed, or two changed places
	FaultMarriage   Fault = "other family name" // since a wedding
	FaultSwapped    Fault = "names swapped"     // the family name in the place of the given one
	FaultCase       Fault = "capitals"

	FaultBirthSwap Fault = "day and month swapped"
	FaultBirthSlip Fault = "slip in the date"
	FaultMoved     Fault = "moved"
	FaultMail      Fault = "other mailbox"
	FaultPhone     Fault = "other number"
)

// spoil writes the record of a second desk.
func (c *Crowd) spoil(x *Record, r *rand.Rand) {
	first := *x
	*x = c.complete(x.Person)
	x.Marker = first.Marker
	if r.IntN(4) > 0 {
		c.spoilName(x, r)
	}
	for range r.IntN(3) {
		c.spoilRest(x, r)
	}
	c.hold(x, &first, r)
	slices.Sort(x.Faults)
	x.Faults = slices.Compact(x.Faults)
}

// hold leaves something out, but for one thing that the first record says and that is unchanged.
func (c *Crowd) hold(x, first *Record, r *rand.Rand) {
	pairs := [][2]*string{{&x.Birth, &first.Birth}, {&x.Mail, &first.Mail}, {&x.Phone, &first.Phone}, {&x.Street, &first.Street}}
	var same []int
	for i, p := range pairs {
		if *p[1] != "" && *p[0] == *p[1] {
			same = append(same, i)
		}
	}
	if len(same) == 0 { // the first that there is becomes as it was
		at := slices.IndexFunc(pairs, func(p [2]*string) bool { return *p[1] != "" })
		*pairs[at][0] = *pairs[at][1]
		if at == 3 {
			x.Postal, x.Town = first.Postal, first.Town
		}
		x.Faults = slices.DeleteFunc(x.Faults, func(f Fault) bool { return slices.Contains(faultsOf[at], f) })
		same = append(same, at)
	}
	x.omit(r, pairs[same[r.IntN(len(same))]][0])
}

// faultsOf are those of date of birth, mail, telephone and address.
var faultsOf = [4][]Fault{{FaultBirthSlip, FaultBirthSwap}, {FaultMail}, {FaultPhone}, {FaultMoved}}

// spoilName changes how somebody is called, if it can be done.
func (c *Crowd) spoilName(x *Record, r *rand.Rand) {
	g, place := c.grouped(x.Person/groupSize), x.Person%groupSize
	given, family := g.given[place], g.families[place]
	fault := func(f Fault) { x.Faults = append(x.Faults, f) }
	switch r.IntN(8) {
	case 0:
		if first := []rune(given.latin); given.own == given.latin && unicode.IsUpper(first[0]) {
			x.Given = string(first[0]) + "."
			fault(FaultInitial)
		}
	case 1:
		if given.nick != "" {
			x.Given = given.nick
			fault(FaultNickname)
		}
	case 2, 3:
		if given.own == given.latin && family.own == family.latin {
			return
		}
		x.Given, x.Family, x.Inverse = given.latin, family.latin, false
		if r.IntN(2) == 0 {
			x.Given, x.Family = given.other, family.other
		}
		if folded := fold(g.given[place].own + g.families[place].own); ascii(folded) {
			fault(FaultAccents)
		} else {
			fault(FaultLetters)
		}
	case 4, 5:
		if r.IntN(2) == 0 {
			x.Given = slip(r, x.Given)
		} else {
			x.Family = slip(r, x.Family)
		}
		fault(FaultTypingName)
	case 6:
		if given.woman && r.IntN(2) == 0 {
			x.Family = g.feminine(g.spelled(r)).own
			fault(FaultMarriage)
			return
		}
		x.Given, x.Family = x.Family, x.Given
		fault(FaultSwapped)
	default:
		if upper := strings.ToUpper(x.Family); upper != x.Family {
			x.Given, x.Family = strings.ToUpper(x.Given), upper
			fault(FaultCase)
		}
	}
}

// spoilRest changes what stands beside the name.
func (c *Crowd) spoilRest(x *Record, r *rand.Rand) {
	g, place := c.grouped(x.Person/groupSize), x.Person%groupSize
	fault := func(f Fault) { x.Faults = append(x.Faults, f) }
	switch r.IntN(6) {
	case 0:
		if at, err := time.Parse(time.DateOnly, x.Birth); err == nil && at.Day() <= 12 && at.Day() != int(at.Month()) {
			x.Birth = time.Date(at.Year(), time.Month(at.Day()), int(at.Month()), 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
			fault(FaultBirthSwap)
		}
	case 1:
		if at, err := time.Parse(time.DateOnly, x.Birth); err == nil {
			x.Birth = at.AddDate(0, 0, []int{-10, -1, 1, 10}[r.IntN(4)]).Format(time.DateOnly)
			fault(FaultBirthSlip)
		}
	case 2:
		x.Street, x.Postal, x.Town = g.address(r, r.IntN(900_000)+100_000)
		fault(FaultMoved)
	case 3, 4:
		x.Mail = mailbox(g.given[place], g.families[place], x.Person, []string{"x", "new", "w"}[r.IntN(3)])
		fault(FaultMail)
	default:
		if x.Phone != "" {
			x.Phone = g.number(x.Person/groupSize*groupSize + g.homes[place] + groupSize/2) // nobody's home
			fault(FaultPhone)
		}
	}
}

// slip is a word with one error of typing, not in its first letter.
func slip(r *rand.Rand, s string) string {
	b := []rune(s)
	if len(b) < 4 {
		return s
	}
	i := 1 + r.IntN(len(b)-2)
	switch r.IntN(4) {
	case 0:
		return string(slices.Delete(b, i, i+1))
	case 1:
		return string(slices.Insert(b, i, b[i]))
	case 2:
		b[i] = b[r.IntN(len(b)-1)+1]
	default:
		b[i], b[i+1] = b[i+1], b[i]
	}
	return string(b)
}

// day is a date of birth, in days before 2005.
func day(before int) string {
	return time.Date(2005, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, -before).Format(time.DateOnly)
}

// fold takes off what stands on letters.
func fold(s string) string {
	s = strings.NewReplacer("ł", "l", "Ł", "L", "ı", "i", "ß", "ss", "ø", "o", "Ø", "O").Replace(s)
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(s))
}

func ascii(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= 0x80 }) < 0
}
