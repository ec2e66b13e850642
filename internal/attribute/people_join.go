package attribute

import (
	"cmp"
	"context"
	"slices"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/ledger"
)

// An account is a login or number in one content, and whose it is there: what a row of orders
// says belongs to the person who has that number among the users of the same dump.
type account struct {
	hash  uint64 // of content and account
	owner uint32
}

func (a account) key() uint64 { return a.hash }

func accountHash(content uint32, it *item) uint64 { return join(it.hash(), uint64(content)+1) }

// accounts are ascending by hash; what several people have is ofSeveral.
type accounts []account

func (l accounts) owner(hash uint64) uint32 {
	at, ok := slices.BinarySearchFunc(l, hash, func(a account, hash uint64) int { return cmp.Compare(a.hash, hash) })
	if !ok {
		return nobodys
	}
	return l[at].owner
}

// join passes over the records that name one person, for the accounts beside the name, and those that name nobody, for
// the days of birth beside a mailbox.
func (c *crowd) join(ctx context.Context) error {
	users := len(c.m.tied[exposure.User].prints) > 0 && len(c.slots) > 0
	births := len(c.m.tied[exposure.Birth].prints) > 0
	if !users && !births {
		return nil
	}
	var met shared[account]
	var born shared[birthAt]
	parts := min(walkParts, max(c.m.units.count(), 1))
	adders := make([]*adder[account], workers(parts))
	bornAdders := make([]*adder[birthAt], len(adders))
	walkers := make([]*walker, len(adders))
	for i := range walkers {
		w, a, b := c.m.newWalker(), &adder[account]{set: &met}, &adder[birthAt]{set: &born}
		bornAdders[i] = b
		w.witness = func(items []item, inRecord bool) {
			if inRecord && births && len(w.linker.persons) == 0 {
				if x, ok := c.birthAt(items); ok {
					b.add(x)
				}
			}
			if !inRecord || !users || len(w.linker.persons) != 1 {
				return
			}
			for n := range items {
				if it := &items[n]; it.kind == exposure.User && !it.blank {
					if slot, ok := c.persons.find(w.linker.persons[0].recordHash()); ok {
						a.add(account{accountHash(w.content, it), c.owners[slot]})
					}
				}
			}
		}
		walkers[i], adders[i] = w, a
	}
	err := inParallel(ctx, parts, func(ctx context.Context, worker, part int) error {
		return walkers[worker].walk(ctx, ledger.Part{Ordinal: part, Of: parts})
	})
	if err != nil {
		return err
	}
	for i, a := range adders {
		a.end()
		bornAdders[i].end()
	}
	c.tearMailboxes(&born)
	for part := range sharedParts {
		c.byAccount = append(c.byAccount, met.take(part)...)
	}
	slices.SortFunc(c.byAccount, func(a, b account) int { return cmp.Or(cmp.Compare(a.hash, b.hash), order(a.owner, b.owner)) })
	kept := c.byAccount[:0]
	for from := 0; from < len(c.byAccount); {
		to := from + 1
		for to < len(c.byAccount) && c.byAccount[to].hash == c.byAccount[from].hash {
			to++
		}
		a := c.byAccount[from]
		if to-from > 1 {
			a.owner = ofSeveral
		}
		kept, from = append(kept, a), to
	}
	c.byAccount = kept
	return nil
}

// readDates passes over the contents again, which come in the order of units.
func (c *crowd) readDates(ctx context.Context) error {
	c.dated = make([]uint32, 0, c.m.units.count())
	for content, err := range c.m.in.Contents() {
		if err := wanted(ctx, len(c.dated), err); err != nil {
			return err
		}
		var at uint32
		if s := content.Modified.Unix(); s > 0 && s <= 1<<32-1 {
			at = uint32(s)
		}
		c.dated = append(c.dated, at)
	}
	return nil
}
