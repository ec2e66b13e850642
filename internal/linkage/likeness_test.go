package linkage

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// What is passed over unseen would not have been found alike: words of few letters, mistyped up to
// three times, with their letters and without.
func TestNothingAlikeIsPassedOver(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	letters := "abeo"
	typed := func(w []byte) []byte {
		at := rnd.IntN(len(w))
		c := letters[rnd.IntN(len(letters))]
		switch rnd.IntN(4) {
		case 0:
			w[at] = c
		case 1:
			w = append(w[:at:at], append([]byte{c}, w[at:]...)...)
		case 2:
			if len(w) > 1 {
				w = append(w[:at:at], w[at+1:]...)
			}
		default:
			other := max(0, at-1)
			w[at], w[other] = w[other], w[at]
		}
		return w
	}
	alike := 0
	for _, text := range []bool{false, true} {
		w := newWorld("name bob doe", "name robert doe")
		w.text = text
		for range 300 {
			a := make([]byte, 1+rnd.IntN(11))
			for i := range a {
				a[i] = "abcdefghijklmnopqrstuvwxyz"[rnd.IntN(26)]
			}
			b := append([]byte(nil), a...)
			for range rnd.IntN(4) {
				b = typed(b)
			}
			w.add("name " + string(a) + " " + string(a[:1]))
			w.add("name " + string(b))
		}
		p := w.population(t)
		words := p.Names.words
		for a := range words {
			for b := range words {
				if a == b {
					continue
				}
				for step, like := range likenesses {
					if like(p, uint32(a), uint32(b)) == 0 {
						continue
					}
					if alike++; !words[a].mayBe(&words[b]) {
						t.Fatalf("letters %t: likeness %d of words %d and %d is passed over", text, step, a, b)
					}
				}
			}
		}
	}
	if alike < 1000 {
		t.Errorf("only %d pairs were alike", alike)
	}
}

// Profiles that share hundreds of keys are compared once, and with all of their like.
func TestManyKeys(t *testing.T) {
	w := newWorld()
	names := []string{"anna berta doewald", "berta clara doewald", "clara anna doewald", "dora anna doewald"}
	for i := range 30 {
		var facts []string
		for n := range 20 {
			facts = append(facts, "name "+names[n%len(names)], fmt.Sprintf("org o%d", n))
		}
		w.add(strings.Join(append(facts, fmt.Sprintf("mail m%d", i)), "; "))
		w.add(fmt.Sprintf("name anna doewald; org o%d", i%20)) // and a few keys with others
	}
	rich := uint32(w.n)
	for i := range 600 { // beside whom the names of those are seldom
		w.add(fmt.Sprintf("name gustav roewald%d; org p%d", i, i))
	}
	p := w.population(t)
	links, err := p.Link(t.Context(), Probable(p.Len()))
	if err != nil {
		t.Fatal(err)
	}
	met := map[[2]uint32]bool{}
	for _, e := range links.Edges {
		if met[[2]uint32{e.A, e.B}] || e.A >= e.B {
			t.Errorf("%d and %d come twice", e.A, e.B)
		}
		met[[2]uint32{e.A, e.B}] = true
	}
	for a := uint32(0); a < rich; a += 2 {
		for b := a + 2; b < rich; b += 2 {
			if c := p.Compare(a, b); c.worth(Probable(p.Len())) != met[[2]uint32{a, b}] {
				t.Fatalf("%d and %d: %+v, linked %t", a, b, c, met[[2]uint32{a, b}])
			}
		}
	}
	if len(met) < 30*29/2 {
		t.Errorf("only %d pairs", len(met))
	}
}
