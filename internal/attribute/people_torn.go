package attribute

import (
	"cmp"
	"slices"

	"github.com/hemostat/hemostat/exposure"
)

// A birthAt is a day of birth that a record says of an owner.
type birthAt struct {
	owner uint32
	birth uint32 // its ordinal and 1
}

func (b birthAt) key() uint64 { return mix(uint64(b.owner)<<32 | uint64(b.birth) + 1) }

func (b birthAt) compare(o birthAt) int {
	return cmp.Or(order(b.owner, o.owner), order(b.birth, o.birth))
}

// birthOf is the one day of birth that a record holds, its ordinal and 1, none where it holds none or several.
func birthOf(items []item) (birth uint32) {
	birth = none
	for i := range items[:min(len(items), recordMentions)] {
		switch it := &items[i]; {
		case it.kind != exposure.Birth || it.blank || it.aside || it.ordinal+1 == birth:
		case birth != none:
			return none
		default:
			birth = it.ordinal + 1
		}
	}
	return birth
}

// birthAt is the day of birth beside a mailbox in a record that names nobody.
func (c *crowd) birthAt(items []item) (b birthAt, ok bool) {
	b = birthAt{nobodys, birthOf(items)}
	if b.birth == none {
		return b, false
	}
	for i := range items[:min(len(items), recordMentions)] {
		it := &items[i]
		if it.kind != exposure.Email || it.aside {
			continue
		}
		switch owner := c.ownerOfItem(it); {
		case owner >= ofSeveral || owner == b.owner:
		case b.owner != nobodys:
			return b, false
		default:
			b.owner = owner
		}
	}
	return b, b.owner != nobodys
}

// tearMailboxes makes an owner of each day of birth at a mailbox that is not one person's alone: of several such
// days in records that name nobody, and of one that is not that of the person to whom the mailbox belongs.
func (c *crowd) tearMailboxes(born *shared[birthAt]) {
	var all []birthAt
	for part := range sharedParts {
		all = append(all, born.take(part)...)
	}
	slices.SortFunc(all, birthAt.compare)
	slices.SortFunc(c.births, birthAt.compare)
	c.births = slices.Compact(c.births)
	c.torn = map[birthAt]uint32{}
	for from := 0; from < len(all); {
		to := from + 1
		for to < len(all) && all[to].owner == all[from].owner {
			to++
		}
		known := c.birthsOf(all[from].owner)
		for _, b := range all[from:to] {
			if (len(known) > 0 || to-from > 1) && !slices.Contains(known, b) && !NoPerson(c.list[b.owner].sort) {
				c.torn[b] = uint32(len(c.list))
				f := c.list[b.owner]
				f.id = mix(join(f.id, c.m.tied[exposure.Birth].prints[b.birth-1]))
				c.list = append(c.list, f)
			}
		}
		from = to
	}
	c.births = nil
}

// birthsOf are the days of birth that records with the name of an owner say.
func (c *crowd) birthsOf(owner uint32) []birthAt {
	from, _ := slices.BinarySearchFunc(c.births, birthAt{owner, 0}, birthAt.compare)
	to := from
	for to < len(c.births) && c.births[to].owner == owner {
		to++
	}
	return c.births[from:to]
}

// ofBirth is whose a record without a name is, of the several to whom a mailbox belongs: that one's who was born then.
func (c *crowd) ofBirth(owner uint32, items []item) uint32 {
	if len(c.torn) == 0 || owner >= ofSeveral {
		return owner
	}
	if part, ok := c.torn[birthAt{owner, birthOf(items)}]; ok {
		return part
	}
	return owner
}
