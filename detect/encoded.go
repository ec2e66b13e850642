package detect

import (
	"bytes"
	"html"
	"strconv"
	"unicode/utf8"
)

// Text in another coding is decoded where a cheap test says that it pays, and
// looked through like any other: what is found there stands where the coded text
// stands. This file has the codings in which single characters are escaped; a
// whole run in one coding is for blob.go.
//
// A character that begins an escape is rare in most text, and is looked for by
// itself. Where the escape could matter ('@', ':', '=' or '+', which a form needs),
// the token around it is decoded.

// maxDepth is how many codings may lie within each other.
const maxDepth = 3

const (
	tokenBack  = 512     // bytes that a token reaches back from its first escape at most
	tokenAhead = 4 << 10 // and ahead
)

// An escaping is one way to write characters otherwise.
type escaping struct {
	id    int // among escapings
	name  string
	begin []byte // what every escape that matters begins with
	// matters reports whether an escape begins s that is worth decoding its token
	// for.
	matters func(s []byte) bool
	// decode reads the escape at the beginning of s, and returns what it stands for
	// and how many bytes it takes, 0 where there is none.
	decode func(s []byte) (r rune, isByte bool, n int)
}

// escapings are those that are known: RFC 3986 section 2.1; HTML Living Standard
// section 13.1.4; RFC 8259 section 7; RFC 2045 section 6.7.
var escapings = [...]escaping{
	{0, "percent", []byte("%"), matter(decodePercent), decodePercent},
	{1, "html", []byte("&"), matter(decodeEntity), decodeEntity},
	{2, "escape", []byte(`\u00`), matter(decodeEscape), decodeEscape},
	{3, "escape", []byte(`\x`), matter(decodeEscape), decodeEscape},
	{4, "quoted-printable", []byte("=40"), quotedMatters, decodeQuoted},
}

func matter(decode func([]byte) (rune, bool, int)) func([]byte) bool {
	return func(s []byte) bool {
		r, _, n := decode(s)
		return n > 2 && (r == '@' || r == ':' || r == '=' || r == '+' || r == '%')
	}
}

// quotedMatters knows that "=40" is an assignment more often than an '@': what
// follows must be a domain.
func quotedMatters(s []byte) bool {
	return bytes.IndexByte(s[3:run(s, 3, 253, labelChars)], '.') > 0
}

var labelChars = chars("A-Za-z0-9.-")

// scanEscapes looks for escapes that begin in st.buf[lo:hi].
func (st *Stream) scanEscapes(lo, hi int) {
	if st.depth == maxDepth {
		return
	}
	for k := range escapings {
		x := &escapings[k]
		for i := lo; i < hi; i++ {
			n := bytes.Index(st.buf[i:min(len(st.buf), hi+len(x.begin)-1)], x.begin)
			if n < 0 {
				break
			}
			if i += n; x.matters(st.buf[i:min(len(st.buf), i+viewAhead)]) {
				st.look(i, i+1, nil, 0, x.hit)
			}
		}
	}
}

// hit decodes the token around a trigger.
func (x *escaping) hit(v *view) {
	st := v.st
	at := v.base + int64(v.start)
	if st.depth == maxDepth || at < st.skip.escaped[x.id] {
		return
	}
	from := runBack(v.text, v.start, tokenBack, tokenChars)
	from = max(from, int(st.skip.escaped[x.id]-v.base))
	d := decoding{name: x.name, from: v.base + int64(from)}
	i := from
	for end := min(len(v.text), v.start+tokenAhead); i < end; {
		c := v.text[i]
		if r, isByte, n := x.decode(v.text[i:]); n > 0 {
			if isByte {
				d.byte(byte(r), i-from)
			} else {
				d.rune(r, i-from)
			}
			d.escapes++
			i += n
			continue
		}
		if !tokenChars[c] {
			break
		}
		d.byte(c, i-from)
		i++
	}
	st.skip.escaped[x.id] = v.base + int64(i)
	if d.at = append(d.at, int32(i-from)); d.escapes > 0 {
		st.within(&d)
	}
}

// tokenChars are what a token with escapes is made of.
var tokenChars = chars("!#-;=?-_a-~").with8bit().and("&")

// A decoding is decoded text with the places that its bytes come from.
type decoding struct {
	name    string
	from    int64   // where the coded text begins in the text
	text    []byte  // decoded
	at      []int32 // for each byte of it, and for its end, the place in the coded text
	escapes int
}

func (d *decoding) byte(c byte, at int) {
	d.text, d.at = append(d.text, c), append(d.at, int32(at))
}

func (d *decoding) rune(r rune, at int) {
	n := len(d.text)
	d.text = utf8.AppendRune(d.text, r)
	for range len(d.text) - n {
		d.at = append(d.at, int32(at))
	}
}

// within looks through decoded text, and hands on what stands in it as candidates
// at the place of the coded text.
func (st *Stream) within(d *decoding) {
	if st.sub == nil {
		st.sub = &Stream{e: st.e, window: windowSize, depth: st.depth + 1}
	}
	st.begin(st.sub, d, func(c *candidate) error {
		start, end := d.at[c.offset], d.at[c.offset+int64(c.length)]
		c.offset, c.length, c.own = d.from+int64(start), end-start, bytes.Clone(c.own)
		if c.length > 0 && c.length <= maxMatch {
			st.pending = append(st.pending, *c)
		}
		return nil
	})
	if st.sub.Write(d.text, nil) == nil {
		st.sub.Close()
	}
}

// begin readies a stream for decoded text, in the field in which the coded one
// stands. What it finds goes to take, whose candidate is lent, with its value.
func (st *Stream) begin(sub *Stream, d *decoding, take func(c *candidate) error) {
	sub.Reset(Segment{Media: st.seg.Media, Part: st.seg.Part}, nil)
	field, record := st.marks.at(d.from)
	sub.marks.list = append(sub.marks.list, mark{0, record, field})
	name, from := d.name, d.from // d is used again
	sub.take = func(c *candidate) error {
		own := *c
		own.own = sub.valueOf(c)
		own.within = &within{name, from, c.within}
		return take(&own)
	}
}

// A within says in which coding a candidate stands.
type within struct {
	name string
	from int64   // where the coded text begins, in what holds it
	next *within // in the decoded text
}

func (w *within) String() string {
	if w == nil {
		return ""
	}
	s := w.name + "@" + strconv.FormatInt(w.from, 10)
	if w.next != nil {
		s += "/" + w.next.String()
	}
	return s
}

// decodePercent reads %XX, and the '+' that forms write for a space.
func decodePercent(s []byte) (rune, bool, int) {
	if s[0] == '+' {
		return ' ', true, 1
	}
	if len(s) < 3 || s[0] != '%' || !hexChars[s[1]] || !hexChars[s[2]] {
		return 0, false, 0
	}
	return rune(unhex(s[1])<<4 | unhex(s[2])), true, 3
}

// decodeEscape reads \uXXXX and \xXX, \/ and \".
func decodeEscape(s []byte) (rune, bool, int) {
	if len(s) < 2 || s[0] != '\\' {
		return 0, false, 0
	}
	digits := 0
	switch s[1] {
	case 'u':
		digits = 4
	case 'x':
		digits = 2
	case '/', '\\':
		return rune(s[1]), true, 2
	}
	if digits == 0 || len(s) < 2+digits {
		return 0, false, 0
	}
	var r rune
	for _, c := range s[2 : 2+digits] {
		if !hexChars[c] {
			return 0, false, 0
		}
		r = r<<4 | rune(unhex(c))
	}
	return r, false, 2 + digits
}

// decodeEntity reads a character reference of HTML.
func decodeEntity(s []byte) (rune, bool, int) {
	if len(s) < 4 || s[0] != '&' {
		return 0, false, 0
	}
	end := bytes.IndexByte(s[:min(len(s), 12)], ';')
	if end < 2 {
		return 0, false, 0
	}
	text := html.UnescapeString(string(s[:end+1]))
	r, n := utf8.DecodeRuneInString(text)
	if n != len(text) || r == utf8.RuneError {
		return 0, false, 0
	}
	return r, false, end + 1
}

// decodeQuoted reads =XX and the soft line break.
func decodeQuoted(s []byte) (rune, bool, int) {
	if len(s) < 3 || s[0] != '=' || !upperHexChars[s[1]] || !upperHexChars[s[2]] {
		return 0, false, 0
	}
	return rune(unhex(s[1])<<4 | unhex(s[2])), true, 3
}

var upperHexChars = chars("0-9A-F")

func unhex(c byte) byte {
	if isDigit(c) {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}
