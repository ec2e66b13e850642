package detect

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/roles"
)

// A password in a row opens what the row is about: a service, a host. Whose it is says the column
// of who signs in, and no other: whoever owns the service, answers for it or entered the row merely
// looks after it. So an address is that of who signs in only under a name that says so ("login",
// "email", "user email"). Under the name of a role it is a keeper's, under any other it is somebody's
// beside; and in a row that holds a credential both have a record of their own.

// A signEntry says by what names columns tell who signs in, and what credentials open.
type signEntry struct{ Besides, Things []string }

// addKeepers numbers the roles of keepers behind those of whom else rows name.
func (t *fieldTable) addKeepers(beside, keepers []roles.Beside, sign signEntry) {
	t.keepers, t.keeps = map[string]uint8{}, []bool{false}
	for _, b := range beside {
		t.addKeeper(b, b.Keeps)
	}
	for _, b := range keepers {
		t.addKeeper(b, true)
	}
	t.others = uint8(len(t.keeps))
	t.signers, t.things = joinedSet(sign.Besides), joinedSet(sign.Things)
}

func (t *fieldTable) addKeeper(b roles.Beside, keeps bool) {
	for _, n := range b.Names {
		if joined := strings.Join(nameWords(n), ""); t.keepers[joined] == 0 {
			t.keepers[joined] = uint8(len(t.keeps))
		}
	}
	t.keeps = append(t.keeps, keeps)
}

func joinedSet(names []string) map[string]bool {
	set := map[string]bool{}
	for _, n := range names {
		set[strings.Join(nameWords(n), "")] = true
	}
	return set
}

// A said is what the name of a column or key says of whom it is.
type said struct {
	keeper uint8   // the role of a keeper, or of whom else a row names; 0 for none
	whole  bool    // that and an address, or no more: all that stands under it is theirs
	mail   fieldID // of addresses under it: fieldKeeper, fieldContact, fieldBeside, fieldEmail where it is that of who signs in; fieldNone where it says nothing
	thing  bool    // it names what a credential opens
	rest   string  // beside the word for an address or a credential: "smtp" of "smtp password"
}

// mostJoined is how long a name is, in bytes, that is parted within a word.
const mostJoined = 64

// saidBy reads the name of a column or key.
func (t *fieldTable) saidBy(name string) (s said) {
	if len(name) > 256 {
		return said{mail: fieldBeside}
	}
	words := nameWords(name)
	joined := strings.Join(words, "")
	field := t.meaning(name)
	s.thing = t.things[joined] || field == fieldHost || field == fieldIP
	if field.isCredential() {
		s.rest, _ = t.restOf(words, fieldPassword, fieldSecret)
		return s
	}
	rest, mail := t.restOf(words, fieldEmail)
	s.keeper, s.whole = t.keeperIn(words)
	if field == fieldUser {
		s.keeper = 0 // "admin user" is who signs in
		return s
	}
	if s.keeper != 0 {
		s.mail, s.rest, s.whole = fieldBeside, rest, s.whole || mail
		switch {
		case int(s.keeper) < len(t.firms) && t.firms[s.keeper]:
			s.mail = fieldContact
		case t.keeps[s.keeper]:
			s.mail = fieldKeeper
		}
		return s
	}
	if mail {
		s.rest = rest
		s.mail = fieldBeside
		if t.signedBy(words, rest) {
			s.mail = fieldEmail
		}
	}
	return s
}

// isCredential reports whether a column holds passwords or keys.
func (f fieldID) isCredential() bool { return f == fieldPassword || f == fieldSecret }

// restOf returns what a name says beside words that stand for one of some fields at its end or
// its beginning: the longest words that do.
func (t *fieldTable) restOf(words []string, fields ...fieldID) (rest string, ok bool) {
	is := func(joined string) bool {
		id, known := t.names[joined]
		return known && (id == fields[0] || id == fields[len(fields)-1])
	}
	for i := range words {
		if is(strings.Join(words[i:], "")) {
			return strings.Join(words[:i], ""), true
		}
	}
	for i := len(words) - 1; i > 0; i-- {
		if is(strings.Join(words[:i], "")) {
			return strings.Join(words[i:], ""), true
		}
	}
	joined := strings.Join(words, "")
	if len(joined) > mostJoined {
		return "", false
	}
	for i := range joined { // "owneremail", "担当者メール"
		if i > 0 && is(joined[i:]) {
			return joined[:i], true
		}
	}
	return "", false
}

// keeperIn returns the role that a name says, the longest one that stands first, and whether
// the name says no more than that, or of an address or name.
func (t *fieldTable) keeperIn(words []string) (role uint8, whole bool) {
	for from := range words {
		for to := min(len(words), from+longestRole); to > from; to-- {
			if role := t.keepers[strings.Join(words[from:to], "")]; role != 0 {
				return role, t.ofSomebody(strings.Join(words[:from], "") + strings.Join(words[to:], ""))
			}
		}
	}
	joined := strings.Join(words, "")
	if len(joined) > mostJoined {
		return 0, false
	}
	for i := len(joined) - 1; i > 0; i-- {
		if role := t.keepers[joined[:i]]; role != 0 && utf8.RuneStart(joined[i]) && t.ofSomebody(joined[i:]) {
			return role, true
		}
	}
	return 0, false
}

// ofSomebody reports whether what a name says beside a role is an address, a name or nothing.
func (t *fieldTable) ofSomebody(rest string) bool {
	return rest == "" || t.names[rest] == fieldEmail || t.names[rest].isName() || t.names[rest] == fieldPhone
}

// signedBy reports whether a name that holds a word for an address says no more than whose
// login it is.
func (t *fieldTable) signedBy(words []string, rest string) bool {
	if rest == "" || t.signers[rest] {
		return true
	}
	for _, w := range words {
		if !t.signers[w] && t.names[w] != fieldEmail && w != "e" && w != "mail" {
			return false
		}
	}
	return true
}

// besideField returns the field of an address, of the number of an account or of a company, which
// the question before found in a field.
func (m *markList) besideField(f fieldID, kind exposure.Kind) fieldID {
	if m.cursor >= len(m.list) || f == fieldFrom || f == fieldTo || f == fieldReplyTo {
		return f
	}
	k := &m.list[m.cursor]
	mail := k.mail
	if k.column != 0 {
		mail = m.columns.all[k.column].mail
	}
	if kind == exposure.Company {
		if k.column != 0 && m.columns.all[k.column].aside {
			return fieldBeside
		}
		return f
	}
	if mail == fieldNone || kind == exposure.User && mail != fieldKeeper && mail != fieldContact {
		return f
	}
	return mail
}

// partKeepers decides which of the columns of a table that are of somebody else than who signs in by a
// credential of their rows.
func (st *Stream) partKeepers(cols []column, off int64) {
	row := st.besideCredential(cols, off)
	if len(row) == 0 {
		return
	}
	login, thing, entries, rests := false, false, false, map[string]bool{}
	for _, k := range row {
		login, thing = login || k.field == fieldUser, thing || k.said.thing
		entries = entries || k.field == fieldDomain
		if k.field.isCredential() && k.said.rest != "" {
			rests[k.said.rest] = true
		}
	}
	for _, k := range row { // whoever has a column for addresses lists people
		entries = entries && k.field != fieldEmail
	}
	for _, k := range row {
		k.partKeeper(st.e.fields.others, rests, login && thing)
		if login {
			k.listLogins(st.e.fields, entries)
		}
	}
}

// partKeeper decides of one column. Where a login of its own stands beside what it opens, an address
// need not be who signs in.
func (k *column) partKeeper(others uint8, rests map[string]bool, apart bool) {
	k.mail = k.said.mail
	switch s := &k.said; {
	case s.mail != fieldNone && s.rest != "" && rests[s.rest]: // "admin mail" beside "admin password"
		k.mail = fieldEmail
	case s.keeper != 0 && k.beside == 0 && (k.field.ofBeside() || k.field == fieldNone && s.whole):
		k.beside = s.keeper
	case s.mail == fieldBeside, s.mail == fieldEmail && apart, k.field == fieldEmail && s.mail == fieldNone:
		k.mail, k.beside = fieldBeside, others
	}
}

// besideCredential returns the columns whose cells stand in one row with a credential: where the heading is
// known all, else those of rows of the sample at off.
func (st *Stream) besideCredential(cols []column, off int64) (row []*column) {
	seen := st.rowsOfCredentials(off)
	headed := slices.ContainsFunc(cols, func(k column) bool { return k.headed && k.field.isCredential() })
	for i := range cols {
		if k := &cols[i]; headed || seen[k.id] {
			row = append(row, k)
		}
	}
	return row
}

// rowsOfCredentials returns the columns of the rows of the sample at off that hold a credential, nil where
// no row does.
func (st *Stream) rowsOfCredentials(off int64) map[columnID]bool {
	c, list, end := &st.marks.columns, st.marks.list, st.sampleEnd(off)
	var found map[columnID]bool
	for i := st.marks.first(off); i < len(list) && list[i].offset < end; {
		first, holds := i, false
		for ; i < len(list) && list[i].record == list[first].record && list[i].offset < end; i++ {
			holds = holds || list[i].column != 0 && c.all[list[i].column].field.isCredential()
		}
		if !holds || list[first].record == 0 {
			continue
		}
		if found == nil {
			found = map[columnID]bool{}
		}
		for _, k := range list[first:i] {
			if k.column != 0 {
				found[k.column] = true
			}
		}
	}
	return found
}
