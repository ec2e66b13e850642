package detect

import "bytes"

// afterPerson passes somebody's name before the name of their company: "Jane Doe of Contoso
// Ltd". German "von" begins names of families too, so that it takes more words behind it.
func (l *lists) afterPerson(text []byte, start, i, words int) (int, int) {
	for _, of := range [...]struct {
		word  string
		least int // words of the company
	}{{" of ", 1}, {" von ", 2}, {" from ", 1}} {
		at := bytes.Index(text[start:i], []byte(of.word))
		if at < 0 || !l.isPersonsName(text[start:start+at]) {
			continue
		}
		from := start + at + len(of.word)
		if behind := len(bytes.Fields(text[from:i])); behind >= of.least && !l.isPlace(text[from:i]) {
			return from, behind
		}
	}
	return start, words
}

// isPersonsName reports whether words may be a name of two or three: the last one is nothing
// that has its name from a place or a trade, as the Royal Bank of somewhere.
func (l *lists) isPersonsName(b []byte) bool {
	n, ok := nameWordsOf(b)
	end, words := capitalised(b, 0, 3)
	if !ok || n < 2 || end != len(b) || words != n || l.noName(b) || l.endsInForm(b) || !strongEnough(b) {
		return false
	}
	var buf [24]byte
	last := b[bytes.LastIndexByte(b, ' ')+1:]
	return len(last) > len(buf) || !institutions.has(buf[:copyLower(buf[:], last)])
}

// isPlace reports whether the name of a company goes on as that of a country or town that is
// known: one of that place, and not somebody's.
func (l *lists) isPlace(b []byte) bool {
	_, country := l.country(b)
	return country || l.townCountry(b) != "" || states[string(bytes.ToLower(b))] || usStateNames.has(bytes.ToLower(b))
}

// institutions are what has "of" and a place or a trade behind it.
var institutions = newWords(wordSet([]byte(`bank university school college institute institution academy museum church society association federation
	union council chamber board bureau department ministry office house company corporation corp co group trust fund foundation insurance exchange hospital center
	centre club league order city port state states republic kingdom isle isles island islands bay county town village court friends sons daughters brothers partners
	works mills services service products product industries systems sciences science library authority commission committee conservatory theatre theater heart art
	arts technologies technology consultants engineers architects physicians solutions division branch subsidiary member part clinic laboratories laboratory lab press
	media world spirit power water gas oil steel life mutual assurance underwriters lloyds bottling foods food cola motors stores store hotel hotels bar pub inn garden
	gardens park tower towers bridge gate king queen lady lord duke st saint`)))

// usStateNames are the states of the United States that companies are of by their names.
var usStateNames = newWords(wordSet([]byte(`alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois indiana iowa
	kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana nebraska nevada ohio oklahoma oregon pennsylvania tennessee
	texas utah vermont virginia washington wisconsin wyoming america europe asia africa canada ontario quebec scotland wales england london`)))
