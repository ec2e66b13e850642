package detect

// scanAnchors finds anchors whose triple ends in st.buf[lo:hi]. Four places are
// tried at once: their triples do not depend on each other. Four digits at a
// multiple of four in the text may be part of a card number: every grouping of
// one has such four, and few other numbers do.
func (st *Stream) scanAnchors(lo, hi int) {
	set, buf := &st.e.table.set, st.buf
	i := min(hi, lo+int(-(st.base+int64(lo))&3))
	st.scanBytes(lo, i)
	var p, q uint32 // classes of the two bytes before
	if i > 0 {
		q = uint32(classOf[buf[i-1]])
	}
	if i > 1 {
		p = uint32(classOf[buf[i-2]])
	}
	for ; i+4 <= hi; i += 4 {
		b := buf[i : i+4 : i+4]
		c0, c1, c2, c3 := uint32(classOf[b[0]]), uint32(classOf[b[1]]), uint32(classOf[b[2]]), uint32(classOf[b[3]])
		k0, k1, k2, k3 := p<<10|q<<5|c0, q<<10|c0<<5|c1, c0<<10|c1<<5|c2, c1<<10|c2<<5|c3
		p, q = c2, c3
		h0, h1 := set[k0>>6&511]>>(k0&63)&1, set[k1>>6&511]>>(k1&63)&1
		h2, h3 := set[k2>>6&511]>>(k2&63)&1, set[k3>>6&511]>>(k3&63)&1
		if h0|h1|h2|h3 != 0 {
			if h0 != 0 {
				st.hit(k0, i)
			}
			if h1 != 0 {
				st.hit(k1, i+1)
			}
			if h2 != 0 {
				st.hit(k2, i+2)
			}
			if h3 != 0 {
				st.hit(k3, i+3)
			}
		}
		if k3 == fourDigits && c0 == classDigit {
			st.digits(i + 3)
		}
	}
	st.scanBytes(i, hi)
}

const fourDigits = classDigit<<10 | classDigit<<5 | classDigit

// scanBytes is scanAnchors one place at a time, for the ends of a window.
func (st *Stream) scanBytes(lo, hi int) {
	buf := st.buf
	for i := lo; i < hi; i++ {
		k := uint32(classOf[buf[i]])
		if i > 0 {
			k |= uint32(classOf[buf[i-1]]) << 5
		}
		if i > 1 {
			k |= uint32(classOf[buf[i-2]]) << 10
		}
		if st.e.table.set[k>>6]>>(k&63)&1 != 0 {
			st.hit(k, i)
		}
		if (st.base+int64(i))&3 == 3 && k == fourDigits && i > 2 && isDigit(buf[i-3]) {
			st.digits(i)
		}
	}
}

// digits looks at four digits that end at i.
func (st *Stream) digits(i int) {
	if st.base+int64(i) >= st.skip.number {
		st.look(i-3, i+1, nil, 0, verifyDigits)
	}
}

// hit looks at everything that the bucket of a triple names. i is the triple's
// last byte.
func (st *Stream) hit(triple uint32, i int) {
	b := &st.e.table.buckets[st.e.table.index[triple&tripleMask]]
	if b.special != 0 {
		st.special(b.special, i)
	}
	for j := range b.anchors {
		a := &b.anchors[j]
		if start := i - a.last; a.matches(st.buf, start) {
			st.look(start+a.skip, start+len(a.lit), a.rule, a.which, a.hit)
		}
	}
}

// special looks at what is no literal. Cheap tests come first: runs of digits
// stand everywhere.
func (st *Stream) special(s special, i int) {
	buf, b := st.buf, &st.e.builtin
	if s&specialAt != 0 && buf[i] == '@' && i > 0 && i+1 < len(buf) && atBeside[buf[i-1]] && atBeside[buf[i+1]] {
		st.look(i, i+1, nil, 0, verifyAt)
	}
	if i < 1 {
		return
	}
	if s&specialDotted != 0 && buf[i-1] == '.' && mayBeIP(buf, i) {
		st.look(i-1, i, nil, 0, verifyDotted)
	}
	if s&specialColons != 0 && buf[i-1] == ':' && mayBeIP6(buf, i) {
		st.look(i-1, i, nil, 0, verifyColons)
	}
	if s&specialPlus != 0 && buf[i-1] == '+' {
		st.look(i-1, i+1, b.phonePlus, 0, verifyPhonePlus)
	}
	if s&specialBack != 0 && buf[i-1] == '\\' {
		st.look(i-1, i, b.userDomain, 0, verifyBackslash)
	}
	if s&specialIBAN != 0 && i >= 2 {
		st.look(i-2, i+1, nil, 0, verifyIBAN)
	}
}

// atBeside are the bytes that stand beside the '@' of an address or identifier.
var atBeside = chars("!-?A-~").with8bit().without("<>(),;:\\|")

// mayBeIP reports whether the digits from i are followed by '.' and a digit.
func mayBeIP(buf []byte, i int) bool {
	end := min(len(buf)-1, i+4)
	for i < end && isDigit(buf[i]) {
		i++
	}
	return i < end && buf[i] == '.' && isDigit(buf[i+1])
}

// mayBeIP6 reports whether two more ':' follow the one before i, or one at
// once. The time of day has one more.
func mayBeIP6(buf []byte, i int) bool {
	for range 2 {
		if i < len(buf) && buf[i] == ':' {
			return true
		}
		end := min(len(buf), i+5)
		for i < end && hexChars[buf[i]] {
			i++
		}
		if i >= end || buf[i] != ':' {
			return false
		}
		i++
	}
	return true
}

// look makes the view of one anchor: the same bytes whatever the window.
func (st *Stream) look(start, end int, r *Rule, which int, hit hitFunc) {
	from, to := max(0, start-viewBack), min(len(st.buf), start+viewAhead)
	v := &st.v
	v.st, v.rule, v.anchor = st, r, which
	v.text, v.base = st.buf[from:to:to], st.base+int64(from)
	v.start, v.end = start-from, end-from
	hit(v)
}
