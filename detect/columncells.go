package detect

import (
	"bytes"
	"math/bits"
	"slices"
)

const (
	leastCells = 3   // by which a column is judged
	mostCells  = 16  // of one column that are looked at
	mostFits   = 8   // of one whose name is known
	mostRows   = 24  // of a sample
	maxJudged  = 160 // the longest cell that is looked at, in bytes
)

// columnCells is what the cells of one column of a sample come to.
type columnCells struct {
	id       columnID
	field    fieldID // that its name says; then what it is judged to be
	was      fieldID // that it is if nothing says otherwise
	open     bool    // it is to be judged
	nameless bool    // it is so by its place alone
	n        int
	either   bool // its name says firms, which may be people: see customers.go
	people   int  // cells of such a column that name people
	shaped   int  // that may
	fits     int  // cells that are what its name says
	count    [cellSorts]int
	said     int // cells that the address in their row says
	begins   int // where that begins with them
	same     int // where that is nothing else
	distinct int
	order    dayOrder // of the days in it
}

// share returns how many in a hundred cells are of a sort.
func (s *columnCells) share(sort int) int { return s.count[sort] * 100 / max(1, s.n) }

// A columnJudge holds a sample.
type columnJudge struct {
	cols   []columnCells
	row    []rowCell
	mails  [][]byte // addresses in the row
	record int64
	rows   int
	seen   map[uint64]cellSort // cells that came already
	again  bool                // a column is not what its name says
}

type rowCell struct {
	col    int
	text   []byte
	person bool // it is the name of one, whatever stands beside it
}

func (j *columnJudge) begin() {
	j.cols, j.again = j.cols[:0], false
	j.rewind()
}

// rewind forgets the rows and keeps what columns are to be judged.
func (j *columnJudge) rewind() {
	for i := range j.cols {
		c := &j.cols[i]
		*c = columnCells{id: c.id, field: c.field, was: c.was, open: c.open, nameless: c.nameless, either: c.either}
	}
	clear(j.row[:cap(j.row)])
	clear(j.mails[:cap(j.mails)])
	j.row, j.mails, j.record, j.rows = j.row[:0], j.mails[:0], 0, 0
	if j.seen == nil {
		j.seen = map[uint64]cellSort{}
	}
	clear(j.seen)
}

// order notes in which order the days of the columns of a batch are written: as those of them that can be
// read in one way alone, else as those of the other columns.
func (j *columnJudge) order(c *columnList) {
	table := orderOpen
	for i := range j.cols {
		table = table.and(j.cols[i].order)
	}
	for i := range j.cols {
		s := &j.cols[i]
		if k := &c.all[s.id]; k.batch == c.batch {
			if k.order = s.order; s.order == orderOpen {
				k.order = table
			}
		}
	}
}

// asks reports whether one of the columns of a batch is to be judged. Where two are not what
// their names say, no name of the table is taken on its word.
func (j *columnJudge) asks(c *columnList) (open bool) {
	fresh := func(s *columnCells) bool { return c.all[s.id].batch == c.batch && j.enough(s) }
	wrong := 0
	for i := range j.cols {
		s := &j.cols[i]
		if !fresh(s) {
			continue
		}
		if !s.open && s.fits*5 < min(s.n, mostFits) {
			s.open, s.field, j.again = true, fieldNone, true
			wrong++
		}
		if !s.open && s.either && s.ofPeople() {
			s.field, open = fieldFullName, true
		}
		open = open || s.open
	}
	for i := range j.cols {
		if s := &j.cols[i]; wrong > 1 && !s.open && fresh(s) && s.field.isJudged() {
			s.open, s.was, s.field = true, s.field, fieldNone
		}
	}
	return open
}

// enough reports whether a column has as many cells as it is judged by: two, where it has no name
// and the table no more rows.
func (j *columnJudge) enough(s *columnCells) bool {
	return s.n >= leastCells || s.nameless && s.n == 2 && j.rows == 2
}

// isJudged reports whether cells can say that a column is of a field.
func (f fieldID) isJudged() bool {
	switch f {
	case fieldName, fieldFullName, fieldPhone, fieldCompany, fieldCountry, fieldEmail, fieldUser:
		return true
	}
	return f.isNamePart() || f.isPlace()
}

// of returns the place of a column.
func (j *columnJudge) of(st *Stream, k *mark) int {
	for i := range j.cols {
		if j.cols[i].id == k.column {
			return i
		}
	}
	if len(j.cols) == atOnce {
		return -1
	}
	c := &st.marks.columns.all[k.column]
	j.cols = append(j.cols, columnCells{id: k.column, field: k.field, open: c.open, nameless: len(c.name) > 1 && c.name[0] == '#' && isDigit(c.name[1]), either: c.either})
	return len(j.cols) - 1
}

// add takes a cell in.
func (j *columnJudge) add(st *Stream, k *mark, text []byte) {
	if k.record != j.record {
		j.endRow()
		j.record = k.record
		j.rows++
	}
	at := j.of(st, k)
	if at < 0 {
		return
	}
	s := &j.cols[at]
	s.order = s.order.and(orderOf(text))
	if bytes.IndexByte(text, '@') > 0 {
		j.mails = append(j.mails, text)
	}
	switch {
	case !s.open && s.n < mostFits:
		s.n++
		if st.fitsName(s.field, text) {
			s.fits++
		}
		if s.either && st.e.lists.mayBeCustomer(text) {
			s.shaped++
			j.row = append(j.row, rowCell{at, text, st.e.lists.namesCustomer(text)})
		}
		return
	case !s.open || s.n == mostCells:
		return
	}
	s.n++
	key := cellKey(at, text)
	sorts, met := j.seen[key]
	if !met {
		sorts = st.sortsOf(text)
		j.seen[key] = sorts
		s.distinct++
	}
	for left := sorts; left != 0; left &= left - 1 {
		s.count[bits.TrailingZeros32(uint32(left))]++
	}
	if sorts.is(ofLetters) || sorts.is(ofLogin) {
		j.row = append(j.row, rowCell{col: at, text: text})
	}
}

// cellKey tells the cells of a sample apart: FNV-1a, and two that it takes for one are judged
// as one.
func cellKey(col int, text []byte) uint64 {
	h := uint64(14695981039346656037) ^ uint64(col)<<48
	for _, c := range text {
		h = (h ^ uint64(lower[c])) * 1099511628211
	}
	return h
}

// endRow looks which cells of a row the addresses in it are made of: jane.doe@ says Jane
// and Doe.
func (j *columnJudge) endRow() {
	for _, c := range j.row {
		s := &j.cols[c.col]
		if s.either && !s.open {
			if c.person || slices.ContainsFunc(j.mails, func(mail []byte) bool { return mailSays(mail, c.text) }) {
				s.people++
			}
			continue
		}
		for _, mail := range j.mails {
			local, _, _ := bytes.Cut(mail, []byte{'@'})
			said, begins, same := localSays(local, c.text)
			if same {
				s.same++
			}
			if said {
				if s.said++; begins {
					s.begins++
				}
				break
			}
		}
	}
	j.row, j.mails = j.row[:0], j.mails[:0]
}

// localSays reports whether a local part holds a word of a name, of three letters or more;
// whether it begins with the name's first word; and whether it is the name and no more.
func localSays(local, name []byte) (said, begins, same bool) {
	if i := bytes.LastIndexAny(local, "<: "); i >= 0 {
		local = local[i+1:]
	}
	low := bytes.ToLower(local)
	folded := bytes.ToLower([]byte(foldDiacritics(string(name))))
	if bytes.Equal(low, folded) {
		return true, false, true
	}
	for i, w := range bytes.FieldsFunc(folded, func(r rune) bool { return r == ' ' || r == '-' || r == '\'' || r == '.' || r == ',' }) {
		if len(w) >= 3 && bytes.Contains(low, w) {
			said = true
			begins = begins || i == 0 && bytes.HasPrefix(low, w)
		}
	}
	return said, begins, false
}

// fitsName reports whether a cell may be what the name of its column says.
func (st *Stream) fitsName(f fieldID, text []byte) bool {
	digits := countDigits(text)
	switch {
	case f.isNamePart() || f == fieldFullName || f == fieldName:
		return digits == 0 && bytes.IndexByte(text, '@') < 0
	case f == fieldPhone:
		return digits >= 5 && dayOf(text) == 0
	case f == fieldCity || f == fieldRegion || f == fieldCountry:
		return digits*2 < len(text) && bytes.IndexByte(text, '@') < 0
	case f == fieldStreet || f == fieldAddress:
		return digits < len(text)-1 && bytes.IndexByte(text, '@') < 0
	case f == fieldPostcode || f == fieldHouse:
		return digits > 0 && len(text) <= 2*maxCode
	case f == fieldEmail || f == fieldFrom || f == fieldTo:
		return bytes.IndexByte(text, '@') > 0
	case f == fieldCompany:
		return digits*2 < len(text) && bytes.IndexByte(text, '@') < 0
	case f >= fieldRules && slices.Contains(st.e.columns[f-fieldRules].rules, st.e.builtin.birth):
		return dayOf(text) != 0 || serialDay(text) != nil
	}
	return true
}
