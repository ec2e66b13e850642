package attribute

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/hemostat/hemostat/exposure"
)

// named makes an owner of each person with a name, and says to which organisation it belongs:
// to the one that most of its records say.
func (c *crowd) named(ctx context.Context) error {
	c.owners = make([]uint32, c.persons.slots.n)
	var says []uint64 // owner<<32 | entity, one a slot
	err := c.persons.slots.each(ctx, func(i uint32, x *slot) {
		first := c.persons.of[i]
		if first == i { // it is met before all others of the person
			c.owners[i] = uint32(len(c.slots))
			c.slots = append(c.slots, i)
			c.list = append(c.list, facets{id: x.hash, entity: none, sort: SortPrivate})
		}
		if x.name != none && c.entities.of[x.name] != none {
			says = append(says, uint64(c.owners[first])<<32|uint64(c.entities.of[x.name]))
		}
	})
	if err != nil {
		return err
	}
	slices.Sort(says)
	most := 0
	for from := 0; from < len(says); {
		to := from
		for to < len(says) && says[to] == says[from] {
			to++
		}
		f := &c.list[says[from]>>32]
		if f.entity == none {
			most = 0
		}
		if to-from > most {
			most, f.entity = to-from, uint32(says[from])
		}
		from = to
	}
	for i := range c.list {
		if f := &c.list[i]; f.entity != none {
			f.sort = contactSort(c.entities.list[f.entity].Sort)
		}
	}
	return nil
}

// contactSort is the sort of the people of an organisation of some sort.
func contactSort(sort string) string {
	switch sort {
	case SortOwn:
		return SortEmployee
	case SortPartner:
		return SortPartnerContact
	case SortVendor:
		return SortVendorContact
	case SortCustomer, SortUnknown:
		return SortCustomerContact
	}
	return SortPrivate
}

// give notes that something is an owner's, or several's.
func give(of []uint32, what, owner uint32) {
	switch of[what] {
	case nobodys:
		of[what] = owner
	case owner:
	default:
		of[what] = ofSeveral
	}
}

func nobody32(n int) []uint32 {
	list := make([]uint32, n)
	for i := range list {
		list[i] = nobodys
	}
	return list
}

// claim notes which mailboxes and numbers are one person's alone.
func (c *crowd) claim(ctx context.Context) error {
	c.mailboxes = firstOf(c.m.undotted)
	c.byMailbox = nobody32(len(c.mailboxes))
	identifiers := len(c.m.tied[exposure.Identifier].prints)
	c.byNumber = nobody32(identifiers + len(c.m.tied[exposure.Health].prints))
	return c.m.eachRecord(ctx, c.persons.slots, func(i uint32, x *slot, ties []tie) {
		owner := c.owners[c.persons.of[i]]
		if x.email != nobody && !c.m.listed[x.email] {
			give(c.byMailbox, c.mailboxes[x.email], owner)
		}
		for _, t := range ties {
			switch t.kind() {
			case exposure.Birth:
				c.births = append(c.births, birthAt{owner, t.ordinal() + 1})
			case exposure.Identifier:
				give(c.byNumber, t.ordinal(), owner)
			case exposure.Health:
				give(c.byNumber, uint32(identifiers)+t.ordinal(), owner)
			}
		}
	})
}

// nameless makes an owner of each mailbox and number that nobody has who has a name, and of
// those mailboxes that are no person's.
func (c *crowd) nameless(ctx context.Context) error {
	for i, first := range c.mailboxes {
		if err := wanted(ctx, i, nil); err != nil {
			return err
		}
		f := facets{id: mix(c.m.undotted[i]), entity: none, sort: c.mailboxSort(uint32(i), c.byMailbox[first])}
		if uint32(i) != first || f.sort == "" || !c.of.Others && NoPerson(f.sort) {
			continue
		}
		if at := c.entities.of[c.m.emailName[i]]; at != none {
			contact := contactSort(c.entities.list[at].Sort)
			if contact != SortPrivate { // else it is a provider's, to which nobody belongs
				f.entity = at
			}
			if !NoPerson(f.sort) {
				f.sort = contact
			}
		}
		c.byMailbox[first] = uint32(len(c.list))
		c.list = append(c.list, f)
	}
	for i, owner := range c.byNumber {
		if owner == nobodys && !c.ails(i) && !c.blank(i) {
			c.byNumber[i] = uint32(len(c.list))
			c.list = append(c.list, facets{id: mix(c.numberPrint(i)), entity: none, sort: SortPrivate})
		}
	}
	return nil
}

// mailboxSort is the sort of a mailbox that makes an owner of its own, "" for one that is a
// person's with a name.
func (c *crowd) mailboxSort(email, owner uint32) string {
	switch {
	case c.m.emailSort[email]&testMailbox != 0:
		if owner == nobodys {
			return SortTest
		}
	case c.m.emailSort[email]&systemMailbox != 0:
		return SortSystemAccount
	case c.m.emailSort[email]&sharedMailbox != 0:
		return SortRoleMailbox
	case c.m.listed[email]:
		return SortMailingList
	case owner == nobodys:
		return SortPrivate
	}
	return ""
}

// NoPerson reports whether a sort is of what is no human being.
func NoPerson(sort string) bool {
	switch sort {
	case SortRoleMailbox, SortMailingList, SortSystemAccount, SortTest:
		return true
	}
	return false
}

// ails reports whether the one of byNumber is what ails somebody, which makes no owner.
func (c *crowd) ails(i int) bool {
	identifiers := len(c.m.tied[exposure.Identifier].prints)
	return i >= identifiers && c.m.ails[i-identifiers]
}

// blank reports whether the one of byNumber stands for nothing.
func (c *crowd) blank(i int) bool {
	identifiers := len(c.m.tied[exposure.Identifier].prints)
	if i < identifiers {
		return c.m.blank[exposure.Identifier][i]
	}
	return c.m.blank[exposure.Health][i-identifiers]
}

// numberPrint is the fingerprint of an identifier, or of a number of health care behind them.
func (c *crowd) numberPrint(i int) uint64 {
	identifiers := c.m.tied[exposure.Identifier].prints
	if i < len(identifiers) {
		return identifiers[i]
	}
	return c.m.tied[exposure.Health].prints[i-len(identifiers)]
}

// choose finds the owners that are wanted.
func (c *crowd) choose(ctx context.Context) error {
	if len(c.of.IDs) == 0 {
		c.wanted = make([]uint32, len(c.list))
		for i := range c.wanted {
			c.wanted[i] = uint32(i)
		}
		return sortWanted(ctx, c.wanted, func(a, b uint32) int {
			named := func(o uint32) int { return min(1, int(o)/max(1, len(c.slots))) }
			return cmp.Or(cmp.Compare(named(a), named(b)), cmp.Compare(c.list[a].id, c.list[b].id))
		})
	}
	for _, id := range c.of.IDs {
		n, err := parsePerson(id)
		if err != nil {
			return err
		}
		owner, ok := c.ownerOf(n)
		if !ok {
			return fmt.Errorf("%w: nobody is called %s", ErrNotFound, id)
		}
		c.wanted = append(c.wanted, owner)
	}
	slices.Sort(c.wanted)
	c.wanted = slices.Compact(c.wanted)
	return nil
}

// ownerOf finds an owner by its identifier, or by the hash of any record of it.
func (c *crowd) ownerOf(id uint64) (uint32, bool) {
	if slot, ok := c.persons.find(id); ok {
		return c.owners[slot], true
	}
	for i := len(c.slots); i < len(c.list); i++ {
		if c.list[i].id == id {
			return uint32(i), true
		}
	}
	return 0, false
}
