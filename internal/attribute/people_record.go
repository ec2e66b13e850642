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
	whole := uint32(nobodys)
	if len(k.persons) == 0 && inRecord {
		whole = r.h.c.ownerOfRecord(r.walker.content, items)
	}
	for i := range items {
		it, owner := &items[i], whole
		if i < len(k.slotAt) && k.slotAt[i] >= 0 {
			owner = r.owners[k.slotAt[i]]
		}
		switch own := r.h.c.ownerOfItem(it); {
		case own < ofSeveral: // whoever else is named there
			owner = own
		case own == ofSeveral && len(k.persons) == 0:
			owner = own
		case it.kind == exposure.Secret && k.keptOnly(it):
			owner = nobodys
		}
		if owner < ofSeveral && personal(it.kind) && !(r.machines && it.kind == exposure.Secret && !it.login.ofSomebody()) {
			r.take(owner, it)
		}
	}
}

// findOwners finds who the persons of a record are.
func (r *reaper) findOwners(list []person) {
	r.owners = r.owners[:0]
	for i := range list {
		owner := uint32(nobodys)
		if slot, ok := r.h.c.persons.find(list[i].recordHash()); ok {
			owner = r.h.c.owners[slot]
		}
		r.owners = append(r.owners, owner)
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

// ownerOfRecord is whose a record without a name is: the one person's whose mailbox, number or account
// stands in it. Where one of several people stands there too, or the mailbox of another organisation, it
// is nobody's.
func (c *crowd) ownerOfRecord(content uint32, items []item) uint32 {
	found, others := uint32(nobodys), uint32(none)
	for i := range items[:min(len(items), recordMentions)] {
		it := &items[i]
		owner := c.ownerOfItem(it)
		if it.kind == exposure.User {
			owner = c.byAccount.owner(accountHash(content, it))
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
	if found < ofSeveral && others != none && c.list[found].entity != others {
		return ofSeveral
	}
	return found
}
