package detect

import (
	"bytes"
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/hemostat/hemostat/exposure"
)

// maxCell is the longest text under one mark that is looked at as the value of
// its field. Longer ones are prose.
const maxCell = 1024

// scanCells looks at the values of all marks that begin in [lo,hi).
func (st *Stream) scanCells(lo, hi int64) {
	list := st.marks.list
	for i := st.marks.first(lo); i < len(list) && list[i].offset < hi; i++ {
		if !st.e.cells[list[i].field] {
			continue
		}
		end := st.base + int64(len(st.buf))
		if i+1 < len(list) {
			end = list[i+1].offset
		}
		if end-list[i].offset > maxCell {
			continue
		}
		st.cell(&list[i], int(list[i].offset-st.base), int(end-st.base))
	}
	if st.seg.Part == exposure.PartSignature && lo == 0 && st.e.groups[groupPerson] {
		st.signature(int(hi))
	}
}

// cellGroups are the groups in which values of fields contend.
var cellGroups = map[fieldID]int{
	fieldName: groupPerson, fieldFullName: groupPerson, fieldWho: groupPerson, fieldEntry: groupPerson, fieldThing: groupAddress, fieldMaybeFirst: groupPerson, fieldMaybeLast: groupPerson, fieldSecondLast: groupPerson, fieldIdentifier: groupAddress, fieldAuthor: groupPerson, fieldPartyCompany: groupPerson, fieldPartyName: groupPerson, fieldPartyAddress: groupPlace, fieldPartyCountry: groupCountry, fieldFirstName: groupPerson, fieldLastName: groupPerson, fieldCompany: groupPerson,
	fieldAddressLine: groupPlace, fieldStreet: groupPlace, fieldHouse: groupPlace, fieldUnit: groupPlace, fieldCity: groupPlace, fieldRegion: groupPlace, fieldPostcode: groupPlace,
	fieldUser: groupUser, fieldProject: groupUser, fieldReference: groupUser, fieldCountry: groupCountry, fieldAddress: groupPlace,
	fieldPassword: groupSecret, fieldSecret: groupSecret,
	fieldHealth: groupAddress, fieldPhone: groupAddress, fieldDomain: groupAddress, fieldHost: groupAddress, fieldIBAN: groupAddress,
}

// compileCells notes under which fields something may be found that is wanted.
func (e *Engine) compileCells() {
	e.cells = make([]bool, int(fieldRules)+len(e.columns))
	for field, group := range cellGroups {
		e.cells[field] = e.groups[group]
	}
	for field := fieldKeys; field < fieldRules; field++ {
		e.cells[field] = e.groups[groupUser]
	}
	for field, is := range personal {
		e.cells[field] = e.cells[field] || is && e.groups[groupPlace]
	}
	for i, n := range e.columns {
		e.cells[int(fieldRules)+i] = slices.ContainsFunc(n.rules, func(r *Rule) bool { return e.groups[r.group] })
	}
}

// personal are the fields that say something of somebody: an address in their row is theirs.
var personal = [fieldRules]bool{
	fieldName: true, fieldFullName: true, fieldFirstName: true, fieldLastName: true, fieldMaybeFirst: true, fieldMaybeLast: true, fieldSecondLast: true, fieldWho: true,
	fieldEmail: true, fieldPhone: true, fieldIdentifier: true,
}

// cell looks at one value.
func (st *Stream) cell(m *mark, from, to int) {
	v := &st.v
	v.st, v.rule, v.anchor = st, nil, 0
	v.text, v.base = st.buf[:to:to], st.base
	v.start, v.end = trimCell(st.buf, from, to)
	if v.start >= v.end || st.marks.columns.isHeading(m.column, v.value()) {
		return
	}
	b := &st.e.builtin
	if m.field < fieldRules && personal[m.field] {
		st.notePerson(m)
	}
	switch m.field {
	case fieldName, fieldFirstName, fieldLastName, fieldMaybeFirst, fieldMaybeLast, fieldSecondLast:
		st.nameCell(m, v)
	case fieldFullName:
		v.fullNameCell()
	case fieldWho:
		st.whoCell(m, v)
	case fieldEntry:
		st.entryCell(m, v)
	case fieldThing:
		v.thingCell()
	case fieldAuthor:
		v.personCell(b.personField, b.companyField, whyField)
	case fieldPartyName:
		v.personCell(b.partyPerson, b.partyCompany, whyParty)
	case fieldPartyCompany:
		v.companyCell(b.partyCompany, whyParty)
	case fieldPartyAddress:
		v.addressCell(b.partyAddress, whyParty)
	case fieldPartyCountry:
		v.countryCell(b.partyCountry, whyParty)
	case fieldCompany:
		if m.column != 0 && st.marks.columns.all[m.column].either || m.column == 0 && m.either {
			st.customerCell(m, v)
			return
		}
		v.companyCell(b.companyField, whyField)
	case fieldUser:
		v.userCell()
	case fieldPhone:
		v.phoneCell(b.phoneField)
	case fieldDomain:
		v.domainCell()
	case fieldCountry:
		v.countryCell(b.country, whyField)
		st.passPlace(m, v)
	case fieldProject:
		v.projectCell()
	case fieldPassword:
		v.passwordCell()
	case fieldSecret:
		v.secretCell()
	case fieldHost:
		v.hostCell()
	case fieldIBAN:
		v.ibanCell()
	case fieldAddress, fieldAddressLine, fieldStreet, fieldHouse, fieldUnit, fieldCity, fieldPostcode:
		st.placeCell(m, v)
	case fieldRegion:
		if m.record != 0 {
			v.regionCell(m)
		}
		st.placeCell(m, v)
	case fieldReference:
		v.referenceCell()
	case fieldIdentifier:
		v.identifierCell()
	case fieldHealth:
		v.healthCell()
	default:
		if m.field >= fieldRules {
			v.numberCell(m.field, st.marks.columns.all[m.column].order)
		} else if m.field >= fieldKeys {
			v.keyCell(m.field)
		}
	}
}

// trimCell takes white space, quotes and separators off both ends.
func trimCell(text []byte, from, to int) (int, int) {
	edge := func(c byte) bool { return c <= ' ' || c == '"' || c == '\'' || c == ',' || c == ';' || c == '|' }
	for from < to && edge(text[from]) {
		from++
	}
	for to > from && edge(text[to-1]) {
		to--
	}
	if from < to && (text[from] >= 0x80 || text[to-1] >= 0x80) {
		return afterInvisible(text, from, to), beforeInvisible(text, from, to)
	}
	return from, to
}

func (v *view) value() []byte { return v.text[v.start:v.end] }

// phoneCell takes a whole cell as one or more numbers in national form; those
// in international form have an anchor of their own.
func (v *view) phoneCell(r *Rule) {
	var buf [16]byte
	for i := v.start; i < v.end; {
		c := v.text[i]
		if c == '+' {
			end, _, _ := phoneDigits(v.text, i, &buf)
			i = max(end, i+1)
			continue
		}
		if !isDigit(c) && c != '(' {
			i++
			continue
		}
		end, _, _ := phoneDigits(v.text, i, &buf)
		if i > v.start && wordChars[v.text[i-1]] || !v.national(r, i, v.end, whyField, r.Score) {
			i = max(end, i+1)
			continue
		}
		i = end
	}
}

// ibanCell takes IBANs in lower case and with unusual spacing; the ordinary
// ones have an anchor.
func (v *view) ibanCell() {
	start, end := v.start, v.end
	var code [34]byte
	n := 0
	for _, c := range v.text[start:end] {
		switch {
		case c == ' ' || c == '-' || c == '.':
		case n < len(code) && alnumChars[c]:
			code[n] = c
			if isLower(c) {
				code[n] = c &^ 0x20
			}
			n++
		default:
			return
		}
	}
	if n > 4 && v.st.e.lists.ibanLength(code[0], code[1]) == n && mod97(code[:n]) {
		class := exposure.Class("")
		if v.st.e.lists.testIBANs[string(code[:n])] {
			class = exposure.ClassExample
		}
		v.found(v.st.e.builtin.iban, start, end, v.value(), 99, class, whyField|whyCheck)
	}
}

// userCell takes logins and numbers of accounts and customers.
func (v *view) userCell() {
	val := v.value()
	if len(val) > 64 || v.st.e.lists.isNoValue(val) || bytes.IndexByte(val, '@') >= 0 || bytes.ContainsAny(val, "\n<>{}()") {
		return
	}
	if bytes.Count(val, []byte{' '}) > 1 || len(val) < 2 && !isDigit(val[0]) {
		return
	}
	score := v.st.e.builtin.userField.Score
	w := whyField
	if bytes.IndexByte(val, ' ') >= 0 || len(val) < 3 {
		score, w = score-20, w|whyWeak
	}
	v.found(v.st.e.builtin.userField, v.start, v.end, val, score, "", w)
}

// companyCell takes the names of organisations: no name has what parts several in one cell, as exports of
// linked records write them.
func (v *view) companyCell(r *Rule, w why) {
	cell, end := *v, v.end
	for from := v.start; from < end; from = cell.end + 1 {
		cell.start, cell.end = from, end
		if i := partsNames(v.text[from:end]); i >= 0 {
			cell.end = from + i
		}
		to := cell.end
		for cell.start < cell.end && v.text[cell.start] == ' ' {
			cell.start++
		}
		for cell.start < cell.end && v.text[cell.end-1] == ' ' {
			cell.end--
		}
		if cell.start < cell.end {
			cell.oneCompany(r, w)
		}
		cell.end = to
	}
}

// partsNames returns where the first of several names ends, -1 where there is one: at a semicolon that ends
// no reference to a character ("Ohm &amp; Quill"), or at a bar.
func partsNames(cell []byte) int {
	for i, c := range cell {
		if c == '|' {
			return i
		}
		if c != ';' {
			continue
		}
		if at := bytes.LastIndexByte(cell[:i], '&'); at < 0 || i-at > 8 || bytes.IndexByte(cell[at:i], ' ') >= 0 {
			return i
		}
	}
	return -1
}

func (v *view) oneCompany(r *Rule, w why) {
	val := v.value()
	letters, n := 0, 0
	for _, c := range asString(val) {
		switch n++; {
		case c < 0x80 && noCompany[c]:
			return
		case isAlphaRune(c):
			letters++
		}
	}
	if n < 2 || n > 120 || letters < 2 || letters*2 < n || v.st.e.lists.isNoValue(val) {
		return
	}
	score := r.Score
	if v.st.e.lists.endsInForm(val) {
		score, w = min(97, score+12), w|whyLegalForm
	} else if isLower(val[0]) && bytes.IndexByte(val, ' ') < 0 {
		score, w = score-25, w|whyWeak
	}
	v.found(r, v.start, v.end, val, score, "", w)
}

var noCompany = chars("@\n<>{}=")

// countryCell hands on the ISO code of a country's name or code.
func (v *view) countryCell(r *Rule, w why) {
	val := v.value()
	if len(val) > 64 {
		return
	}
	if iso, ok := v.st.e.lists.country(val); ok {
		v.foundOwn(r, v.start, v.end, iso, r.Score, "", w|whyList)
	}
}

// isNoValue reports whether a cell says that there is nothing in it.
func (l *lists) isNoValue(val []byte) bool {
	if len(val) > 16 {
		return false
	}
	var buf [16]byte
	n := 0
	for _, c := range val {
		buf[n] = lower[c]
		n++
	}
	return n == 0 || noValues.has(buf[:n])
}

var noValues = newWords(wordSet([]byte(`- -- n/a na n.a. null nil none unknown true false yes no undefined tbd test nan
	(null) (none) (blank) ja nein oui non si unbekannt keine \n ... ? x xx xxx default other all anonymous system`)))

func isAlphaRune(r rune) bool {
	return r < utf8.RuneSelf && isAlpha(byte(r)) || r >= utf8.RuneSelf && unicode.IsLetter(r)
}
