package quality

import (
	"flag"
	"slices"
	"testing"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/leak/crowd"
)

var (
	sameName   = flag.Int("same-name", 5000, "people who are all called the same")
	oneMailbox = flag.Int("one-mailbox", 5000, "people who all have one mailbox, that of a list")
)

// Many people of one name are as many people, and a mailing list is nobody: neither joins those
// who have nothing else in common, nor takes time that grows with the square of them.
func TestTruthOfPeopleAlike(t *testing.T) {
	crowded, err := crowd.New(crowd.Options{Seed: *seed, People: 1000, Again: 20, SameName: *sameName, OneMailbox: *oneMailbox})
	if err != nil {
		t.Fatal(err)
	}
	var markers []string
	for x := range crowded.Records() {
		markers = append(markers, x.Marker)
	}
	c := scannedFiles(t, exposure.Finder, newDrawer(slices.Collect(crowded.Files())))
	start := time.Now()
	ours, countries := given(t, c, markers)
	r := ComparePersons(crowded, ours, countries)
	t.Logf("%d people of one name, %d with one mailbox: resolved in %.1f s\n%s", *sameName, *oneMailbox, time.Since(start).Seconds(), r)
	if r.GroupPrecision() < 97_000 || r.PairPrecision() < 95_000 {
		t.Errorf("more people are joined who have a name or a mailing list in common: %+v", r.Clustering)
	}
}
