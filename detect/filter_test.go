package detect

import (
	"math/rand/v2"
	"reflect"
	"testing"
)

// candidatesOf searches all of text, with the filter or without.
func candidatesOf(e *Engine, text []byte, base int64, filtered bool) []candidate {
	st := e.Stream(Segment{}, nil)
	st.buf, st.base = text, base
	if filtered {
		e.table.find(text, base, 0, len(text), st, new(searched))
	} else {
		e.table.findAll(text, 0, len(text), st)
	}
	return st.pending
}

// phrasesOf returns which phrases a classifier marks, with the filter or without.
func phrasesOf(e *Engine, text []byte, filtered bool) []uint8 {
	c := e.Classify()
	c.text = text
	if filtered {
		c.rules.table.find(text, 0, 0, len(text), c, new(searched))
	} else {
		c.rules.table.findAll(text, 0, len(text), c)
	}
	return c.seen
}

// sameFound holds the filter to what is found without it.
func sameFound(t *testing.T, e *Engine, text []byte, base int64) {
	t.Helper()
	want, got := candidatesOf(e, text, base, false), candidatesOf(e, text, base, true)
	if len(want) != len(got) {
		t.Fatalf("%q at %d: %d candidates, want %d", text, base, len(got), len(want))
	}
	for i := range want {
		if !reflect.DeepEqual(want[i], got[i]) {
			t.Fatalf("%q at %d: candidate %d is %+v, want %+v", text, base, i, got[i], want[i])
		}
	}
	if !reflect.DeepEqual(phrasesOf(e, text, false), phrasesOf(e, text, true)) {
		t.Fatalf("%q: other phrases", text)
	}
}

// TestFilterLosesNothing puts pieces of examples and phrases together at random,
// in all cases and at all offsets.
func TestFilterLosesNothing(t *testing.T) {
	e := newEngine(t)
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
		sameFound(t, e, text, int64(r.IntN(8)))
	}
}

// FuzzFilter holds the filter to the same in any bytes.
func FuzzFilter(f *testing.F) {
	e := newEngine(f)
	text, _ := examplesText(e)
	for i := 0; i+120 < len(text); i += 119 {
		f.Add(text[i:i+120], uint8(i%8))
	}
	f.Fuzz(func(t *testing.T, text []byte, base uint8) { sameFound(t, e, text, int64(base)) })
}
