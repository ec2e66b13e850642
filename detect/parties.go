package detect

import (
	"bytes"

	"github.com/hemostat/hemostat/exposure"
)

// Who a document is from and for stands in blocks: some lines behind a label ("Bill to"),
// or lines that end in a postal code and a town. Such a block becomes a record of its own,
// so that a name, its address, its numbers and telephones are known to belong together, and
// the record says the role. Blocks are found before the window is searched, so that
// everything that is found in them carries their record.

const (
	blockLines  = 9       // of a party at most
	blockBytes  = 700     // to its end
	blockBack   = 400     // from the postal code of one without a label to its beginning
	blockAhead  = 2 << 10 // how far before the window lines are looked at: more than blockBack
	letterHead  = 4 << 10 // where blocks without a label stand
	longLine    = 400     // no line of a party
	cellsOfLine = 6
	headLines   = 3    // in the first of which the letterhead stands
	signedReach = 600  // from who signs to their names
	keyedAhead  = 1536 // of lines with keys that are one record
)

// A parties is what a stream knows of the parties of its text.
type parties struct {
	next     int64 // lines before it were looked at
	until    int64 // to there the last block goes
	signed   int64 // where somebody signs, 0 for nowhere
	intro    int64 // where the sides of a contract end that a sentence names, 0 for nowhere
	blocks   int   // blocks without a label so far
	lines    int   // that were looked at for a letterhead
	labels   uint8 // sorts of labels so far: see labelsOf
	numbered bool  // the document's number was found
	block    block
}

// A textCell is a part of a line that blanks or tabs part from others.
type textCell struct {
	from, to int // in the buffer
	column   int // where it begins, in characters
	tabs     int // before it
}

// isProse reports whether a segment may hold blocks of lines: text that people wrote for
// people.
func (seg *Segment) isProse() bool {
	switch seg.Part {
	case "", exposure.PartBody, exposure.PartMargins, exposure.PartTable, exposure.PartSignature, exposure.PartQuoted:
	default:
		return false
	}
	switch seg.Media {
	case "text/csv", "text/tab-separated-values", "application/json", "application/x-ndjson", "application/xml", "application/sql", "application/octet-stream":
		return false
	}
	return !bytes.Contains([]byte(seg.Media), []byte("sheet"))
}

// scanParties looks at the lines that begin before hi and a little further.
func (st *Stream) scanParties(hi int) {
	p := &st.parties
	if st.outer != nil || st.e.parties == nil || !st.seg.isProse() {
		return
	}
	limit := min(len(st.buf), hi+blockAhead)
	i := int(p.next - st.base)
	for i < limit {
		end := len(st.buf)
		if n := bytes.IndexByte(st.buf[i:], '\n'); n >= 0 {
			end = i + n
		}
		if p.intro == 0 && st.base+int64(i) < letterHead {
			st.contractIntro(i, end)
		}
		if end-i <= longLine && st.base+int64(i) >= p.intro {
			st.partyLine(i, end)
		}
		i = end + 1
	}
	p.next = st.base + int64(i)
}

// partyLine looks for the labels of a line, else for a postal code.
func (st *Stream) partyLine(from, to int) {
	p, e := &st.parties, st.e.parties
	var cells [cellsOfLine]textCell
	list := cells[:cutLine(st.buf, from, to, &cells)]
	if len(list) == 0 {
		return
	}
	labelled := false
	for i := range list {
		c := &list[i]
		text, here := st.buf[c.from:c.to], st.base+int64(c.from)
		if !p.numbered && here < numberHead {
			p.numbered = st.documentNumber(c, list[i+1:])
		}
		if st.addressed(c, list[i+1:]) {
			labelled = true
			continue
		}
		l, value, ok := e.labelAt(text)
		if !ok && (here < letterHead || p.signs(here)) {
			l.role, value, ok = e.prefixAt(text)
			switch {
			case ok && l.role == exposure.RoleSignatory: // for whom, not who
				l.role, ok = exposure.RoleParty, p.signs(here)
			case ok:
				name := text[value:]
				ok = here < letterHead && len(name) <= 80 && (st.e.lists.endsInForm(name) || e.isOrganisation(name))
			}
		}
		switch {
		case !ok, l.name && !p.signs(here):
			continue
		case l.role == exposure.RoleSignatory && !l.name:
			p.signed = max(here, 1)
		}
		labelled = true
		st.labelledBlock(l, c, c.from+value, to, list[i+1:])
	}
	if !labelled && st.base+int64(from) < letterHead && st.base+int64(from) >= p.until {
		if p.blocks == 0 && p.labels&labelIssuer == 0 && p.lines < headLines {
			p.lines++
			if st.headName(&list[0], to) {
				return
			}
		}
		for i := range list {
			if hasDigit(st.buf[list[i].from:list[i].to]) && st.openBlock(&list[i], to) {
				break
			}
		}
	}
}

// wideBlank is a blank as wide as a Chinese character.
const wideBlank = "\xe3\x80\x80"

// signs reports whether somebody signs not far before a place.
func (p *parties) signs(at int64) bool { return p.signed > 0 && at <= p.signed+signedReach }

// cutLine cuts a line at tabs, three blanks and more, and wide ones.
func cutLine(buf []byte, from, to int, cells *[cellsOfLine]textCell) (n int) {
	column, tabs := 0, 0
	for i := from; i < to && n < len(cells); {
		switch c := buf[i]; {
		case c == '\t':
			tabs++
			column += 8
			i++
			continue
		case c <= ' ':
			column++
			i++
			continue
		case c == wideBlank[0] && bytes.HasPrefix(buf[i:to], []byte(wideBlank)):
			column += 2
			i += len(wideBlank)
			continue
		}
		start, at, blanks := i, column, 0
		for i < to && buf[i] != '\t' && blanks < 3 && (buf[i] != wideBlank[0] || !bytes.HasPrefix(buf[i:to], []byte(wideBlank))) {
			if buf[i] == ' ' {
				blanks++
			} else {
				blanks = 0
			}
			if buf[i]&0xC0 != 0x80 {
				column++
			}
			i++
		}
		end := i
		for end > start && buf[end-1] <= ' ' {
			end--
		}
		cells[n] = textCell{start, end, at, tabs}
		n++
	}
	return n
}

// below returns the cell of a line that stands under c.
func (c *textCell) below(list []textCell) *textCell {
	for i := range list {
		d := &list[i]
		if c.tabs > 0 || d.tabs > 0 {
			if d.tabs == c.tabs {
				return d
			}
		} else if d.column-c.column <= 3 && c.column-d.column <= 3 {
			return d
		}
	}
	return nil
}

// labelledBlock reads the party behind a label.
func (st *Stream) labelledBlock(l partyLabel, c *textCell, value, lineEnd int, others []textCell) {
	p := &st.parties
	b := &p.block
	b.begin(st, l.role, value)
	first := textCell{from: value, to: c.to}
	for first.from < first.to && st.buf[first.from] <= ' ' {
		first.from++
	}
	if first.from == first.to && len(others) > 0 && c.tabs+1 == others[0].tabs {
		if _, _, ok := st.e.parties.labelAt(st.buf[others[0].from:others[0].to]); !ok {
			first = others[0] // "Customer", a tab, its name
		}
	}
	if first.from < first.to {
		if !b.add(st, first) {
			return
		}
		first.column, first.tabs = c.column, c.tabs
	}
	st.linesBelow(b, c, lineEnd+1)
	b.end(st, true)
}

// linesBelow takes the lines of a block that stand under c, from i on.
func (st *Stream) linesBelow(b *block, c *textCell, i int) {
	var cells [cellsOfLine]textCell
	limit := min(len(st.buf), i+blockBytes)
	for n := 0; n < blockLines && i < limit; n++ {
		end := bytes.IndexByte(st.buf[i:limit], '\n')
		if end < 0 {
			if end = limit - i; limit < len(st.buf) {
				return
			}
		}
		list := cells[:cutLine(st.buf, i, i+end, &cells)]
		under := c.below(list)
		switch {
		case len(list) == 0:
			if b.n > 0 || n > 0 {
				return
			}
		case under == nil && len(list) == 1 && list[0].column > c.column+3 && b.n == 0:
			under = &list[0] // indented
			fallthrough
		default:
			if under == nil || len(list) > 3 || !b.add(st, *under) {
				return
			}
		}
		i += end + 1
	}
}

// addressed takes what stands before 御中 and 様, as Japanese letters address it.
func (st *Stream) addressed(c *textCell, others []textCell) bool {
	text := st.buf[c.from:c.to]
	for _, behind := range honorificsBehind {
		name, ok := bytes.CutSuffix(text, behind)
		switch {
		case !ok:
			continue
		case len(name) == 0:
			return false
		}
		st.address(c, c.from+len(bytes.TrimRight(name, " ")))
		return true
	}
	if len(others) > 0 {
		for _, behind := range honorificsBehind {
			if bytes.Equal(st.buf[others[0].from:others[0].to], behind) {
				st.address(c, c.to)
				return true
			}
		}
	}
	return false
}

var honorificsBehind = [][]byte{[]byte("御中"), []byte("様"), []byte("殿")}

// address makes the name that ends at to the recipient; where it is that of a department,
// the line above.
func (st *Stream) address(c *textCell, to int) {
	from := c.from
	if isDepartment(st.buf[from:to]) {
		var lines [blockLines]textCell
		if st.linesAbove(c, &lines) == 0 {
			return
		}
		from, to = lines[0].from, lines[0].to
	}
	if to-from < 6 || to-from > 120 || !isWide(st.buf[from:to]) {
		return
	}
	b := &st.parties.block
	b.begin(st, exposure.RoleRecipient, from)
	b.put(atom{from: from, to: to})
	b.contact = true
	b.end(st, true)
}

// isDepartment reports whether a name is that of a part of an organisation.
func isDepartment(name []byte) bool {
	return bytes.HasPrefix(name, []byte("代表取締役")) || len(name) <= 18 && (bytes.HasSuffix(name, []byte("部")) || bytes.HasSuffix(name, []byte("課")) || bytes.HasSuffix(name, []byte("係")))
}

// openBlock reads the party without a label whose postal code stands in c, and reports
// whether there is one.
func (st *Stream) openBlock(c *textCell, lineEnd int) bool {
	p := &st.parties
	if !holdsPostal(st.buf[c.from:c.to]) {
		return false
	}
	b := &p.block
	var lines [blockLines]textCell
	n := st.linesAbove(c, &lines)
	b.begin(st, "", c.from)
	for i := n - 1; i >= 0; i-- {
		if !b.add(st, lines[i]) {
			b.begin(st, "", c.from) // it begins further down
		}
	}
	if !b.add(st, *c) {
		return false
	}
	column := *c
	if n > 0 {
		column.column, column.tabs = lines[0].column, lines[0].tabs
	}
	st.linesBelow(b, &column, lineEnd+1)
	b.role = p.openRole(st.base + int64(b.start()))
	return b.end(st, false)
}

// headName reads the letterhead that begins with the name of an organisation in c.
func (st *Stream) headName(c *textCell, lineEnd int) bool {
	text := st.buf[c.from:c.to]
	if len(text) > 80 || !mayBeParty(text) || !st.e.lists.endsInForm(text) && (st.e.parties.isTitle(text) || !st.e.parties.isOrganisation(text)) {
		return false
	}
	p := &st.parties
	b := &p.block
	b.begin(st, exposure.RoleIssuer, c.from)
	if !b.add(st, *c) {
		return false
	}
	st.linesBelow(b, c, lineEnd+1)
	p.blocks++
	return b.end(st, true)
}

// openRole tells whose a block without a label is: the first is the letterhead, the second
// has the address to which it goes.
func (p *parties) openRole(at int64) exposure.Role {
	p.blocks++
	switch {
	case p.labels&labelIssuer == 0 && p.blocks == 1:
		return exposure.RoleIssuer
	case p.labels&labelRecipient == 0 && p.blocks == 2:
		return exposure.RoleRecipient
	}
	return exposure.RoleParty
}

// linesAbove returns the cells above c, the nearest first, to a blank line, a label or what
// was read before.
func (st *Stream) linesAbove(c *textCell, lines *[blockLines]textCell) (n int) {
	var cells [cellsOfLine]textCell
	i := c.from
	for i > 0 && st.buf[i-1] != '\n' {
		i--
	}
	least := max(0, c.from-blockBack, int(st.parties.until-st.base))
	for n < 5 && i > least {
		from := i - 1
		for from > least && st.buf[from-1] != '\n' {
			from--
		}
		if from > 0 && st.buf[from-1] != '\n' || from < least {
			return n
		}
		list := cells[:cutLine(st.buf, from, i-1, &cells)]
		d := c.below(list)
		if d == nil || d.to-d.from > longLine/2 {
			return n
		}
		if _, _, ok := st.e.parties.labelAt(st.buf[d.from:d.to]); ok {
			return n
		}
		lines[n] = *d
		n++
		i = from
	}
	return n
}
