package detect

import "bytes"

// Tables are read by what their columns are called. Where a column has no name, or one that
// says nothing, and where its cells are plainly something else than its name says, it is
// judged by its cells and by the columns beside it.
//
// A column is judged where it is met first, by the rows that begin in the 8 KiB from there:
// what is found does not depend on windows and pieces. Later rows are read by the same
// judgement.

const (
	sampleSize = 8 << 10        // bytes of rows by which columns are judged
	freshSize  = sampleSize / 2 // columns that begin in them are judged together
	maxColumns = 4096           // of a text that are judged
	atOnce     = 256            // columns of one sample
)

// A columnID is a place in columnList.all; 0 is none.
type columnID uint16

// A column is one of a table, as the text goes on.
type column struct {
	name   string
	field  fieldID
	first  int64 // where it begins
	open   bool  // its name says nothing that is known
	either bool  // it holds firms, or people: see customers.go
	order  dayOrder

	id     columnID
	whose  whose // what its name says of whom it is, see sets.go
	beside uint8 // that, where what it holds is of somebody beside the one whom its rows are about

	said said    // what its name says of whom it is
	mail fieldID // of addresses in it, see keeper.go; fieldNone for its own
}

// A columnList knows the columns of a text that is a table.
type columnList struct {
	on     bool
	all    []column // from 1
	byName map[string]columnID
	judged int // columns of all that are judged, from 1
	sets   map[string]uint8
	epoch  uint32
}

// reset forgets the columns of the text before.
func (c *columnList) reset(on bool) {
	c.on = on
	clear(c.all[:cap(c.all)])
	c.all = append(c.all[:0], column{})
	clear(c.byName)
	clear(c.sets)
	c.judged = 1
	c.epoch++
}

// of returns the column of a name that is met at off.
func (c *columnList) of(name string, off int64, names *fieldTable) columnID {
	if id, ok := c.byName[name]; ok {
		return id
	}
	if len(c.all) > maxColumns {
		return 0
	}
	if c.byName == nil {
		c.byName = map[string]columnID{}
	}
	field, known := names.knows(name)
	id := columnID(len(c.all))
	said := names.saidBy(name)
	c.all = append(c.all, column{name: name, field: field, first: off, open: !known, either: field == fieldCompany && names.ofCustomers(name), id: id, whose: names.whoseIs(name), said: said, mail: said.mail})
	c.byName[name] = id
	return id
}

// scanColumns judges the columns that begin before hi and a little further, so that whoever
// looks ahead sees what they are.
func (st *Stream) scanColumns(hi int) {
	c := &st.marks.columns
	until := st.base + int64(hi) + sampleSize
	for c.judged < len(c.all) && c.all[c.judged].first < until {
		from := c.judged
		off := c.all[from].first
		st.judgeColumns(off)
		st.joinHalves(from)
		st.partRoles(from)
		st.partKeepers(from, off)
	}
}

// judgeColumns judges the columns that begin at off and behind it, in half a sample.
func (st *Stream) judgeColumns(off int64) {
	c := &st.marks.columns
	from := c.judged
	for c.judged < len(c.all) && c.all[c.judged].first < off+freshSize && c.judged-from < atOnce {
		c.judged++
	}
	j := &st.judge
	j.begin()
	st.sampleRows(off)
	j.order(c.all, from, c.judged)
	if !j.asks(from, c.judged) {
		return
	}
	if j.again {
		j.rewind() // of columns that are not what their names say no cell was looked at
		st.sampleRows(off)
	}
	j.decide(st)
	changed := false
	for i := range j.cols {
		s := &j.cols[i]
		if int(s.id) >= from && int(s.id) < c.judged && s.field != c.all[s.id].field {
			c.all[s.id].field, changed = s.field, true
		}
	}
	if changed {
		st.markAgain(from)
	}
}

// markAgain notes what the columns from…judged are under the marks that are there already.
func (st *Stream) markAgain(from int) {
	c := &st.marks.columns
	for i := range st.marks.list {
		if k := &st.marks.list[i]; int(k.column) >= from && int(k.column) < c.judged {
			k.field = c.all[k.column].field
		}
	}
}

// sampleRows takes the cells of the rows that begin at off.
func (st *Stream) sampleRows(off int64) {
	j, list := &st.judge, st.marks.list
	end := st.sampleEnd(off)
	for i := st.marks.first(off); i < len(list) && list[i].offset < end && j.rows <= mostRows; i++ {
		k := &list[i]
		if k.column == 0 || k.record == 0 {
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
