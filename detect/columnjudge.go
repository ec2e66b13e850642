package detect

import (
	"cmp"
	"slices"
)

// decide says what the columns of a sample are that are open: first by their cells, then by
// the columns beside them.
func (j *columnJudge) decide(st *Stream) {
	slices.SortFunc(j.cols, func(a, b columnCells) int { return cmp.Compare(a.id, b.id) })
	for i := range j.cols {
		if s := &j.cols[i]; s.open && j.enough(s) {
			s.field = s.byCells()
		}
	}
	for range 2 { // what the second pass finds may stand before what the first one did
		for i := range j.cols {
			if s := &j.cols[i]; s.open && s.field == fieldNone && j.enough(s) {
				s.field = j.byNeighbours(i)
			}
		}
	}
	j.decideNumbers(st)
	for i := range j.cols {
		if s := &j.cols[i]; s.open && s.field == fieldNone {
			s.field = s.was
		}
	}
}

// decideNumbers says which columns beside those of somebody hold what figures alone do not tell:
// birthdays, also where children stand among who is grown up, and numbers without a check digit.
func (j *columnJudge) decideNumbers(st *Stream) {
	if !j.some(isPersonal) {
		return
	}
	for i := range j.cols {
		s := &j.cols[i]
		switch {
		case !s.open || s.field != fieldNone || !j.enough(s) || s.distinct*2 <= s.n:
		case s.share(ofDay) >= 90 && s.share(ofBirth) >= 50, s.share(ofBirth) >= 70:
			s.field = st.e.fields.names["dateofbirth"]
		case s.share(ofSocial) >= 80:
			s.field = st.e.fields.names["socialsecuritynumber"]
		}
	}
}

func isPersonal(f fieldID) bool { return f < fieldRules && personal[f] }

// some reports whether a column has a field for which is says so.
func (j *columnJudge) some(is func(fieldID) bool) bool {
	return slices.ContainsFunc(j.cols, func(c columnCells) bool { return is(c.field) })
}

// byCells judges a column by its cells alone.
func (s *columnCells) byCells() fieldID {
	varied := s.distinct*3 >= s.n
	switch {
	case s.share(ofMail) >= 60:
		return fieldEmail
	case s.share(ofForm) >= 30:
		return fieldCompany
	case s.share(ofPhone) >= 75 && varied && s.share(ofDay) < 10:
		return fieldPhone
	case s.share(ofStreetAt) >= 40:
		if s.share(ofTownAt) >= 40 {
			return fieldAddress
		}
		return fieldStreet
	case s.share(ofRoad) >= 50 && varied:
		return fieldStreet
	case s.share(ofTownAt) >= 80 && s.share(ofCode) < 50:
		return fieldCity
	case s.same*2 > s.n && s.share(ofTitled) < 80: // ada@ says Ada, and a login stands there as "ada"
		return fieldUser
	case s.share(ofNation) >= 80 && s.share(ofState) < 80:
		return fieldCountry
	case s.share(ofWideName) >= 70 && varied:
		return fieldFullName
	case s.share(ofLetters) >= 75:
		return s.nameOrTown(varied)
	}
	return fieldNone
}

// nameOrTown judges a column of words: names that the addresses beside them say, or that are
// known; towns that are known.
func (s *columnCells) nameOrTown(varied bool) fieldID {
	given, family, towns := s.share(ofGiven), s.share(ofFamily), s.share(ofTownName)
	full := s.share(ofOne) < 40
	said := s.said*2 >= s.n && s.said >= min(leastCells, s.n)
	switch {
	case s.share(ofTitle) >= 50:
		return fieldNone
	case said && full, full && varied && given >= 40 && towns < 20:
		return fieldFullName
	case full:
	case s.same*2 > s.n && family > given:
		return fieldLastName
	case s.same*2 > s.n:
		return fieldFirstName
	case said && (s.begins*2 >= s.said && given >= family || given >= 50):
		return fieldFirstName
	case said && s.begins*2 < s.said:
		return fieldLastName
	case given >= 50 && given >= family && given > towns && varied:
		return fieldFirstName
	case family >= 50 && family > towns && varied:
		return fieldLastName
	}
	if towns >= 40 && towns > given && s.count[ofTownName] > 1 {
		return fieldCity
	}
	return fieldNone
}

// byNeighbours judges the i-th column by those on both sides of it.
func (j *columnJudge) byNeighbours(i int) fieldID {
	s := &j.cols[i]
	beside := func(reach int, fields ...fieldID) bool {
		for k := max(0, i-reach); k <= min(len(j.cols)-1, i+reach); k++ {
			if k != i && slices.Contains(fields, j.cols[k].field) {
				return true
			}
		}
		return false
	}
	words, family := s.share(ofLetters) >= 75, s.mayBeFamily()
	switch {
	case family && s.share(ofGiven) >= 30 && s.count[ofGiven] >= 4 && !j.has(fieldFirstName) && (beside(1, fieldLastName, fieldMaybeLast) || j.familyBeside(i)):
		return fieldFirstName
	case family && beside(1, fieldFirstName) && !j.has(fieldLastName) && !j.nameBesideGiven():
		return fieldLastName
	case family && beside(1, fieldLastName) && !j.has(fieldFirstName):
		return fieldFirstName
	case s.share(ofCode) >= 80 && beside(2, fieldCity, fieldStreet, fieldRegion):
		return fieldPostcode
	case s.share(ofState) >= 80 && beside(2, fieldCity, fieldStreet, fieldPostcode):
		return fieldRegion
	case s.share(ofShort) >= 80 && beside(1, fieldStreet):
		return fieldHouse
	case words && (beside(1, fieldPostcode) && beside(2, fieldStreet) || s.share(ofTownName) >= 20 && beside(2, fieldPostcode, fieldStreet)):
		return fieldCity
	case words && s.share(ofTownName) >= 20 && j.codeBeside(i):
		return fieldCity
	}
	return fieldNone
}

// nameBesideGiven reports whether what is called a name stands beside given names: the family
// names are there.
func (j *columnJudge) nameBesideGiven() bool {
	for i := range len(j.cols) - 1 {
		for _, pair := range [...][2]fieldID{{j.cols[i].field, j.cols[i+1].field}, {j.cols[i+1].field, j.cols[i].field}} {
			if pair[0] == fieldFirstName && (pair[1] == fieldName || pair[1] == fieldMaybeLast) {
				return true
			}
		}
	}
	return false
}

// mayBeFamily reports whether a column may be one of family names: of words that vary, most of
// which stand alone and are no towns (one of two may be called as one), nor forms of address.
func (s *columnCells) mayBeFamily() bool {
	return s.share(ofTitle) < 50 && s.share(ofLetters) >= 75 && s.distinct*3 >= s.n && s.share(ofOne) >= 50 && (s.share(ofTownName) < 30 || s.n == 2 && s.count[ofTownName] == 1)
}

// familyBeside reports whether a column beside the i-th that is not judged may be one of family
// names, and is less one of given names.
func (j *columnJudge) familyBeside(i int) bool {
	for _, k := range [...]int{i - 1, i + 1} {
		if k >= 0 && k < len(j.cols) && j.cols[k].field == fieldNone && j.enough(&j.cols[k]) && j.cols[k].mayBeFamily() && j.cols[k].share(ofGiven) < j.cols[i].share(ofGiven) {
			return true
		}
	}
	return false
}

func (j *columnJudge) has(f fieldID) bool {
	return slices.ContainsFunc(j.cols, func(c columnCells) bool { return c.field == f })
}

// codeBeside reports whether postal codes stand in a column beside the i-th.
func (j *columnJudge) codeBeside(i int) bool {
	for _, k := range [...]int{i - 1, i + 1} {
		if k >= 0 && k < len(j.cols) && j.enough(&j.cols[k]) && j.cols[k].share(ofCode) >= 80 {
			return true
		}
	}
	return false
}

// contradicts reports whether no cell of a column that is known by its name is what that says, and whether
// few of them were looked at.
func (j *columnJudge) contradicts(id columnID) (denied, few bool) {
	for i := range j.cols {
		switch s := &j.cols[i]; {
		case s.id != id:
		case s.open:
			return s.n > 0 && s.count[ofLetters]+s.count[ofWideName] == 0, s.n < leastCells
		default:
			return s.n > 0 && s.fits == 0, s.n < leastCells
		}
	}
	return false, true
}
