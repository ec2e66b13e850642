package detect

import (
	"cmp"
	"math/bits"
	"slices"
)

// A byteSet is what may stand at one place of a window; nil is anything.
type byteSet struct {
	bytes  []byte
	weight float64 // see byteWeight
	letter byte    // the only byte, but for its case
	known  bool    // whether there is only one
}

func newByteSet(c *charset) *byteSet {
	s := new(byteSet)
	for b := range 256 {
		if c == nil || c[b] {
			s.bytes = append(s.bytes, byte(b))
			s.weight += byteWeight[b]
		}
	}
	s.letter, s.known = s.bytes[0]|0x20, true
	for _, b := range s.bytes {
		s.known = s.known && b|0x20 == s.letter
	}
	return s
}

// A window is what each of four bytes may be, and which triple is then to be
// looked up.
type window struct {
	bytes  [4]*byteSet
	where  uint8
	weight float64
}

// A filterBuilder shares the bits of a filter out among windows.
type filterBuilder struct {
	filter  *pairFilter
	windows []window
	weights [16][2]float64        // by bit: of the pairs that have it, as first and as second
	sets    map[*charset]*byteSet // and by what is in it:
	equal   map[charset]*byteSet
	letters [256][2]*byteSet
}

// set returns the set of a charset, which may be nil.
func (f *filterBuilder) set(c *charset) *byteSet {
	if s := f.sets[c]; s != nil {
		return s
	}
	key := charset{} // of nil: no byte, which no rule asks for
	if c != nil {
		key = *c
	}
	if f.equal[key] == nil {
		f.equal[key] = newByteSet(c)
	}
	f.sets[c] = f.equal[key]
	return f.sets[c]
}

// letter returns the set of one byte, in both cases if fold is 1.
func (f *filterBuilder) letter(c byte, fold int) *byteSet {
	s := &f.letters[c][fold]
	if *s == nil {
		set := new(charset)
		set[c] = true
		if fold == 1 && isLower(c) {
			set[c&^0x20] = true
		}
		*s = newByteSet(set)
	}
	return *s
}

// triple adds what may stand around a triple: context[at] is its last byte.
// What lies outside of context may be anything. The triple ends at an even or
// an odd place: the rarest four of each sort is taken.
func (f *filterBuilder) triple(at int, context ...*byteSet) {
	for odd := range 2 {
		var best window
		for end := at + odd; end < at+reach; end += 2 {
			w := window{where: lastByte >> (end - at), weight: 1}
			for i := range w.bytes {
				w.bytes[i] = f.set(nil)
				if j := end - 3 + i; j >= 0 && j < len(context) {
					w.bytes[i] = context[j]
				}
				w.weight *= w.bytes[i].weight
			}
			if table, _ := f.table(&w); best.where == 0 || table != nil && w.weight < best.weight {
				best = w
			}
		}
		f.windows = append(f.windows, best)
	}
}

// sorts adds what may stand around something that is no literal.
func (f *filterBuilder) sorts(at int, context ...*charset) {
	var sets []*byteSet
	for _, c := range context {
		sets = append(sets, f.set(c))
	}
	f.triple(at, sets...)
}

// literal adds an anchor.
func (f *filterBuilder) literal(a *anchor) {
	context := append(make([]*byteSet, 0, len(a.lit)+2), f.set(a.before))
	for i, c := range a.lit {
		if a.exact != nil {
			context = append(context, f.letter(a.exact[i], 0))
		} else {
			context = append(context, f.letter(c, 1))
		}
	}
	f.triple(1+a.last, append(context, f.set(a.after))...)
}

// digits adds four digits of which the last is looked at.
func (f *filterBuilder) digits() {
	d := f.set(digitChars)
	f.take(&window{bytes: [4]*byteSet{d, d, d, d}, where: lastByte}, digitsBit)
	f.filter.aligned = 1 << digitsBit
}

// numbers adds two digits behind what ends a label. They stand in many a text; a bit
// for even places and one for odd keep them apart from all others.
func (f *filterBuilder) numbers() {
	d := f.set(digitChars)
	f.take(&window{bytes: [4]*byteSet{f.set(labelBefore), f.set(labelEnds), d, d}, where: lastByte}, numberBits)
	f.take(&window{bytes: [4]*byteSet{f.set(labelEnds), d, d, f.set(numberGoes)}, where: lastByte >> 1}, numberBits+1)
}

// filterSpecials says what must stand beside them: what special and the
// verifiers ask for first.
func (t *tableBuilder) filterSpecials() {
	f := &t.filter
	one := func(s string) *charset { return chars(s) }
	colon, dot, back, plus := one(":"), one("."), one("\\"), one("+")
	hexOrColon, digitOrDot, hexClass := chars("0-9a-fA-F:"), chars("0-9."), new(charset)
	for b, c := range classOf {
		hexClass[b] = c >= 1 && c <= 6 || c == classDigit
	}
	t.at(classDigit, classDigit, classDigit).special |= specialDigits
	f.digits()
	f.numbers()
	f.sorts(1, atBeside, one("@"), atBeside)
	f.sorts(2, digitChars, dot, digitChars, digitOrDot)
	f.sorts(1, colon, colon)
	f.sorts(2, hexClass, colon, hexChars, hexOrColon)
	f.sorts(3, upperDigits, upperDigits, back, asciiLetters, loginChars)
	f.sorts(2, plusBefore, plus, chars("1-9"))
}

// build gives each window the bit that grows least by it. Those that stand almost
// everywhere come first.
func (f *filterBuilder) build() *pairFilter {
	order := make([]int, len(f.windows))
	known := 16 // bits of windows that a table knows: all if there are no others
	for i := range f.windows {
		order[i] = i
		if table, _ := f.table(&f.windows[i]); table == nil || f.filter.aligned != 0 {
			known = openShift
		}
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(f.windows[b].weight, f.windows[a].weight), cmp.Compare(a, b))
	})
	for _, i := range order {
		w := &f.windows[i]
		from, to := openShift, openShift+1 // of windows at whose last byte something rare ends
		if table, _ := f.table(w); table != nil {
			from, to = 0, known
		} else if w.where != lastByte {
			from, to = openShift+1, numberBits
		}
		f.share(w, from, to)
	}
	return f.filter
}

// share gives a window one of the bits in [from,to).
func (f *filterBuilder) share(w *window, from, to int) {
	first, second := f.missing(w, 0), f.missing(w, 1)
	best, least := from, 0.0
	for bit := from; bit < to; bit++ {
		a, b := f.weights[bit][0], f.weights[bit][1]
		grown := (a+first[bit])*(b+second[bit]) - a*b
		if bit == from || grown < least {
			best, least = bit, grown
		}
	}
	f.weights[best][0] += first[best]
	f.weights[best][1] += second[best]
	f.take(w, best)
}

// missing returns for each bit the weight of the first or second pairs of a window
// that lack it.
func (f *filterBuilder) missing(w *window, half int) (sum [16]float64) {
	var have [16]float64
	for _, y := range w.bytes[2*half+1].bytes {
		row := f.filter.pairs[int(y)<<8 : int(y)<<8+256]
		for _, x := range w.bytes[2*half].bytes {
			for bits16 := row[x] >> (16 * half) & 0xffff; bits16 != 0; bits16 &= bits16 - 1 {
				have[bits.TrailingZeros32(bits16)] += byteWeight[x] * byteWeight[y]
			}
		}
	}
	for bit := range sum {
		sum[bit] = w.bytes[2*half].weight*w.bytes[2*half+1].weight - have[bit]
	}
	return sum
}

// take gives a window a bit.
func (f *filterBuilder) take(w *window, bit int) {
	for half := range 2 {
		for _, y := range w.bytes[2*half+1].bytes {
			row := f.filter.pairs[int(y)<<8 : int(y)<<8+256]
			for _, x := range w.bytes[2*half].bytes {
				row[x] |= 1 << bit << (16 * half)
			}
		}
	}
	if table, four := f.table(w); table != nil {
		table[fourHash(four)] |= w.where
		return
	}
	for i := range f.filter.open {
		if i>>(bit-openShift)&1 != 0 {
			f.filter.open[i] |= w.where
		}
	}
}

// table returns the table that knows a window and what it is known by there;
// none where less than three of its bytes in a row are known.
func (f *filterBuilder) table(w *window) (table *[1 << hashBits]uint8, four uint32) {
	known := uint32(0)
	for i, set := range w.bytes {
		if set.known {
			four |= uint32(set.letter) << (8 * i)
			known |= 0xff << (8 * i)
		}
	}
	switch known {
	case headBytes | tailBytes:
		return &f.filter.all, four
	case headBytes:
		return &f.filter.head, four
	case tailBytes:
		return &f.filter.tail, four
	}
	return nil, 0
}

// byteWeight is about how often a byte stands in mixed text, of 1. Like
// classCost it decides about speed alone.
var byteWeight = func() (t [256]float64) {
	for b := range 256 {
		w := float64(classCost[classOf[b]])
		switch c := byte(b); {
		case isLower(c):
		case isUpper(c):
			w /= 8
		case isDigit(c):
			w /= 10
		case c == ' ':
			w = 100
		case c == '\n', c == ',', c == '"', c == '.', c == ':', c == '-', c == '_', c == '/':
			w = 12
		case c > ' ' && c < 0x7f:
			w = 3
		default:
			w = 0.3
		}
		t[b] = w / 1000
	}
	return t
}()
