package leak

import (
	"slices"
	"strings"
	"testing"
)

// Each snare is what its name says.
func TestSnares(t *testing.T) {
	truth := newLeak(t, Options{Seed: 5, Objects: 100, Entities: 50, Snares: 200}).Truth()
	traps := map[int][]Entity{}
	for _, e := range truth.Entities {
		if e.Trap > 0 {
			traps[e.Trap] = append(traps[e.Trap], e)
		}
	}
	if len(traps) != 200 {
		t.Fatalf("%d snares have a company, want 200", len(traps))
	}
	for n, list := range traps {
		if !isSnare(list) {
			t.Errorf("snare %d is no %q: %+v", n, list[0].Snare, list)
		}
	}
}

func isSnare(list []Entity) bool {
	a := list[0]
	sorted := func(sort NameSort) bool { return slices.Contains(append(a.NameSorts, a.DomainSorts...), sort) }
	label := func(e Entity) string { l, _, _ := strings.Cut(e.Domains[0], "."); return l }
	switch a.Snare {
	case SnareNamesakes:
		b := list[1]
		return strings.Fields(a.Name)[0] == strings.Fields(b.Name)[0] && a.Country != b.Country && label(a) == label(b) && a.Domains[0] != b.Domains[0]
	case SnareSubsidiary:
		return len(list) == 2 && len(a.Domains) == 1 && len(list[1].Domains) == 0
	case SnareBrand:
		return len(list) == 1 && len(a.Domains) == 2 && sorted(NameBrand) && sorted(NameBrandDomain)
	case SnareScript:
		return len(a.Names) == 2 && sorted(NameScript) && a.Names[1][0] >= 0x80 && a.Names[0][0] < 0x80
	case SnareSlip:
		long, short := label(a), label(list[1])
		return len(list[1].Names) == 0 && long != short && long[:1] == short[:1] && max(len(long), len(short))-min(len(long), len(short)) < 2
	case SnareFreeMail:
		return len(list) == 3 && len(a.Domains)+len(list[1].Domains)+len(list[2].Domains) == 0
	case SnareAbbreviation:
		return len(a.Names) == 2 && len(a.Names[1]) < len(a.Names[0]) && sorted(NameShortDomain)
	case SnareMailboxes:
		return len(list) == 1 && len(a.Domains) == 1
	}
	return len(list) == map[Snare]int{SnareAdviser: 3, SnareList: 4}[a.Snare]
}

// What was there before snares stays as it was, byte for byte and figure for figure.
func TestSnaresLeaveTheRestAlone(t *testing.T) {
	without, with := newLeak(t, Options{Seed: 6, Objects: 300}), newLeak(t, Options{Seed: 6, Objects: 300, Snares: 10})
	if with.Len() != without.Len()+30 {
		t.Errorf("%d objects, want 30 more than %d", with.Len(), without.Len())
	}
	for i := range without.Len() {
		a, body := without.at(i)
		if b, again := with.at(i); a.Name != b.Name || string(body) != string(again) {
			t.Fatalf("object %d (%s) differs", i, a.Name)
		}
	}
}
