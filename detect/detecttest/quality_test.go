package detecttest

import (
	"fmt"
	"sort"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// measure counts for each kind what was found, missed and found wrongly.
type measure struct{ right, missed, wrong int }

// TestQuality holds recall and precision on the corpora to a floor. -v prints
// them.
func TestQuality(t *testing.T) {
	e := engine(t)
	total := map[exposure.Kind]*measure{}
	for _, k := range exposure.Kinds() {
		total[k] = new(measure)
	}
	for _, c := range append(Corpora(400<<10, 7), Clean(400<<10, 7)) {
		compare(t, c, total, func() map[exposure.Kind]map[string]bool {
			found := map[exposure.Kind]map[string]bool{}
			for _, m := range Collect(t, e, c.Segment, c.Text, c.Marks, 0) {
				if m.Score < 50 {
					continue
				}
				if found[m.Kind] == nil {
					found[m.Kind] = map[string]bool{}
				}
				found[m.Kind][fmt.Sprint(m.Offset, " ", string(m.Value))] = true
			}
			return found
		}())
	}
	for _, k := range exposure.Kinds() {
		m := total[k]
		if m.right+m.missed+m.wrong == 0 {
			continue
		}
		recall, precision := ratio(m.right, m.right+m.missed), ratio(m.right, m.right+m.wrong)
		t.Logf("%-8s recall %.4f precision %.4f (%d right, %d missed, %d wrong)", k, recall, precision, m.right, m.missed, m.wrong)
		if floor := 0.99; recall < floor || precision < 0.98 {
			t.Errorf("%s: recall %.4f, precision %.4f: below the floor of %.2f and 0.98", k, recall, precision, floor)
		}
	}
}

func ratio(a, b int) float64 {
	if b == 0 {
		return 1
	}
	return float64(a) / float64(b)
}

// compare counts one corpus. Domains and hosts inside of secrets and addresses
// are not labelled and not counted.
func compare(t *testing.T, c *Corpus, total map[exposure.Kind]*measure, found map[exposure.Kind]map[string]bool) {
	t.Helper()
	shown := 0
	say := func(what string, k exposure.Kind, key string) {
		if shown++; shown <= 12 {
			t.Logf("%s: %s %s %q", c.Name, what, k, key)
		}
	}
	labelled := map[exposure.Kind]map[string]bool{}
	for _, l := range c.Labels {
		key := fmt.Sprint(l.Offset, " ", l.Value)
		if labelled[l.Kind] == nil {
			labelled[l.Kind] = map[string]bool{}
		}
		labelled[l.Kind][key] = true
		if found[l.Kind][key] {
			total[l.Kind].right++
		} else {
			total[l.Kind].missed++
			say("missed", l.Kind, key)
		}
	}
	for k, keys := range found {
		if k == exposure.Domain || k == exposure.Host {
			continue
		}
		var list []string
		for key := range keys {
			list = append(list, key)
		}
		sort.Strings(list)
		for _, key := range list {
			if !labelled[k][key] {
				total[k].wrong++
				say("wrong", k, strings.ReplaceAll(key, "\n", "⏎"))
			}
		}
	}
}
