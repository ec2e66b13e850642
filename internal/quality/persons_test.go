package quality

import (
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/campaign"
	"github.com/hemostat/hemostat/internal/leak/crowd"
)

var (
	people = flag.Int("people", 3000, "human beings in the crowd in which persons are compared")
	again  = flag.Int("again", 40, "share of them with further records, in per cent")
)

// given returns the person to whom each of the numbers was given, nobody where none has it, and
// the country of each person.
func given(t testing.TB, c *campaign.Campaign, markers []string) (ours []uint32, countries []string) {
	t.Helper()
	at := map[exposure.Fingerprint]int{}
	sealer := c.Key.Sealer()
	for i, m := range markers {
		at[markerOf(sealer, m)] = i
	}
	ours = slices.Repeat([]uint32{nobody}, len(markers))
	for s, err := range attribute.People(t.Context(), input(t.Context(), t, c), attribute.Crowd{}) {
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range s.Elements {
			if i, ok := at[e.Print]; ok && e.Kind == exposure.User {
				ours[i] = uint32(len(countries))
			}
		}
		countries = append(countries, s.Country)
	}
	return ours, countries
}

// TestTruthOfPersons puts persons beside the truth on both bases: values, and features that are keyed.
func TestTruthOfPersons(t *testing.T) {
	crowded, err := crowd.New(crowd.Options{Seed: *seed, People: *people, Again: *again})
	if err != nil {
		t.Fatal(err)
	}
	files := newDrawer(slices.Collect(crowded.Files()))
	var markers []string
	for x := range crowded.Records() {
		markers = append(markers, x.Marker)
	}
	for basis, floor := range map[exposure.Basis][2]int{exposure.Owner: {98_500, 79_500}, exposure.Finder: {98_500, 79_500}} {
		t.Run(string(basis), func(t *testing.T) {
			c := scannedFiles(t, basis, files)
			start := time.Now()
			ours, countries := given(t, c, markers)
			r := ComparePersons(crowded, ours, countries)
			took := time.Since(start)
			f, err := attribute.Compute(t.Context(), input(t.Context(), t, c))
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("basis %s: %d people, figures say %d to %d; resolved in %.1f s\n%s", basis, *people, f.Persons.Resolved.Low, f.Persons.Resolved.High, took.Seconds(), r)
			if r.PairPrecision() < floor[0] || r.PairRecall() < floor[1] {
				t.Errorf("persons are worse than they were: %+v", r.Clustering)
			}
		})
	}
}

// String is a table of clusters, and a list of causes.
func (r *Persons) String() string {
	var b strings.Builder
	tableOf(&b, []string{"records"}, []Clustering{r.Clustering})
	fmt.Fprintf(&b, "%d records are no person's; countries: %d right, %d wrong, %d unknown\nerrors:\n", r.NotFound, r.Countries.Right, r.Countries.Wrong, r.Countries.Unknown)
	for _, c := range r.Errors {
		fmt.Fprintf(&b, "%8d  %s\n", c.N, c.Sort)
		for _, x := range c.Examples[:min(*examples, len(c.Examples))] {
			fmt.Fprintf(&b, "            %s\n", x)
		}
	}
	return b.String()
}
