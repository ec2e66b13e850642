package detecttest

import (
	"bufio"
	"cmp"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/exposure"
)

// peersFile holds the examples of other scanners' rule tests; test/peers writes
// it.
const peersFile = ".tools/peers.json"

// The floors of what is found of the peers' positive examples, in per mille.
// Raise them with the rules.
var peerFloor = map[string]int{"gitleaks": 999, "veles": 965}

// peerScore is from which score on an example counts as found.
const peerScore = 30

type peerExample struct {
	Peer, Rule, Text, Path string
	Secrets                []string
	Positive               bool
}

func readPeers(t *testing.T) (all []peerExample) {
	t.Helper()
	name := filepath.Join("..", "..", peersFile)
	f, err := os.Open(name)
	if err != nil {
		t.Fatalf("the peers' examples are missing: %v\nmake them with: make %s", err, peersFile)
	}
	defer f.Close()
	for d := json.NewDecoder(bufio.NewReader(f)); d.More(); {
		var x peerExample
		if err := d.Decode(&x); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		all = append(all, x)
	}
	return all
}

// TestPeers counts how much of what other secret scanners find in the examples
// of their own rules is found too, and how much of what they are glad not to
// find. -v prints it rule by rule; PEERS=rule prints what is missed of one.
func TestPeers(t *testing.T) {
	e := engine(t)
	type tally struct{ found, all int }
	recall, alarms, peers := map[string]*tally{}, map[string]*tally{}, map[string]*tally{}
	count := func(m map[string]*tally, key string, found bool) {
		if m[key] == nil {
			m[key] = new(tally)
		}
		if m[key].all++; found {
			m[key].found++
		}
	}
	show := os.Getenv("PEERS")
	examples, wanted := readPeers(t), map[string]bool{}
	for _, x := range examples {
		wanted[x.Text] = wanted[x.Text] || x.Positive
	}
	for _, x := range examples {
		if x.Text == "" || !x.Positive && wanted[x.Text] {
			continue // a rule about names of files alone; or of two rules one finds it
		}
		found, what := findsPeer(t, e, x)
		rule := x.Peer + "/" + x.Rule
		if x.Positive {
			count(peers, x.Peer, found)
			count(recall, rule, found)
		} else {
			count(alarms, rule, found)
		}
		if found != x.Positive && (show == "all" || show == rule) {
			t.Logf("%s positive %v %s: %.400q secrets %.200q: found %.200q", rule, x.Positive, x.Path, x.Text, x.Secrets, what)
		}
	}
	for _, rule := range slices.SortedFunc(maps.Keys(recall), func(a, b string) int {
		x, y := recall[a], recall[b]
		return cmp.Or(cmp.Compare(x.found*y.all, y.found*x.all), cmp.Compare(a, b))
	}) {
		if r := recall[rule]; r.found < r.all {
			t.Logf("%-60s %4d of %4d", rule, r.found, r.all)
		}
	}
	found, all := 0, 0
	for _, rule := range slices.Sorted(maps.Keys(alarms)) {
		a := alarms[rule]
		found, all = found+a.found, all+a.all
		if a.found > 0 {
			t.Logf("%-60s %4d of %4d that it does not want", rule, a.found, a.all)
		}
	}
	t.Logf("of %d texts in which peers want nothing, something is found in %d", all, found)
	for peer, floor := range peerFloor {
		p := peers[peer]
		if p == nil {
			t.Fatalf("%s has no example of %s", peersFile, peer)
		}
		t.Logf("%-10s %d of %d, %.2f %%", peer, p.found, p.all, 100*float64(p.found)/float64(p.all))
		if p.found*1000 < p.all*floor {
			t.Errorf("%s: %d of %d are found: below the floor of %d per mille", peer, p.found, p.all, floor)
		}
	}
}

// findsPeer reports whether a secret is found in an example, at the place of its
// own where that is known. Where none is wanted, one that is told to be a test
// value or placeholder is no alarm; where one is, such a one is found at any score.
func findsPeer(t *testing.T, e *detect.Engine, x peerExample) (found bool, what string) {
	for _, m := range Collect(t, e, detect.Segment{Way: x.Path}, []byte(x.Text), nil, 0) {
		shown := m.Class == exposure.ClassExample || m.Class == exposure.ClassTest
		if m.Kind != exposure.Secret || m.Score < peerScore && !shown || !x.Positive && shown {
			continue
		}
		what += m.Rule + " "
		found = found || len(x.Secrets) == 0 || slices.ContainsFunc(x.Secrets, func(s string) bool {
			taken := x.Text[m.Offset : int(m.Offset)+m.Length]
			return strings.Contains(taken, s) || strings.Contains(s, taken) || strings.Contains(string(m.Value), s)
		})
	}
	return found, what
}
