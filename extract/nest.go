package extract

import (
	"bytes"
	"unicode"

	"github.com/hemostat/hemostat/exposure"
)

// Objects stand in objects: which of them are one record is a matter of how they are nested and
// of whom they tell, not of what comes first. An object that tells of nobody, such as an address
// or a payment, is of the object around it. One that names somebody is so too if nobody else is
// named there: {"id": …, "customer": {"name": …}, "card": …} is one record. Where both name
// somebody, or two that stand beside each other do, each is a record of its own; and one of a
// role such as "manager" always is.
//
// An object is looked at as a whole as far as its text is held; beyond that, by what came of it.

// nestHeld is how much text of an object is held at most before those in its arrays are handed
// on without it, in bytes.
const nestHeld = 32 << 10

// mostParts is how many objects within one are kept to be put together. Of more, which are a
// collection, each is a record.
const mostParts = 64

// A nest is the objects that are open.
type nest struct {
	c       *content
	r       *run
	levels  []nestLevel
	joins   []join           // in the order in which they were found
	to      map[int64]int64  // the memory of apply
	under   map[int64]string // the same: the keys of what is a text
	texts   int              // so far
	said    map[string]keySays
	waiting int   // records that are open and not yet put together
	since   int64 // where the first of them begins
}

// says returns what a key says of the object in which it stands, or which it names.
func (n *nest) says(key string) keySays {
	says, ok := n.said[key]
	if !ok {
		says = keySaysOf(key)
		if n.said == nil {
			n.said = map[string]keySays{}
		}
		if len(n.said) < maxNames {
			n.said[key] = says
		}
	}
	return says
}

// A nestPart is an object and what is its own.
type nestPart struct {
	record int64 // 0 until it gives a value
	tells  telling
	named  uint64 // the words of the names in it, in any order, see words
	apart  bool   // its key says that it is of somebody else
	key    string // under which it stands, "" for none
	of     keyOf  // what that says of whose it is
}

// clash reports whether two objects name somebody each, and not the same.
func (p *nestPart) clash(o *nestPart) bool {
	return p.tells.clash(o.tells) && !(p.named != 0 && p.named == o.named && p.tells&o.tells&tellsMail == 0)
}

// A nestLevel is an object that is open.
type nestLevel struct {
	nestPart
	from    int64 // its offset in the run
	root    bool  // it is a record, whatever stands around it
	plain   bool  // it gave a value itself
	settled bool  // what came of it was put together, and handed on
	base    int   // how many joins there were before it
	parts   []nestPart
	many    bool // there are too many parts
}

// A join says that a record is another, or a text of it.
type join struct {
	old, new int64
	key      string // of what is a text
}

// open opens an object at an offset of the run, under a key; root says that it is a record of its own.
func (n *nest) open(at int64, root bool, key string) {
	if root && n.waiting > 0 && at-n.since > nestHeld {
		n.settle()
	}
	if root {
		if n.waiting == 0 {
			n.since = at
		}
		n.waiting++
	}
	of := n.says(key).of
	n.levels = append(n.levels, nestLevel{nestPart: nestPart{apart: of == keyApart, key: key, of: of}, from: at, root: root, base: len(n.joins)})
}

// value takes in a value of the innermost object under a key, and returns its record.
func (n *nest) value(tells telling) int64 {
	l := &n.levels[len(n.levels)-1]
	l.plain = true
	l.tells |= tells
	return n.recordOf(l)
}

// name takes in the name that the innermost object gives.
func (n *nest) name(text []byte) { n.levels[len(n.levels)-1].named += wordsOf(text) }

// wordsOf is the sum of a hash (FNV-1a) of each word: the same whether a name is whole or in parts.
func wordsOf(text []byte) (sum uint64) {
	for word := range bytes.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
		h := uint64(14695981039346656037)
		for _, r := range string(word) {
			h = (h ^ uint64(unicode.ToLower(r))) * 1099511628211
		}
		sum += h
	}
	return sum
}

// record gives the innermost object its record.
func (n *nest) record() { n.recordOf(&n.levels[len(n.levels)-1]) }

// recordOf gives an object its record.
func (n *nest) recordOf(l *nestLevel) int64 {
	if l.record == 0 {
		l.record = n.c.record()
	}
	return l.record
}

// close closes the innermost object.
func (n *nest) close() {
	last := len(n.levels) - 1
	l := n.levels[last]
	n.levels = n.levels[:last]
	n.resolve(&l)
	switch {
	case l.root:
		n.apply(l.base, l.from)
		if !l.settled {
			n.waiting--
		}
	case !l.settled:
		up := &n.levels[last-1]
		up.take(l.nestPart)
		if up.settled {
			n.resolve(up)
			n.apply(l.base, l.from)
		}
	}
}

// take takes in an object that stands in l.
func (l *nestLevel) take(p nestPart) {
	switch {
	case p.record == 0 || l.many:
	case len(l.parts) == mostParts:
		l.parts, l.many = nil, true
	default:
		l.parts = append(l.parts, p)
	}
}

// room makes sure that of what is put together nothing is handed on before, where so many bytes
// are about to be written.
func (n *nest) room(bytes int) {
	r := n.r
	if n.waiting > 0 && len(r.text)+bytes > MaxPiece && (r.good <= MaxPiece/2 || bytes > MaxPiece/2) {
		n.settle()
	}
}

// end says that here is a good place to cut, if nothing is waiting.
func (n *nest) end() {
	if n.waiting == 0 {
		n.r.recordEnd()
	}
}

// settle puts together what came of all objects that are open: what was marked is handed on.
func (n *nest) settle() {
	for i := len(n.levels) - 1; i >= 0; i-- {
		l := &n.levels[i]
		n.resolve(l)
		if !l.root && !l.settled {
			n.levels[i-1].take(l.nestPart)
		}
	}
	n.apply(0, 0)
	for i := range n.levels {
		n.levels[i].settled, n.levels[i].base = true, 0
	}
	n.waiting = 0
}

// apply writes joins from one on into the marks of what stands at an offset of the run or behind it.
func (n *nest) apply(base int, from int64) {
	if len(n.joins) == base {
		return
	}
	if n.to == nil {
		n.to, n.under = map[int64]int64{}, map[int64]string{}
	}
	clear(n.to)
	clear(n.under)
	for i := len(n.joins) - 1; i >= base; i-- {
		j := n.joins[i]
		n.move(&j.new)
		n.to[j.old] = j.new
		if j.key != "" {
			n.under[j.old] = j.key
		}
	}
	n.joins = n.joins[:base]
	marks := n.r.marks
	for i := len(marks) - 1; i >= 0 && marks[i].Offset >= from; i-- {
		if key := n.under[marks[i].Record]; key != "" && n.says(marks[i].Field).tells&tellsMail != 0 {
			marks[i].Field = key + "." + marks[i].Field
		}
		n.move(&marks[i].Record)
	}
	n.move(&n.r.last.Record)
	for i := range n.levels {
		n.move(&n.levels[i].record)
	}
}

// move notes which record another became. What is a text goes on to be one of the record that its own became.
func (n *nest) move(record *int64) {
	if to, ok := n.to[*record]; ok {
		*record = to
	} else if row, beside := exposure.RowOf(uint64(*record)); beside {
		if to, ok := n.to[int64(row)]; ok {
			*record = exposure.InRow(*record, to)
		}
	}
}
