package detect

import (
	"bytes"

	"github.com/hemostat/hemostat/exposure"
)

// An atom is what a line of a block says, or what commas part on one line.
type atom struct {
	from, to int // in the buffer
	is       atomKind
	keyed    bool // by a key
}

type atomKind uint8

const (
	atomOther   atomKind = iota
	atomName             // of an organisation or of somebody
	atomAddress          // street, box
	atomPostal           // postal code and town
	atomCountry
	atomContact // telephone, mail, number of a register, person to contact
	atomTitle   // what the document is
)

const (
	blockAtoms   = 24
	longSentence = 48 // the longest line of small words in a block
	smallName    = 24 // the longest name that begins small
	smallWords   = 2  // before a name in a line
)

// A block gathers the lines of one party.
type block struct {
	role    exposure.Role
	at      int // where its record begins
	atoms   [blockAtoms]atom
	n       int
	postal  bool
	contact bool
	named   bool // a key said the name
	country []byte
	vat     string // the country of a VAT number
}

func (b *block) begin(role exposure.Role, at int) {
	*b = block{role: role, at: at}
}

func (b *block) start() int {
	if b.n > 0 {
		return b.atoms[0].from
	}
	return b.at
}

// add takes a line in and reports whether it may belong to the block.
func (b *block) add(st *Stream, c textCell) bool {
	text := st.buf[c.from:c.to]
	e := st.e.parties
	if len(text) > 160 && !holdsPostal(text) {
		return false
	}
	if _, _, ok := e.labelAt(text); ok && b.n > 0 {
		return false
	}
	if b.n > 0 && len(text) > longSentence && !hasDigit(text) && !capitalisedWords(text) {
		return false // text goes on below
	}
	if e.contactAt(text) {
		b.contact = true
		if iso := vatCountry(text); b.country == nil && iso != "" {
			b.vat = iso
		}
		b.put(atom{from: c.from, to: c.to, is: atomContact})
		return true
	}
	if at := behindKey(text); at > 0 && !holdsPostal(text) {
		return b.addKeyed(st, c, at)
	}
	had, before := b.n, b.postal
	if name := text; isLastFirst(name) {
		b.put(atom{from: c.from, to: c.to})
	} else {
		var parts [12][2]int
		for i := range cutAtoms(text, &parts) {
			from, to := c.from+parts[i][0], c.from+parts[i][1]
			b.put(atom{from: from, to: to, is: b.kindOf(st, from, to)})
		}
	}
	for _, a := range b.atoms[had:b.n] {
		if before && a.is != atomCountry && a.is != atomContact {
			b.n = had
			return false // behind an address the next party begins
		}
	}
	return true
}

// addKeyed takes in a line with a key, if the key may be one of a party's.
func (b *block) addKeyed(st *Stream, c textCell, value int) bool {
	text := st.buf[c.from:c.to]
	from, to := trimCell(st.buf, c.from+value, c.to)
	if from >= to {
		return false
	}
	is := atomContact
	switch f := st.e.fields.meaning(string(text[:value-1])); {
	case f == fieldCompany, f == fieldName, f == fieldFullName:
		is = atomOther
		if b.named {
			is = atomContact
		}
		b.named = true
	case f.isPlace():
		is = atomAddress
		b.postal = true
	case f == fieldCountry:
		is = atomCountry
	case f == fieldEmail, f == fieldPhone, f == fieldDomain, f == fieldIBAN, f.isNamePart(), f == fieldIdentifier, f >= fieldRules:
		b.contact = true
	default:
		return false
	}
	b.put(atom{from, to, is, true})
	return true
}

func (b *block) put(a atom) {
	if b.n < len(b.atoms) {
		b.atoms[b.n] = a
		b.n++
	}
}

// kindOf tells what an atom is by itself.
func (b *block) kindOf(st *Stream, from, to int) atomKind {
	text := st.buf[from:to]
	switch iso, is := postalAt(text); {
	case is:
		b.postal = true
		if iso == "" {
			iso = st.e.lists.townCountry(townOf(text))
		}
		if b.country == nil && iso != "" {
			b.country = []byte(iso)
		}
		return atomPostal
	case st.e.parties.contactAt(text):
		b.contact = true
		return atomContact
	case !st.e.lists.endsInForm(text) && st.e.parties.isTitle(text):
		return atomTitle
	}
	if len(text) < 48 && len(text) > 1 && !hasDigit(text) {
		if iso, ok := st.e.lists.country(text); ok && (len(text) > 3 || b.n > 0 && b.atoms[b.n-1].is == atomPostal && run(text, 0, len(text), capitalChars) == len(text)) {
			b.country = iso
			return atomCountry
		}
	}
	if hasDigit(text) && !st.e.lists.endsInForm(text) && isStreet(text) {
		return atomAddress
	}
	return atomOther
}

// end makes the block a record, and reports whether it is the block of a party.
func (b *block) end(st *Stream, labelled bool) bool {
	name := b.nameOf(st)
	if name < 0 || !labelled && !b.postal {
		return false
	}
	p := &st.parties
	if b.role == exposure.RoleSignatory && b.postal {
		b.role = exposure.RoleRecipient // "Firma", which signs in Spain and is written to in Germany
	}
	record := exposure.PartyRecord(b.role, st.base+int64(b.start()))
	kind := b.nameKind(st, name)
	a := &b.atoms[name]
	a.is = atomName
	if kind == fieldPartyName {
		n, _ := skipTitles(st.buf[a.from:a.to], 0)
		a.from += n
	}
	for i := 0; i < b.n; i++ {
		a := &b.atoms[i]
		field, to := fieldNone, a.to
		switch a.is {
		case atomName:
			field = kind
		case atomAddress, atomPostal:
			if last, end, ok := b.addressTo(st, i); ok {
				i, to, field = last, end, fieldPartyAddress
			}
		case atomCountry:
			field = fieldPartyCountry
		case atomTitle:
			if i < name {
				continue
			}
		}
		st.marks.cover(mark{offset: st.base + int64(a.from), record: record, field: field}, st.base+int64(to))
	}
	st.stated(b, record)
	p.labels |= labelsOf(b.role)
	p.until = max(p.until, st.base+int64(b.atoms[b.n-1].to))
	return true
}

// addressTo returns the last atom of the address that begins with atom i, and its end: it
// ends in a postal code, or a key said that it is one.
func (b *block) addressTo(st *Stream, i int) (last, to int, ok bool) {
	for j := i; ; j++ {
		if b.atoms[j].is == atomPostal || b.atoms[j].keyed {
			last, to, ok = j, b.atoms[j].to, true
		}
		if j+1 == b.n || b.atoms[j+1].is != atomAddress && b.atoms[j+1].is != atomPostal && (b.atoms[j+1].is != atomOther || j+2 == b.n || b.atoms[j+2].is != atomPostal) {
			return last, to, ok
		}
		if gap := st.buf[b.atoms[j].to:b.atoms[j+1].from]; len(gap) > 8 || bytes.IndexByte(gap, '\t') >= 0 {
			return last, to, ok // something of another block stands between
		}
	}
}

// nameOf returns which atom is the name: one that ends in a legal form, else the first
// that may be one.
func (b *block) nameOf(st *Stream) int {
	first := -1
	for i := range b.n {
		a := &b.atoms[i]
		if a.is != atomOther {
			if (a.is == atomAddress || a.is == atomPostal) && first < 0 {
				return -1
			}
			continue
		}
		text := st.buf[a.from:a.to]
		if i := bytes.Index(text, []byte(" (")); i > 2 {
			a.to = a.from + i
			text = text[:i]
		}
		for n := 0; n < smallWords && len(text) > 0 && text[0] < 0x80 && !isUpper(text[0]); n++ { // "der", "(1)"
			n := bytes.IndexByte(text, ' ') + 1
			if n == 0 {
				break
			}
			a.from += n
			text = text[n:]
		}
		if len(text) == 0 || text[0] < 0x80 && isLower(text[0]) && len(text) > smallName {
			continue // a sentence
		}
		if st.e.lists.endsInForm(text) {
			return i
		}
		if first < 0 && mayBeParty(text) {
			first = i
		}
	}
	return first
}

// nameKind tells an organisation from a person, by its legal form, its title, its words and
// what stands with it. What nobody can tell has no kind and is not found: the name of a
// person must not be shown as that of an organisation.
func (b *block) nameKind(st *Stream, name int) fieldID {
	a := &b.atoms[name]
	text := st.buf[a.from:a.to]
	if len(text) > 80 {
		return fieldNone
	}
	_, titled := skipTitles(text, 0)
	words, ok := nameWordsOf(text)
	switch {
	case st.e.lists.endsInForm(text):
		return fieldPartyCompany
	case st.e.parties.isPost(text):
		return fieldNone
	case b.role == exposure.RoleEmployee, b.role == exposure.RoleSignatory, titled, isLastFirst(text):
		return fieldPartyName
	case st.e.parties.isOrganisation(text):
		return fieldPartyCompany
	case ok && words >= 2 && words <= 4 && !isWide(text) && bytes.IndexByte(text, '&') < 0:
		return fieldPartyName
	}
	return fieldNone
}
