package linkage

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// joined links and joins profiles, and returns the persons that are likely: by number of profile.
func joined(t *testing.T, w *world) string {
	t.Helper()
	p := w.population(t)
	links, err := p.Link(t.Context(), Probable(p.Len()))
	if err != nil {
		t.Fatal(err)
	}
	r := p.Resolve()
	r.JoinLikely(links)
	groups := map[uint32][]uint32{}
	for i := range uint32(w.n) {
		groups[r.Of(i)] = append(groups[r.Of(i)], i)
	}
	var told []string
	for _, g := range groups {
		told = append(told, strings.Trim(fmt.Sprint(g), "[]"))
	}
	slices.Sort(told)
	return strings.Join(told, ", ")
}

// What says less than a given and a family name in full fits several people: it joins to none of them,
// and makes them no one person, unless more speaks for one of them than for all others.
func TestWhatIsVagueIsNoBridge(t *testing.T) {
	for _, c := range []struct {
		why      string
		profiles []string
		want     string
	}{
		{"an initial of two that sound alike", []string{"name j whitlock; mail a", "name jane whitlock; mail a", "name john whitlock; mail a"}, "0, 1, 2"},
		{"an initial of two that sound otherwise", []string{"name m oberholzer; mail a", "name martin oberholzer; mail a", "name monika oberholzer; mail a"}, "0, 1, 2"},
		{"an initial of one", []string{"name j whitlock; mail a", "name jane whitlock; mail a"}, "0 1"},
		{"an initial of one, twice", []string{"name j whitlock; mail a", "name jane whitlock; mail a", "name jane whitlock; mail a; phone 1"}, "0 1 2"},
		{"a family name", []string{"name whitlock; mail a", "name jane whitlock; mail a", "name john whitlock; mail a"}, "0, 1, 2"},
		{"an initial before two family names", []string{"given j|garcia lopez; mail a", "given jane|garcia lopez; mail a", "given john|garcia lopez; mail a"}, "0, 1, 2"},
		{"a telephone says whose it is", []string{"name j whitlock; mail a; phone 1", "name jane whitlock; mail a; phone 1", "name john whitlock; mail a"}, "0 1, 2"},
		{"two initials, each of one", []string{"name j whitlock; mail a; phone 1", "name j whitlock; mail a; phone 2", "name jane whitlock; mail a; phone 1", "name john whitlock; mail a; phone 2"}, "0 2, 1 3"},
		{"hardly more speaks for one", []string{"name j whitlock; mail a; place 12 longlane", "name jane whitlock; mail a; place 99 shortlane", "name john whitlock; mail a"}, "0, 1, 2"},
		{"an initial that leads from one to the other", []string{"name j whitlock; mail a; phone 1; phone 2", "name j whitlock; mail a; phone 1", "name j whitlock; mail a; phone 2",
			"name jane whitlock; mail a; phone 1", "name john whitlock; mail a; phone 2"}, "0, 1, 2, 3, 4"},
		{"an initial of a name and not of its short form", []string{"name bob whitlock; mail a", "name robert whitlock; mail a", "name r whitlock; mail a"}, "0 1, 2"},
	} {
		for _, backwards := range []bool{false, true} {
			profiles, numbers := slices.Clone(c.profiles), make([]int, len(c.profiles))
			for i := range numbers {
				numbers[i] = i
			}
			want := c.want
			if backwards {
				slices.Reverse(profiles)
				var groups []string
				for group := range strings.SplitSeq(want, ", ") {
					var list []string
					for n := range strings.FieldsSeq(group) {
						list = append(list, fmt.Sprint(len(profiles)-1-int(n[0]-'0')))
					}
					slices.Sort(list)
					groups = append(groups, strings.Join(list, " "))
				}
				slices.Sort(groups)
				want = strings.Join(groups, ", ")
			}
			if got := joined(t, newWorld(profiles...)); got != want {
				t.Errorf("%s: %s, want %s of %q", c.why, got, want, profiles)
			}
		}
	}
}

// A profile of one mailbox that an initial made is of two people if what else stands in it is the one's and
// the other's.
func TestAnInitialTearsWhatItJoined(t *testing.T) {
	for _, c := range []struct {
		profiles []string
		want     string
	}{
		{[]string{"name j whitlock; mail a; phone 1; phone 2", "name jane whitlock; mail a; phone 1", "name john whitlock; mail a; phone 2"}, "[0]"},
		{[]string{"name j whitlock; mail b; mail c; phone 1", "name jane whitlock; mail b", "name john whitlock; mail c"}, "[0]"},
		{[]string{"name j whitlock; mail a; phone 1; phone 2", "name jane whitlock; mail a; phone 1; phone 2", "name john whitlock; mail a"}, "[]"},
		{[]string{"name j whitlock; mail a; phone 1", "name jane whitlock; mail a; phone 1", "name john whitlock; mail a"}, "[]"},
		{[]string{"name j whitlock; mail a; phone 1; phone 2", "name jane whitlock; mail a; phone 1", "name jane whitlock; mail b; phone 2"}, "[]"},
		{[]string{"name jane whitlock; mail a; phone 1; phone 2", "name jane whitlock; mail a; phone 1", "name john whitlock; mail a; phone 2"}, "[]"},
	} {
		torn, err := newWorld(c.profiles...).population(t).Torn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(torn); got != c.want {
			t.Errorf("%s torn of %q, want %s", got, c.profiles, c.want)
		}
	}
}
