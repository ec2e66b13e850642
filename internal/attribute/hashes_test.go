package attribute

import (
	"math/rand/v2"
	"testing"
)

func TestTableFollowsMap(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	var table table
	want := map[uint64]uint32{}
	for range 200_000 {
		key := rng.Uint64N(50_000) // 0 among them
		value, met := table.at(key)
		if _, ok := want[key]; ok != met {
			t.Fatalf("key %d: met %v", key, met)
		}
		*value++
		want[key]++
	}
	seen, last := 0, uint64(0)
	table.each(func(key uint64, value uint32) {
		if want[key] != value || key != 0 && key <= last {
			t.Errorf("key %d: %d, want %d", key, value, want[key])
		}
		seen, last = seen+1, max(last, key)
	})
	if seen != len(want) || table.get(1<<40) != 0 || table.get(0) != want[0] {
		t.Errorf("%d keys, want %d", seen, len(want))
	}
}

func TestHashesCountTheDifferent(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{0, 1, 1000, 3*hashChunk + 5} {
		var h hashes
		want := map[uint64]bool{}
		for range n {
			x := rng.Uint64N(uint64(n))
			h.add(x)
			want[x] = true
		}
		if got := h.different(); got != uint64(len(want)) {
			t.Errorf("%d of %d hashes differ, want %d", got, n, len(want))
		}
	}
}

func TestHoldingsAreASet(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 3))
	var h holdings
	want := map[held]bool{}
	for range 100_000 {
		owner, hash := rng.Uint32N(20), rng.Uint64N(1000)<<32|rng.Uint64N(2)
		h.add(owner, hash)
		want[held{owner, uint32(hash >> 32), uint32(hash)}] = true
	}
	h.compact()
	if len(h.list) != len(want) {
		t.Errorf("%d holdings, want %d", len(h.list), len(want))
	}
	if cap(h.list) > 200_000 {
		t.Errorf("room for %d", cap(h.list))
	}
	h.reown(func(owner uint32) uint32 { return owner / 10 })
	less := map[held]bool{}
	for x := range want {
		x.owner /= 10
		less[x] = true
	}
	if len(h.list) != len(less) {
		t.Errorf("%d holdings of new owners, want %d", len(h.list), len(less))
	}
}

func TestIndexFindsAll(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 4))
	for _, n := range []int{0, 1, 2, 100, 100_000} {
		var x kindIndex
		at := uint64(0)
		for range n {
			at += 1 + rng.Uint64N(1<<63/uint64(n))*2
			x.prints = append(x.prints, at)
		}
		x.seal()
		for i, p := range x.prints {
			if got, ok := x.find(p); !ok || got != uint32(i) {
				t.Fatalf("%d of %d: found %d, %v", i, n, got, ok)
			}
			if got, ok := x.findHash(p&^kindMask | 3); !ok || x.prints[got]&^kindMask != p&^kindMask {
				t.Fatalf("hash %d of %d: found %d, %v", i, n, got, ok)
			}
			if _, ok := x.find(p - 1); ok && (i == 0 || x.prints[i-1] != p-1) {
				t.Fatalf("found what is not there")
			}
		}
	}
}

func TestRegions(t *testing.T) {
	for domain, want := range map[string]string{
		"contoso.de": "DE", "contoso.co.uk": "GB", "contoso.com": "", "contoso.io": "", "contoso.com.co": "CO", "contoso.co": "", "contoso.eu": "",
		"contoso.xn--p1ai": "RU", "contoso.com.mt": "MT", "contoso.example": "", "localhost": "", "": "", "contoso.zz": "", "contoso.sg": "SG",
	} {
		if got := domainRegion(domain).String(); got != want {
			t.Errorf("domain %q: %q, want %q", domain, got, want)
		}
	}
	for mask, want := range map[string]string{
		"+44 ••• ••• •23": "GB", "+49 •••": "DE", "+1 •••": "US", "+7 •••": "RU", "+999 •••": "", "••• •••": "", "+": "", "+800 •••": "",
	} {
		if got := phoneRegion(mask).String(); got != want {
			t.Errorf("mask %q: %q, want %q", mask, got, want)
		}
	}
	for name, want := range map[string]int{"Contoso GmbH": 3, "Contoso Pty Ltd": 1, "Contoso Ltd": 0, "Contoso": 0, "株式会社 Contoso": 1, "GmbH": 0, "Contoso B.V.": 1} {
		if got := len(formRegion(name)); got != want {
			t.Errorf("form of %q: %d countries, want %d", name, got, want)
		}
	}
	for form, list := range formRegions {
		for _, r := range formRegion("contoso " + form) {
			if r == 0 {
				t.Errorf("form %q: %q holds what is no country", form, list)
			}
		}
	}
}
