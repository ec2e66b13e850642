package detect

import "unicode/utf16"

// An openBlob is a run that is being decoded, piece by piece.
type openBlob struct {
	open bool
	idle bool // it is no text: only its end is looked for
	hex  bool
	wide bool // UTF-16 lies in it

	run    int64 // where it began
	accept int64 // where the next piece begins
	start  int64 // where its decoding begins, at a multiple of blobGroup characters
	line   int64 // where the line of start began
}

// blobGroup is after how many characters whatever lies in a run begins anew: base64
// after 4, hexadecimal digits after 2, UTF-16 in base64 after 8.
const blobGroup = 8

// openBlob begins a run whose first line began at line.
func (st *Stream) openBlob(line, start int, hex, wide bool) {
	at := st.base + int64(start)
	st.blob = openBlob{open: true, hex: hex, wide: wide, run: at, accept: at, start: at, line: st.base + int64(line)}
}

func (b *openBlob) name() string {
	switch {
	case b.hex:
		return "hex"
	case b.wide:
		return "base64-utf16"
	}
	return "base64"
}

// feed goes on with the open run up to st.buf[hi].
func (st *Stream) feed(hi int) {
	b := &st.blob
	for b.open && b.accept < st.base+int64(hi) {
		if !b.idle {
			st.feedPiece()
			continue
		}
		i := int(b.accept - st.base)
		end := run(st.buf, i, hi-i, blobChars)
		b.accept = st.base + int64(end)
		st.skip.blob = b.accept
		b.open = end == hi
	}
}

// feedPiece decodes the next piece of the open run and looks through it.
func (st *Stream) feedPiece() {
	b, d := &st.blob, &st.decoded
	d.begin(b.name(), b.start)
	d.run = b.run
	piece := b.accept + blobPiece
	next := *b // the piece after this one, where there is one
	next.accept = 0
	x := unblob{hex: b.hex, wide: b.wide}
	i, line, limit := int(b.start-st.base), int(b.line-st.base), int(piece+blobAhead-st.base)
	for {
		end := run(st.buf, i, max(0, min(len(st.buf), limit)-i), blobChars)
		for i < end {
			at := i - int(b.start-st.base)
			if x.read%blobGroup == 0 {
				switch place := st.base + int64(i); {
				case next.accept != 0:
				case place >= piece:
					next.accept = place
				case place <= piece-blobBack:
					next.start, next.line = place, st.base+int64(line)
				}
				if i+blobGroup <= end && x.group(st.buf[i:i+blobGroup], at, d) {
					i += blobGroup
					continue
				}
			}
			x.add(st.buf[i], at, d)
			i++
		}
		if i >= limit {
			break
		}
		fold := st.folds(line, i)
		if fold < 0 || fold >= limit {
			if fold < 0 {
				x.end(d)
				if next.accept != 0 && next.accept >= st.base+int64(i) {
					next.accept = 0
				}
				st.endPiece(d, i, next, next.accept == 0)
				return
			}
			break
		}
		i, line = fold, fold
	}
	st.endPiece(d, i, next, false)
}

// endPiece looks through the piece that was decoded up to st.buf[i].
func (st *Stream) endPiece(d *decoding, i int, next openBlob, last bool) {
	b := &st.blob
	to := st.base + int64(i)
	if !last {
		to = next.accept
	}
	d.at = append(d.at, int32(st.base+int64(i)-d.from))
	first := b.accept - d.from
	st.skip.blob = to
	if *b = next; last {
		*b = openBlob{}
	}
	st.within(d, first, to-d.from)
}

// An unblob decodes base64 or hexadecimal digits, and UTF-16 where that lies in
// them.
type unblob struct {
	hex, wide bool

	read int // characters
	bits uint32
	n    int // characters in bits
	at   int // place of the first of them
	unit unit
}

// A unit is the first half of what UTF-16 is made of.
type unit struct {
	half bool // low holds the first byte of a unit
	low  byte
	at   int
	high rune // the first of a surrogate pair, or 0
}

// group decodes what add would in so many calls, and reports whether it did.
func (x *unblob) group(g []byte, at int, d *decoding) bool {
	g = g[:blobGroup:blobGroup]
	if x.wide || x.n != 0 {
		return false
	}
	p := int32(at)
	if x.hex {
		for _, c := range g {
			if !hexChars[c] {
				return false
			}
		}
		x.read += blobGroup
		d.text = append(d.text, unhex(g[0])<<4|unhex(g[1]), unhex(g[2])<<4|unhex(g[3]), unhex(g[4])<<4|unhex(g[5]), unhex(g[6])<<4|unhex(g[7]))
		d.at = append(d.at, p, p+2, p+4, p+6)
		return true
	}
	v := func(i int) uint32 {
		return uint32(base64Value[g[i]])<<18 | uint32(base64Value[g[i+1]])<<12 | uint32(base64Value[g[i+2]])<<6 | uint32(base64Value[g[i+3]])
	}
	x.read += blobGroup
	a, b := v(0), v(4)
	d.text = append(d.text, byte(a>>16), byte(a>>8), byte(a), byte(b>>16), byte(b>>8), byte(b))
	d.at = append(d.at, p, p+1, p+2, p+4, p+5, p+6)
	return true
}

// add decodes one character that stands at a place.
func (x *unblob) add(c byte, at int, d *decoding) {
	if x.hex && !hexChars[c] {
		return
	}
	x.read++
	if x.n == 0 {
		x.at, x.bits = at, 0
	}
	x.n++
	if x.hex {
		if x.bits = x.bits<<4 | uint32(unhex(c)); x.n == 2 {
			x.out(d, byte(x.bits))
		}
		return
	}
	if x.bits = x.bits<<6 | uint32(base64Value[c]); x.n == 4 {
		x.out(d, byte(x.bits>>16), byte(x.bits>>8), byte(x.bits))
	}
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
		if x.wide {
			x.unit.add(b, x.at+i, d)
		} else {
			d.byte(b, x.at+i)
		}
	}
}

func (u *unit) add(b byte, at int, d *decoding) {
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
		d.rune(utf16.DecodeRune(u.high, r), u.at)
		u.high = 0
	case utf16.IsSurrogate(r) && r < 0xdc00:
		u.high = r
	default:
		d.rune(r, u.at)
	}
}
