package attribute

import (
	"github.com/hemostat/hemostat/exposure"
)

// personal reports whether what is of a kind is of a person if it stands in a record of one.
// What is new with every mail or names machines, goods and organisations is not.
func personal(kind exposure.Kind) bool {
	switch kind {
	case exposure.Message, exposure.Host, exposure.Resource, exposure.Reference, exposure.Amount, exposure.Company, exposure.Domain,
		exposure.Project, exposure.Register:
		return false
	}
	return true
}

// ofMachines reports whether a document is for machines.
func ofMachines(kind exposure.DocumentKind) bool {
	switch kind {
	case exposure.DocumentCredentialFile, exposure.DocumentNetworkConfig, exposure.DocumentSourceCode, exposure.DocumentLog:
		return true
	}
	return false
}

// record takes in what stands together.
func (r *reaper) record(items []item, inRecord bool) {
	k := &r.walker.linker
	if !inRecord {
		k.persons, k.slotAt = k.persons[:0], k.slotAt[:0]
	}
	r.findOwners(k.persons)
	r.merged.meet(items, r.owners)
	whole, mailbox := uint32(nobodys), uint32(nobodys)
	if len(k.persons) == 0 && inRecord {
		byKey, by := r.byKey(items)
		whole = r.h.c.ownerOfRecord(r.walker.content, items, byKey)
		if r.joined = nil; whole < ofSeveral && whole == byKey {
			r.joined = &by
		}
		if first := r.walker.spans.named; whole == nobodys && first != 0 && !ofSomebodyElse(items) {
			whole = r.merged.owner(first)
		}
		mailbox = whole
		whole = r.h.c.ofBirth(whole, items)
	}
	for i := range items {
		it, owner, hash := &items[i], whole, uint64(0)
		if i < len(k.slotAt) && k.slotAt[i] >= 0 {
			owner, hash = r.owners[k.slotAt[i]], r.hashes[k.slotAt[i]]
		}
		switch own := r.h.c.ownerOfItem(it); {
		case own == mailbox && owner == whole: // of the one of several who was born then
		case own < ofSeveral && own != owner: // whoever else is named there
			owner, hash = own, 0
		case own == ofSeveral && len(k.persons) == 0:
			owner = own
		case it.kind == exposure.Secret && k.keptOnly(it):
			owner = nobodys
		}
		if r.sorter != nil {
			r.sorter.take(it, owner < ofSeveral, r.ofOrganisation(it, i, inRecord))
		}
		if owner < ofSeveral && personal(it.kind) && !(r.machines && it.kind == exposure.Secret && !it.login.ofSomebody()) {
			r.take(owner, it, hash)
		}
	}
}

// ofOrganisation reports whether a mention is told to an organisation.
func (r *reaper) ofOrganisation(it *item, i int, inRecord bool) bool {
	w, name := r.walker, it.name
	if inRecord {
		name = w.linker.nameFor(w.m, it, i)
	}
	e := r.h.c.entities
	return name != none && e.of[name] != none && int(e.of[name]) < e.affected
}

// findOwners finds who the persons of a record are.
func (r *reaper) findOwners(list []person) {
	r.owners, r.hashes = r.owners[:0], r.hashes[:0]
	for i := range list {
		owner, hash := uint32(nobodys), list[i].recordHash()
		if slot, ok := r.h.c.persons.find(hash); ok {
			owner = r.h.c.owners[slot]
		}
		r.owners, r.hashes = append(r.owners, owner), append(r.hashes, hash)
	}
}

// ownerOfItem is whose a mailbox or number is, wherever it stands.
func (c *crowd) ownerOfItem(it *item) uint32 {
	switch it.kind {
	case exposure.Email:
		return c.byMailbox[c.mailboxes[it.ordinal]]
	case exposure.Identifier:
		return c.byNumber[it.ordinal]
	case exposure.Health:
		return c.byNumber[uint32(len(c.m.tied[exposure.Identifier].prints))+it.ordinal]
	}
	return nobodys
}

// ownerOfRecord is whose a record without a name is: the one person's whose mailbox or number stands in
// it, else the one whose account does. Where one of several people stands there too, or the mailbox of
// another organisation, it is nobody's. The mailbox of whoever else is named there says nothing. byKey is whose it is
// by a key that a table beside it defines.
func (c *crowd) ownerOfRecord(content uint32, items []item, byKey uint32) uint32 {
	found, others, several, known := byKey, uint32(none), byKey == ofSeveral, byKey < ofSeveral
	if several {
		found = nobodys
	}
	for i := range items[:min(len(items), recordMentions)] {
		it := &items[i]
		if it.aside {
			continue
		}
		owner := c.ownerOfItem(it)
		known = known || owner < ofSeveral
		if it.kind == exposure.User {
			if owner = c.byAccount.owner(accountHash(content, it)); owner == ofSeveral {
				several = true // a household's, or of whoever has the same number in another column
				continue
			}
		}
		switch {
		case owner == ofSeveral:
			return ofSeveral
		case it.kind == exposure.Email && c.m.emailSort[it.ordinal] != 0:
			others = c.entities.of[c.m.emailName[it.ordinal]]
		case owner == nobodys || owner == found:
		case found == nobodys:
			found = owner
		default:
			return ofSeveral
		}
	}
	if found < ofSeveral && (several && !known || others != none && c.list[found].entity != others) {
		return ofSeveral
	}
	return found
}
