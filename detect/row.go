package detect

// rowReach is how far from a cell its row is looked at, in bytes.
const rowReach = 2 << 10

// rowHolds reports whether another cell in the row of the one at a place is not empty, and is
// what is asked for.
func (st *Stream) rowHolds(at int64, is func(f fieldID, cell []byte) bool) bool {
	list := st.marks.list
	here := st.marks.first(at)
	for here > 0 && (here == len(list) || list[here].offset > at) {
		here--
	}
	record := list[here].record
	holds := func(i int) bool {
		if i == here || list[i].field == fieldNone {
			return false
		}
		end := st.base + int64(len(st.buf))
		if i+1 < len(list) {
			end = list[i+1].offset
		}
		from, to := trimCell(st.buf, int(list[i].offset-st.base), int(end-st.base))
		return from < to && !st.e.lists.isNoValue(st.buf[from:to]) && is(list[i].field, st.buf[from:to])
	}
	for i := here; i >= 0 && list[i].record == record && at-list[i].offset < rowReach; i-- {
		if holds(i) {
			return true
		}
	}
	for i := here + 1; i < len(list) && list[i].record == record && list[i].offset-at < rowReach; i++ {
		if holds(i) {
			return true
		}
	}
	return false
}
