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

// isProse reports whether a segment may hold blocks of lines: text that people wrote for
// people.
func (seg *Segment) isProse() bool {
	switch seg.Part {
	case "", exposure.PartBody, exposure.PartMargins, exposure.PartTable, exposure.PartSignature, exposure.PartQuoted, exposure.PartImage:
	default:
		return false
	}
	switch seg.Media {
	case "text/csv", "text/tab-separated-values", "application/json", "application/x-ndjson", "application/xml", "application/sql", "application/octet-stream":
		return false
	}
	return !bytes.Contains([]byte(seg.Media), []byte("sheet"))
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
	if g := &st.e.groups; st.outer != nil || !g[groupPerson] && !g[groupPlace] && !g[groupCountry] || !st.seg.isProse() {
		return
	}
	limit, head := min(len(st.buf), hi+blockAhead), st.seg.head()
	i := int(p.next - st.base)
	for i < limit {
		end := len(st.buf)
		if n := bytes.IndexByte(st.buf[i:], '\n'); n >= 0 {
			end = i + n
		}
		here := st.base + int64(i)
		if p.intro == 0 && here < head {
			st.contractIntro(i, end)
		}
		if end-i <= longLine && here >= p.intro && (here < head || p.signs(here) || st.e.parties.beginsAt(st.buf[i:end])) {
			st.partyLine(i, end)
		}
		i = end + 1
	}
	p.next = st.base + int64(i)
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
				ok = here < head && len(name) <= 80 && (st.e.lists.endsInForm(name) || e.isOrganisation(name))
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
	if !labelled && st.base+int64(from) < head && st.base+int64(from) >= p.until {
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

// signs reports whether somebody signs not far before a place.
func (p *parties) signs(at int64) bool { return p.signed > 0 && at <= p.signed+signedReach }

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
