package detect

import "unicode/utf16"

// decodeBlob decodes a run that is no longer than shortBlob and looks through it.
func (st *Stream) decodeBlob(start, end int, x unblob) {
	d := &st.decoded
	*d = decoding{name: x.name(), from: st.base + int64(start), text: d.text[:0], at: d.at[:0]}
	x.addAll(st.buf[start:end], d.from, d)
	x.end(d)
	d.at = append(d.at, int32(end-start))
	st.within(d)
}

// An unblob decodes base64 or hexadecimal digits, and UTF-16 where that lies in
// them.
type unblob struct {
	hex, wide bool

	bits uint32
	n    int   // characters in bits
	at   int64 // place of the first of them in the text
	unit unit
}

// A unit is the first half of what UTF-16 is made of.
type unit struct {
	half bool // low holds the first byte of a unit
	low  byte
	at   int64
	high rune // the first of a surrogate pair, or 0
}

func (x *unblob) name() string {
	switch {
	case x.hex:
		return "hex"
	case x.wide:
		return "base64-utf16"
	}
	return "base64"
}

// addAll decodes a piece of the run; at is the place of its first byte in the text.
// What is no digit ends a line.
func (x *unblob) addAll(piece []byte, at int64, d *decoding) {
	for i := 0; i < len(piece); i++ {
		switch c := piece[i]; {
		case c == '\\':
			i++ // and what follows it
		case x.hex && hexChars[c]:
			x.add(uint32(unhex(c)), 4, at+int64(i))
			if x.n == 2 {
				x.out(d, byte(x.bits))
			}
		case !x.hex && base64Value[c] != 0xff:
			x.add(uint32(base64Value[c]), 6, at+int64(i))
			if x.n == 4 {
				x.out(d, byte(x.bits>>16), byte(x.bits>>8), byte(x.bits))
			}
		}
	}
}

func (x *unblob) add(v uint32, width int, at int64) {
	if x.n == 0 {
		x.at, x.bits = at, 0
	}
	x.bits, x.n = x.bits<<width|v, x.n+1
}

// end decodes what is left without padding.
func (x *unblob) end(d *decoding) {
	switch {
	case x.hex:
	case x.n == 2:
		x.out(d, byte(x.bits>>4))
	case x.n == 3:
		x.out(d, byte(x.bits>>10), byte(x.bits>>2))
	}
}

func (x *unblob) out(d *decoding, bytes ...byte) {
	x.n = 0
	for i, b := range bytes {
		if at := x.at + int64(i); x.wide {
			x.unit.add(b, at, d)
		} else {
			d.byte(b, int(at-d.from))
		}
	}
}

func (u *unit) add(b byte, at int64, d *decoding) {
	if u.half = !u.half; u.half {
		u.low = b
		if u.high == 0 {
			u.at = at
		}
		return
	}
	r := rune(u.low) | rune(b)<<8
	switch {
	case u.high != 0:
		d.rune(utf16.DecodeRune(u.high, r), int(u.at-d.from))
		u.high = 0
	case utf16.IsSurrogate(r) && r < 0xdc00:
		u.high = r
	default:
		d.rune(r, int(u.at-d.from))
	}
}

// An openBlob is a long run that is being decoded.
type openBlob struct {
	open bool
	idle bool  // it is no text: only its end is looked for
	next int64 // where it goes on
	line int64 // where the line began
	from int64 // where the run began
	x    unblob

	size   int64   // decoded so far
	places []place // where decoded text comes from, each placeStep bytes
}

// A place says where a byte of decoded text comes from.
type place struct{ decoded, coded int64 }

const (
	placeStep = 64
	// placesKept is how many places are kept: for as much text as findings are held
	// back.
	placesKept = (windowSize + marginBack + marginAhead) / placeStep * 2
)

// openBlob begins a long run, whose first line began at line.
func (st *Stream) openBlob(line, start int, x unblob) {
	st.blob = openBlob{
		open: true, next: st.base + int64(start), line: st.base + int64(line), from: st.base + int64(start), x: x, places: st.blob.places[:0],
	}
	if st.long == nil {
		st.long = &Stream{e: st.e, window: windowSize, depth: st.depth + 1}
	}
	st.begin(st.long, &decoding{name: x.name(), from: st.blob.from}, func(c *candidate) error {
		b := &st.blob
		start, end := b.place(c.offset), b.place(c.offset+int64(c.length))
		c.offset, c.length = start, int32(max(1, end-start))
		return st.emit(c)
	})
}

// feed decodes the open run up to st.buf[hi].
func (st *Stream) feed(hi int) {
	b := &st.blob
	for i := int(b.next - st.base); ; {
		end := run(st.buf, i, max(0, hi-i), blobChars)
		if !b.idle {
			st.feedPiece(i, end)
		}
		b.next = st.base + int64(end)
		st.skip.blob = b.next
		if end >= hi {
			return
		}
		next := -1
		if !b.idle {
			next = st.folds(int(b.line-st.base), end)
		}
		if next < 0 {
			st.endBlob()
			return
		}
		b.line, b.next, i = st.base+int64(next), st.base+int64(next), next
		if i >= hi {
			return
		}
	}
}

func (st *Stream) feedPiece(i, end int) {
	b, d := &st.blob, &st.decoded
	*d = decoding{from: st.base + int64(i), text: d.text[:0], at: d.at[:0]}
	b.x.addAll(st.buf[i:end], d.from, d)
	st.writeLong()
}

// writeLong hands on what was decoded and notes where it comes from.
func (st *Stream) writeLong() {
	b, d := &st.blob, &st.decoded
	for n := -b.size & (placeStep - 1); n < int64(len(d.text)); n += placeStep {
		b.places = append(b.places, place{b.size + n, d.from + int64(d.at[n])})
	}
	if n := len(b.places) - placesKept; n > placesKept {
		b.places = append(b.places[:0], b.places[n:]...)
	}
	b.size += int64(len(d.text))
	if st.err == nil {
		st.err = st.long.Write(d.text, nil)
	}
}

// endBlob comes to the end of the open run.
func (st *Stream) endBlob() {
	b := &st.blob
	if !b.idle {
		d := &st.decoded
		*d = decoding{from: b.next, text: d.text[:0], at: d.at[:0]}
		b.x.end(d)
		st.writeLong()
		if st.err == nil {
			st.err = st.long.Close()
		}
	}
	*b = openBlob{places: b.places[:0]}
}

// place returns about where in the text decoded byte n comes from.
func (b *openBlob) place(n int64) int64 {
	lo, hi := 0, len(b.places)
	for lo < hi {
		if mid := (lo + hi) / 2; b.places[mid].decoded <= n {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo == 0 {
		return b.from
	}
	p := b.places[lo-1]
	switch n -= p.decoded; {
	case b.x.hex:
		return p.coded + 2*n
	case b.x.wide:
		return p.coded + n*8/3
	}
	return p.coded + n*4/3
}
