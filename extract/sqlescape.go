package extract

// What is escaped in the strings of a dump is handed on as it is meant: 'O''Brien' and 'O\'Brien'
// are O'Brien. A piece without any, as most are, is handed on as it stands.

// A sqlEscapes is what of a piece stands otherwise than it is meant.
type sqlEscapes struct {
	drop  []int // places of bytes that are no part of a value, ascending
	meant []meant
	text  []byte
}

// A meant is the byte that one behind a backslash means.
type meant struct {
	at int
	b  byte
}

// doubled says that the quote at p[i] is one with that behind it.
func (e *sqlEscapes) doubled(i int) { e.drop = append(e.drop, i) }

// backslash says that one stands at p[i].
func (e *sqlEscapes) backslash(i int) { e.drop = append(e.drop, i) }

// behind says that p[i], which is b, stands behind a backslash.
func (e *sqlEscapes) behind(i int, b byte) {
	switch b {
	case 'n':
		b = '\n'
	case 't':
		b = '\t'
	case 'r':
		b = '\r'
	case '0', 'b', 'Z':
		b = ' '
	default:
		return
	}
	e.meant = append(e.meant, meant{i, b})
}

// apply returns p as it is meant, lent, and moves the marks of r, which stand in p, with it.
func (e *sqlEscapes) apply(p []byte, r *run) []byte {
	if len(e.drop) == 0 && len(e.meant) == 0 {
		return p
	}
	e.text = append(e.text[:0], p...)
	for _, m := range e.meant {
		e.text[m.at] = m.b
	}
	from := 0 // of the marks that stand in p
	for from < len(r.marks) && r.marks[from].Offset < r.off {
		from++
	}
	to, dropped := 0, 0
	for at, i := 0, from; at <= len(p); at++ {
		for ; i < len(r.marks) && r.marks[i].Offset == r.off+int64(at); i++ {
			r.marks[i].Offset -= int64(dropped)
		}
		if dropped < len(e.drop) && e.drop[dropped] == at {
			dropped++
			continue
		}
		if at < len(p) {
			e.text[to] = e.text[at]
			to++
		}
	}
	if n := len(r.marks); n > 0 {
		r.last.Offset = r.marks[n-1].Offset
	}
	e.drop, e.meant = e.drop[:0], e.meant[:0]
	return e.text[:to]
}
