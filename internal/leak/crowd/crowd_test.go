package crowd

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

func newCrowd(t testing.TB, o Options) *Crowd {
	t.Helper()
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestRecordsAreThoseOfTheSeed(t *testing.T) {
	o := Options{Seed: 3, People: 3000, Again: 40, SameName: 20, OneMailbox: 30}
	a := slices.Collect(newCrowd(t, o).Records())
	if b := slices.Collect(newCrowd(t, o).Records()); !slices.EqualFunc(a, b, equal) {
		t.Error("two crowds of one seed differ")
	}
	o.Seed = 4
	if b := slices.Collect(newCrowd(t, o).Records()); slices.EqualFunc(a, b, equal) {
		t.Error("another seed gives the same")
	}
	markers := map[string]bool{}
	for _, x := range a {
		markers[x.Marker] = true
	}
	if len(markers) != len(a) {
		t.Errorf("%d records have %d markers", len(a), len(markers))
	}
}

func equal(a, b Record) bool {
	a.Faults, b.Faults = nil, nil
	return a.Marker == b.Marker && a.Given == b.Given && a.Family == b.Family && a.Mail == b.Mail && a.Street == b.Street && a.Birth == b.Birth
}

// What the package comment says of records holds for each of them.
func TestRecordsSayEnough(t *testing.T) {
	c := newCrowd(t, Options{Seed: 5, People: 5000, Again: 60})
	first := map[int]Record{}
	faults := map[Fault]int{}
	again := 0
	for x := range c.Records() {
		has := 0
		for _, s := range []string{x.Birth, x.Mail, x.Phone, x.Street} {
			if s != "" {
				has++
			}
		}
		if has < 2 || x.Given == "" || x.Family == "" {
			t.Fatalf("too little: %+v", x)
		}
		y, met := first[x.Person]
		if !met {
			first[x.Person] = x
			continue
		}
		again++
		for _, f := range x.Faults {
			faults[f]++
		}
		same := func(a, b string) bool { return a != "" && a == b }
		if !same(x.Birth, y.Birth) && !same(x.Mail, y.Mail) && !same(x.Phone, y.Phone) && !same(x.Street, y.Street) {
			t.Fatalf("nothing is as in the first record:\n%+v\n%+v", x, y)
		}
		if len(x.Faults) == 0 && (x.Given != y.Given || x.Family != y.Family) {
			t.Fatalf("a name differs without a fault:\n%+v\n%+v", x, y)
		}
	}
	if len(first) != 5000 || again < 3000 {
		t.Errorf("%d people, %d records again", len(first), again)
	}
	for _, f := range []Fault{FaultInitial, FaultNickname, FaultAccents, FaultLetters, FaultTypingName, FaultMarriage, FaultSwapped, FaultCase,
		FaultBirthSwap, FaultBirthSlip, FaultMoved, FaultMail, FaultPhone} {
		if faults[f] < 20 {
			t.Errorf("%s: %d times", f, faults[f])
		}
	}
}

// Every ten people are what the package comment says.
func TestKin(t *testing.T) {
	c := newCrowd(t, Options{Seed: 6, People: 2000})
	for n := range 200 {
		g := c.grouped(n)
		switch {
		case (g.given[father].own == g.given[son].own) != (n%hardGroups == 0) || n%hardGroups == 0 && g.families[father] != g.families[son] || g.births[father] < g.births[son]+365*20:
			t.Errorf("%d: no father and son", n)
		case (g.births[elderTwin] == g.births[youngerTwin]) != (n%hardGroups == 0) || g.given[elderTwin].own == g.given[youngerTwin].own || g.homes[elderTwin] != g.homes[youngerTwin]:
			t.Errorf("%d: no twins", n)
		case c.complete(n*groupSize+otherFlatmate).Mail != c.complete(n*groupSize+flatmate).Mail:
			t.Errorf("%d: no mailbox of two", n)
		case (c.KinOf(n*groupSize+father, n*groupSize+son) == KinFatherSon) != (n%hardGroups == 0) || c.KinOf(n*groupSize+wife, n*groupSize+child) != KinFamily ||
			c.KinOf(n*groupSize+elderTwin, n*groupSize+groupSize) == KinTwins || c.KinOf(n*groupSize+wife, n*groupSize+alone) == KinFamily:
			t.Errorf("%d: no kin", n)
		case c.complete(n*groupSize+alone).Street == c.complete(n*groupSize+flatmate).Street:
			t.Errorf("%d: not alone", n)
		}
	}
}

func TestEveryRecordIsInOneFile(t *testing.T) {
	c := newCrowd(t, Options{Seed: 7, People: 4000, Again: 30})
	var all bytes.Buffer
	ends := map[string]int{}
	for f := range c.Files() {
		if _, end, _ := strings.Cut(f.Name, "."); end != "xlsx" {
			all.Write(f.Body)
			ends[end]++
		}
	}
	inSheets := 0
	for x := range c.Records() {
		switch n := bytes.Count(all.Bytes(), []byte(x.Marker)); n {
		case 0:
			inSheets++
		case 1, 2: // a mail has it as its Message-ID too
		default:
			t.Errorf("%s is written %d times", x.Marker, n)
		}
	}
	if len(ends) != 6 || inSheets < 400 || inSheets > 1000 {
		t.Errorf("files %v, %d records in none of them", ends, inSheets)
	}
}

func TestEmployers(t *testing.T) {
	seen := map[string]bool{}
	for n := range 300_000 {
		seen[stem(n)] = true
	}
	if len(seen) != 300_000 {
		t.Errorf("300,000 companies have %d names", len(seen))
	}
	c := newCrowd(t, Options{Seed: 8, People: 300, Again: 50, Employers: 40})
	companies := map[int]string{}
	for x := range c.Records() {
		if was, met := companies[x.Person]; met && was != x.Company || x.Company == "" || strings.Contains(x.Mail, "gmail") {
			t.Errorf("%+v works at %q too", x, was)
		}
		companies[x.Person] = x.Company
	}
	n := 0
	for x := range c.Snapshot() {
		if n++; x.Company != companies[x.Person] || x.Mail == "" || x.Birth == "" {
			t.Errorf("%+v works at %q", x, companies[x.Person])
		}
	}
	if n != 300 {
		t.Errorf("a snapshot has %d records", n)
	}
}

func TestOptionsOutOfRange(t *testing.T) {
	for _, o := range []Options{{}, {People: 3_000_000}, {People: 1, Again: 101}, {People: 1, SameName: -1}, {People: 1, OneMailbox: 1e7}} {
		if _, err := New(o); err == nil {
			t.Errorf("%+v is accepted", o)
		}
	}
}
