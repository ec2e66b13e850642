package detect

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hemostat/hemostat/exposure"
)

// The classifier looks at the first classifyHead and the last classifyTail bytes
// of a document; phrases in the first classifyTitle bytes weigh double, one that is the
// heading of the document four times.
const (
	classifyHead  = 24 << 10
	classifyTail  = 8 << 10
	classifyTitle = 1 << 10
)

// A Classifier tells what kind of document the segments of one content are. It
// is not safe for concurrent use. It keeps at most 8 KiB of the text, until
// the next document.
type Classifier struct {
	rules  *documentRules
	seen   []uint8 // by phrase: the best place where it stands
	read   int64   // bytes of text looked at or passed
	tail   []byte
	carry  []byte // the end of the last piece, for phrases across its edge
	media  map[string]bool
	parts  map[string]bool
	last   Segment
	closed bool

	// What is being searched; see search.
	text   []byte
	offset int64
	more   bool
}

// carried is what is kept of a piece for the next one: more than the longest
// phrase and what stands before it. carrySize holds it and a short piece.
const (
	carried   = 96
	carrySize = carried + 4096
)

// Classify begins a document.
func (e *Engine) Classify() *Classifier {
	return &Classifier{rules: e.documents, seen: make([]uint8, len(e.documents.phrases)), media: map[string]bool{}, parts: map[string]bool{}}
}

// Add looks at a piece of text: all of what lies within the first 24 KiB of the
// document, and what turns out to be its last 8 KiB. How the text was cut does
// not matter, as long as no character was.
func (c *Classifier) Add(seg Segment, text []byte) {
	if seg.Media != c.last.Media || seg.Part != c.last.Part || c.read == 0 {
		c.media[seg.Media], c.parts[string(seg.Part)] = true, true
		c.last = Segment{Media: seg.Media, Part: seg.Part}
	}
	if c.read < classifyHead && len(text) > 0 {
		n := int(min(int64(len(text)), classifyHead-c.read))
		joined := append(c.carry, text[:n]...)
		c.search(joined, c.read-int64(len(c.carry)), true)
		keep := joined[max(0, len(joined)-carried):]
		if cap(joined) > carrySize {
			joined = make([]byte, 0, carrySize)
		}
		c.carry = append(joined[:0], keep...)
		c.read += int64(n)
		text = text[n:]
	}
	c.read += int64(len(text))
	if len(text) >= classifyTail {
		c.tail = append(c.tail[:0], text[len(text)-classifyTail:]...)
		return
	}
	if over := len(c.tail) + len(text) - classifyTail; over > 0 {
		c.tail = c.tail[:copy(c.tail, c.tail[over:])]
	}
	c.tail = append(c.tail, text...)
}

// search marks the phrases of text, which begins at offset of the document. Where
// more may follow, one at its very end waits for what does; one at its very
// beginning was met before, or begins in the midst of a word.
func (c *Classifier) search(text []byte, offset int64, more bool) {
	c.text, c.offset, c.more = text, offset, more
	c.rules.table.find(text, offset, 0, len(text), c)
	c.text = nil
}

// hit marks the phrases whose triple ends at i of the text that is searched.
func (c *Classifier) hit(triple uint32, i int) {
	text, offset, more := c.text, c.offset, c.more
	b := &c.rules.table.buckets[c.rules.table.index[triple&tripleMask]]
	for j := range b.anchors {
		a := &b.anchors[j]
		start := i - a.last
		if start == 0 && offset > 0 || more && start+len(a.lit) == len(text) {
			continue
		}
		place := placeOf(offset, start)
		if c.seen[a.which] >= place || !a.matches(text, start) || !wholeWords(text, start, start+len(a.lit)) {
			continue
		}
		if place == asHeading && !heading(text, start, start+len(a.lit)) {
			place = nearBeginning
		}
		c.seen[a.which] = max(c.seen[a.which], place)
	}
}

// Where a phrase stands; a better place counts more.
const (
	inText        uint8 = 1
	nearBeginning uint8 = 2
	asHeading     uint8 = 4
)

// placeOf returns the best place that a phrase can have which begins at start of
// a piece at offset.
func placeOf(offset int64, start int) uint8 {
	switch {
	case offset == 0 && start <= maxHeading/2:
		return asHeading
	case offset+int64(start) < classifyTitle:
		return nearBeginning
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

// wholeWords reports whether text[start:end] does not go on as a word on either
// side.
func wholeWords(text []byte, start, end int) bool {
	if r, _ := utf8.DecodeLastRune(text[:start]); start > 0 && isAlphaRune(r) && wordChars[text[start]] {
		return false
	}
	r, _ := utf8.DecodeRune(text[end:])
	return end >= len(text) || !isAlphaRune(r) || !wordChars[text[end-1]] || text[end-1] == '_'
}

func isAlphaRune(r rune) bool {
	return r < 0x80 && isAlpha(byte(r)) || r >= 0x80 && unicode.IsLetter(r)
}

// Kind returns what the document is, a score of 0 to 100 and the reasons. At
// most one kind is chosen: the one with the most points over its least, the
// earlier in the rule files where two have as many. Reasons name phrases of the
// rules, never text of the document.
func (c *Classifier) Kind() (exposure.DocumentKind, int, []string) {
	if !c.closed {
		c.search(c.carry, min(c.read, classifyHead)-int64(len(c.carry)), c.read > classifyHead)
		c.search(c.tail, max(classifyHead, c.read-int64(len(c.tail))), false)
		c.tail, c.carry, c.closed = nil, nil, true
	}
	points := make([]int, len(c.rules.kinds))
	groups := make([]uint64, len(c.rules.kinds))
	for i, p := range c.rules.phrases {
		for _, w := range p.weights {
			if c.seen[i] == 0 {
				continue
			}
			if w.group >= 0 {
				groups[w.kind] |= 1 << w.group
			}
			points[w.kind] += w.points * int(c.seen[i])
		}
	}
	best, most := -1, 0
	for k := range c.rules.kinds {
		src := &c.rules.kinds[k]
		points[k] += hints(src.Media, c.media) + hints(src.Parts, c.parts)
		if groups[k] != 1<<len(src.Need)-1 || points[k] < src.Least {
			continue
		}
		if over := points[k] * 100 / src.Least; over > most {
			best, most = k, over
		}
	}
	if best < 0 {
		return exposure.DocumentUnknown, 0, nil
	}
	return exposure.DocumentKind(c.rules.kinds[best].Kind), min(100, 40+most/5), c.reasons(best)
}

func hints(table map[string]int, have map[string]bool) (points int) {
	for prefix, p := range table {
		for m := range have {
			if m == prefix || strings.HasPrefix(m, prefix) && strings.HasSuffix(prefix, "/") {
				points += p
			}
		}
	}
	return points
}

// reasons names the heaviest phrases of a kind.
func (c *Classifier) reasons(kind int) []string {
	type hit struct {
		text   string
		points int
	}
	var hits []hit
	for i, p := range c.rules.phrases {
		for _, w := range p.weights {
			if w.kind == kind && c.seen[i] > 0 && w.points > 0 {
				hits = append(hits, hit{p.text, w.points * int(c.seen[i])})
			}
		}
	}
	for m, p := range c.rules.kinds[kind].Media {
		if c.media[m] {
			hits = append(hits, hit{"read as " + m, p})
		}
	}
	slices.SortFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(b.points, a.points), cmp.Compare(a.text, b.text))
	})
	var out []string
	for _, h := range hits[:min(len(hits), 8)] {
		out = append(out, fmt.Sprintf("%s (%d)", h.text, h.points))
	}
	return out
}
