package seal

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

// A Span is a part of a name in which a value was found, in bytes: from Start
// up to End.
type Span struct {
	Start, End int
	Kind       exposure.Kind
}

// MaskName masks the values that were found inside the name of an object or a
// way. What names an organisation stays, unless it lies inside a value that is
// masked. Overlapping spans become one: masked by the kind of the span that
// covers them all, or hidden where none does or a secret is among them. Making the result safe for a terminal is left to
// who prints it.
func MaskName(name string, spans []Span) string {
	list := make([]Span, 0, len(spans))
	for _, s := range spans {
		s.Start, s.End = max(s.Start, 0), min(s.End, len(name))
		if s.Start < s.End && !s.Kind.NamesOrganisation() {
			list = append(list, s)
		}
	}
	slices.SortFunc(list, func(a, b Span) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End), cmp.Compare(b.Kind, a.Kind))
	})
	var b strings.Builder
	at := 0
	for i := 0; i < len(list); {
		first, end := list[i], list[i].End
		mixed, secret := false, first.Kind == exposure.Secret
		for i++; i < len(list) && list[i].Start < end; i++ {
			end = max(end, list[i].End)
			mixed = mixed || list[i].Kind != first.Kind
			secret = secret || list[i].Kind == exposure.Secret
		}
		b.WriteString(name[at:first.Start])
		if end == first.End && !(secret && mixed) {
			b.WriteString(Mask(first.Kind, Canonical(first.Kind, name[first.Start:end])))
		} else {
			b.WriteString(bullets)
		}
		at = end
	}
	b.WriteString(name[at:])
	return b.String()
}
