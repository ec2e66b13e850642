package detect

import "bytes"

// Where a phrase stands; a better place counts more.
const (
	inText        uint8 = 1
	nearBeginning uint8 = 2
	asLine        uint8 = 3
	asHeading     uint8 = 4
)

// placeOf returns the best place that a phrase can have which begins at start of
// a piece at offset.
func placeOf(offset int64, start int) uint8 {
	switch {
	case offset == 0 && start <= maxHeading/2:
		return asHeading
	case offset == 0 && start < classifyTitle:
		return asLine
	}
	return inText
}

// maxHeading is the longest line in bytes that is the heading of a document.
const maxHeading = 64

// heading reports whether text[start:end] begins the first line of a document and
// the line is it alone, or it and a number: "Invoice 2022-0815".
func heading(text []byte, start, end int) bool {
	if start > maxHeading/2 || len(bytes.TrimSpace(text[:start])) > 0 {
		return false
	}
	n := bytes.IndexByte(text[end:min(len(text), start+maxHeading)], '\n')
	if n < 0 {
		return false
	}
	rest := bytes.Trim(text[end:end+n], " \t\r:#.")
	return len(rest) == 0 || hasDigit(rest) && bytes.IndexByte(rest, '@') < 0 && len(bytes.Fields(rest)) <= 3
}

// alone reports whether text[start:end] is a line or a column of its own, or the name of
// one: "Invoice no: 4711", "| Stock |". It looks at 48 bytes on both sides.
func alone(text []byte, start, end int) bool {
	i, from := start, max(0, start-48)
	for i > from && isMargin(text[i-1]) {
		i--
	}
	switch {
	case i == 0 || text[i-1] == '\n':
	case i < start && (text[i] == '\t' || text[i] == '|' || text[start-1] == '\t' || start-i >= 2):
	case i == start && (text[i-1] == ',' || text[i-1] == ';') || i == start-1 && text[i] == '"' && (text[i-1] == ',' || text[i-1] == ';'):
	default:
		return false
	}
	rest := text[end:min(len(text), end+48)]
	digits := false
	for j, c := range rest {
		switch c {
		case '\n', '\r', '\t', '|', ':':
			return true
		case ',', ';':
			return j == 0 || j == 1 && rest[0] == '"'
		case ' ':
			if j+1 < len(rest) && rest[j+1] == ' ' {
				return j == 0 || digits
			}
		case '.', '#', '-', '/', '*', '=', '"', ')', '(', '_', ']', 0x7f:
		default:
			switch {
			case isDigit(c):
				digits = true
			case !isAlpha(c) || !digits && j > 4:
				return false
			}
		}
	}
	return end+len(rest) == len(text) || digits
}

// isMargin reports whether c may stand between the edge of a line or column and its words.
func isMargin(c byte) bool {
	switch c {
	case ' ', '\t', '|', '*', '#', '=', '-', '"', '_', '[', '(', '>', '+':
		return true
	}
	return false
}

// standsIn reports whether text[start:end] does not go on as a word on either
// side, but where the phrase allows it.
func (p *phrase) standsIn(text []byte, start, end int) bool {
	if start > 0 && isLower(text[start]) && isLower(text[start-1]) {
		return false
	}
	return p.after || end == len(text) || !isLower(text[end]) || !isLower(text[end-1])
}
