package quality

import (
	"slices"
	"strings"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/seal"
)

// amountAt returns the amount that stands at a place.
func (s *sided) amountAt(total detect.Total) string {
	for i, m := range s.found {
		if m.Offset == total.Offset && m.Kind == exposure.Amount && s.parts == total.Part {
			return seal.Canonical(m.Kind, string(s.found[i].Value))
		}
	}
	return ""
}

// plain returns the figure of an amount without its currency and sign: a credit note says either.
func plain(amount string) string {
	canonical := seal.Canonical(exposure.Amount, strings.NewReplacer("(", "", ")", "", "▲", "").Replace(amount))
	_, figure, ok := strings.Cut(canonical, " ")
	if !ok {
		figure = canonical
	}
	return strings.TrimPrefix(figure, "-")
}

// exactly takes in a question whose answer is the same or not.
func (t *tally) exactly(found string, wanted []string) bool {
	wanted = slices.DeleteFunc(slices.Clone(wanted), func(s string) bool { return s == "" })
	right := slices.Contains(wanted, found)
	if len(wanted) > 0 {
		t.wanted++
	}
	if found != "" {
		t.found++
	}
	if right {
		t.right++
	}
	return right || found == "" && len(wanted) == 0
}
