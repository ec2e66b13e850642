package detect

import (
	"bytes"

	"github.com/hemostat/hemostat/exposure"
)

// Tables are read by what their columns are called. Where a column has no name, or one that
// says nothing, and where its cells are plainly something else than its name says, it is
// judged by its cells and by the columns beside it.
//
// A column is judged where it is met first, by the rows that begin in the 8 KiB from there:
// what is found does not depend on windows and pieces. Later rows are read by the same
// judgement. Of whom its cells are is decided with all columns of its table: see table.go.

const (
	sampleSize = 8 << 10        // bytes of rows by which columns are judged
	freshSize  = sampleSize / 2 // columns that are met in them are judged together
	maxColumns = 1 << 14        // of a text that are judged
	atOnce     = 256            // columns of one sample
)

// A columnID is a place in columnList.all; 0 is none.
type columnID uint16

// A column is one of a table, as the text goes on.
type column struct {
	name   string
	table  tableID
	field  fieldID
	first  int64 // where it is met first
	met    bool  // a cell of it was
	open   bool  // its name says nothing that is known
	denied bool  // none of the cells by which it was judged is what it is said to be
	either bool  // it holds firms, or people: see customers.go
	few    bool  // it is judged by too few cells to tell which
	order  dayOrder

	id     columnID
	batch  int   // with which it is judged, from 1
	whose  whose // what its name says of whom it is, see sets.go
	beside uint8 // that, where what it holds is of somebody beside the one whom its rows are about

	said said    // what its name says of whom it is
	mail fieldID // of addresses in it, see keeper.go; fieldNone for its own

	aside bool // it holds firms that the rows are not about

	headed   bool    // it is of the heading of its table
	ofPeople bool    // of these, people have what else is said of who stands there
	person   uint8   // of these, the record of a person
	placed   bool    // it is decided of whom it is
	placedAs fieldID // what it was then
}

// A columnList knows the columns of a text that is a table, or several.
type columnList struct {
	on     bool
	all    []column // from 1
	byName map[columnName]columnID
	met    []columnID // in the order in which they are met
	judged int        // of met
	batch  int        // that is being judged

	tables  []columnTable
	byHeads map[uint64]tableID
	table   tableID // that rows are of
	epoch   uint32
	parted  bool // some table has rows that name several
}

// A columnName is a name in a table: two tables of a dump have a column of one name each.
type columnName struct {
	table tableID
	name  string
}

// reset forgets the columns of the text before.
func (c *columnList) reset(on bool) {
	clear(c.all)
	clear(c.tables)
	clear(c.byName)
	clear(c.byHeads)
	*c = columnList{on: on, all: append(c.all[:0], column{}), byName: c.byName, met: c.met[:0], tables: append(c.tables[:0], columnTable{}), byHeads: c.byHeads, epoch: c.epoch + 1}
}

// of returns the column of a name in the table that rows are of, which is met at off.
func (c *columnList) of(name string, off int64, names *fieldTable) columnID {
	id := c.known(name, names)
	if k := &c.all[id]; id != 0 && !k.met {
		k.met, k.first = true, off
		c.met = append(c.met, id)
	}
	return id
}

// known returns the column of a name in the table that rows are of, 0 where there are too many.
func (c *columnList) known(name string, names *fieldTable) columnID {
	if id, ok := c.byName[columnName{c.table, name}]; ok {
		return id
	}
	if len(c.all) > maxColumns {
		return 0
	}
	if c.byName == nil {
		c.byName = map[columnName]columnID{}
	}
	field, known := names.knows(name)
	id := columnID(len(c.all))
	said := names.saidBy(name)
	c.all = append(c.all, column{name: name, table: c.table, field: field, open: !known && names.textUnder(name) == exposure.NoText, either: field == fieldCompany && names.ofCustomers(name), id: id, whose: names.whoseIs(name), said: said, mail: said.mail})
	c.byName[columnName{c.table, name}] = id
	t := &c.tables[c.table]
	t.columns = append(t.columns, id)
	return id
}

// scanColumns judges the columns that are met before hi and a little further, so that whoever
// looks ahead sees what they are.
func (st *Stream) scanColumns(hi int) {
	c := &st.marks.columns
	until := st.base + int64(hi) + sampleSize
	for c.judged < len(c.met) && c.all[c.met[c.judged]].first < until {
		off := c.all[c.met[c.judged]].first
		fresh := c.nextBatch()
		st.judgeColumns(fresh, off)
		st.partTable(fresh, off)
	}
}

// nextBatch takes the columns of one table that are met within half a sample.
func (c *columnList) nextBatch() []columnID {
	from := c.judged
	first := &c.all[c.met[from]]
	c.batch++
	for c.judged < len(c.met) && c.judged-from < atOnce {
		k := &c.all[c.met[c.judged]]
		if k.table != first.table || k.first >= first.first+freshSize {
			break
		}
		k.batch = c.batch
		c.judged++
	}
	return c.met[from:c.judged]
}

// judgeColumns judges columns that are met at off and behind it.
func (st *Stream) judgeColumns(fresh []columnID, off int64) {
	c := &st.marks.columns
	table := c.all[fresh[0]].table
	j := &st.judge
	j.begin()
	st.sampleRows(off, table)
	j.order(c)
	if j.asks(c) {
		if j.again {
			j.rewind() // of columns that are not what their names say no cell was looked at
			st.sampleRows(off, table)
		}
		j.decide(st)
		var read []columnID
		for i := range j.cols {
			s := &j.cols[i]
			if k := &c.all[s.id]; k.batch == c.batch && s.field != k.field {
				k.field, read = s.field, append(read, s.id)
			}
		}
		st.markAgain(read)
	}
	for _, id := range fresh {
		c.all[id].denied, c.all[id].few = j.contradicts(id)
	}
}

// sampleRows takes the cells of the rows of a table that begin at off.
func (st *Stream) sampleRows(off int64, table tableID) {
	j, list := &st.judge, st.marks.list
	end := st.sampleEnd(off)
	for i := st.marks.first(off); i < len(list) && list[i].offset < end && j.rows <= mostRows; i++ {
		k := &list[i]
		if k.column == 0 || k.record == 0 || st.marks.columns.all[k.column].table != table {
			continue
		}
		last := st.base + int64(len(st.buf))
		if i+1 < len(list) {
			last = list[i+1].offset
		}
		if last > end {
			break
		}
		a, b := trimCell(st.buf, int(k.offset-st.base), int(last-st.base))
		if a < b && b-a <= maxJudged && !st.e.lists.isNoValue(st.buf[a:b]) {
			j.add(st, k, st.buf[a:b])
		}
	}
	j.endRow()
}

// sampleEnd returns where the sample ends that begins at off.
func (st *Stream) sampleEnd(off int64) int64 {
	return min(off+sampleSize, st.base+int64(len(st.buf)))
}

// isHeading reports whether a cell repeats the name of its column, as where tables repeat
// their headings.
func (c *columnList) isHeading(id columnID, cell []byte) bool {
	if id == 0 {
		return false
	}
	name := c.all[id].name
	return len(name) == len(cell) && bytes.EqualFold([]byte(name), cell)
}
