package detect

import (
	"cmp"
	"fmt"
	"slices"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/hemostat/hemostat/exposure"
)

// The classifier looks at the first classifyHead and the last classifyTail bytes
// of a document; phrases in the first classifyTitle bytes weigh double, one that is a line
// or a column of its own there three times, the heading of the document four times. What the
// first classifyLook bytes look like counts too.
const (
	classifyHead  = 6 << 10 // some two pages
	classifyTail  = 2 << 10 // where names are signed
	classifyTitle = 1 << 10
	classifyLook  = 2 << 10 // what a classifier has together when it begins to search
)

// A Classifier tells what kind of document the segments of one content are. It
// is not safe for concurrent use. It keeps at most 8 KiB of the text, until
// the next document.
type Classifier struct {
	rules    *documentRules
	seen     []uint8   // by phrase: the best place where it stands
	looks    look      // what the first lines look like
	dated    time.Time // by its head
	labelled bool      // a word says so
	read     int64     // bytes of text looked at or passed
	kept     *kept
	media    []string
	parts    []string
	last     Segment
	closed   bool

	// What is being searched, folded; see search.
	text   []byte
	offset int64
	more   bool
}

// Short pieces are searched together. carried is what is kept of those before:
// more than the longest phrase and what stands before it.
const (
	carried = 96
	joined  = 3 << 10
)

// kept is what a classifier keeps of a text.
type kept struct {
	join [carried + joined]byte // what waits to be searched, after what is carried
	last [classifyTail]byte     // the end of the text
	n    int                    // bytes in join
	tail int                    // bytes in last

	folded [carried + joined]byte // a piece while it is searched
}

var keepers = sync.Pool{New: func() any { return new(kept) }}

// Classify begins a document.
func (e *Engine) Classify() *Classifier {
	return &Classifier{rules: e.documents, seen: make([]uint8, len(e.documents.phrases))}
}

// Add looks at a piece of text: all of what lies within the first 6 KiB of the
// document, and what turns out to be its last 2 KiB. How the text was cut does
// not matter, as long as no character was.
func (c *Classifier) Add(seg Segment, text []byte) {
	if seg.Media != c.last.Media || seg.Part != c.last.Part || c.read == 0 {
		c.media, c.parts = with(c.media, seg.Media), with(c.parts, string(seg.Part))
		c.last = Segment{Media: seg.Media, Part: seg.Part}
	}
	if len(text) == 0 {
		return
	}
	if c.kept == nil {
		c.kept = keepers.Get().(*kept)
	}
	if n := int(min(int64(len(text)), max(0, classifyHead-c.read))); n > 0 {
		c.head(text[:n])
		text = text[n:]
	}
	c.read += int64(len(text))
	c.kept.addTail(text)
}

// head takes in a piece of the beginning.
func (c *Classifier) head(piece []byte) {
	k := c.kept
	for {
		n := min(len(piece), len(k.join)-k.n)
		for back := n - utf8.UTFMax; n < len(piece) && n > back && !utf8.RuneStart(piece[n]); n-- {
		}
		k.n += copy(k.join[k.n:], piece[:n])
		c.read += int64(n)
		if piece = piece[n:]; len(piece) == 0 {
			return
		}
		c.search(k.join[:k.n], c.read-int64(k.n), true)
		k.n = copy(k.join[:carried], k.join[k.n-carried:k.n])
	}
}

// addTail keeps the end of the text.
func (k *kept) addTail(text []byte) {
	if len(text) >= classifyTail {
		k.tail = copy(k.last[:], text[len(text)-classifyTail:])
		return
	}
	if over := k.tail + len(text) - classifyTail; over > 0 {
		k.tail = copy(k.last[:], k.last[over:k.tail])
	}
	k.tail += copy(k.last[k.tail:], text)
}

// with returns list with s in it once.
func with(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// search marks the phrases of text, which begins at offset of the document. Where
// more may follow, one at its very end waits for what does; one at its very
// beginning was met before, or begins in the midst of a word.
func (c *Classifier) search(text []byte, offset int64, more bool) {
	if offset == 0 {
		c.looks = looksOf(firstLines(text))
		c.dated, c.labelled = dateIn(text)
	}
	c.text, c.offset, c.more = c.kept.folded[:foldText(c.kept.folded[:], text)], offset, more
	c.rules.table.find(c)
	clear(c.text)
	c.text = nil
}

// mark marks a phrase that begins at start of the folded text that is searched.
func (c *Classifier) mark(which, start int) {
	text, p := c.text, &c.rules.phrases[which]
	end := start + len(p.text)
	if start == 0 && c.offset > 0 || c.more && end == len(text) {
		return
	}
	place := placeOf(c.offset, start)
	if c.seen[which] >= place || !p.standsIn(text, start, end) {
		return
	}
	if place == asHeading && !heading(text, start, end) {
		place = asLine
	}
	if place == asLine && !alone(text, start, end) {
		place = nearBeginning
	}
	c.seen[which] = max(c.seen[which], place)
}

// Kind returns what the document is, a score of 0 to 100 and the reasons. At
// most one kind is chosen: the one with the most points over its least, the
// earlier in the rule files where two have as many. Reasons name phrases of the
// rules, never text of the document.
func (c *Classifier) Kind() (exposure.DocumentKind, int, []string) {
	c.close()
	e := c.evidence()
	best, most := -1, 0
	for k, p := range e.points {
		least := c.rules.kinds[k].Least
		if over := p * 100 / least; over >= 100 && over > most && e.enough(k) {
			best, most = k, over
		}
	}
	if best < 0 || c.rules.kinds[best].Kind == string(exposure.DocumentOther) {
		return exposure.DocumentUnknown, 0, nil
	}
	return exposure.DocumentKind(c.rules.kinds[best].Kind), min(100, 40+most/5), c.reasons(e, best)
}

// Dated returns the day that the document's head gives as its date, the zero time where it
// gives none, and whether a word beside it says so.
func (c *Classifier) Dated() (day time.Time, labelled bool) {
	c.close()
	return c.dated, c.labelled
}

// close looks at what was kept, and forgets it.
func (c *Classifier) close() {
	if k := c.kept; k != nil && !c.closed {
		c.search(k.join[:k.n], min(c.read, classifyHead)-int64(k.n), c.read > classifyHead)
		c.search(k.last[:k.tail], max(classifyHead, c.read-int64(k.tail)), false)
		c.kept = nil
		clear(k.join[:])
		clear(k.last[:k.tail])
		k.n, k.tail = 0, 0
		keepers.Put(k)
	}
	c.closed = true
}

func hints(table map[string]int, have []string) (points int) {
	if len(table) == 0 {
		return 0
	}
	for _, m := range have {
		points += table[m]
	}
	return points
}

// reasons names the heaviest phrases of a kind, of those that count.
func (c *Classifier) reasons(e *evidence, kind int) []string {
	type hit struct {
		text   string
		points int
	}
	var hits []hit
	for _, p := range e.signs {
		if p.kind == kind && p.points > 0 && p.spoken&(everywhere|e.tongue[kind]) != 0 {
			hits = append(hits, hit{c.rules.phrases[p.phrase].text, p.points})
		}
	}
	for m, p := range c.rules.kinds[kind].Media {
		if slices.Contains(c.media, m) {
			hits = append(hits, hit{"read as " + m, p})
		}
	}
	for i, p := range c.rules.looks[kind] {
		if c.looks&(1<<i) != 0 && p > 0 {
			hits = append(hits, hit{lookNames[i], p})
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
