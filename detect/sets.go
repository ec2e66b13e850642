package detect

// Rows of some tables name several people: a borrower and a second one, who pays and who is paid, a customer and who
// looks after them, a vendor and who asked for it. Columns of one of them are a set, however their names say so. Whom a
// row is about is decided here and nowhere else: it is the set that no role is said of, if names stand in it, else one
// of somebody who is not there for another's sake. What each other set holds that says who it is is a record of its
// own; what nobody's name is said of is of whom the row is about.

// A columnSet is what columns of one role, number or beginning come to.
type columnSet struct {
	whose
	columns int
	first   int  // the first of them
	name    bool // names stand in one of them
	either  bool // of firms, or of people: see customers.go
	parted  bool // or parts of names, or what is somebody's for certain
	own     bool // an address, a birthday or a number of somebody
	people  bool // what people have and firms have not
	mail    bool // an address
	reach   bool // or a telephone
	number  bool // a number by which other tables refer to somebody
	member  bool // and never to a firm
	firm    bool // a company, or what may be one
	others  bool // an address of somebody else than who the row's own are
	told    bool // a company or an address of the row's own, whose column says so
	beside  uint8
}

// isSomebody reports whether a set says who it is.
func (s *columnSet) isSomebody() bool {
	return s.name || s.apart && s.columns > 1 && (s.firm || s.others)
}

// rank returns which sets rows are about before others, the lowest first; 0 for none. What no role is said of
// goes before all if names stand in it.
func (s *columnSet) rank() int {
	switch firms := s.either && !s.people; {
	case s.key == "" && s.name:
		return 1
	case s.name && !firms && s.role == 0 && !s.serves && !s.begun:
		return 2
	case s.name && s.buys:
		return 3
	case s.name && !firms && !s.serves && !s.begun:
		return 4
	case s.name && !firms && !s.begun:
		return 5
	case s.key == "" && s.told:
		return 6
	case s.name && !firms:
		return 7
	case s.isSomebody():
		return 8
	}
	return 0
}

// isTold reports whether a set without names says of whom it is, so that somebody in a role beside it is another:
// by a number of theirs, or by an address where the other has one too.
func (s *columnSet) isTold(other *columnSet) bool {
	switch {
	case s.name || other.name && !other.begun && other.role == 0 && !other.serves:
		return false
	case s.key == "":
		return (other.role != 0 || other.serves) && (s.number || s.mail && other.mail)
	}
	return s.sure && s.role == 0 && !s.serves && s.mail
}

// setsOf returns the sets of the columns of a table, in the order in which they begin, and for each column the place
// of its set; the first set is of the columns that are said to be of nobody.
func (e *Engine) setsOf(cols []column) (sets []columnSet, of []int) {
	e.fields.beginSets(cols)
	sets, of = e.gatherSets(cols)
	if dropBegun(cols, sets, of) {
		sets, of = e.gatherSets(cols)
	}
	for i := range sets { // "name2" may be the second line of a firm's
		if s := &sets[i]; s.trail && !(s.name && s.own) {
			s.name = false
		}
	}
	return sets, of
}

func (e *Engine) gatherSets(cols []column) (sets []columnSet, of []int) {
	sets, of = []columnSet{{}}, make([]int, len(cols))
	at := map[string]int{"": 0}
	for i := range cols {
		k := &cols[i]
		set, met := at[k.whose.key]
		if !met {
			set = len(sets)
			at[k.whose.key] = set
			sets = append(sets, columnSet{whose: k.whose, first: i})
		}
		of[i] = set
		sets[set].take(k, e)
	}
	return sets, of
}

// take takes a column in.
func (s *columnSet) take(k *column, e *Engine) {
	s.columns++
	s.own = s.own || k.field == fieldEmail || k.field == fieldIdentifier || k.field >= fieldRules
	s.people = s.people || e.ofPeople(k.field)
	s.mail, s.reach = s.mail || k.field == fieldEmail, s.reach || k.field.isReach()
	s.number, s.member = s.number || k.field.numbersSomebody(), s.member || k.field.numbersPeople()
	s.firm = s.firm || k.field == fieldCompany || k.unread()
	s.others = s.others || k.field == fieldEmail && !k.ownMail()
	s.told = s.told || k.field == fieldCompany || k.field == fieldEmail && k.ownMail() && len(nameWords(k.name)) > 1
	switch {
	case k.denied:
	case k.either && k.field == fieldCompany && k.whose.key != "" && !k.whose.begun:
		s.name, s.either = true, true
	case k.field.isName():
		s.name, s.parted = true, s.parted || k.field != fieldName && k.field != fieldWho
		s.people = s.people || k.field != fieldWho
	}
}

// nameSenders reads the columns of roles that are called after what stands in mails, "sender" and "recipient",
// as names where no address stands in them, and others of the role hold those.
func nameSenders(cols []column) {
	reached := map[string]bool{}
	for i := range cols {
		if k := &cols[i]; !k.whose.alone && k.field.isReach() {
			reached[k.whose.key] = true
		}
	}
	for i := range cols {
		k := &cols[i]
		if k.whose.alone && k.whose.key != "" && reached[k.whose.key] && k.said.mail != fieldNone && (k.field == fieldEmail && k.denied || k.field == fieldNone) {
			k.field, k.denied = fieldName, false
		}
	}
}

// joinHalves makes halves of names of columns that are called as such in a role that is not known,
// where both are there: "person1_first" and "person1_last".
func joinHalves(cols []column) {
	halves := map[string]int{}
	for i := range cols {
		switch w := &cols[i].whose; w.half {
		case fieldFirstName, fieldMaybeFirst:
			halves[w.key] |= 1
		case fieldLastName, fieldMaybeLast:
			halves[w.key] |= 2
		}
	}
	for i := range cols {
		k := &cols[i]
		if k.whose.half == fieldNone {
			continue
		}
		both := halves[k.whose.key] == 3
		switch {
		case both && k.field == fieldNone && !k.denied:
			k.field = k.whose.half
		case !both && !k.whose.sure && k.whose.key != "":
			k.whose = whose{}
		}
	}
}
