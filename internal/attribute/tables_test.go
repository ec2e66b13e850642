package attribute

import (
	"context"
	"math/rand/v2"
	"slices"
	"sync"
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
	for _, n := range []int{0, 1, 1000, 3*atOnce + 5} {
		var list []uint64
		want := map[uint64]bool{}
		for range n {
			x := rng.Uint64N(uint64(n))
			list = append(list, x)
			want[x] = true
		}
		got, err := different(t.Context(), len(list), func(i int) uint64 { return list[i] })
		if err != nil || got != uint64(len(want)) {
			t.Errorf("%d of %d hashes differ, want %d (%v)", got, n, len(want), err)
		}
	}
}

func TestSharedIsASet(t *testing.T) {
	var s shared[held]
	want := map[held]bool{}
	var mu sync.Mutex
	err := inParallel(t.Context(), 8, func(_ context.Context, _, task int) error {
		rng := rand.New(rand.NewPCG(1, uint64(task)))
		a := adder[held]{set: &s}
		defer a.end()
		for range 100_000 {
			h := heldBy(rng.Uint32N(20), rng.Uint64N(1000)<<32|1+rng.Uint64N(2))
			a.add(h)
			mu.Lock()
			want[h] = true
			mu.Unlock()
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for h := range want {
		if !s.has(h) || s.has(heldBy(h.owner+20, h.hash())) {
			t.Fatalf("%v is not there, or of another owner", h)
		}
	}
	partOf := map[uint64]int{}
	n := 0
	for part := range sharedParts {
		if room := len(s.parts[part].cells.list); room > 64 && room > 3*s.parts[part].cells.n {
			t.Errorf("part %d: room for %d, holds %d", part, room, s.parts[part].cells.n)
		}
		for _, h := range s.take(part) {
			if !want[h] {
				t.Fatalf("%v was not added, or is there twice", h)
			}
			delete(want, h)
			n++
			if was, met := partOf[h.hash()]; met && was != part {
				t.Errorf("identity %x is in parts %d and %d", h.hash(), was, part)
			}
			partOf[h.hash()] = part
		}
		if left := s.take(part); len(left) > 0 {
			t.Errorf("%d are left in part %d", len(left), part)
		}
	}
	if len(want) > 0 || n == 0 {
		t.Errorf("%d are missing, %d are there", len(want), n)
	}
}

func TestSlotsComeInOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 5))
	r := &records{}
	a := adder[slot]{set: &r.slots}
	names := [][2]uint32{{1, 2}, {2, 1}, {9, 3}, {3, 8}}
	want := map[slot]bool{}
	for i := range 50_000 {
		x := slot{hash: mix(rng.Uint64N(10_000)), person: rng.Uint32N(3), email: rng.Uint32N(2), phone: nobody, name: none}
		if i%10 == 0 {
			x.person = r.twofolds.number(names[rng.IntN(len(names))])
		}
		a.add(x)
		want[x] = true
	}
	a.end()
	l, err := r.list(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var last slot
	err = l.each(t.Context(), func(i uint32, x *slot) {
		if i > 0 && last.compare(*x) >= 0 {
			t.Fatalf("slot %d: %v after %v", i, *x, last)
		}
		last = *x
	})
	if err != nil || l.n != len(want) {
		t.Errorf("%d slots, want %d", l.n, len(want))
	}
}

func TestSharesOfKeysJoinTheSame(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 8))
	var l slotList
	for range 4 {
		var piece []slot
		for range 500 {
			x := slot{hash: rng.Uint64(), person: rng.Uint32N(300), email: rng.Uint32N(400), phone: nobody, name: none}
			if rng.IntN(3) == 0 {
				x.email = nobody
			}
			piece = append(piece, x)
		}
		l.pieces, l.n = append(l.pieces, piece), l.n+len(piece)
	}
	resolve := func(atOnce int) (counts []uint64) {
		r := resolving{slots: &l, sets: newSets(l.n), atOnce: atOnce}
		linked := r.link(t.Context(), func(x *slot) uint64 { return both(uint64(x.person%7), x.email) })
		counts = append(counts, r.sets.count())
		known := make([]uint64, (l.n+63)/64)
		r.slots.each(t.Context(), func(i uint32, x *slot) {
			if set := r.sets.find(i); x.says() {
				known[set/64] |= 1 << (set % 64)
			}
		})
		adopted := r.adopt(t.Context(), known, func(x *slot) uint64 { return uint64(x.person) + 1 })
		if linked != nil || adopted != nil {
			t.Error(linked, adopted)
		}
		return append(counts, r.sets.count())
	}
	want := resolve(joinedAtOnce)
	for _, atOnce := range []int{1999, 300, 17} {
		if got := resolve(atOnce); !slices.Equal(got, want) {
			t.Errorf("%d at once: %d sets, want %d", atOnce, got, want)
		}
	}
}

func TestTracesAreReadAsWritten(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 6))
	var tr trace
	type pair struct{ content, name uint32 }
	var want, got []pair
	content := uint32(0)
	for range 20_000 {
		tr.begin(content)
		for range 1 + rng.IntN(10) {
			p := pair{content, rng.Uint32() >> rng.UintN(32)}
			p.name = min(p.name, none-1)
			tr.touched([]uint32{p.name})
			want = append(want, p)
		}
		content += 1 + rng.Uint32N(1000)
	}
	tr.each(func(content, name uint32) { got = append(got, pair{content, name}) })
	if !slices.Equal(want, got) {
		t.Errorf("%d read, %d written, or others", len(got), len(want))
	}
}

func TestTouchCountsNames(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 7))
	var touch touch
	for _, kinds := range []uint32{1, 3, 200, 5000} {
		want := map[uint32]uint64{}
		for range 20_000 {
			name := rng.Uint32N(kinds) * 7919
			touch.add(name)
			want[name]++
		}
		if len(touch.names) != len(want) {
			t.Errorf("%d names, want %d", len(touch.names), len(want))
		}
		for i, name := range touch.names {
			if touch.n[i] != want[name] {
				t.Errorf("name %d: %d, want %d", name, touch.n[i], want[name])
			}
		}
		touch.reset()
		for _, s := range touch.slots {
			if s != 0 {
				t.Fatal("a slot is still taken")
			}
		}
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
