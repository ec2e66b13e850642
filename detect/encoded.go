package detect

import (
	"bytes"
	"html"
	"slices"
	"strconv"
	"unicode/utf8"
)

// Text in another coding is decoded where a cheap test says that it pays, and
// looked through like any other: what is found there stands where the coded text
// stands. This file has the codings in which single characters are escaped; a
// whole run in one coding is for blob.go.
//
// What begins an escape is rare in most text, and is looked for by itself. Where
// the escape could matter ('@', ':', '=' or '+', which a form needs), the token
// around it is decoded, whatever escapes it mixes: each byte of a text is decoded
// once, and once more for each coding that lies within.

// maxDepth is how many codings may lie within each other.
const maxDepth = 3

const (
	tokenBack  = 512     // bytes that a token reaches back from its first escape at most
	tokenAhead = 4 << 10 // and ahead
)

// An escaping is one way to write characters otherwise.
type escaping struct {
	name  string
	begin []byte // what every escape that matters begins with
	// matters reports whether an escape begins s that is worth decoding its token
	// for.
	matters func(s []byte) bool
}

// escapings are those that are known: RFC 3986 section 2.1; HTML Living Standard
// section 13.1.4; RFC 8259 section 7; RFC 2045 section 6.7; RFC 2047.
var escapings = [...]escaping{
	percentSigns: {"percent", []byte("%"), matter(decodePercent)},
	quotedSigns:  {"quoted-printable", []byte("=40"), quotedMatters},
	encodedWords: {"encoded-word", []byte("=?"), mailWordMatters},
	{"html", []byte("&"), matter(decodeEntity)},
	{"escape", []byte(`\u00`), matter(decodeEscape)},
	{"escape", []byte(`\x`), matter(decodeEscape)},
}

// Those that code treats apart.
const (
	percentSigns = iota
	quotedSigns
	encodedWords
)

// A decoder reads the escape at the beginning of s, and returns what it stands for
// and how many bytes it takes, 0 where there is none. A byte is one of UTF-8.
type decoder func(s []byte) (r rune, isByte bool, n int)

func matter(decode decoder) func([]byte) bool {
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

// scanEscapes looks for escapes that begin in st.buf[lo:hi], in their order.
func (st *Stream) scanEscapes(lo, hi int) {
	if st.depth == maxDepth {
		return
	}
	var next [len(escapings)]int // places, hi where there is none any more
	for k := range escapings {
		next[k] = st.escape(k, lo, hi)
	}
	for {
		k := 0
		for other := range escapings {
			if next[other] < next[k] {
				k = other
			}
		}
		i := next[k]
		if i >= hi {
			return
		}
		switch {
		case st.base+int64(i) < st.skip.escaped:
		case k == encodedWords:
			st.decodeMailWords(i)
		default:
			st.decodeToken(k, i)
		}
		next[k] = st.escape(k, max(i+1, int(st.skip.escaped-st.base)), hi)
	}
}

// escape returns where the next escape of a sort that matters begins, or hi.
func (st *Stream) escape(k, from, hi int) int {
	x := &escapings[k]
	for i := from; i < hi; i++ {
		n := bytes.Index(st.buf[i:min(len(st.buf), hi+len(x.begin)-1)], x.begin)
		if n < 0 {
			break
		}
		if i += n; x.matters(st.buf[i:min(len(st.buf), i+viewAhead)]) {
			return i
		}
	}
	return hi
}

// decodeToken decodes the token around an escape.
func (st *Stream) decodeToken(k, at int) {
	from := max(runBack(st.buf, at, tokenBack, tokenChars), int(st.skip.escaped-st.base))
	d := &st.decoded
	d.begin(escapings[k].name, st.base+int64(from))
	i, end := from, min(len(st.buf), at+tokenAhead)
	for i < end {
		c := st.buf[i]
		if decode := decoders[c]; decode != nil {
			if r, isByte, n := decode(st.buf[i:]); n > 0 && (c != '+' || k == percentSigns) && (c != '=' || k == quotedSigns) {
				if isByte {
					d.byte(byte(r), i-from)
				} else {
					d.rune(r, i-from)
				}
				i += n
				continue
			}
		}
		if !tokenChars[c] {
			break
		}
		d.byte(c, i-from)
		i++
	}
	st.skip.escaped = st.base + int64(i)
	if d.at = append(d.at, int32(i-from)); pays(d.text) {
		st.within(d, 0, int64(i-from))
	}
}

// pays reports whether a decoded token may hold what its escapes hid: an address, a
// URL, an assignment, a number with its calling code.
func pays(text []byte) bool {
	for i := 1; i+1 < len(text); i++ {
		switch text[i] {
		case '@':
			if atBeside[text[i-1]] && atBeside[text[i+1]] {
				return true
			}
		case ':', '=':
			if len(text) >= 8 {
				return true
			}
		case '+', '%', '&', '\\':
			if len(text) >= 6 {
				return true
			}
		}
	}
	return false
}

// tokenChars are what a token with escapes is made of.
var tokenChars = chars("!#-;=?-_a-~").with8bit().and("&")

// decoders are by the first byte of what they read.
var decoders = [256]decoder{'%': decodePercent, '+': decodePlus, '&': decodeEntity, '\\': decodeEscape, '=': decodeQuoted}

// A decoding is decoded text with the places that its bytes come from.
type decoding struct {
	name string
	run  int64   // where the coded text begins in the text
	from int64   // and where what is decoded here does
	text []byte  // decoded
	at   []int32 // for each byte of it, and for its end, the place in the coded text
}

func (d *decoding) begin(name string, from int64) {
	*d = decoding{name: name, run: from, from: from, text: d.text[:0], at: d.at[:0]}
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

// within looks through decoded text, and hands on what begins in its coded form in
// [first,last) as candidates at the place of that. d is st's own; nothing else may
// decode meanwhile.
func (st *Stream) within(d *decoding, first, last int64) {
	if st.sub == nil {
		st.sub = &Stream{e: st.e, window: windowSize, depth: st.depth + 1}
		st.sub.outer = st
	}
	sub := st.sub
	sub.Reset(Segment{Media: st.seg.Media, Part: st.seg.Part}, nil)
	sub.accept = [2]int64{first, last}
	field, record := st.marks.at(d.from)
	sub.marks.list = append(sub.marks.list, mark{record: record, field: field})
	if sub.Write(d.text, nil) == nil {
		sub.Close()
	}
}

// takeInner takes what was found in decoded text; it is lent, with its value.
func (st *Stream) takeInner(c *candidate, value []byte, accept [2]int64) {
	d := &st.decoded
	start, end := int64(d.at[c.offset]), int64(d.at[c.offset+int64(c.length)])
	if start < accept[0] || start >= accept[1] || end <= start || end-start > maxMatch {
		return
	}
	own := *c
	own.offset, own.length, own.own = d.from+start, int32(end-start), slices.Clone(value)
	own.within = &within{d.name, d.run, c.within}
	st.pending = append(st.pending, own)
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

// decodePercent reads %XX.
func decodePercent(s []byte) (rune, bool, int) {
	if len(s) < 3 || !hexChars[s[1]] || !hexChars[s[2]] {
		return 0, false, 0
	}
	return rune(unhex(s[1])<<4 | unhex(s[2])), true, 3
}

// decodePlus reads the '+' that forms write for a space beside percent signs.
func decodePlus([]byte) (rune, bool, int) { return ' ', true, 1 }

// decodeEscape reads \uXXXX and \xXX, \/ and \\.
func decodeEscape(s []byte) (rune, bool, int) {
	if len(s) < 2 {
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

// decodeEntity reads a character reference of HTML: by number, or by a name that
// stands for a character of ASCII.
func decodeEntity(s []byte) (rune, bool, int) {
	end := bytes.IndexByte(s[:min(len(s), 12)], ';')
	if end < 2 {
		return 0, false, 0
	}
	if s[1] != '#' {
		r, ok := entities[string(s[1:end])]
		if !ok {
			return 0, false, 0
		}
		return r, false, end + 1
	}
	text := html.UnescapeString(string(s[:end+1]))
	r, n := utf8.DecodeRuneInString(text)
	if n != len(text) || r == utf8.RuneError {
		return 0, false, 0
	}
	return r, false, end + 1
}

// entities are the names of HTML's for the characters that forms need, and those
// around them.
var entities = map[string]rune{
	"commat": '@', "amp": '&', "plus": '+', "equals": '=', "colon": ':', "period": '.', "sol": '/', "lowbar": '_', "hyphen": '-', "dash": '-',
	"quot": '"', "apos": '\'', "lt": '<', "gt": '>', "nbsp": ' ', "percnt": '%', "num": '#', "comma": ',', "semi": ';', "lpar": '(', "rpar": ')',
}

// decodeQuoted reads =XX.
func decodeQuoted(s []byte) (rune, bool, int) {
	if len(s) < 3 || !upperHexChars[s[1]] || !upperHexChars[s[2]] {
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
