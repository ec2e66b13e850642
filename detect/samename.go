package detect

import (
	"bytes"
	"slices"
)

// Where the names in two sets of a row are the same, as those of who is billed and who is sent to
// mostly are, it is one person: the row needs no second record.

// mostSame is of how many cells the names of one set in a row are put together.
const mostSame = 4

// A rowName is the name of a set in a row.
type rowName struct {
	set   uint8
	parts [mostSame][]byte
	n     int
}

// scanSameNames looks at the rows that begin in lo…hi. What is further than rowReach behind the
// beginning of its row is not looked at.
func (st *Stream) scanSameNames(lo, hi int64) {
	if !st.marks.columns.parted {
		return
	}
	list := st.marks.list
	for i := st.marks.first(lo); i < len(list) && list[i].offset < hi; {
		to := i + 1
		for to < len(list) && list[to].record == list[i].record && list[to].offset-list[i].offset < rowReach {
			to++
		}
		if begins := i == 0 || list[i-1].record != list[i].record; begins && list[i].record != 0 {
			st.joinSameNames(list[i:to], to == len(list))
		}
		i = to
	}
}

// joinSameNames marks what is of somebody whom the row names as the one that it is about.
func (st *Stream) joinSameNames(row []mark, last bool) {
	names := st.names[:0]
	for i := range row {
		k := &row[i]
		if k.column == 0 || !k.field.isName() || i+1 == len(row) && !last {
			continue
		}
		end := st.base + int64(len(st.buf))
		if i+1 < len(row) {
			end = row[i+1].offset
		}
		from, to := trimCell(st.buf, int(k.offset-st.base), int(end-st.base))
		if from < to && countDigits(st.buf[from:to]) == 0 {
			names = addRowName(names, st.marks.columns.all[k.column].beside, st.buf[from:to])
		}
	}
	st.names = names
	main := slices.IndexFunc(names, func(n rowName) bool { return n.set == 0 })
	if main < 0 {
		return
	}
	for n := range names {
		if names[n].set == 0 || !names[n].same(&names[main]) {
			continue
		}
		for i := range row {
			if k := &row[i]; k.column != 0 && st.marks.columns.all[k.column].beside == names[n].set {
				k.same = true
			}
		}
	}
}

func addRowName(names []rowName, set uint8, part []byte) []rowName {
	at := slices.IndexFunc(names, func(n rowName) bool { return n.set == set })
	if at < 0 {
		at = len(names)
		names = append(names, rowName{set: set})
	}
	if n := &names[at]; n.n < mostSame {
		n.parts[n.n] = part
		n.n++
	}
	return names
}

// same reports whether two names are of the same words, in any order and case.
func (n *rowName) same(o *rowName) bool {
	a, b := n.words(), o.words()
	return len(a) > 0 && slices.EqualFunc(a, b, bytes.Equal)
}

func (n *rowName) words() [][]byte {
	words := bytes.FieldsFunc(bytes.ToLower(bytes.Join(n.parts[:n.n], []byte(" "))), func(r rune) bool { return r == ' ' || r == ',' || r == '.' || r == 0x3000 })
	slices.SortFunc(words, bytes.Compare)
	return words
}
