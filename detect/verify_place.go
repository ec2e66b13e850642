package detect

import "bytes"

// Tables keep the parts of an address in columns of their own: number, street, town, state,
// code. Cells that stand beside each other in a row are one address, and it is written as it
// would be on a letter: its parts in their order.

const (
	placeGap  = 64  // bytes between two parts beside each other: what parts cells, or a key
	placeSpan = 800 // of all parts
	placeNear = 600 // to what else the record says of somebody
	maxStreet = 160 // of one part
	maxTown   = 60
	maxCode   = 12
)

// placeParts are parts of an address, a bit each.
type placeParts uint8

const (
	partStreet placeParts = 1 << iota // a street, a whole address
	partHouse                         // a number with it
	partLine                          // another line
	partUnit
	partCity
	partRegion
	partCode
)

// pendingPlace is what the row says of an address so far.
type pendingPlace struct {
	held       bool
	record     int64
	start, end int64
	reach      int64      // to there cells were looked at that say nothing else
	has, last  placeParts // of all parts, and of the last one
	parts      int
	value      []byte

	person int64 // the last record that says something of somebody
	placed int64 // the last record that has an address
}

// placeCell takes a part of an address in.
func (st *Stream) placeCell(m *mark, v *view) {
	b := &st.e.builtin
	if m.record == 0 {
		if m.field == fieldAddress || m.field == fieldStreet || m.field == fieldAddressLine {
			v.addressCell(b.addressField, whyField)
		}
		return
	}
	p, start, end := &st.place, v.base+int64(v.start), v.base+int64(v.end)
	beside := p.held && p.record == st.marks.recordOf(m) && start-p.reach <= placeGap && st.gapJoins(p.reach, start)
	if st.e.lists.isNoValue(v.value()) {
		if beside {
			p.reach = end
		}
		return
	}
	is := st.placePart(m.field, v.value())
	if is == 0 && m.field == fieldRegion && beside && p.has&(partStreet|partCity) != 0 && isLikeStatus(v.value()) {
		is = partRegion
	}
	if is == 0 {
		return
	}
	if beside && is&(partStreet|partLine|partHouse) == 0 && holdsWord(p.value, v.value()) {
		p.reach = end // a whole address says it
		return
	}
	if !beside || p.ends(is) || end-p.start > placeSpan {
		st.flushPlace(1 << 62)
	}
	if !p.held {
		p.held, p.record, p.start, p.has, p.parts, p.value = true, st.marks.recordOf(m), start, 0, 0, p.value[:0]
	} else {
		p.value = append(p.value, ' ')
	}
	p.has, p.last = p.has|is, is
	p.parts++
	p.end, p.reach = end, end
	p.value = append(p.value, v.value()...)
}

// ends reports whether a part begins another address, as of what an address has once. Towns
// may stand before the street; districts stand beside towns, and counties beside states.
func (p *pendingPlace) ends(is placeParts) bool {
	switch {
	case is&partStreet != 0:
		return p.has&partStreet != 0
	case is == partHouse:
		return p.has&partHouse != 0 && p.last&(partStreet|partLine|partUnit) == 0
	case is&(partCity|partRegion) != 0:
		return is&p.has != 0 && is&p.last == 0
	case is&partCode != 0:
		return p.has&partCode != 0
	}
	return false
}

// placePart returns what a cell is of an address; 0 for nothing.
func (st *Stream) placePart(f fieldID, val []byte) placeParts {
	switch f {
	case fieldAddress, fieldStreet, fieldAddressLine:
		is := partStreet
		if f == fieldAddressLine {
			is = partLine
		}
		if isAddress(val) {
			return is | partHouse
		}
		if mayBeStreet(val) {
			return is
		}
	case fieldHouse:
		if len(val) <= maxCode && hasDigit(val) && run(val, 0, len(val), houseChars) == len(val) {
			return partHouse
		}
	case fieldUnit:
		if len(val) <= maxTown && !bytes.ContainsAny(val, noStreet) {
			return partUnit
		}
	case fieldCity:
		if _, ok := postalAt(val); ok && hasDigit(val) {
			return partCity | partCode
		}
		if isPlaceName(val) {
			return partCity
		}
	case fieldRegion:
		if isPlaceName(val) && !isStatus(val) {
			return partRegion
		}
	case fieldPostcode:
		if len(val) >= 3 && len(val) <= maxCode && hasDigit(val) && run(val, 0, len(val), codeChars) == len(val) && !looksLikeDate(val) {
			return partCode
		}
	}
	return 0
}

var (
	houseChars = chars("0-9A-Za-z/ ,.-").with8bit()
	codeChars  = chars("0-9A-Za-z -").with8bit() // 〒
)

// gapJoins reports whether nothing stands between two cells but what parts them, a key of
// JSON or the marks of XML.
func (st *Stream) gapJoins(from, to int64) bool {
	assigned, marked, letters := 0, 0, 0
	for _, c := range st.buf[from-st.base : to-st.base] {
		switch {
		case c == ':' || c == '=':
			assigned++
		case c == '<':
			marked++
		case alnumChars[c] || c >= 0x80:
			letters++
		}
	}
	return letters == 0 || assigned == 1 && marked == 0 || marked == 2 && assigned == 0
}

// passPlace goes over a country between the parts of an address, which is no part of it: what
// is written on a letter depends on where it is sent from.
func (st *Stream) passPlace(m *mark, v *view) {
	p, start := &st.place, v.base+int64(v.start)
	if p.held && p.record == st.marks.recordOf(m) && start-p.reach <= placeGap && st.gapJoins(p.reach, start) {
		p.reach = v.base + int64(v.end)
	}
}

// notePerson notes that a record says something of somebody at a place.
func (st *Stream) notePerson(m *mark) {
	if m.record != 0 {
		record := st.marks.recordOf(m)
		if st.flushPlace(m.offset); st.place.held && st.place.record != record {
			st.flushPlace(1 << 62)
		}
		st.place.person = record
	}
}

// flushPlace hands on the address to which nothing can be added any more once the text before
// off was looked at.
func (st *Stream) flushPlace(off int64) {
	p := &st.place
	if !p.held || off <= p.end+placeNear {
		return
	}
	p.held = false
	street := p.has&(partStreet|partLine) != 0
	town := p.has & (partCity | partRegion | partCode)
	r, w := st.e.builtin.addressField, whyField
	score := r.Score
	switch {
	case street && p.has&partHouse != 0, street && p.has&partUnit != 0 && town != 0:
	case street && town&partCode != 0:
	case street && town != 0:
		score, w = 65, w|whyShort
	case town&(town-1) != 0 && p.person == p.record && p.placed != p.record:
		score, w = 55, w|whyShort // where somebody lives, but not in which house
	default:
		return
	}
	if p.parts > 1 {
		w |= whyPair
	}
	p.placed = p.record
	st.pending = append(st.pending, candidate{
		rule: r, own: bytes.Clone(p.value), offset: p.start, length: int32(p.end - p.start), field: fieldAddress, record: p.record, score: int16(score), why: w,
	})
}

// mayBeStreet reports whether a cell can be the name of a street or a line of an address.
func mayBeStreet(val []byte) bool {
	letters := 0
	for _, c := range val {
		if isAlpha(c) || c >= 0x80 {
			letters++
		}
	}
	return letters >= 2 && letters*2 >= len(val) && len(val) <= maxStreet && !bytes.ContainsAny(val, noStreet) && !bytes.Contains(val, slashes)
}

const noStreet = "@=*<>{}\\[]$;!?|%^~`_\"\t\n"

var slashes = []byte("//")

// isPlaceName reports whether a cell can be the name of a town, district or state.
func isPlaceName(val []byte) bool {
	letters := 0
	for _, c := range val {
		switch {
		case isAlpha(c) || c >= 0x80:
			letters++
		case c != ' ' && c != '.' && c != '-' && c != '\'' && c != '(' && c != ')' && c != '/' && c != ',' && c != '&':
			return false
		}
	}
	return letters >= 2 && len(val) <= maxTown
}

// isStatus reports whether a word is what programs say in a column "state".
func isStatus(val []byte) bool {
	var buf [16]byte
	return len(val) <= len(buf) && statuses.has(buf[:copyLower(buf[:], val)])
}

// isLikeStatus reports whether the code of a state or province is a word for a status:
// Oklahoma's, Ontario's. Behind a street or town it is none.
func isLikeStatus(val []byte) bool {
	return len(val) == 2 && (foldedAt(val, 0, []byte("ok")) || foldedAt(val, 0, []byte("on")))
}

var statuses = newWords(wordSet([]byte(`active inactive enabled disabled open opened closed pending running stopped started ready done failed failure success ok error new old
	draft published archived deleted approved rejected cancelled canceled completed complete paused suspended locked unlocked blocked online offline up down on off
	valid invalid expired verified unverified confirmed unconfirmed queued waiting processing present absent merged idle busy healthy unhealthy aktiv inaktiv offen
	geschlossen erledigt actif inactif ouvert activo inactivo abierto cerrado ativo inativo aktif pasif`)))
