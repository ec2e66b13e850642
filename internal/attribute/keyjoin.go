package attribute

import (
	"context"
	"slices"

	"github.com/hemostat/hemostat/exposure"
)

// keyJoins say whose a row is by a key that a table beside it defines: an order with a customer_id and no name.
type keyJoins struct {
	references map[referring]*reference
	contents   map[uint32]bool // of references
}

// A referring is a column of keys of one part of a content.
type referring struct {
	content uint32
	part    uint32
	column  exposure.KeyColumn
}

// A reference is where the keys of a column are defined.
type reference struct {
	tables []*keyTable
	rows   uint64
	found  map[uint64]uint32   // rows by key that is defined; gone once it is judged
	other  map[uint64]struct{} // keys that are not
	most   int                 // of other, before the reference is refused
	heavy  []uint64            // keys that stand in too many rows to be anybody's, ascending
	holds  bool
}

// What a column of keys comes to that refers to nobody.
const (
	// mostDefining is how many tables may define the keys of one column.
	mostDefining = 64
	// mostRows is how many rows of one table are one person's.
	mostRows = 1000
	// fewRows is in how few rows it says nothing that they have one key.
	fewRows = 16
)

// defining is what tables are asked for by: the folder, whose keys and as what written, and the words by which the
// table is told from that of another export.
type defining struct {
	folder uint64
	of     exposure.KeyOf
	as     exposure.KeyAs
	apart  uint64
}

// joinFiles joins the tables of one export.
func (c *crowd) joinFiles(ctx context.Context) error {
	list, err := c.readExports(ctx)
	if err != nil || len(list) == 0 {
		return err
	}
	groups := byContent(list)
	tables, err := c.readKeyTables(ctx, groups)
	if err != nil {
		return err
	}
	by := map[defining][]*keyTable{}
	for i, places := range groups {
		for p := range places {
			offer(by, &places[p], tables[i])
		}
	}
	references := make([][]*reference, len(groups))
	err = inParallel(ctx, len(groups), func(ctx context.Context, _, i int) error {
		list := make([]*reference, len(tables[i]))
		for n, t := range tables[i] {
			list[n] = refer(by, groups[i], t)
		}
		if !slices.ContainsFunc(list, func(r *reference) bool { return r != nil }) {
			return nil
		}
		references[i] = list
		return c.holdReferences(tables[i], list)
	})
	if err != nil {
		return err
	}
	joins := &keyJoins{references: map[referring]*reference{}, contents: map[uint32]bool{}}
	for i, list := range references {
		for n, r := range list {
			if t := tables[i][n]; r != nil && r.holds {
				joins.references[referring{t.content, t.part, t.column}], joins.contents[t.content] = r, true
			}
		}
	}
	c.keyed = joins
	return nil
}

// offer notes which keys the tables of a content define at one of its places.
func offer(by map[defining][]*keyTable, at *exported, tables []*keyTable) {
	own, bare := false, 0
	for _, t := range tables {
		own = own || t.column.Own()
		if t.column.Of() == exposure.OfRow && !t.column.Own() {
			bare++
		}
	}
	for _, t := range tables {
		of := t.column.Of()
		switch {
		case !t.defines:
			continue
		case t.column.Own(): // its table is named beside it
		case of == exposure.OfRow: // its table is the file, which has no other
			if of = at.of; own || bare > 1 {
				continue
			}
		case at.of != exposure.OfRow && at.of != of, t.leads < t.rows:
			continue // of somebody to whom the rows refer
		}
		if of != exposure.OfRow {
			key := defining{at.folder, of, t.column.As(), at.apart()}
			by[key] = append(by[key], t)
		}
	}
}

// refer finds the tables that define the keys of a column, nil where none does or too many do.
func refer(by map[defining][]*keyTable, places []exported, t *keyTable) *reference {
	if t.column.Of() == exposure.OfRow || t.defines {
		return nil
	}
	r := &reference{found: map[uint64]uint32{}, other: map[uint64]struct{}{}}
	for i := range places {
		places[i].readings(func(apart uint64) {
			for _, d := range by[defining{places[i].folder, t.column.Of(), t.column.As(), apart}] {
				if len(r.tables) > mostDefining {
					return // too many, however many more there are
				}
				if !slices.Contains(r.tables, d) {
					r.tables = append(r.tables, d)
				}
			}
		})
	}
	if len(r.tables) == 0 || len(r.tables) > mostDefining {
		return nil
	}
	slices.SortFunc(r.tables, func(a, b *keyTable) int { return a.compare(b) })
	for _, d := range r.tables {
		r.most += len(d.keys) / (nearlyAll - 1)
	}
	return r
}

// holdReferences passes over the keys of a content and decides which of its columns refer to people.
func (c *crowd) holdReferences(tables []*keyTable, list []*reference) error {
	unit := *c.m.units.at(tables[0].content)
	for keys, err := range c.m.in.Ledger.Keys(unit) {
		if err != nil {
			return err
		}
		for i := range keys {
			k := &keys[i]
			at := slices.IndexFunc(tables, func(t *keyTable) bool { return t.part == k.Part && t.column == k.Column })
			if at >= 0 && list[at] != nil {
				list[at].meet(k.Hash)
			}
		}
	}
	for _, r := range list {
		if r != nil {
			r.judge()
		}
	}
	return nil
}

// meet takes in a key.
func (r *reference) meet(hash uint64) {
	r.rows++
	if r.other == nil {
		return // too many are not defined
	}
	if n, ok := r.found[hash]; ok || r.owner(hash) != nobodys {
		r.found[hash] = n + 1
		return
	}
	if r.other[hash] = struct{}{}; len(r.other) > r.most {
		r.other, r.found = nil, nil
	}
}

// judge decides whether the column refers to people: nearly all of its keys are defined, and it is not the one
// key that stands where nobody is meant.
func (r *reference) judge() {
	n := len(r.found) + len(r.other)
	defined := 0
	for _, t := range r.tables {
		defined = max(defined, len(t.keys))
	}
	r.holds = r.other != nil && len(r.found) > 0 && len(r.other)*nearlyAll <= n &&
		(len(r.found) > 1 || r.rows < fewRows || defined == 1)
	for hash, rows := range r.found {
		if rows > mostRows || r.rows >= 4*fewRows && uint64(rows)*2 > r.rows {
			r.heavy = append(r.heavy, hash)
		}
	}
	slices.Sort(r.heavy)
	r.found, r.other = nil, nil
}

// owner is whom a key names: all tables that define it must agree.
func (r *reference) owner(hash uint64) uint32 {
	owner := uint32(nobodys)
	if _, heavy := slices.BinarySearch(r.heavy, hash); heavy {
		return ofSeveral
	}
	for _, t := range r.tables {
		switch one := t.owner(hash); {
		case one == nobodys:
		case owner == nobodys:
			owner = one
		case owner != one:
			return ofSeveral
		}
	}
	return owner
}

// definedIn is the first content that defines a key.
func (r *reference) definedIn(hash uint64) uint32 {
	for _, t := range r.tables {
		if t.owner(hash) != nobodys {
			return t.content
		}
	}
	return none
}

// A keyedBy says by which key a row is somebody's.
type keyedBy struct {
	key       exposure.Key
	reference *reference
}

// owner is whose a row is by the keys in it. Where it refers to several, all must name one; that of an employee
// beside another says who served, not whose it is.
func (j *keyJoins) owner(content uint32, keys []exposure.Key) (owner uint32, by keyedBy) {
	others := slices.ContainsFunc(keys, func(k exposure.Key) bool {
		return k.Column.Of() != exposure.OfEmployee && k.Column.Of() != exposure.OfRow
	})
	owner = nobodys
	unknown := false
	for i := range keys {
		k := &keys[i]
		if of := k.Column.Of(); of == exposure.OfRow || of == exposure.OfEmployee && others {
			continue
		}
		r := j.references[referring{content, k.Part, k.Column}]
		one := uint32(nobodys)
		if r != nil {
			one = r.owner(k.Hash)
		}
		switch {
		case one == nobodys:
			unknown = true
		case owner != nobodys && owner != one:
			return ofSeveral, keyedBy{}
		default:
			owner, by = one, keyedBy{*k, r}
		}
	}
	if unknown && owner != nobodys {
		return ofSeveral, keyedBy{}
	}
	return owner, by
}
