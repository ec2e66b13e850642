package detect

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// nameGap is how far apart the parts of a name may stand, in bytes.
const nameGap = 256

// A namePart is a cell with a part of a name.
type namePart struct {
	start, end int64
	value      []byte // empty where there is none
	sure       bool   // its column is for such a part and nothing else
	capital    bool   // it is written as names are
}

// pendingName is what one record says of a name so far. Tables have names in one column, in
// two and in three, and "Name" beside "Vorname" is the last name: what the parts come to is
// known when the next one is too far away or of another record.
type pendingName struct {
	held       bool
	record     int64
	who        uint8 // whose name it is, see beside.go
	start, end int64
	field      fieldID // of the first part
	last       fieldID // of the last one
	given      namePart
	family     namePart
	second     namePart // the other family name
	whole      namePart // what a column called "name" says
}

// partOf returns the part that a column's name says.
func (p *pendingName) partOf(f fieldID) (part *namePart, sure bool) {
	switch f {
	case fieldFirstName, fieldMaybeFirst:
		return &p.given, f == fieldFirstName
	case fieldLastName, fieldMaybeLast:
		return &p.family, f == fieldLastName
	case fieldSecondLast:
		if len(p.family.value) == 0 {
			return &p.family, true
		}
		return &p.second, true
	}
	return &p.whole, false
}

// nameCell holds a cell of a name until the parts beside it are known: "Jane" and "Doe"
// are one person, "Jane Doe".
func (st *Stream) nameCell(m *mark, v *view) {
	if m.field == fieldName && m.record == 0 {
		v.personCell(st.e.builtin.personField, st.e.builtin.companyField, whyField)
		return
	}
	capital := false
	if m.field != fieldName {
		if i := bytes.IndexByte(v.value(), '('); i > 0 {
			v.start, v.end = trimCell(v.text, v.start, v.start+i)
		}
		var ok bool
		if capital, ok = mayBePart(v.value()); !ok || st.e.lists.isNoValue(v.value()) || isNobody(v.value()) {
			return
		}
	}
	start, end := v.base+int64(v.start), v.base+int64(v.end)
	p := &st.name
	part, sure := p.partOf(m.field)
	record, value := st.marks.recordOf(m), v.value() // before v looks at the name that is held
	if p.goesOn(m, record, start, st.marks.columns.on) {
		part.value, part.end, p.end = append(append(part.value, ' '), value...), end, end
		return
	}
	if p.held && (p.record != record || p.who != m.who || m.record == 0 || start-p.end > nameGap || len(part.value) > 0) {
		st.flushName(1 << 62)
		part, sure = p.partOf(m.field)
	}
	if !p.held {
		p.held, p.record, p.who, p.start, p.field = true, record, m.who, start, m.field
	}
	p.end, p.last = end, m.field
	*part = namePart{start: start, end: end, value: append(part.value[:0], value...), sure: sure, capital: capital}
}

// listGap is how far apart the given names of a list stand at most, in bytes.
const listGap = 24

// goesOn reports whether a cell is a further one of the part before it, as where the given names of
// somebody are a list. Columns of a table that say the same are two names.
func (p *pendingName) goesOn(m *mark, record, start int64, table bool) bool {
	return p.held && !table && m.field != fieldName && m.field == p.last && p.record == record && record != 0 && p.who == m.who && start-p.end <= listGap
}

// flushName hands on the name whose other parts cannot come any more once the text before
// off was looked at.
func (st *Stream) flushName(off int64) {
	p := &st.name
	if !p.held || off <= p.end+nameGap {
		return
	}
	given, family := &p.given, &p.family
	if len(p.whole.value) > 0 {
		st.wholeName(p)
	}
	switch {
	case len(given.value) > 0 && len(family.value) > 0:
		if given.sure || family.sure || given.capital && family.capital {
			st.joinedName(p)
		}
	case len(given.value) > 0:
		st.partAlone(p, given, 55)
	case len(family.value) > 0:
		st.partAlone(p, family, 60)
	}
	p.forget()
}

func (p *pendingName) forget() {
	p.held = false
	for _, part := range p.parts() {
		part.value = part.value[:0]
	}
}

func (p *pendingName) parts() [4]*namePart {
	return [...]*namePart{&p.given, &p.family, &p.second, &p.whole}
}

// wipe overwrites what is left of names.
func (p *pendingName) wipe() {
	for _, part := range p.parts() {
		clear(part.value[:cap(part.value)])
	}
}

// wholeName decides what a column called "name" says: the half that is missing, else all
// of a name or nobody's.
func (st *Stream) wholeName(p *pendingName) {
	w, given, family := &p.whole, &p.given, &p.family
	var half, missing *namePart
	switch {
	case len(given.value) > 0 && len(family.value) == 0:
		half, missing = given, family
	case len(family.value) > 0 && len(given.value) == 0:
		half, missing = family, given
	}
	if half != nil && half.sure {
		capital, ok := mayBePart(w.value)
		if ok && !holdsWord(w.value, half.value) && !st.e.lists.endsInForm(w.value) && !st.e.lists.isNoValue(w.value) && !isNobody(w.value) {
			missing.value, w.value = append(missing.value[:0], w.value...), w.value[:0]
			missing.capital = capital
			return
		}
	}
	if half != nil && holdsWord(w.value, half.value) {
		half.value = half.value[:0] // the whole name says it
	}
	b := &st.e.builtin
	v := &st.v
	v.st, v.rule, v.anchor = st, nil, 0
	v.text, v.base = st.buf[:w.end-st.base:w.end-st.base], st.base
	v.start, v.end = int(w.start-st.base), int(w.end-st.base)
	v.personCell(b.personField, b.companyField, whyField)
}

// joinedName hands on a name of two parts or three.
func (st *Stream) joinedName(p *pendingName) {
	value := make([]byte, 0, len(p.given.value)+len(p.family.value)+len(p.second.value)+2)
	value = append(append(append(value, p.given.value...), ' '), p.family.value...)
	if len(p.second.value) > 0 {
		value = append(append(value, ' '), p.second.value...)
	}
	st.addPerson(p.start, p.end, value, p.record, p.field, 95, whyField|whyPair)
}

// partAlone hands on a part whose other one is missing, unless it is but a letter.
func (st *Stream) partAlone(p *pendingName, part *namePart, score int) {
	if !part.sure && !part.capital || utf8.RuneCount(part.value) < 2 && !isWide(part.value) {
		return
	}
	st.addPerson(part.start, part.end, bytes.Clone(part.value), p.record, p.field, score, whyField|whyShort)
}

// maxNamePart is how many words a part of a name has: "María de los Ángeles".
const maxNamePart = 5

// mayBePart reports whether a cell can be a part of a name: up to five words of letters in
// any script and case, or an initial; and whether it is written as names are.
func mayBePart(b []byte) (capital, ok bool) {
	if len(b) == 0 || len(b) > 100 {
		return false, false
	}
	if r, n := utf8.DecodeRune(b); n == len(b) || n+1 == len(b) && b[n] == '.' {
		return isNameRune(r) && !unicode.IsLower(r), isNameRune(r)
	}
	words, capital, letters := nameLetters(b)
	return capital, letters && words > 0 && words <= maxNamePart
}

// holdsWord reports whether word stands in text as a word, whatever the case of ASCII.
func holdsWord(text, word []byte) bool {
	for i := 0; i+len(word) <= len(text); i++ {
		end := i + len(word)
		if bytes.EqualFold(text[i:end], word) && (i == 0 || !word8Chars[text[i-1]]) && (end == len(text) || !word8Chars[text[end]]) {
			return true
		}
	}
	return false
}

// isNobody reports whether a cell says that no name is known, or is the name of its column,
// as where tables repeat their headings.
func isNobody(val []byte) bool {
	var buf [24]byte
	if len(val) > len(buf) {
		return false
	}
	return nobody.has(buf[:copyLower(buf[:], val)])
}

var nobody = newWords(func() map[string]bool {
	set := map[string]bool{}
	for w := range strings.SplitSeq(nobodyWords, ",") {
		set[strings.TrimSpace(w)] = true
	}
	return set
}())

const nobodyWords = `unknown, not known, not given, not available, not applicable, anonymous, anonym, unnamed, no name, noname, nobody, test, tester, testing, dummy, example,
	deleted, redacted, removed, missing, various, admin, administrator, system, user, unbekannt, k.a., k. a., keine angabe, n.n., inconnu, inconnue, non renseigné, sans nom, desconocido,
	desconocida, sin nombre, sconosciuto, desconhecido, não informado, onbekend, bilinmiyor, yok, brak, nieznany, неизвестно, нет, 不明, 未知, なし, 无,
	first, last, name, first name, last name, firstname, lastname, first_name, last_name, given name, given_name, family name, family_name, surname, forename, vorname, nachname,
	prénom, prenom, nom, nombre, apellidos, apellido, cognome, nome, sobrenome, voornaam, achternaam, ad, soyad, имя, фамилия, 姓, 名`
