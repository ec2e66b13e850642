package detect

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/hemostat/hemostat/internal/roles"
)

// A column may say in which role somebody stands in its row, and that it holds a name of theirs or
// a part of it: "borrower_name", "billing first name", "Name des Käufers", "person1_first". The
// words of a role are data; what is left of the column's name is what such columns are called.

// roleWords are what names of columns say of somebody's role, folded.
type roleWords struct {
	roles   map[string]*roles.Somebody
	which   map[string]bool // "primary", "second": they tell one of two who have a role
	between map[string]bool // "of", "de la"
	same    map[string]bool // "preferred", "legal": further names of one person
}

// mostNamed is how long a column's name is, in bytes, of which a role is read.
const mostNamed = 64

func (t *fieldTable) addSomebody(list []roles.Somebody, words roles.Which) {
	t.party = roleWords{roles: map[string]*roles.Somebody{}, which: joinedSet(words.Which), between: joinedSet(words.Between), same: joinedSet(words.Same)}
	for i := range list {
		for _, n := range list[i].Names {
			t.party.roles[strings.Join(nameWords(n), "")] = &list[i]
		}
	}
}

// nameOfRole returns the field of a name that says a role, and of a name or a part of it no more
// than that; fieldNone for others.
func (t *fieldTable) nameOfRole(words []string) fieldID {
	if whole := strings.Join(words, ""); t.party.roles[whole] != nil && t.party.roles[whole].Alone {
		return t.namedBy(whole, "name") // "joint holder"
	}
	words = slices.DeleteFunc(slices.Clone(words), func(w string) bool { return t.party.which[w] || t.party.between[w] })
	joined := strings.Join(words, "")
	if joined == "" || len(joined) > mostNamed {
		return fieldNone
	}
	if role := t.party.roles[joined]; role != nil && role.Alone {
		return t.namedBy(joined, "name")
	}
	word, ends := 0, len(words[0])
	for i := 1; i < len(joined); i++ {
		for i > ends {
			word++
			ends += len(words[word])
		}
		if !utf8.RuneStart(joined[i]) {
			continue
		}
		if i == ends { // "Name des Käufers", "buyers name"
			if f := t.namedBy(strings.TrimSuffix(joined[:i], "s"), joined[i:]); f != fieldNone {
				return f
			}
			if f := t.namedBy(strings.TrimSuffix(joined[i:], "s"), joined[:i]); f != fieldNone {
				return f
			}
		}
		if f := t.namedBy(joined[:i], joined[i:]); f != fieldNone {
			return f
		}
		if f := t.namedBy(joined[i:], joined[:i]); f != fieldNone {
			return f
		}
	}
	return fieldNone
}

// namedBy returns the field of what is called so, of somebody in a role.
func (t *fieldTable) namedBy(role, called string) fieldID {
	of, f := t.party.roles[role], t.names[called]
	switch {
	case of == nil || !f.isName():
		return fieldNone
	case f != fieldName && f != fieldFullName:
		return f
	case of.Firm:
		return fieldWho
	}
	return fieldName
}

// whoCell takes the name of a person or of an organisation.
func (st *Stream) whoCell(m *mark, v *view) {
	if !st.e.lists.namesCustomer(v.value()) {
		v.companyCell(st.e.builtin.companyField, whyField)
		return
	}
	name := *m
	name.field = fieldName
	st.nameCell(&name, v)
}
