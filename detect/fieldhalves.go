package detect

import "strings"

// knows returns the field of a name, and whether the name is known: to mean nothing, too.
func (t *fieldTable) knows(name string) (fieldID, bool) {
	id := t.meaning(name)
	_, known := t.names[strings.Join(nameWords(name), "")]
	return id, id != fieldNone || known
}

// bothHalves reports whether words name both halves of a name: "Last Name, First Name". Where
// nothing parts them, both must say so for certain.
func (t *fieldTable) bothHalves(words []string, name string) bool {
	parted := strings.ContainsAny(name, ",/&+;")
	half := func(words []string) fieldID {
		switch id := t.names[strings.Join(words, "")]; {
		case id == fieldMaybeFirst && parted:
			return fieldFirstName
		case id == fieldMaybeLast && parted:
			return fieldLastName
		default:
			return id
		}
	}
	for i := 1; i < len(words); i++ {
		first, second := half(words[:i]), half(words[i:])
		if first == fieldFirstName && second == fieldLastName || first == fieldLastName && second == fieldFirstName {
			return true
		}
	}
	return false
}
