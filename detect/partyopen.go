package detect

import (
	"bytes"

	"github.com/hemostat/hemostat/exposure"
)

// Parties without a label: letterheads, addresses, and those whom a Japanese letter addresses.

// addressed takes what stands before 御中 and 様, as Japanese letters address it.
func (st *Stream) addressed(c *textCell, others []textCell) bool {
	text := st.buf[c.from:c.to]
	if text[len(text)-1] < 0x80 && (len(others) == 0 || st.buf[others[0].from] < 0x80) {
		return false
	}
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
	b.begin(exposure.RoleRecipient, from)
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
	b.begin("", c.from)
	for i := n - 1; i >= 0; i-- {
		if !b.add(st, lines[i]) {
			b.begin("", c.from) // it begins further down
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
	next := st.buf[min(lineEnd+1, len(st.buf)):min(lineEnd+1+mostPartyLabel, len(st.buf))]
	if i := bytes.IndexByte(next, '\n'); i >= 0 {
		next = next[:i]
	}
	for _, behind := range honorificsBehind {
		if bytes.HasSuffix(next, behind) {
			return false // a letter to it
		}
	}
	p := &st.parties
	b := &p.block
	b.begin(exposure.RoleIssuer, c.from)
	if !b.add(st, *c) {
		return false
	}
	st.linesBelow(b, c, lineEnd+1)
	if !b.postal && !b.contact && !st.e.lists.endsInForm(text) {
		return false
	}
	p.blocks++
	return b.end(st, true)
}

// formLines looks at the lines at the beginning for names that no block took.
func (st *Stream) formLines() {
	var cells [cellsOfLine]textCell
	p := &st.parties
	if st.base > 0 || st.seg.head() == 0 || p.labels == 0 && p.blocks == 0 && !p.numbered {
		return // nothing else says that it is from and for somebody
	}
	first := true
	for i := 0; i < len(st.buf) && i < nameHead; {
		end := bytes.IndexByte(st.buf[i:], '\n')
		if end < 0 {
			end = len(st.buf) - i
		}
		line := st.buf[i : i+end]
		if end <= longLine && !isCodeLine(line) {
			list := cells[:cutLine(st.buf, i, i+end, &cells)]
			for k := range list {
				if len(list) <= 2 && st.marks.recordAt(st.base+int64(list[k].from)) == 0 && (len(list) == 1 || !hasDigit(line)) {
					st.formCell(&list[k], first)
				}
			}
			first = first && len(list) == 0
		}
		i += end + 1
	}
}

// formCell takes the name with a legal form that begins a cell near the beginning, where nothing
// else says what it is to the document: on the first line it is whose letterhead it is.
func (st *Stream) formCell(c *textCell, first bool) {
	p := &st.parties
	var parts [12][2]int
	text := st.buf[c.from:c.to]
	if len(text) > 2*longName || cutAtoms(text, &parts) == 0 {
		return
	}
	name := text[parts[0][0]:parts[0][1]]
	if len(name) > longName || !mayBeParty(name) || !st.e.lists.endsInForm(name) || behindKey(name) > 0 || st.marks.recordAt(st.base+int64(c.from+parts[0][1]-1)) != 0 {
		return
	}
	b := &p.block
	b.begin(exposure.RoleParty, c.from)
	if first && p.labels&labelIssuer == 0 {
		b.role = exposure.RoleIssuer
	}
	b.put(atom{from: c.from + parts[0][0], to: c.from + parts[0][1]})
	b.end(st, true)
}

const (
	nameHead = 1 << 10 // where a name alone says that somebody is a party
	longName = 80
)

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
