package sketch

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// prose makes words of a text of its own.
func prose(seed uint64, words int) []string {
	rnd := rand.New(rand.NewPCG(seed, 1))
	list := make([]string, words)
	for i := range list {
		list[i] = fmt.Sprintf("w%d", rnd.IntN(3000))
	}
	return list
}

func of(text string) Sketch {
	m := NewMaker(7)
	m.Write([]byte(text))
	s, _ := m.Sum()
	return s
}

// share is the part of the runs of four words that two texts have in common.
func share(a, b []string) float64 {
	set := map[string]int{}
	for i := 0; i+run <= len(a); i++ {
		set[strings.Join(a[i:i+run], " ")] |= 1
	}
	for i := 0; i+run <= len(b); i++ {
		set[strings.Join(b[i:i+run], " ")] |= 2
	}
	both := 0
	for _, in := range set {
		if in == 3 {
			both++
		}
	}
	return float64(both) / float64(len(set))
}

// TestAlike compares the verdict with what a count of all runs says.
func TestAlike(t *testing.T) {
	wrong, close := 0, 0
	for seed := range uint64(400) {
		a := prose(seed, 400)
		b := append([]string(nil), a...)
		rnd := rand.New(rand.NewPCG(seed, 2))
		for range rnd.IntN(40) {
			b[rnd.IntN(len(b))] = "changed"
		}
		truth := share(a, b)
		if truth > 0.7 && truth < 0.9 { // within what 32 classes can tell
			close++
			continue
		}
		x, y := of(strings.Join(a, " ")), of(strings.Join(b, " "))
		if alike(&x, &y) != (truth >= 0.8) {
			wrong++
		}
	}
	if wrong > 8 || close > 300 {
		t.Errorf("%d of %d verdicts are wrong", wrong, 400-close)
	}
}

// TestSameText: format, case, white space and marks play no part; words do.
func TestSameText(t *testing.T) {
	a := of("Statement of Work: between Contoso GmbH and Fabrikam")
	for _, text := range []string{"STATEMENT OF WORK\n\nbetween\tContoso GmbH, and “Fabrikam”.", "statement-of-work between contoso gmbh and fabrikam"} {
		if b := of(text); a.words() != b.words() {
			t.Errorf("%q is another text", text)
		}
	}
	for _, text := range []string{"Statement of Work between Contoso AG and Fabrikam", "of Statement Work between Contoso GmbH and Fabrikam", "Statement of Work between Contoso GmbH and Fabri kam"} {
		if b := of(text); a.words() == b.words() {
			t.Errorf("%q is the same text", text)
		}
	}
	if x, y := of("株式会社コントソ 御見積書"), of("株式会社 コントソ\n御見積書"); x.words() != y.words() {
		t.Error("where blanks stand matters in Japanese")
	}
	other := NewMaker(8)
	other.Write([]byte("Statement of Work between Contoso GmbH and Fabrikam"))
	if s, _ := other.Sum(); s.words() == a.words() {
		t.Error("another key gives the same sketch")
	}
	if _, ok := NewMaker(7).Sum(); ok {
		t.Error("no text has a sketch")
	}
}

// TestCuts: how a text is cut does not matter, at the end of the window neither.
func TestCuts(t *testing.T) {
	text := []byte(strings.Repeat("Grüße 東京 to all, ", 2500))
	whole := of(string(text))
	for _, n := range []int{1, 3, 7, 1000} {
		m := NewMaker(7)
		for from := 0; from < len(text); {
			to := min(from+n, len(text))
			for to < len(text) && text[to]&0xc0 == 0x80 {
				to++
			}
			m.Write(text[from:to])
			from = to
		}
		if s, _ := m.Sum(); s != whole {
			t.Errorf("in pieces of %d it is another text", n)
		}
	}
}

// TestKeysDoNotShow: the figures of two campaigns over the same documents are the same.
func TestKeysDoNotShow(t *testing.T) {
	var first [2]int
	for seed := range uint64(5) {
		var all []Sketch
		for i := range uint64(300) {
			m := NewMaker(seed * 0x1234567)
			words := prose(i%100, 100)
			for n := range int(i/100) * 6 {
				words[n*5] = "changed"
			}
			m.Write([]byte(strings.Join(words, " ")))
			s, _ := m.Sum()
			all = append(all, s)
		}
		least, most := Group(all)
		if seed == 0 {
			first = [2]int{least, most}
		} else if first != [2]int{least, most} {
			t.Errorf("%d to %d, with another key %v", least, most, first)
		}
	}
}

func TestGroup(t *testing.T) {
	var all []Sketch
	const documents = 300
	for seed := range uint64(documents) {
		a := prose(seed, 500)
		all = append(all, of(strings.Join(a, " ")), of(strings.ToUpper(strings.Join(a, "\n")))) // the same, in another format
		b := append([]string(nil), a...)
		b[100], b[300] = "another", "version"
		all = append(all, of(strings.Join(b, " ")))
	}
	for range 3 {
		rand.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		least, most := Group(all)
		if most != 2*documents || least < documents || least > documents*102/100 {
			t.Errorf("%d documents in two versions are %d to %d", documents, least, most)
		}
	}
	if least, most := Group(nil); least != 0 || most != 0 {
		t.Errorf("none are %d to %d", least, most)
	}
}

// TestManyAlike: a million copies of one form are no million squared comparisons.
func TestManyAlike(t *testing.T) {
	if testing.Short() {
		t.Skip("a few seconds")
	}
	one := of(strings.Join(prose(1, 500), " "))
	all := make([]Sketch, 200_000)
	for i := range all {
		all[i] = one
		all[i][0], all[i][1], all[i][2] = byte(i), byte(i>>8), byte(i>>16) // other words, the same classes
	}
	if least, most := Group(all); least != 1 || most != len(all) {
		t.Errorf("%d to %d", least, most)
	}
}

func BenchmarkMaker(b *testing.B) {
	text := []byte(strings.Join(prose(1, 5000), " "))[:Window/2]
	m := NewMaker(7)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		m.Reset()
		m.Write(text)
		m.Sum()
	}
}

func FuzzMaker(f *testing.F) {
	f.Add([]byte("Statement of Work 東京"), 3)
	f.Fuzz(func(t *testing.T, p []byte, n int) {
		text := strings.ToValidUTF8(string(p), "?")
		whole := of(text)
		m := NewMaker(7)
		for _, r := range text {
			m.Write([]byte(string(r)))
		}
		if s, _ := m.Sum(); s != whole {
			t.Error("letter by letter it is another text")
		}
	})
}

// Versions leads each text to the first of those like it, and to as many as Group
// counts, in whatever order they are given.
func TestVersions(t *testing.T) {
	var texts []string
	for seed := range uint64(30) {
		words := prose(seed, 300)
		texts = append(texts, strings.Join(words, " "))
		for i := range int(seed % 4) {
			texts = append(texts, strings.Join(append([]string{"draft", fmt.Sprint(i)}, words...), " "))
		}
	}
	rnd := rand.New(rand.NewPCG(1, 1))
	for range 5 {
		rnd.Shuffle(len(texts), func(i, j int) { texts[i], texts[j] = texts[j], texts[i] })
		var all []Sketch
		for _, text := range texts {
			all = append(all, of(text))
		}
		before := append([]Sketch(nil), all...)
		versions := Versions(all)
		first := map[int32]bool{}
		for i, v := range versions {
			if all[i] != before[i] {
				t.Fatal("the order was changed")
			}
			if int(v) > i || versions[v] != v {
				t.Errorf("%d is a version of %d", i, v)
			}
			first[v] = true
		}
		if least, _ := Group(all); len(first) != least || least != 30 {
			t.Errorf("%d documents, Group counts %d, want 30", len(first), least)
		}
	}
}
