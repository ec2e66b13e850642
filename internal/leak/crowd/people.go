package crowd

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
)

var known = cultures()

// cultured returns the culture of a code.
func cultured(code string) *culture {
	return &known[slices.IndexFunc(known, func(c culture) bool { return c.code == code })]
}

func slicesOf(all []string, n int) iter.Seq[[]string] { return slices.Chunk(all, n) }

// The places in a group of ten people.
const (
	wife = iota
	husband
	child
	elderTwin
	youngerTwin
	father
	son // called as his father is
	flatmate
	otherFlatmate // has the mailbox of the flatmate
	alone
	groupSize
)

// A group is ten people who live in four places.
type group struct {
	*culture
	families [groupSize]name
	given    [groupSize]name
	births   [groupSize]int // days before 2005
	homes    [groupSize]int // number of the home in the group
}

// spelled is a family name put together.
func (c *culture) spelled(r *rand.Rand) name {
	a, b := c.front[r.IntN(len(c.front))], c.back[r.IntN(len(c.back))]
	return name{own: a.own + b.own, latin: a.latin + b.latin, other: a.other + b.other}
}

// feminine ends a family name as a woman's does, where the language does so.
func (c *culture) feminine(n name) name {
	from, to, ok := strings.Cut(c.female, ">")
	if ok && strings.HasSuffix(n.own, from) {
		n.own = strings.TrimSuffix(n.own, from) + to
		n.latin, n.other = n.latin+"a", n.other+"a"
		if c.code == "pl" {
			n.latin, n.other = strings.TrimSuffix(n.latin, "ia")+"a", strings.TrimSuffix(n.other, "ia")+"a"
		}
	}
	return n
}

// grouped makes the group of the given number.
func (c *Crowd) grouped(number int) *group {
	r := c.draws(number, ofHome)
	g := &group{culture: &known[r.IntN(len(known))]}
	family := [groupSize]int{0, 0, 0, 1, 1, 2, 2, 3, 4, 5}
	var names [6]name
	for i := range names {
		names[i] = g.spelled(r)
	}
	for i := range groupSize {
		g.families[i] = names[family[i]]
		g.homes[i] = [groupSize]int{0, 0, 0, 1, 1, 2, 2, 3, 3, 4}[i]
		g.given[i] = g.first[r.IntN(len(g.first))]
		g.births[i] = 365*5 + r.IntN(365*55)
	}
	g.kin(r, number%hardGroups == 0)
	for i := range g.families {
		if g.given[i].woman {
			g.families[i] = g.feminine(g.families[i])
		}
	}
	return g
}

// hardGroups is of how many groups one has twins, and a son who is called as his father.
const hardGroups = 4

// kin sees to what the members of families have of each other. In most groups the twins are
// a brother and a sister, and the son has a name of his own.
func (g *group) kin(r *rand.Rand, hard bool) {
	other := func(than ...int) name {
		for {
			n := g.first[r.IntN(len(g.first))]
			if !slices.ContainsFunc(than, func(i int) bool { return g.given[i].own == n.own }) {
				return n
			}
		}
	}
	g.given[husband] = other(wife)
	g.given[child] = other(wife, husband)
	g.births[child] = r.IntN(365 * 12)
	g.given[youngerTwin] = other(elderTwin)
	if hard {
		g.births[youngerTwin] = g.births[elderTwin]
	}
	for g.given[father].woman {
		g.given[father] = other()
	}
	if g.given[son] = other(father); hard {
		g.given[son] = g.given[father]
	}
	g.births[father] = 365*40 + r.IntN(365*20)
	g.births[son] = g.births[father] - 365*(22+r.IntN(12)) - r.IntN(300)
	g.given[otherFlatmate] = other(flatmate)
}

// first is the record of somebody as it should be.
func (c *Crowd) first(p int) Record {
	if p >= c.opts.People {
		return c.extra(p)
	}
	x := c.complete(p)
	x.omit(c.draws(p, ofPerson))
	return x
}

// complete is the record of somebody with nothing left out.
func (c *Crowd) complete(p int) Record {
	g, place := c.grouped(p/groupSize), p%groupSize
	home := p/groupSize*groupSize + g.homes[place]
	x := Record{Person: p, Culture: g.code, Given: g.given[place].own, Family: g.families[place].own, Inverse: g.inverse, Country: g.country}
	x.Birth = day(g.births[place])
	x.Phone = g.number(home)
	x.Street, x.Postal, x.Town = g.address(c.draws(home, ofHome), home)
	switch {
	case place == otherFlatmate:
		x.Mail = mailbox(g.given[flatmate], g.families[flatmate], p-1, "")
	case place == child && g.births[child]%2 == 0:
		x.Mail = mailbox(g.given[wife], g.families[wife], p-child, "")
	default:
		x.Mail = mailbox(g.given[place], g.families[place], p, "")
	}
	return x
}

// extra is one of those who are all called the same, or who all have one mailbox.
func (c *Crowd) extra(p int) Record {
	r := c.draws(p, ofPerson)
	g := cultured("en")
	given, family := g.first[0], name{own: "Quarnstone", latin: "Quarnstone"}
	x := Record{Person: p, Culture: g.code, Country: g.country, Birth: day(r.IntN(365 * 60)), Mail: mailbox(given, family, p, "")}
	if p >= c.opts.People+c.opts.SameName {
		g = &known[r.IntN(len(known))]
		x.Culture, x.Country, x.Inverse = g.code, g.country, g.inverse
		given, family = g.first[r.IntN(len(g.first))], g.spelled(r)
		x.Mail = "members@lists.bodakurezo.org"
	}
	x.Given, x.Family = given.own, family.own
	x.Street, x.Postal, x.Town = g.address(r, p)
	return x
}

// mailbox is an address that the provider never gives out: Gmail's have no underscore.
func mailbox(given, family name, p int, mark string) string {
	local := strings.ToLower(given.latin + "_" + family.latin)
	return strings.NewReplacer(" ", "", "'", "").Replace(fold(local)) + fmt.Sprintf("%s%d@gmail.com", mark, p)
}

// number is the telephone of a home, "" where the country keeps no numbers for fiction or these
// have run out.
func (c *culture) number(home int) string {
	free := strings.Count(c.dial, "x")
	limit := 1
	for range free {
		limit *= 10
	}
	if free == 0 || home >= 4*limit { // of which a twelfth is in the country
		return ""
	}
	n := fmt.Sprintf("%0*d", free, home*7%limit)
	return fill(c.dial, 'x', n)
}

// address is where somebody lives. The number of the home is in it, so that no two are the same.
func (c *culture) address(r *rand.Rand, home int) (street, postal, town string) {
	name := c.street[r.IntN(len(c.street))]
	number := fmt.Sprint(1+home%997) + string('a'+rune(home/997%26))
	switch c.code {
	case "en", "in", "ar":
		street = number + " " + name
	default:
		street = name + " " + number
	}
	postal = fill(c.postal, '#', fmt.Sprintf("%06d", r.IntN(1_000_000)))
	return street, postal, c.town[r.IntN(len(c.town))]
}

// fill puts digits into a shape.
func fill(shape string, free byte, digits string) string {
	b := []byte(shape)
	for i := range b {
		if b[i] == free {
			b[i], digits = digits[0], digits[1:]
		}
	}
	return string(b)
}
