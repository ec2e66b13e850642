package detect

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unsafe"

	"github.com/hemostat/hemostat/exposure"
)

// mark is an exposure.Mark with the name of its field read.
type mark struct {
	offset int64
	record int64
	field  fieldID
	column columnID          // of a table
	role   uint8             // that the key says, see exposure.RoleByNumber
	same   bool              // it is of the one whom the row is about, whatever its set
	apart  uint8             // it is of somebody beside, whatever its column holds: see customers.go
	who    uint8             // whom else the name of the column or key names, see beside.go
	mail   fieldID           // of addresses under it, see keeper.go; fieldNone for its own
	deal   uint8             // what it says of organisations, see dealing.go
	holds  exposure.TextSort // whether the name of the column or key says that texts stand under it, see rowtext.go
	aside  bool              // the label of a form names somebody else than whom that is about, see formparts.go
	text   textID            // its value is a text: which of them
	key    exposure.KeyColumn
	rows   uint16 // in how many further records it stands too
	either bool   // the key names firms, or people: see customers.go
}

// A markList holds the marks of the window, the one before it, and where the
// last question was answered.
type markList struct {
	list    []mark
	cursor  int
	known   [256]knownField
	names   map[string]knownField // what is known of a name wherever it stands, namesKept at most
	columns columnList
	ahead   []exposure.Table // that are not begun yet
	spans   bool             // some stand in several records
}

// namesKept bounds the names that a stream remembers: those of the columns and keys of many texts.
const namesKept = 1 << 10

// knownField remembers what a name means. Tables repeat few names, and mostly
// the same string.
type knownField struct {
	name   string
	id     fieldID
	who    uint8
	mail   fieldID
	deal   uint8
	holds  exposure.TextSort
	aside  bool
	key    exposure.KeyColumn
	either bool
	column columnID
	epoch  uint32 // of the columns
}

// take reads the marks before end and returns the rest.
func (m *markList) take(marks []exposure.Mark, end int64, names *fieldTable) []exposure.Mark {
	last := int64(-1 << 62)
	if n := len(m.list); n > 0 {
		last = m.list[n-1].offset
	}
	list := m.list
	for i := range marks {
		k := &marks[i]
		if k.Offset >= end {
			m.list = list
			return marks[i:]
		}
		// A mark that goes back is taken to stand where the last one does.
		last = max(last, k.Offset)
		if len(m.ahead) > 0 && k.Record != 0 {
			m.enter(last, names)
		}
		field, col, known := m.meaning(k.Field, k.Record, last, names)
		list = append(list, mark{offset: last, record: k.Record, field: field, column: col, who: known.who, mail: known.mail, deal: known.deal, holds: known.holds, aside: known.aside, key: known.key, rows: uint16(k.Rows), either: known.either})
		m.spans = m.spans || k.Rows > 0
	}
	m.list = list
	return nil
}

// noName is what is known of no name.
var noName knownField

func (m *markList) meaning(name string, record, off int64, names *fieldTable) (fieldID, columnID, *knownField) {
	if name == "" {
		return fieldNone, 0, &noName
	}
	data := unsafe.StringData(name)
	slot := uint64(uintptr(unsafe.Pointer(data))+uintptr(len(name))) * 0x9E3779B97F4A7C15 >> 56
	k := &m.known[slot]
	if len(k.name) != len(name) || unsafe.StringData(k.name) != data {
		m.read(k, name, names)
	}
	if !m.columns.on || record == 0 {
		return k.id, 0, k
	}
	if k.epoch != m.columns.epoch {
		k.epoch, k.column = m.columns.epoch, m.columns.of(name, off, names)
	}
	if k.column == 0 {
		return k.id, 0, k
	}
	return m.columns.all[k.column].field, k.column, k
}

func (m *markList) read(k *knownField, name string, names *fieldTable) {
	if k.name == name {
		return
	}
	if !names.vocabulary.mayMean(name) {
		*k = knownField{name: name}
		return
	}
	known, met := m.names[name]
	if !met {
		known = knownField{id: names.meaning(name), who: names.role(name), mail: names.saidBy(name).mail, deal: names.dealing(name), holds: names.textUnder(name), aside: names.namesAside(name), key: keyColumn(name)}
		known.either = known.id == fieldCompany && names.ofCustomers(name)
		switch {
		case m.names == nil:
			m.names = map[string]knownField{}
		case len(m.names) == namesKept:
			clear(m.names)
		}
		m.names[strings.Clone(name)] = known
	}
	known.name = name
	*k = known
}

// at returns the field and record that hold at off. Questions come in about
// ascending order.
func (m *markList) at(off int64) (fieldID, int64) {
	if len(m.list) == 0 {
		return fieldNone, 0
	}
	i := min(m.cursor, len(m.list)-1)
	for i > 0 && m.list[i].offset > off {
		i--
	}
	for i+1 < len(m.list) && m.list[i+1].offset <= off {
		i++
	}
	m.cursor = i
	if m.list[i].offset > off {
		return fieldNone, 0
	}
	return m.list[i].field, m.recordOf(&m.list[i])
}

// spanned returns the record of what stands at off in one: with the further ones where the value is of several.
func (m *markList) spanned(off, record int64) int64 {
	if !m.spans {
		return record
	}
	i := m.first(off + 1)
	if i == 0 || m.list[i-1].rows == 0 || m.list[i-1].record != record {
		return record
	}
	return exposure.SpanRecord(record, int(m.list[i-1].rows))
}

// next returns where the value ends in which off stands, or what is in no field.
func (m *markList) next(off int64) int64 {
	i := m.first(off + 1)
	if i == len(m.list) {
		return math.MaxInt64
	}
	return m.list[i].offset
}

// recordAt returns the record that holds at off, that of its row for a text.
func (m *markList) recordAt(off int64) int64 {
	i := m.first(off)
	for ; i > 0 && (i == len(m.list) || m.list[i].offset > off); i-- {
	}
	if i < len(m.list) && m.list[i].offset <= off {
		return m.ownRecordOf(&m.list[i])
	}
	return 0
}

// roleAt returns the role that the key says in whose value off stands.
func (m *markList) roleAt(off int64) uint8 {
	if i := min(m.cursor, len(m.list)-1); i >= 0 && m.list[i].offset <= off && (i+1 == len(m.list) || m.list[i+1].offset > off) {
		return m.list[i].role
	}
	return 0
}

// first returns the index of the first mark at or after off.
func (m *markList) first(off int64) int {
	i, _ := slices.BinarySearchFunc(m.list, off, func(k mark, off int64) int { return cmp.Compare(k.offset, off) })
	for i > 0 && m.list[i-1].offset == off {
		i--
	}
	return i
}

// cover puts a mark over what it holds for, up to end: what stands there has its record, and
// its field unless marks within it name fields themselves. Behind it the record that held
// before holds again, in no field: the rest of a value is none.
func (m *markList) cover(k mark, end int64) {
	i := m.first(k.offset)
	after := mark{offset: end}
	if i > 0 {
		after.record = m.list[i-1].record
	}
	named := false
	j := i
	for ; j < len(m.list) && m.list[j].offset < end; j++ {
		after.record = m.list[j].record
		m.list[j].record = k.record
		named = named || m.list[j].field != fieldNone
	}
	if named {
		k.field = fieldNone
	}
	if j == len(m.list) || m.list[j].offset > end {
		m.list = slices.Insert(m.list, j, after)
	}
	if i == len(m.list) || m.list[i].offset > k.offset {
		m.list = slices.Insert(m.list, i, k)
	} else if !named {
		m.list[i].field = k.field
	}
	m.cursor = 0
}

// play notes the role that the key of a value says, and its field where its name has no
// meaning of its own.
func (m *markList) play(off int64, role uint8, field fieldID) {
	i := m.first(off)
	for ; i > 0 && (i == len(m.list) || m.list[i].offset > off); i-- {
	}
	if i < len(m.list) && m.list[i].offset <= off {
		m.list[i].role = role
		if m.list[i].field == fieldNone {
			m.list[i].field = field
		}
	}
}

// drop forgets marks that end before base.
func (m *markList) drop(base int64) {
	n := 0
	for n+1 < len(m.list) && m.list[n+1].offset <= base {
		n++
	}
	if n > 0 {
		m.list = m.list[:copy(m.list, m.list[n:])]
		m.cursor = max(0, m.cursor-n)
	}
}
