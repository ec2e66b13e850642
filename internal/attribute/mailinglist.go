package attribute

import (
	"cmp"
	"context"
	"slices"
)

// namesOfOne is how many names may stand beside one mailbox, as in a family, in all their
// spellings: one that more have is a mailing list, and says nothing of who is who.
const namesOfOne = 8

// A named mailbox is one name that stands beside a mailbox.
type namedMailbox struct {
	mailbox uint32 // the first address of it
	words   uint64
}

// findLists notes which addresses are of mailing lists.
func (m *model) findLists(ctx context.Context, slots *slotList) error {
	mailboxes := firstOf(m.undotted)
	m.listed = make([]bool, len(mailboxes))
	var all []namedMailbox
	err := slots.each(ctx, func(_ uint32, x *slot) {
		if x.email != nobody {
			all = append(all, namedMailbox{mailboxes[x.email], m.words(x)})
		}
	})
	if err == nil {
		err = sortWanted(ctx, all, func(a, b namedMailbox) int {
			return cmp.Or(order(a.mailbox, b.mailbox), cmp.Compare(a.words, b.words))
		})
	}
	if err != nil {
		return err
	}
	all = slices.Compact(all)
	for from := 0; from < len(all); {
		to := from
		for to < len(all) && all[to].mailbox == all[from].mailbox {
			to++
		}
		m.listed[all[from].mailbox] = to-from > namesOfOne
		from = to
	}
	for i, first := range mailboxes {
		m.listed[i] = m.listed[first]
	}
	return nil
}

// mailboxesOfOne is how many mailboxes may stand beside one name and one telephone, if these are to be of
// one person: a switchboard has many people of one name.
const mailboxesOfOne = 3

// A numberedName is a name and a telephone, and a mailbox beside them.
type numberedName struct {
	phone   uint32
	words   uint64
	mailbox uint64
}

// findSwitchboards notes which telephones are of many people.
func (m *model) findSwitchboards(ctx context.Context, slots *slotList) error {
	m.switchboards = make([]bool, len(m.phoneFrom))
	var all []numberedName
	err := slots.each(ctx, func(_ uint32, x *slot) {
		if x.phone != nobody && x.email != nobody {
			all = append(all, numberedName{x.phone, m.words(x), m.undotted[x.email]})
		}
	})
	if err == nil {
		err = sortWanted(ctx, all, func(a, b numberedName) int {
			return cmp.Or(order(a.phone, b.phone), cmp.Compare(a.words, b.words), cmp.Compare(a.mailbox, b.mailbox))
		})
	}
	all = slices.Compact(all)
	for from := 0; from < len(all); {
		to := from
		for to < len(all) && all[to].phone == all[from].phone && all[to].words == all[from].words {
			to++
		}
		if to-from > mailboxesOfOne {
			m.switchboards[all[from].phone] = true
		}
		from = to
	}
	return err
}
