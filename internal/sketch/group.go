package sketch

import (
	"cmp"
	"slices"
)

// Alike is the least share of classes, of a hundred, whose minima are equal where two
// texts are versions of one document.
const Alike = 80

// same reports whether two texts have the same words in the same order, as far as was
// looked: longer ones must be as long, too.
func same(a, b *Sketch) bool {
	return a.words() == b.words() && (a.length() <= Window || a.length() == b.length())
}

// alike reports whether two texts are versions of one document.
func alike(a, b *Sketch) bool {
	if la, lb := max(a.length(), b.length()), min(a.length(), b.length()); la > Window && la-lb > la/5 {
		return false
	}
	equal, there := 0, 0
	for i := range Bins {
		x, y := a.bin(i), b.bin(i)
		if x == empty && y == empty {
			continue
		}
		there++
		if x == y {
			equal++
		}
	}
	return there > 0 && equal*100 >= there*Alike
}

// Group counts documents that differ: least where versions of one are taken for one,
// most where only the same words are. It does not depend on the order of the sketches.
// It takes time in proportion to them: of many that look alike, each is compared with a
// few.
func Group(all []Sketch) (least, most int) {
	slices.SortFunc(all, byMinima)
	g, most := group(all)
	return g.trees, most
}

// Versions returns for each sketch the first one, in the order in which they are given,
// of those that are versions of the same document.
func Versions(all []Sketch) []int32 {
	order := make([]int32, len(all))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int { return cmp.Or(byMinima(all[a], all[b]), cmp.Compare(a, b)) })
	sorted := make([]Sketch, len(all))
	for i, at := range order {
		sorted[i] = all[at]
	}
	g, _ := group(sorted)
	first := make([]int32, len(all)) // by root
	for i := range first {
		first[i] = int32(len(all))
	}
	for i, at := range order {
		root := g.root(int32(i))
		first[root] = min(first[root], at)
	}
	of := make([]int32, len(all))
	for i, at := range order {
		of[at] = first[g.root(int32(i))]
	}
	return of
}

// byMinima orders sketches by their minima, so that neighbours do not depend on the
// key.
func byMinima(a, b Sketch) int {
	return cmp.Or(slices.Compare(a[12:], b[12:]), cmp.Compare(a.length(), b.length()), cmp.Compare(a.words(), b.words()))
}

// group joins what belongs together of sketches in the order of their minima.
func group(all []Sketch) (g *forest, most int) {
	g = newForest(len(all))
	most = len(all)
	byWords := make([]int32, len(all))
	for i := range byWords {
		byWords[i] = int32(i)
	}
	slices.SortFunc(byWords, func(a, b int32) int {
		return cmp.Or(cmp.Compare(all[a].words(), all[b].words()), cmp.Compare(all[a].length(), all[b].length()))
	})
	for i := 1; i < len(byWords); i++ { // those of the same words stand beside each other
		if a, b := byWords[i-1], byWords[i]; same(&all[a], &all[b]) {
			g.join(int(a), int(b))
			most--
		}
	}
	band := make([]banded, 0, len(all))
	for from := 0; from < Bins; from += perBand {
		band = band[:0]
		for i := range all {
			if key, ok := bandOf(&all[i], from); ok {
				band = append(band, banded{key, int32(i)})
			}
		}
		slices.SortFunc(band, func(a, b banded) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.at, b.at)) })
		g.joinAlike(all, band)
	}
	return g, most
}

// Two texts of which four fifths of the classes are equal have a band of perBand equal
// classes in 98 of 100 cases.
const perBand = 4

// banded is a document by the minima of one band.
type banded struct {
	key uint64
	at  int32
}

func bandOf(s *Sketch, from int) (key uint64, ok bool) {
	for i := range perBand {
		b := s.bin(from + i)
		ok = ok || b != empty
		key = key<<16 | uint64(b)
	}
	return key, ok
}

// neighbours is how many of the documents before it one is compared with, beside the
// first of its band.
const neighbours = 8

// joinAlike joins those of equal keys that are alike.
func (g *forest) joinAlike(all []Sketch, band []banded) {
	first := 0
	for i := range band {
		if band[i].key != band[first].key {
			first = i
		}
		for j := max(first, i-neighbours); j < i; j++ {
			g.joinIf(all, band[i].at, band[j].at)
		}
		if first < i-neighbours {
			g.joinIf(all, band[i].at, band[first].at)
		}
	}
}

func (g *forest) joinIf(all []Sketch, a, b int32) {
	if g.root(a) != g.root(b) && alike(&all[a], &all[b]) {
		g.join(int(a), int(b))
	}
}

// A forest is a set of trees that are joined (Galler and Fischer, 1964).
type forest struct {
	parent []int32
	trees  int
}

func newForest(n int) *forest {
	g := &forest{parent: make([]int32, n), trees: n}
	for i := range g.parent {
		g.parent[i] = int32(i)
	}
	return g
}

func (g *forest) root(i int32) int32 {
	for g.parent[i] != i {
		g.parent[i] = g.parent[g.parent[i]]
		i = g.parent[i]
	}
	return i
}

func (g *forest) join(a, b int) {
	x, y := g.root(int32(a)), g.root(int32(b))
	if x != y {
		g.parent[max(x, y)] = min(x, y)
		g.trees--
	}
}
