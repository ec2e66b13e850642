package detect

// digits looks at four digits that end at i and do not stand alone.
func (st *Stream) digits(i int) {
	more := func(i int) bool { return i >= 0 && i < len(st.buf) && (isDigit(st.buf[i]) || isCardGap(st.buf[i])) }
	if st.base+int64(i) >= st.skip.number && (more(i+1) || more(i-4)) {
		st.look(i-3, i+1, nil, 0, verifyDigits)
	}
}

// literal looks at a literal that begins at start.
func (st *Stream) literal(a *anchor, start int) {
	st.look(start+a.skip, start+len(a.lit), a.rule, a.which, a.hit)
}

// standsIn reports whether what must stand beside the anchor at i may do so.
func (b *beside) standsIn(text []byte, i, end int) bool {
	return (b.before == nil || i == 0 || b.before[text[i-1]]) && (b.after == nil || end >= len(text) || b.after[text[end]])
}

// special looks at what is no literal. A sieve knows classes of bytes alone, and runs
// of digits stand everywhere: cheap tests come first.
func (st *Stream) special(s special, i int) {
	buf, b := st.buf, &st.e.builtin
	if i < 1 {
		return
	}
	if s&specialAt != 0 && i > 1 && buf[i-1] == '@' && atBeside[buf[i-2]] && atBeside[buf[i]] {
		st.look(i-1, i, nil, 0, verifyAt)
	}
	if s&specialGroups != 0 && i > 1 {
		switch {
		case buf[i-2] == '.' && mayBeIP(buf, i-1):
			st.look(i-2, i-1, nil, 0, verifyDotted)
		case buf[i-2] == ':' && mayBeIP6(buf, i-1):
			st.look(i-2, i-1, nil, 0, verifyColons)
		}
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
	if s&specialCountry != 0 && i > 2 && isDigit(buf[i-1]) && (i == 3 || !word8Chars[buf[i-4]]) {
		st.look(i-3, i, nil, 0, verifyCountry)
	}
	if s&specialNumber != 0 {
		st.numberMet(i)
	}
	if s&specialDigits != 0 && isDigit(buf[i-3]) && isDigit(buf[i-2]) && isDigit(buf[i-1]) && isDigit(buf[i]) {
		st.digits(i)
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
