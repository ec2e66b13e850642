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
// one person, and mailboxesAtOne how many of them at one organisation: a switchboard has many people of one name.
const (
	mailboxesOfOne = 3
	mailboxesAtOne = 2
)

// A numberedName is a name and a telephone, and what mailbox of which organisation stands beside them, 0 and none where none does.
type numberedName struct {
	phone   uint32
	at      uint32
	words   uint64
	mailbox uint64
}

// findSwitchboards notes which telephones are of many people.
func (m *model) findSwitchboards(ctx context.Context, slots *slotList) error {
	m.switchboards = make([]bool, len(m.phoneFrom))
	var all []numberedName
	err := slots.each(ctx, func(_ uint32, x *slot) {
		switch {
		case x.phone == nobody:
		case x.email == nobody:
			all = append(all, numberedName{x.phone, none, m.words(x), 0})
		default:
			all = append(all, numberedName{x.phone, m.organisationOf(x.email), m.words(x), m.undotted[x.email]})
		}
	})
	if err == nil {
		err = sortWanted(ctx, all, func(a, b numberedName) int {
			return cmp.Or(order(a.phone, b.phone), cmp.Compare(a.words, b.words), order(a.at, b.at), cmp.Compare(a.mailbox, b.mailbox))
		})
	}
	all = slices.Compact(all)
	for from := 0; from < len(all); {
		to := from
		for to < len(all) && all[to].phone == all[from].phone {
			to++
		}
		m.switchboards[all[from].phone] = ofMany(all[from:to])
		from = to
	}
	return err
}

// organisationOf is the name of the organisation at which a mailbox is, none where a provider gives it to anybody.
func (m *model) organisationOf(email uint32) uint32 {
	if at := m.emailName[email]; m.names.flags[at]&apartFreeMail == 0 {
		return at
	}
	return none
}

// ofMany reports whether what stands beside one telephone, by name and organisation, is of more than one person has, or a family.
func ofMany(list []numberedName) bool {
	var names, mailboxes, here int
	for i, x := range list {
		if i == 0 || x.words != list[i-1].words {
			names, mailboxes, here = names+1, 0, 0
		}
		if i > 0 && x.at != list[i-1].at {
			here = 0
		}
		if x.mailbox != 0 {
			mailboxes, here = mailboxes+1, here+1
		}
		if mailboxes > mailboxesOfOne || x.at != none && here > mailboxesAtOne {
			return true
		}
	}
	return names > namesOfOne
}
