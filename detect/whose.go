package detect

import (
	"slices"
	"strings"
	"unicode"

	"github.com/hemostat/hemostat/internal/roles"
)

// The name of a column says whose it is: by a role ("guardian name", "Name des Käufers"), by the number of one of
// several ("person1_first", "email2"), or by how it begins ("dealer email"), for which no list of roles is needed. Of
// these the first that is there counts.

// A whose is what the name of a column says of whom it is.
type whose struct {
	key  string // the role, folded, with the number of one of several; "" for none
	role uint8  // of [[beside]], 0 for none
	sure bool   // the role is one of persons, which are known
	// The role is of who serves or looks after those whom rows are about, of who buys.
	serves, buys bool
	alone        bool    // and it says no more
	apart        bool    // no name is needed for a set of its own
	begun        bool    // the key is how the name begins, see groups.go
	trail        bool    // the key is but the number at the end of the name
	half         fieldID // the half of a name that the column holds if the other is there too
}

// whoseIs reads the name of a column.
func (t *fieldTable) whoseIs(name string) (w whose) {
	if len(name) > 256 {
		return w
	}
	w = t.whoseBy(name)
	w.apart = w.role == 0 && w.sure && !t.signers[w.key] && !t.noGroups[w.key]
	return w
}

func (t *fieldTable) whoseBy(name string) (w whose) {
	words, number, trail := numberedWords(name)
	if t.bothHalves(words, name) {
		return w
	}
	words = t.partedRole(words)
	role, from, to := t.roleIn(words)
	w.alone = t.roleWordsOf(slices.Concat(words[:from], words[to:])) == ""
	if role != 0 {
		if w.alone && number == "" {
			number = trail // "parent1", "parent2"
		}
		w.role, w.sure, w.key = role, true, strings.Join(words[from:to], "")+number
		w.serves = t.keeps[role] && !t.firms[role]
		return w
	}
	if of := t.roleOf(words); of != nil {
		w.key, w.sure, w.serves, w.buys, w.alone = strings.Join(words, "")+number, true, of.Serves, of.Buys, true
		return w
	}
	if trail != "" && t.isOfSomebody(words) {
		w.key, w.trail = trail, true
		return w
	}
	for i := 1; i < len(words); i++ {
		if t.isOfSomebody(words[i:]) && t.tell(&w, words[:i], words[i:], number) {
			return w
		}
	}
	for i := len(words) - 1; i > 0; i-- {
		if t.isOfSomebody(words[:i]) && t.tell(&w, words[i:], words[:i], number) {
			return w
		}
	}
	joined := strings.Join(words, "")
	for i := 1; i < len(joined) && len(joined) <= mostNamed && len(words) == 1; i++ { // "buyeremail", "購入者名"
		if of := t.party.roles[joined[:i]]; of != nil && t.isOfSomebody([]string{joined[i:]}) {
			w.key, w.sure, w.serves, w.buys = joined[:i]+number, true, of.Serves, of.Buys
			return w
		}
	}
	return w
}

// isOfSomebody reports whether words name what is said of persons.
func (t *fieldTable) isOfSomebody(words []string) bool {
	f := t.names[strings.Join(words, "")]
	return f != fieldNone && (f.ofBeside() || f == fieldPassword)
}

// roleOf returns the role that words say if they say no more, nil for none.
func (t *fieldTable) roleOf(words []string) *roles.Somebody {
	rest := t.roleWordsOf(words)
	if of := t.party.roles[rest]; of != nil {
		return of
	}
	return t.party.roles[strings.TrimSuffix(rest, "s")]
}

// roleWordsOf joins words but for those that stand beside a role.
func (t *fieldTable) roleWordsOf(words []string) string {
	var b strings.Builder
	for _, w := range words {
		if !t.party.which[w] && !t.party.between[w] {
			b.WriteString(w)
		}
	}
	return b.String()
}

// tell notes of whom a column is by the words of its name that say no field, and reports
// whether they tell it.
func (t *fieldTable) tell(w *whose, role, called []string, number string) bool {
	if last := len(role) - 1; last > 0 && role[last] == "address" && t.roleOf(role[:last]) != nil {
		role = role[:last] // "card address city"
	}
	key := ""
	for _, x := range role {
		if !t.party.between[x] {
			key += x
		}
	}
	known := t.roleOf(role)
	if one := strings.TrimSuffix(key, "s"); t.party.roles[key] == nil && t.party.roles[one] != nil {
		key = one // "Name des Käufers"
	}
	f := t.names[strings.Join(called, "")]
	half := f == fieldMaybeFirst || f == fieldMaybeLast || f == fieldFirstName || f == fieldLastName
	switch {
	case key == "" || len(key) > mostNamed || t.party.same[role[0]]:
		return false
	case known == nil && number == "" && !half:
		return false
	}
	if w.key = key + number; known != nil {
		w.sure, w.serves, w.buys = true, known.Serves, known.Buys
	}
	if half {
		w.half = f
	}
	return true
}

// numberedWords returns the words of a name, the number that stands in it before its last word,
// that of one of several ("person1_first"), and the one at its end ("email2").
func numberedWords(name string) (words []string, number, trail string) {
	words = nameWords(name)
	from := strings.IndexFunc(name, unicode.IsLetter)
	if from < 0 {
		return words, "", ""
	}
	at := strings.IndexAny(name[from:], "0123456789")
	if at < 0 {
		return words, "", ""
	}
	at += from
	end := run([]byte(name), at, 3, digitChars)
	if strings.IndexFunc(name[end:], unicode.IsLetter) >= 0 {
		return words, name[at:end], ""
	}
	return words, "", name[at:end]
}
