package quality

import (
	"slices"
	"strings"
)

// same reports whether a name that was found is the one that was wanted: as it stands, or
// but for its legal form.
func same(got, want string) bool {
	got, want = strings.ToLower(got), strings.ToLower(strings.Join(strings.Fields(want), " "))
	return got == want || len(got) > 3 && strings.Contains(want, got) && 2*len(got) >= len(want) || len(want) > 3 && strings.Contains(got, want) && 2*len(want) >= len(got)
}

// count takes in one question: those of wanted that were found, and whether the first that
// was found is one of them.
func (t *tally) count(found []string, wanted ...string) (ok bool) {
	wanted = slices.DeleteFunc(slices.Clone(wanted), func(s string) bool { return s == "" })
	ok = true
	for _, w := range wanted {
		t.wanted++
		ok = ok && slices.ContainsFunc(found, func(g string) bool { return same(g, w) })
	}
	for _, g := range uniq(found) {
		t.found++
		if slices.ContainsFunc(wanted, func(w string) bool { return same(g, w) }) {
			t.right++
		} else {
			ok = false
		}
	}
	return ok
}

func uniq(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}
