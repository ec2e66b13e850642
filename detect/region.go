package detect

import (
	"bytes"
	"slices"

	"github.com/hemostat/hemostat/internal/division"
)

// A column of states or provinces says where somebody lives, also where no address stands in the row:
// the law of California asks for a notice to those who live there. What it says is a country with its
// part: "US-CA". Codes of two letters are those of several countries, so that the row has to say
// which: by the country, by a code of post, by a telephone, the town or a number that one country gives.

// regionCell takes the part of a country in a cell, unless a whole address says it.
func (v *view) regionCell(k *mark) {
	val, at := v.value(), v.base+int64(v.start)
	if len(val) < 2 || len(val) > maxTown || v.st.ofCounties(k) {
		return
	}
	row := regionRow{engine: v.st.e}
	v.st.rowHolds(at, row.take)
	if row.street && row.code != nil {
		return
	}
	part, sure := division.Of(string(val), row.country)
	if part == "" || row.abroad || !sure && !row.agrees(part, val) {
		return
	}
	v.foundOwn(v.st.e.builtin.country, v.start, v.end, []byte(part), v.st.e.builtin.country.Score, "", whyField|whyList)
}

// ofCounties reports whether the column of a cell is of counties, which are called as states
// elsewhere are.
func (st *Stream) ofCounties(k *mark) bool {
	return k.column != 0 && bytes.Contains(bytes.ToLower([]byte(st.marks.columns.all[k.column].name)), []byte("county"))
}

// A regionRow is what the row beside a part of a country says of where that is.
type regionRow struct {
	engine  *Engine
	country string // by ISO 3166-1
	abroad  bool   // it states two countries
	street  bool
	code    []byte // of post
	north   bool   // a telephone of the plan that the United States and Canada share
	town    string // the country of its town
	social  bool   // a number of the social security of the United States
}

// take looks at a cell; it never says that it was looked for.
func (r *regionRow) take(f fieldID, cell []byte) bool {
	switch f {
	case fieldCountry:
		if iso, ok := r.engine.lists.country(cell); ok {
			r.abroad = r.abroad || r.country != "" && r.country != string(iso)
			r.country = string(iso)
		}
	case fieldStreet, fieldAddress:
		r.street = true
	case fieldPostcode:
		r.code = cell
	case fieldPhone:
		r.north = r.north || northAmerican(cell)
	case fieldCity:
		r.town = r.engine.lists.townCountry(cell)
	default:
		r.social = r.social || r.engine.isSocial(f, cell)
	}
	return false
}

// agrees reports whether something in the row says that it is in North America. Words for a status
// are taken for Oklahoma or Ontario where they are written as codes are alone.
func (r *regionRow) agrees(part string, val []byte) bool {
	if r.code != nil {
		return division.Agrees(string(r.code), part) && (r.north || len(division.Lettered(part[3:], string(r.code))) < 2)
	}
	return isUpper(val[0]) && (r.north || r.town == part[:2] || r.social && part[:2] == "US")
}

// isSocial reports whether a cell is a number of the social security of the United States, in a
// column for it.
func (e *Engine) isSocial(f fieldID, cell []byte) bool {
	if f < fieldRules || !slices.Contains(e.columns[f-fieldRules].rules, e.builtin.ssn) {
		return false
	}
	var body [maxNumber]byte
	end, _, _ := e.builtin.ssn.number.upTo(cell, 0, len(cell), &body)
	return end == len(cell)
}

// northAmerican reports whether a number is written as those of the North American Numbering Plan
// are: behind +1, or in groups of three, three and four digits.
func northAmerican(cell []byte) bool {
	if bytes.HasPrefix(cell, []byte("+1")) && countDigits(cell) == 11 {
		return true
	}
	groups, run := make([]int, 0, 4), 0
	for _, c := range append(cell[:len(cell):len(cell)], ' ') {
		switch {
		case isDigit(c):
			run++
		case c != ' ' && c != '(' && c != ')' && c != '-' && c != '.':
			return false
		case run > 0 && len(groups) < cap(groups):
			groups, run = append(groups, run), 0
		}
	}
	return len(groups) == 3 && groups[0] == 3 && groups[1] == 3 && groups[2] == 4
}
