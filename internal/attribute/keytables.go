package attribute

import (
	"cmp"
	"context"
	"slices"

	"github.com/hemostat/hemostat/exposure"
)

// A keyTable is a column of keys of one part of a content, and whom each key names where the rows name
// people. It defines the keys if they do so nearly all, and each row has a key of its own.
type keyTable struct {
	content uint32
	part    uint32
	column  exposure.KeyColumn
	rows    uint64 // with a key
	leads   uint64 // in which no other key comes before it
	keys    []definition
	crowded bool // keys are met again and again
	defines bool
}

// A definition is a key and whom it names; ofSeveral where rows do not agree.
type definition struct {
	hash  uint64
	owner uint32
}

func (t *keyTable) compare(o *keyTable) int {
	return cmp.Or(order(t.content, o.content), order(t.part, o.part), cmp.Compare(t.column, o.column))
}

const (
	// mostKeyTables is how many columns of keys a content has at most: one with more takes no part.
	mostKeyTables = 64
	// nearlyAll is the share, one in so many, that may fail where nearly all must hold.
	nearlyAll = 10
	// nearlyUnique is one in how many rows may have the key of another.
	nearlyUnique = 100
)

// keyTables are the columns of keys of a content while its records come.
type keyTables struct {
	content uint32
	list    []*keyTable
	last    *keyTable
	tooMany bool
}

// of returns the table of a key, nil where there are too many.
func (l *keyTables) of(k *exposure.Key) *keyTable {
	if t := l.last; t != nil && t.part == k.Part && t.column == k.Column {
		return t
	}
	i := slices.IndexFunc(l.list, func(t *keyTable) bool { return t.part == k.Part && t.column == k.Column })
	switch {
	case i >= 0:
		l.last = l.list[i]
	case len(l.list) == mostKeyTables:
		l.tooMany = true
		return nil
	default:
		l.last = &keyTable{content: l.content, part: k.Part, column: k.Column}
		l.list = append(l.list, l.last)
	}
	return l.last
}

func (l *keyTables) met(k exposure.Key) {
	if t := l.of(&k); t != nil {
		t.rows++
		if k.Lead {
			t.leads++
		}
	}
}

// define takes in whom a record names, with the keys in it.
func (l *keyTables) define(keys []exposure.Key, owner uint32) {
	for i := range keys {
		t := l.of(&keys[i])
		if t == nil || t.crowded {
			continue
		}
		if i > 0 && keys[i-1].Part == keys[i].Part && keys[i-1].Column == keys[i].Column {
			t.crowded, t.keys = true, nil // several in one row: a list of others
			continue
		}
		t.keys = append(t.keys, definition{keys[i].Hash, owner})
		if n := len(t.keys); n >= 1<<12 && n&(n-1) == 0 { // each time that it has doubled
			if t.settle(); t.repeats(uint64(n)) {
				t.crowded, t.keys = true, nil
			}
		}
	}
}

// settle leaves each key once.
func (t *keyTable) settle() {
	slices.SortFunc(t.keys, func(a, b definition) int { return cmp.Or(cmp.Compare(a.hash, b.hash), order(a.owner, b.owner)) })
	kept := t.keys[:0]
	for from := 0; from < len(t.keys); {
		to := from + 1
		for to < len(t.keys) && t.keys[to].hash == t.keys[from].hash {
			to++
		}
		d := t.keys[from]
		if t.keys[to-1].owner != d.owner {
			d.owner = ofSeveral
		}
		kept, from = append(kept, d), to
	}
	t.keys = kept
}

// repeats reports whether too many of so many rows had the key of another.
func (t *keyTable) repeats(rows uint64) bool { return (rows-uint64(len(t.keys)))*nearlyUnique > rows }

// judge decides whether the table defines its keys.
func (t *keyTable) judge() {
	named := uint64(len(t.keys))
	t.settle()
	t.defines = !t.crowded && len(t.keys) > 0 && !t.repeats(named) && (t.rows-min(named, t.rows))*nearlyAll <= t.rows
	if !t.defines {
		t.keys = nil
	}
	t.keys = slices.Clip(t.keys)
}

// owner is whom a key names, nobodys where the table does not define it.
func (t *keyTable) owner(hash uint64) uint32 {
	at, ok := slices.BinarySearchFunc(t.keys, hash, func(d definition, hash uint64) int { return cmp.Compare(d.hash, hash) })
	if !ok {
		return nobodys
	}
	return t.keys[at].owner
}

// readKeyTables passes over the contents that stand beside others, for their columns of keys.
func (c *crowd) readKeyTables(ctx context.Context, groups [][]exported) ([][]*keyTable, error) {
	tables := make([][]*keyTable, len(groups))
	walkers := make([]*walker, workers(len(groups)))
	for i := range walkers {
		walkers[i] = c.m.newWalker()
	}
	err := inParallel(ctx, len(groups), func(ctx context.Context, worker, i int) error {
		l := keyTables{content: groups[i][0].content}
		if err := c.readKeysOf(ctx, walkers[worker], &l); err != nil || l.tooMany {
			return err
		}
		for _, t := range l.list {
			t.judge()
		}
		slices.SortFunc(l.list, func(a, b *keyTable) int { return a.compare(b) })
		tables[i] = l.list
		return nil
	})
	return tables, err
}

// readKeysOf passes over the records of one content and their keys.
func (c *crowd) readKeysOf(ctx context.Context, w *walker, l *keyTables) error {
	cursor := c.m.newKeyCursor(l.content, l.met)
	w.witness = func(items []item, inRecord bool) {
		if !inRecord {
			return
		}
		if keys := cursor.of(items[0].record); len(keys) > 0 {
			if owner := c.whomNames(w, items); owner != nobodys {
				l.define(keys, owner)
			}
		}
	}
	err := w.walkUnit(ctx, *c.m.units.at(l.content))
	if ended := cursor.end(); err == nil {
		err = ended
	}
	return err
}

// whomNames is the one person of whom a record is, by name or else by a mailbox or number.
func (c *crowd) whomNames(w *walker, items []item) uint32 {
	switch len(w.linker.persons) {
	case 0:
		if owner := c.ownerOfRecord(w.content, items, nobodys); owner < ofSeveral {
			return owner
		}
	case 1:
		if slot, ok := c.persons.find(w.linker.persons[0].recordHash()); ok {
			return c.owners[slot]
		}
	}
	return nobodys
}
