package detect

import (
	"fmt"
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

// What an organisation is to whom a table belongs says the name of its column ("vendor name") or,
// in a column for that ("type", "Kategorie"), the cell of its row. A cell says more than the name of
// a column: a list called "partner" holds suppliers where its rows say so.

// A dealingEntry is what an organisation is to the owner, and how columns and cells say it.
type dealingEntry struct {
	Is    exposure.Role
	Names []string
}

// dealtByCell is the dealing of a column whose cells say it.
const dealtByCell = 0xff

// longestDealing is how long a cell is, in bytes, that says what an organisation is.
const longestDealing = 48

// addDealings takes in what names of columns say of organisations, and which columns have cells
// that do.
func (t *fieldTable) addDealings(list []dealingEntry, columns []string) error {
	t.dealings, t.dealt = map[string]uint8{}, joinedSet(columns)
	for _, d := range list {
		if d.Is.Number() == 0 {
			return fmt.Errorf("dealing: %q is no role", d.Is)
		}
		for _, n := range d.Names {
			t.dealings[strings.Join(nameWords(n), "")] = d.Is.Number()
		}
	}
	return nil
}

// dealing returns the role that a column's raw name says of organisations in it, [dealtByCell] where
// its cells say that of the row's, 0 for none.
func (t *fieldTable) dealing(name string) uint8 {
	if len(name) > 256 {
		return 0
	}
	words := nameWords(name)
	if t.dealt[strings.Join(words, "")] {
		return dealtByCell
	}
	return t.dealingIn(words)
}

// dealingIn returns the role that the longest words that stand first say.
func (t *fieldTable) dealingIn(words []string) uint8 {
	for from := range words {
		for to := min(len(words), from+longestRole); to > from; to-- {
			if role := t.dealings[strings.Join(words[from:to], "")]; role != 0 {
				return role
			}
		}
	}
	return 0
}

// dealtIn returns the role that a cell says: in one word, or at the end of two ("key supplier").
func (t *fieldTable) dealtIn(cell []byte) uint8 {
	if len(cell) > longestDealing {
		return 0
	}
	words := nameWords(string(cell))
	if role := t.dealings[strings.Join(words, "")]; role != 0 || len(words) != 2 {
		return role
	}
	if other := t.dealings[words[0]]; other != 0 && other != t.dealings[words[1]] {
		return 0 // customer and supplier
	}
	return t.dealings[words[1]]
}

// dealingAt returns what the row says of an organisation at a place that was asked for last: its
// cell for that, else the name of its column; 0 for nothing.
func (st *Stream) dealingAt(at int64) uint8 {
	list := st.marks.list
	here := st.marks.cursor
	if here >= len(list) || list[here].offset > at {
		return 0
	}
	if record := list[here].record; record != 0 {
		for i := here; i >= 0 && list[i].record == record && at-list[i].offset < rowReach; i-- {
			if role := st.dealtBy(i); role != 0 {
				return role
			}
		}
		for i := here + 1; i < len(list) && list[i].record == record && list[i].offset-at < rowReach; i++ {
			if role := st.dealtBy(i); role != 0 {
				return role
			}
		}
	}
	if role := list[here].deal; role != dealtByCell {
		return role
	}
	return 0
}

// dealtBy returns the role that the cell under a mark says, 0 where its column is not one for that.
func (st *Stream) dealtBy(i int) uint8 {
	list := st.marks.list
	if list[i].deal != dealtByCell {
		return 0
	}
	end := st.base + int64(len(st.buf))
	if i+1 < len(list) {
		end = list[i+1].offset
	}
	from, to := trimCell(st.buf, int(list[i].offset-st.base), int(end-st.base))
	if from >= to {
		return 0
	}
	return st.e.fields.dealtIn(st.buf[from:to])
}
