package attribute

import "github.com/hemostat/hemostat/exposure"

// findKeepers notes who looks after what the rows that are complete open: detection gives them a record of their
// own beside the row.
func (w *walker) findKeepers() {
	clear(w.keepers)
	for i := range w.items {
		it := &w.items[i]
		if it.kind != exposure.Email || it.signs != keeper || it.name == none {
			continue
		}
		row, beside := exposure.RowOf(it.record)
		if !beside {
			continue
		}
		if w.keepers == nil {
			w.keepers = map[uint64]uint32{}
		}
		if was, met := w.keepers[row]; met && was != it.name {
			w.keepers[row] = none
			continue
		}
		w.keepers[row] = it.name
	}
}

// record takes in one record.
func (w *walker) record(items []item) {
	linked := items[:min(len(items), recordMentions)]
	kept, ok := w.keepers[items[0].record]
	if !ok {
		kept = none
	}
	w.linker.keptAt = kept
	w.linker.read(w.m, linked)
	if w.witness != nil {
		w.witness(items, true)
		return
	}
	for i := range items {
		it := &items[i]
		if it.lent {
			continue
		}
		var mention *exposure.Mention
		if w.watch != nil {
			mention = &w.shown[it.shown]
		}
		name := it.name // all that is known of what stands behind those that are linked
		if i < len(linked) {
			name = w.linker.nameFor(w.m, it, i)
		}
		w.found(name, it, mention)
	}
	if w.watch == nil {
		w.evidence(linked)
		w.standings(linked)
		w.roles(linked)
		if !w.m.organisations {
			w.people()
			w.oneProject(linked)
		}
	}
}

// roles notes the role that a record gives to the organisations that it names, if it is that
// of a party to a document, or what a row says of its company to the domain beside that.
func (w *walker) roles(items []item) {
	role := exposure.RoleOf(items[0].record)
	if role == "" {
		if _, ok := w.linker.paired(w.m); ok {
			w.dealsOfRow(items)
		}
		return
	}
	for i := range items {
		if it := &items[i]; it.name != none && w.m.names.affected(it.name) {
			w.deals(it.name, role)
		}
	}
}

// dealsOfRow notes what a row says of its company of the one domain beside it.
func (w *walker) dealsOfRow(items []item) {
	for i := range items {
		if r := items[i].deals; r != 0 {
			w.deals(w.linker.domains[0], rowRoles[r])
			return
		}
	}
}

// oneProject notes which number and name of a project stand together in a record.
func (w *walker) oneProject(items []item) {
	pair := newProjectPair()
	for i := range items {
		if items[i].kind == exposure.Project {
			pair.meet(&w.m.projects, items[i].ordinal)
		}
	}
	pair.tell(&w.m.records.projects)
}

// found counts one mention for a name, or shows it.
func (w *walker) found(name uint32, it *item, mention *exposure.Mention) {
	if w.watch != nil {
		w.watch(&sighting{w.unit, w.ways, name, mention})
		return
	}
	if name == none {
		return
	}
	if w.touch.add(name) {
		w.settle()
	}
	if it.name != name {
		w.holdings.add(heldBy(name, it.hash()))
	}
}
