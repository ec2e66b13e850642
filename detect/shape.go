package detect

import "fmt"

// A shape is how a number is written, character by character:
//
//	#  a digit
//	@  a letter of ASCII, in either case
//	*  a letter of ASCII or a digit
//	&  all letters of ASCII and digits that follow, at least one
//	~  nothing, or one of ' ', '-', '.', '/': the same wherever it stands in the number
//	?  before any of these: it may be missing
//
// Every other character stands for itself, a letter of ASCII in either case; '?' is not for those
// beyond ASCII.
type shape []shapeChar

// A shapeChar is one character of a shape.
type shapeChar struct {
	is    byte // '#', '@', '*', '&', '~' or 0 for a character that stands for itself
	c     byte // in lower case
	maybe bool
}

// maxNumber is the most letters and digits that a number has.
const maxNumber = 64

func newShape(s string) (shape, error) {
	var sh shape
	solid := 0
	maybe := false
	for i := range len(s) {
		p := shapeChar{maybe: maybe}
		switch c := s[i]; {
		case c >= 0x80 && maybe:
			return nil, fmt.Errorf("shape %q: '?' stands before what is not ASCII", s)
		case c == '?':
			if maybe = true; i == len(s)-1 {
				return nil, fmt.Errorf("shape %q: nothing follows '?'", s)
			}
			continue
		case c == '#' || c == '@' || c == '*':
			p.is = c
			solid++
		case c == '&':
			p.is = c
			solid += 4
		case c == '~':
			p.is = c
		default:
			if p.c = lower[c]; alnumChars[c] {
				solid++
			}
		}
		maybe = false
		sh = append(sh, p)
	}
	if maybes := countMaybes(sh); maybes > maxMaybes {
		return nil, fmt.Errorf("shape %q: has %d times '?', want at most %d: write several shapes", s, maybes, maxMaybes)
	}
	if solid < 4 || solid > maxNumber {
		return nil, fmt.Errorf("shape %q: want 4 to %d letters and digits", s, maxNumber)
	}
	return sh, nil
}

// maxMaybes bounds the ways to read a number: each '?' may double them.
const maxMaybes = 8

func countMaybes(sh shape) (n int) {
	for i := range sh {
		if sh[i].maybe {
			n++
		}
	}
	return n
}

// isSeparator reports whether c may part the groups of a number.
func isSeparator(c byte) bool { return c == ' ' || c == '-' || c == '.' || c == '/' }

// match reads a number of this shape at i, and appends its letters and digits to
// body, letters as capitals. It returns where the number ends, -1 if there is none.
func (sh shape) match(text []byte, i int, body []byte) (end int, out []byte) {
	return sh.matchFrom(text, i, body, 0xff)
}

// matchFrom is match with the separator that is in use, 0 for none and 0xff where
// that is still open.
func (sh shape) matchFrom(text []byte, i int, body []byte, sep byte) (int, []byte) {
	for n := range sh {
		p := &sh[n]
		if p.is == '~' {
			switch {
			case sep == 0xff && i < len(text) && isSeparator(text[i]):
				sep = text[i]
				i++
			case sep == 0xff:
				sep = 0
			case sep != 0 && i < len(text) && text[i] == sep:
				i++
			case sep != 0:
				return -1, body
			}
			continue
		}
		if i >= len(text) || !p.takes(text[i]) {
			if p.maybe {
				continue
			}
			return -1, body
		}
		if p.maybe { // it may be there and yet belong to what follows
			if end, out := sh[n+1:].matchFrom(text, i+1, keepAlnum(body, text[i]), sep); end >= 0 {
				return end, out
			}
			continue
		}
		body = keepAlnum(body, text[i])
		i++
		for p.is == '&' && i < len(text) && alnumChars[text[i]] && len(body) < maxNumber {
			body = keepAlnum(body, text[i])
			i++
		}
	}
	return i, body
}

// keepAlnum appends c to body as a capital, if it is a letter or digit.
func keepAlnum(body []byte, c byte) []byte {
	switch {
	case isLower(c):
		return append(body, c&^0x20)
	case alnumChars[c]:
		return append(body, c)
	}
	return body
}

func (p *shapeChar) takes(c byte) bool {
	switch p.is {
	case '#':
		return isDigit(c)
	case '@':
		return isAlpha(c)
	case '*', '&':
		return alnumChars[c]
	}
	return lower[c] == p.c
}

// numberBegins reports whether no number or word goes over i.
func numberBegins(text []byte, i int) bool {
	if i == 0 {
		return true
	}
	switch c := text[i-1]; {
	case c == '_':
		return i == 1 || !isDigit(text[i-2])
	case wordChars[c]:
		return false
	case c == '.' || c == '-' || c == '/' || c == ',' || c == ':':
		return i == 1 || !isDigit(text[i-2])
	case c == '$' || c == '%' || c == '@' || c == '+':
		return false
	}
	return true
}

// numberGoesOn reports whether what ends at i is part of a longer number or word.
func numberGoesOn(text []byte, i int) bool {
	if i >= len(text) {
		return false
	}
	switch c := text[i]; {
	case wordChars[c] || c == '@' || c == '%':
		return true
	case c == '-':
		return i+1 < len(text) && wordChars[text[i+1]]
	case c == '.' || c == '/' || c == ',' || c == ':':
		return i+1 < len(text) && isDigit(text[i+1])
	}
	return false
}
