package detect

import (
	"bytes"
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

// Who a document is from and for stands in blocks: some lines behind a label ("Bill to"),
// or lines that end in a postal code and a town. Such a block becomes a record of its own,
// so that a name, its address, its numbers and telephones are known to belong together, and
// the record says the role. Blocks are found before the window is searched, so that
// everything that is found in them carries their record.

const (
	blockLines  = 9       // of a party at most
	linesBefore = 5       // its postal code
	blockBytes  = 700     // to its end
	blockBack   = 400     // from the postal code of one without a label to its beginning
	blockAhead  = 2 << 10 // how far before the window lines are looked at: more than blockBack
	letterHead  = 4 << 10 // where blocks without a label stand
	longLine    = 400     // no line of a party
	cellsOfLine = 6
	headLines   = 3   // in the first of which the letterhead stands
	signedReach = 600 // from who signs to their names
)

// A parties is what a stream knows of the parties of its text.
type parties struct {
	next     int64  // lines before it were looked at
	until    int64  // to there the last block goes
	signed   int64  // where somebody signs, 0 for nowhere
	intro    int64  // where the sides of a contract end that a sentence names, 0 for nowhere
	blocks   int    // blocks without a label so far
	lines    int    // that were looked at for a letterhead
	within   bool   // next is within a line
	labels   uint8  // sorts of labels so far: see labelsOf
	formed   bool   // names at the beginning were looked at that no block took
	numbered bool   // the document's number was found
	label    int64  // of a total, around which currencies are looked for
	said     uint64 // the currencies there, see saidCurrencies
	saidAt   int64  // label + 1 where said is of it
	block    block
}

// isProse reports whether a segment may hold blocks of lines: text that people wrote for
// people. The records of tables, cards and messages stay as their formats gave them.
func (seg *Segment) isProse() bool {
	switch seg.Part {
	case "", exposure.PartBody, exposure.PartMargins, exposure.PartTable, exposure.PartSignature, exposure.PartQuoted, exposure.PartImage:
	default:
		return false
	}
	switch seg.Media {
	case "", "text/plain", "text/html", "application/pdf", "application/rtf", "application/msword", "message/rfc822", "application/vnd.ms-outlook":
		return true
	}
	return strings.HasSuffix(seg.Media, "wordprocessingml.document") || strings.HasSuffix(seg.Media, "opendocument.text")
}

// head returns where the letterhead of a document stands: mails have none, as their headers
// say whom they are from and for.
func (seg *Segment) head() int64 {
	switch seg.Part {
	case exposure.PartBody, exposure.PartQuoted, exposure.PartSignature:
		return 0
	}
	return letterHead
}

// scanParties looks at the lines that begin before hi and a little further.
func (st *Stream) scanParties(hi int) {
	p := &st.parties
	g := &st.e.groups
	named, totals := g[groupPerson] || g[groupPlace] || g[groupCountry], st.e.kinds[exposure.Amount]
	if st.outer != nil || !named && !totals || !st.seg.isProse() {
		return
	}
	limit, head := min(len(st.buf), hi+blockAhead), st.seg.head()
	i := int(p.next - st.base)
	for i < limit {
		end := len(st.buf)
		if n := bytes.IndexByte(st.buf[i:], '\n'); n >= 0 {
			end = i + n
		} else if !st.final {
			p.within = true // a line longer than any of a party
			p.next = st.base + int64(end)
			return
		}
		here := st.base + int64(i)
		if p.within {
			p.within, i = false, end+1
			continue
		}
		if named && p.intro == 0 && here < head {
			st.contractIntro(i, min(end, int(head-st.base)))
		}
		if named && end-i <= longLine && here >= p.intro && (here < head || p.signs(here) || st.e.parties.beginsAt(st.buf[i:end])) && !isCodeLine(st.buf[i:end]) {
			st.partyLine(i, end)
		}
		if totals && end-i <= longLine {
			st.totalLine(i, end)
		}
		i = end + 1
	}
	p.next = st.base + int64(i)
	if named && !p.formed && (p.next >= nameHead || st.final) {
		p.formed = true
		st.formLines()
	}
}

// isCodeLine reports whether a line is one of a program or its markup rather than of a
// letter: by how it begins or ends.
func isCodeLine(line []byte) bool {
	line = bytes.TrimSpace(line)
	if len(line) == 0 {
		return false
	}
	switch line[0] {
	case '#', '<', '{', '}', '$':
		return true
	case '/', '*':
		return len(line) > 1 && (line[1] == '/' || line[1] == '*' || line[1] == ' ')
	}
	switch line[len(line)-1] {
	case ';', '{', '}', '\\':
		return true
	}
	return false
}

// partyLine looks for the labels of a line, else for a postal code.
func (st *Stream) partyLine(from, to int) {
	p, e, head := &st.parties, st.e.parties, st.seg.head()
	var cells [cellsOfLine]textCell
	list := cells[:cutLine(st.buf, from, to, &cells)]
	if len(list) == 0 {
		return
	}
	labelled := false
	for i := range list {
		c := &list[i]
		text, here := st.buf[c.from:c.to], st.base+int64(c.from)
		if !p.numbered && here < min(head, numberHead) {
			p.numbered = st.documentNumber(c, list[i+1:])
		}
		if st.addressed(c, list[i+1:]) {
			labelled = true
			continue
		}
		l, value, ok := e.labelAt(text)
		if !ok && (here < head || p.signs(here)) {
			l.role, value, ok = e.prefixAt(text)
			switch {
			case ok && l.role == exposure.RoleSignatory: // for whom, not who
				l.role, ok = exposure.RoleParty, p.signs(here)
			case ok:
				name := text[value:]
				ok = here < head && len(name) <= 80 && !isLower(text[0]) && mayBeParty(name) && (st.e.lists.endsInForm(name) || e.isOrganisation(name))
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
	if at := st.base + int64(from); !labelled && at < head && at >= p.until && st.marks.recordAt(st.base+int64(list[0].from)) == 0 {
		if p.blocks == 0 && p.labels&labelIssuer == 0 && p.lines < headLines {
			p.lines++
			if st.headName(&list[0], to) {
				return
			}
		}
		for i := range list {
			if hasDigit(st.buf[list[i].from:list[i].to]) && st.openBlock(&list[i], to) {
				return
			}
		}
	}
}

// signs reports whether somebody signs not far before a place.
func (p *parties) signs(at int64) bool { return p.signed > 0 && at <= p.signed+signedReach }

// labelledBlock reads the party behind a label.
func (st *Stream) labelledBlock(l partyLabel, c *textCell, value, lineEnd int, others []textCell) {
	p := &st.parties
	b := &p.block
	b.begin(l.role, value)
	first := textCell{from: value, to: c.to}
	for first.from < first.to && st.buf[first.from] <= ' ' {
		first.from++
	}
	beside := false
	if first.from == first.to && len(others) > 0 {
		if v, ok := st.valueBeside(c, others); ok {
			first, beside = v, true // "Customer", a tab, its name
		}
	}
	if keyed := st.marks.recordAt(st.base + int64(value)); keyed != 0 && exposure.RoleOf(uint64(keyed)) == "" {
		if first.from == first.to && st.marks.recordAt(st.base+int64(min(lineEnd+1, len(st.buf)))) != keyed {
			return // the head of a table's column
		}
		if l.own() || st.keptTogether(c.from, lineEnd) {
			st.playKeyed(b, first)
			return
		}
	}
	if first.from < first.to {
		if !b.add(st, first) {
			return
		}
	}
	if beside && first.tabs == 0 {
		st.linesBeside(b, &first, lineEnd+1)
	} else {
		st.linesBelow(b, c, lineEnd+1)
	}
	b.end(st, true)
}

// valueBeside returns what stands in the column behind a label: behind a tab, behind a colon, or
// behind blanks where it is the name of an organisation.
func (st *Stream) valueBeside(c *textCell, others []textCell) (v textCell, ok bool) {
	v, e := others[0], st.e.parties
	text := st.buf[v.from:v.to]
	if _, _, is := e.labelAt(text); is {
		return v, false
	}
	size := 0
	switch {
	case text[0] == ':':
		size = 1
	case bytes.HasPrefix(text, wideColon):
		size = len(wideColon)
	case c.tabs+1 == v.tabs:
		return v, true
	default:
		return v, c.tabs == v.tabs && len(others) == 1 && c.nth == 0 && mayBeParty(text) && (st.e.lists.endsInForm(text) || e.isOrganisation(text))
	}
	size += blanksAt(text[size:], 2)
	v.from += size
	v.column += 2
	return v, v.from < v.to
}

// playKeyed notes the role of a name behind a key among others, whose record stays: what is
// said of a customer, a user and a password, belongs together.
func (st *Stream) playKeyed(b *block, c textCell) {
	if c.from >= c.to || !b.add(st, c) {
		return
	}
	if name := b.nameOf(st); name >= 0 {
		st.marks.play(st.base+int64(b.atoms[name].from), b.role.Number(), b.nameKind(st, name))
	}
}

// Lines with keys that are one record: so far before and behind a label they are looked at.
const (
	keyedBack  = 400
	keyedAhead = 1 << 10
)

// keptTogether reports whether lines with keys around a label, up to blank ones, say what must
// stay with the name behind it: a login, a password, a host.
func (st *Stream) keptTogether(from, to int) bool {
	lo, hi := max(0, from-keyedBack), min(len(st.buf), to+keyedAhead)
	if i := bytes.LastIndex(st.buf[lo:from], []byte("\n\n")); i >= 0 {
		lo += i
	}
	if i := bytes.Index(st.buf[to:hi], []byte("\n\n")); i >= 0 {
		hi = to + i
	}
	list := st.marks.list
	for i := st.marks.first(st.base + int64(lo)); i < len(list) && list[i].offset < st.base+int64(hi); i++ {
		if list[i].field.isUser() {
			return true
		}
		switch list[i].field {
		case fieldPassword, fieldSecret, fieldHost, fieldIP, fieldCard:
			return true
		}
	}
	return false
}
