package detect

import (
	"bytes"
	"strings"
)

// Lists of logins, as password managers export them, call their columns after things: what an entry is called is
// nobody's name, and hosts stand under any word for what is signed in to.

// listLogins reads a column of a list of logins anew, as password managers export it. Beside a URL "name"
// is that of an entry.
func (k *column) listLogins(t *fieldTable, entries bool) {
	switch {
	case k.field == fieldName && entries && k.whose.key == "":
		k.field = fieldEntry
	case k.field == fieldIP && t.isThing(k.name): // not the address of whoever signed in
		k.field = fieldHost
	case k.unread() && k.said.thing, k.field == fieldNone && t.isThing(k.name):
		k.field = fieldThing
	}
}

// isThing reports whether the name of a column is a word for what credentials open.
func (t *fieldTable) isThing(name string) bool {
	return len(name) <= 256 && t.things[strings.Join(nameWords(name), "")]
}

// entryCell takes the name of a person where the cell can be nothing else.
func (st *Stream) entryCell(m *mark, v *view) {
	if st.e.lists.namesCustomer(v.value()) {
		name := *m
		name.field = fieldName
		st.nameCell(&name, v)
	}
}

// thingCell takes the name of a host.
func (v *view) thingCell() {
	if bytes.IndexByte(v.value(), '.') > 0 && !bytes.ContainsAny(v.value(), " ,;@") {
		v.domainCell()
	}
}
