package crowd

import (
	"fmt"
	"iter"
	"math/rand/v2"
)

// A Town is a table of the customers of one town's works, or of a few towns': all have its code and name, many a street or the number of
// a house, and not a few the whole of a name. Each household has a telephone, and each person a mailbox. Some stand
// there again, with another mailbox or none, without the telephone, or in another street of the town.
type Town struct {
	Seed   uint64
	People int
	Again  int // rows of somebody who stands there already
	Towns  int // how many towns the works have, each with a code of its own; 0 is one
}

// TownHead names the columns of [TownRow.Cells].
var TownHead = []string{"vorname", "nachname", "straße", "plz", "ort", "telefon", "email"}

// A TownRow is one row of a town.
type TownRow struct {
	Person int
	Cells  []string // as [TownHead]
}

// Rows yields everybody once, and then those who stand there again.
func (c Town) Rows() iter.Seq[TownRow] {
	return func(yield func(TownRow) bool) {
		for p := range c.People {
			if !yield(TownRow{p, c.row(p)}) {
				return
			}
		}
		r := rand.New(rand.NewPCG(c.Seed, 1))
		for range c.Again {
			p := r.IntN(c.People)
			if !yield(TownRow{p, c.again(p, r)}) {
				return
			}
		}
	}
}

// The streets of a town, and the houses of one.
const (
	townStreets = 40
	townHouses  = 40
)

// row is the row of somebody. A name that many bear is met more often than others.
func (c Town) row(p int) []string {
	r := rand.New(rand.NewPCG(c.Seed, 2<<32|uint64(p)))
	german := cultured("de")
	given := german.first[seldom(r, len(german.first))].own
	family := german.front[seldom(r, len(german.front))].own + german.back[seldom(r, len(german.back))].own
	town := p % max(1, c.Towns)
	return []string{given, family, townAddress(r), fmt.Sprint(29_640 + town), townName(town), fmt.Sprintf("+49 5196 %d", 10_000+p), fmt.Sprintf("kunde%d@gmail.com", p)}
}

// townName is the name of a town: a word, as the names of most are.
func townName(n int) string {
	german := cultured("de")
	return german.front[n%len(german.front)].own + []string{"stadt", "dorf"}[n/len(german.front)%2]
}

// townAddress is a street and a house in the town.
func townAddress(r *rand.Rand) string {
	trees := [...]string{"Linden", "Ahorn", "Birken", "Eichen", "Rosen", "Garten", "Schul", "Kirch", "Berg", "Wald"}
	n := r.IntN(townStreets)
	return fmt.Sprintf("%s%s %d", trees[n%len(trees)], [...]string{"weg", "straße", "allee", "platz"}[n/len(trees)], 1+r.IntN(townHouses))
}

// again is another row of somebody.
func (c Town) again(p int, r *rand.Rand) []string {
	row := c.row(p)
	switch r.IntN(4) {
	case 0:
		row[6] = fmt.Sprintf("neu%d@gmail.com", p)
	case 1:
		row[6] = ""
	case 2:
		row[5] = ""
	case 3:
		row[2], row[6] = townAddress(r), ""
	}
	if r.IntN(6) == 0 {
		row[1] = typed(r, row[1])
	}
	return row
}
