package sweep

import (
	"cmp"
	"slices"
)

// An order holds findings of one text back until none that stands before them is to
// be expected any more. Detection hands mentions on nearly in order: what it decides
// late stands in the window that it has just looked at.
type order struct {
	held []placed
	text []byte // of what is held, formatted
	next []byte // to which the rest is moved
	min  int64  // the least offset in held
	max  int64
}

// placed is a finding in text[from:to].
type placed struct {
	offset   int64
	from, to int
}

// The bounds of what is held. Beyond them the first half is given up in its order;
// what comes later and stands before that is out of order.
const (
	orderWindow   = 128 << 10 // bytes of text: twice a window of detection
	orderFindings = 16 << 10
	orderText     = 4 << 20 // bytes of findings as they are written
)

// add takes a finding whose text has been appended to text from there on.
func (o *order) add(offset int64, from int) {
	if len(o.held) == 0 {
		o.min, o.max = offset, offset
	}
	o.min, o.max = min(o.min, offset), max(o.max, offset)
	o.held = append(o.held, placed{offset, from, len(o.text)})
}

// due reports whether something should be given up.
func (o *order) due() bool {
	return o.max-o.min >= 2*orderWindow || len(o.held) >= orderFindings || len(o.text) >= orderText
}

// release appends to out, in their order, the findings that none can precede any
// more, and at least half of them where too many are held.
func (o *order) release(out []byte) []byte {
	o.sort()
	n, _ := slices.BinarySearchFunc(o.held, o.max-orderWindow, func(p placed, at int64) int { return cmp.Compare(p.offset, at) })
	if len(o.held) >= orderFindings || len(o.text) >= orderText {
		n = max(n, (len(o.held)+1)/2)
	}
	return o.give(out, n)
}

// flush appends all that is held.
func (o *order) flush(out []byte) []byte {
	o.sort()
	return o.give(out, len(o.held))
}

// sort leaves findings of one place as they came.
func (o *order) sort() {
	slices.SortFunc(o.held, func(a, b placed) int {
		return cmp.Or(cmp.Compare(a.offset, b.offset), cmp.Compare(a.from, b.from))
	})
}

// give gives up the first n.
func (o *order) give(out []byte, n int) []byte {
	for _, p := range o.held[:n] {
		out = append(out, o.text[p.from:p.to]...)
	}
	rest := o.held[n:]
	if len(rest) == 0 {
		o.held, o.text = o.held[:0], o.text[:0]
		return out
	}
	kept := o.next[:0]
	for i, p := range rest {
		from := len(kept)
		kept = append(kept, o.text[p.from:p.to]...)
		rest[i].from, rest[i].to = from, len(kept)
	}
	o.text, o.next = kept, o.text
	o.held, o.min = append(o.held[:0], rest...), rest[0].offset
	return out
}

// wipe forgets what is held.
func (o *order) wipe() {
	clear(o.text[:cap(o.text)])
	clear(o.next[:cap(o.next)])
	*o = order{}
}
