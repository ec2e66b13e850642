package detect

import (
	"bytes"
	"cmp"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"testing"
)

// everyPlace finds what a table finds by looking for everything everywhere.
type everyPlace struct {
	table *anchorTable
	byEnd [256][]*anchor // by the byte by which they are found
}

func newEveryPlace(t *anchorTable) *everyPlace {
	e := &everyPlace{table: t}
	var all []*anchor
	for i := range t.anchors {
		all = append(all, &t.anchors[i])
	}
	slices.SortFunc(all, func(a, b *anchor) int {
		return cmp.Or(cmp.Compare(min(len(b.lit), sieveWidth), min(len(a.lit), sieveWidth)), cmp.Compare(a.id, b.id))
	})
	for _, a := range all {
		c := a.lit[a.last]
		e.byEnd[c] = append(e.byEnd[c], a)
		if isLower(c) {
			e.byEnd[c&^0x20] = append(e.byEnd[c&^0x20], a)
		}
	}
	return e
}

func (e *everyPlace) find(text []byte, offset int64, to finder) {
	for i, c := range text {
		to.special(^(specialNumber | specialDigits), i)
		for _, a := range e.byEnd[c] {
			if start := i - a.last; a.matches(text, start) && a.standsIn(text, start, start+len(a.lit)) {
				to.literal(a, start)
			}
		}
		to.special(specialNumber, i)
		if i >= 3 && (offset+int64(i))%4 == 3 {
			to.special(specialDigits, i)
		}
	}
}

// A search finds what an engine and its classifier find, in both ways.
type search struct {
	engine  *Engine
	anchors *everyPlace
}

func newSearch(t testing.TB) *search {
	e := newEngine(t)
	return &search{e, newEveryPlace(e.table)}
}

// candidates searches everywhere, or, as streams do, first up to a place and then from it on.
func (s *search) candidates(text []byte, base int64, cut int, everywhere bool) []candidate {
	st := s.engine.Stream(Segment{}, nil)
	st.buf, st.base = text, base
	if everywhere {
		s.anchors.find(text, base, st)
	} else {
		s.engine.table.find(text, base, 0, cut, st, new(sifted))
		s.engine.table.find(text, base, cut, len(text), st, new(sifted))
	}
	return st.pending
}

func (s *search) seen(text []byte, everywhere bool) []uint8 {
	c := s.engine.Classify()
	folded := make([]byte, len(text))
	c.text = folded[:foldText(folded, text)]
	if !everywhere {
		c.rules.table.find(c)
		return c.seen
	}
	for which, p := range c.rules.phrases {
		for start := range c.text {
			if bytes.HasPrefix(c.text[start:], []byte(p.text)) {
				c.mark(which, start)
			}
		}
	}
	return c.seen
}

// same holds the search to what is found by looking everywhere.
func (s *search) same(t *testing.T, text []byte, base int64, cut int) {
	t.Helper()
	want, got := s.candidates(text, base, 0, true), s.candidates(text, base, cut, false)
	if len(want) != len(got) {
		t.Fatalf("%q at %d: %d candidates, want %d", text, base, len(got), len(want))
	}
	for i := range want {
		if !reflect.DeepEqual(want[i], got[i]) {
			t.Fatalf("%q at %d: candidate %d is %+v, want %+v", text, base, i, got[i], want[i])
		}
	}
	if len(text)%256 == 0 && !reflect.DeepEqual(s.seen(text, true), s.seen(text, false)) { // slow, so not each
		t.Fatalf("%q: other phrases", text)
	}
}

// TestSearchLosesNothing puts pieces of examples and phrases together at random,
// in all cases and at all offsets.
func TestSearchLosesNothing(t *testing.T) {
	s := newSearch(t)
	e := s.engine
	var pieces []string
	for _, r := range e.Rules() {
		positive, negative := r.Examples()
		for _, x := range append(positive, negative...) {
			pieces = append(pieces, x.Text)
		}
		pieces = append(pieces, r.src.Anchors...)
	}
	for i := range e.lists.forms {
		pieces = append(pieces, " "+e.lists.forms[i].text, "Contoso "+e.lists.forms[i].text)
	}
	for _, p := range e.documents.phrases {
		pieces = append(pieces, p.text)
	}
	r := rand.New(rand.NewPCG(1, 2))
	between := []string{"", "", " ", "\n", ", ", "=", ":", "\"", "0", "a", "é", "@", "\\", "(", "://"}
	for range 20000 {
		var text []byte
		for range 1 + r.IntN(8) {
			p := []byte(pieces[r.IntN(len(pieces))])
			if from := r.IntN(len(p) + 1); r.IntN(4) == 0 {
				p = p[from:]
			}
			for i, c := range p {
				if isAlpha(c) && r.IntN(60) == 0 {
					p[i] = c ^ 0x20
				}
			}
			text = append(append(text, p...), between[r.IntN(len(between))]...)
		}
		s.same(t, text, int64(r.IntN(8)), r.IntN(len(text)+1))
	}
}

// FuzzSearch holds the search to the same in any bytes.
func FuzzSearch(f *testing.F) {
	s := newSearch(f)
	text, _ := examplesText(s.engine)
	for i := 0; i+120 < len(text); i += 119 {
		f.Add(text[i:i+120], uint8(i%8))
	}
	f.Fuzz(func(t *testing.T, text []byte, base uint8) { s.same(t, text, int64(base), len(text)*int(base)/256) })
}

// sameSifted holds what other processors do to what any can do.
func sameSifted(t *testing.T, s *sieve, text []byte) {
	t.Helper()
	var want sifted
	siftPlain(s, text, &want)
	for i, sift := range sifts() {
		var got sifted
		if sift(s, text, &got); got != want {
			t.Fatalf("%d: %q sifts to %x, want %x", i, text, got, want)
		}
	}
}

// TestSifts compares them over text and over noise, with the engine's sieve and with
// one that leaves much.
func TestSifts(t *testing.T) {
	e := newEngine(t)
	r := rand.New(rand.NewPCG(1, 2))
	dense := new(sieveBuilder)
	for bucket := range dense.buckets {
		for k := range sieveWidth {
			dense.buckets[bucket][k] = classSet{r.Uint64() | r.Uint64(), r.Uint64() | r.Uint64()} // each class three times of four
		}
	}
	thick := dense.build()
	all, _ := examplesText(e)
	for range 4000 {
		text := make([]byte, sieveWidth-1+64*(r.IntN(chunk/64+1)))
		copy(text, all[r.IntN(len(all)):])
		for n := r.IntN(2 * len(text)); n > 0; n -= 2 {
			text[r.IntN(len(text))] = byte(r.Uint32())
		}
		sameSifted(t, &e.table.sieve, text)
		sameSifted(t, &thick, text)
	}
	if len(sifts()) == 1 {
		t.Log("this processor has nothing but the plain one")
	}
}

// FuzzSifts compares them over any bytes.
func FuzzSifts(f *testing.F) {
	s := &newEngine(f).table.sieve
	f.Add([]byte("jane.doe@contoso.example, 4111 1111 1111 1111, password: Tr0ub4dor-Kanarie-77"))
	f.Fuzz(func(t *testing.T, text []byte) {
		for len(text) < sieveWidth-1 || (len(text)-sieveWidth+1)%64 != 0 {
			text = append(text, 0)
		}
		sameSifted(t, s, text[:min(len(text), sieveWidth-1+chunk)])
	})
}

// BenchmarkSifts measures what the processor can do, the plain one first.
func BenchmarkSifts(b *testing.B) {
	e := newEngine(b)
	all, _ := examplesText(e)
	text := all[:sieveWidth-1+chunk]
	for i, sift := range sifts() {
		b.Run(strconv.Itoa(i), func(b *testing.B) {
			var out sifted
			b.SetBytes(chunk)
			for b.Loop() {
				sift(&e.table.sieve, text, &out)
			}
		})
	}
}
