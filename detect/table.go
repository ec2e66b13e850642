package detect

import (
	"hash/fnv"
	"slices"

	"github.com/hemostat/hemostat/exposure"
)

// Of whom the cells of a column are is a matter of the columns beside it: all of its table, also those in
// which nothing stands in the rows by which it is judged. Where the heading is known the columns are put
// together with the first rows. Else, and where cells say more than the heading did, it is decided of a
// column when it is judged, with all that were judged before.

// maxTables is how many tables of a text are told apart.
const maxTables = 1 << 12

// A tableID is a place in columnList.tables; 0 is of rows whose heading is not known.
type tableID uint16

// A columnTable is one table of a text.
type columnTable struct {
	columns []columnID       // in the order of the heading, else in which they are met
	sets    map[string]uint8 // the numbers of those that have a record of their own
}

// begin notes tables that begin in what is taken next.
func (m *markList) begin(tables []exposure.Table) {
	if m.columns.on {
		m.ahead = append(m.ahead, tables...)
	}
}

// enter goes on to the table that holds at off.
func (m *markList) enter(off int64, names *fieldTable) {
	for len(m.ahead) > 0 && m.ahead[0].Offset <= off {
		m.columns.enter(m.ahead[0].Columns, names)
		m.ahead = m.ahead[1:]
	}
}

// enter goes on to the table with a heading.
func (c *columnList) enter(heads []string, names *fieldTable) {
	hash := fnv.New64a()
	for _, name := range heads {
		hash.Write([]byte(name))
		hash.Write([]byte{0})
	}
	id, met := c.byHeads[hash.Sum64()]
	if !met && len(c.tables) < maxTables {
		id = tableID(len(c.tables))
		c.tables = append(c.tables, columnTable{})
		if c.byHeads == nil {
			c.byHeads = map[uint64]tableID{}
		}
		c.byHeads[hash.Sum64()] = id
	}
	c.table = id
	c.epoch++
	if !met && id != 0 {
		for _, name := range heads {
			if name != "" {
				c.all[c.known(name, names)].headed = true
			}
		}
	}
}

// together returns the columns of a table of which something is known: those that were judged, and with
// them those of the heading.
func (c *columnList) together(id tableID) []column {
	t := &c.tables[id]
	cols := make([]column, 0, len(t.columns))
	for _, id := range t.columns {
		if k := c.all[id]; k.batch != 0 || k.headed {
			k.beside, k.person, k.mail, k.aside = 0, 0, k.said.mail, false
			cols = append(cols, k)
		}
	}
	return cols
}

// partTable decides of whom the columns of a batch are, which are met at off, and with the first one of a
// table of whom those of its heading are.
func (st *Stream) partTable(fresh []columnID, off int64) {
	c := &st.marks.columns
	table := c.all[fresh[0]].table
	t := &c.tables[table]
	cols := c.together(table)
	joinHalves(cols)
	nameSenders(cols)
	t.partRoles(cols, st.e)
	t.partFirms(cols, st.e.fields)
	st.partKeepers(cols, off)
	var read []columnID
	for i := range cols {
		k, now := &c.all[cols[i].id], &cols[i]
		if k.field != now.field {
			k.field, read = now.field, append(read, k.id)
		}
		if k.placed && k.placedAs == now.field { // rows before were read so
			continue
		}
		k.placed, k.placedAs = true, now.field
		k.beside, k.mail, k.aside, k.ofPeople, k.person = now.beside, now.mail, now.aside, now.ofPeople, now.person
		c.parted = c.parted || k.beside != 0
	}
	st.markAgain(read)
}

// markAgain notes what columns are under the marks that are there already.
func (st *Stream) markAgain(read []columnID) {
	if len(read) == 0 {
		return
	}
	for i := range st.marks.list {
		if k := &st.marks.list[i]; k.column != 0 && slices.Contains(read, k.column) {
			k.field = st.marks.columns.all[k.column].field
		}
	}
}

// firstSet is the number of the first set that is found by its name; the roles of [[beside]] have
// lower ones.
const (
	firstSet = 96
	lastSet  = exposure.LastRole
)

// numberSet returns the number of a set of columns that has a record of its own: that of its role for the
// first that has it.
func (t *columnTable) numberSet(key string, role uint8) uint8 {
	if n, met := t.sets[key]; met {
		return n
	}
	if t.sets == nil {
		t.sets = map[string]uint8{}
	}
	n := role
	for _, taken := range t.sets {
		if taken == role {
			n = 0
		}
	}
	if n == 0 {
		if n = uint8(min(firstSet+len(t.sets), int(lastSet))); n == lastSet {
			return n // all further ones together
		}
	}
	t.sets[key] = n
	return n
}
