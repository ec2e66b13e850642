package quality

import (
	"fmt"
	"slices"

	"github.com/hemostat/hemostat/internal/leak"
)

// errors lists by cause what is wrong with groups.
func (c *comparison) errors(low bool) causes {
	out := causes{}
	for _, n := range c.missing {
		out.add("not found: "+string(n.sort), n.shown)
	}
	for of := range c.pieces {
		c.splits(out, of, low)
	}
	c.joins(out, low)
	return out
}

// splits says of each name that lies apart from most of its company's of which sort it is.
func (c *comparison) splits(out causes, of int, low bool) {
	main := c.main(of, low)
	var seen []uint32
	for _, n := range c.pieces[of] {
		at := c.group(n, low)
		if at == main || slices.Contains(seen, at) {
			continue
		}
		seen = append(seen, at)
		e := c.truth.Entities[of]
		out.add("split: "+string(c.names[n].sort)+within(e), fmt.Sprintf("%q of %q %v, in %s", c.names[n].shown, e.Name, e.Domains, c.entities[at].ID))
	}
}

// within says in which snare a company is.
func within(e leak.Entity) string {
	if e.Snare == "" {
		return ""
	}
	return " (" + string(e.Snare) + ")"
}

// main is the group that holds most names of a company, between equals the first by ordinal.
func (c *comparison) main(of int, low bool) uint32 {
	count := map[uint32]int{}
	main := nobody
	for _, n := range c.pieces[of] {
		at := c.group(n, low)
		count[at]++
		if main == nobody || count[at] > count[main] || count[at] == count[main] && at < main {
			main = at
		}
	}
	return main
}

// joins says of each company beyond the first in one group what it has to do with it.
func (c *comparison) joins(out causes, low bool) {
	companies := map[uint32][]uint32{} // by group
	for i, n := range c.names {
		at := c.group(uint32(i), low)
		if n.of == nobody {
			out.add("found: no company's", fmt.Sprintf("%q in %s", n.shown, c.entities[at].ID))
			continue
		}
		if !slices.Contains(companies[at], n.of) {
			companies[at] = append(companies[at], n.of)
		}
	}
	for at := range uint32(len(c.entities)) {
		list := companies[at]
		for i := 1; i < len(list); i++ {
			a, b := c.truth.Entities[list[0]], c.truth.Entities[list[i]]
			sort := "joined: nothing in common"
			if a.Trap != 0 && a.Trap == b.Trap {
				sort = "joined: " + string(a.Snare)
			}
			out.add(sort, fmt.Sprintf("%q and %q in %s (%v)", a.Name, b.Name, c.entities[at].ID, c.entities[at].Merges))
		}
	}
}

// countries says of each company which country was told.
func (c *comparison) countries() (r Countries) {
	out := causes{}
	for of, e := range c.truth.Entities {
		got := ""
		if main := c.main(of, false); main != nobody {
			got = c.entities[main].Country
		}
		example := fmt.Sprintf("%q %v of %s: %q", e.Name, e.Domains, e.Country, got)
		r.judge(got, e.Country)
		switch got {
		case e.Country:
		case "":
			out.add("unknown: "+known(e)+within(e), example)
		default:
			out.add("wrong: "+known(e)+within(e), example)
		}
	}
	r.Causes = out.list()
	return r
}

// known says what a company shows of itself.
func known(e leak.Entity) string {
	switch {
	case len(e.Domains) == 0:
		return "only a name"
	case len(e.Names) == 0:
		return "only a domain"
	}
	return "name and domain"
}
