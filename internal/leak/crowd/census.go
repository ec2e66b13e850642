package crowd

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
)

// A Census is a table of people in which some stand several times, with errors of typing, of
// reading and of hearing: of the kind that the generator of Febrl makes (Christen, "Probabilistic
// Data Generation for Deduplication and Data Linkage", 2005), with names and places of our own.
type Census struct {
	Seed      uint64
	Originals int // rows without an error
	Again     int // rows with errors, spread over the originals
	Most      int // of them of one original, at most
	PerField  int // errors in one cell, at most
	PerRow    int // errors in one row, at most
}

// CensusHead names the columns of [CensusRow.Cells].
var CensusHead = []string{"given_name", "surname", "street_number", "address_1", "address_2", "suburb", "postcode", "state", "date_of_birth", "soc_sec_id"}

// A CensusRow is one row of a census.
type CensusRow struct {
	Person int
	Cells  []string // as [CensusHead]
}

// Rows yields the originals, and then those with errors.
func (c Census) Rows() iter.Seq[CensusRow] {
	return func(yield func(CensusRow) bool) {
		for p := range c.Originals {
			if !yield(CensusRow{p, c.original(p)}) {
				return
			}
		}
		r := rand.New(rand.NewPCG(c.Seed, 1))
		times := map[int]int{}
		for n := 0; n < c.Again; {
			p := r.IntN(c.Originals)
			for range 1 + r.IntN(c.Most) {
				if n < c.Again && times[p] < c.Most {
					times[p]++
					n++
					if !yield(CensusRow{p, c.spoiled(p, r)}) {
						return
					}
				}
			}
		}
	}
}

// seldom picks one of n so that the first are met more often.
func seldom(r *rand.Rand, n int) int { return int(float64(n) * r.Float64() * r.Float64()) }

// syllables is a word that is made up.
func syllables(r *rand.Rand, n int) string {
	var b strings.Builder
	for range n {
		b.WriteByte("bcdfghklmnprstvw"[r.IntN(16)])
		b.WriteByte("aeiou"[r.IntN(5)])
	}
	return b.String()
}

// word is one of those of which a census is made: the same wherever it is asked for.
func (c Census) word(of, k, length int) string {
	r := rand.New(rand.NewPCG(c.Seed, uint64(2+of)<<32|uint64(k)))
	return syllables(r, length+r.IntN(2)) + []string{"", "n", "r", "s", "th"}[r.IntN(5)]
}

// original is the row of somebody without errors. A few cells are empty.
func (c Census) original(p int) []string {
	r := rand.New(rand.NewPCG(c.Seed, 9<<32|uint64(p)))
	english := cultured("en")
	name := c.word(0, seldom(r, 400), 2)
	if r.IntN(3) == 0 {
		name = strings.ToLower(english.first[r.IntN(len(english.first))].own)
	}
	row := []string{
		name, c.word(1, seldom(r, 2500), 3), fmt.Sprint(1 + seldom(r, 300)),
		c.word(2, r.IntN(1500), 3) + " " + []string{"street", "place", "circuit", "crescent", "close"}[r.IntN(5)],
		[]string{"", "", "villa ", "flat ", "the "}[r.IntN(5)] + syllables(r, 3), c.word(3, seldom(r, 600), 3), fmt.Sprint(2000 + r.IntN(6000)),
		[]string{"nsw", "vic", "qld", "wa", "sa", "tas"}[seldom(r, 6)], strings.ReplaceAll(day(365*5+r.IntN(365*95)), "-", ""), fmt.Sprint(1_000_000 + r.IntN(9_000_000)),
	}
	for _, i := range []int{0, 1, 2, 4, 7, 8} {
		if r.IntN(25) == 0 {
			row[i] = ""
		}
	}
	return row
}

// sounds are spellings that are heard alike, shapes such that are read alike.
var (
	sounds = []string{"ph", "f", "ck", "k", "c", "k", "ee", "ea", "i", "y", "th", "t", "s", "z", "ou", "u", "w", "v", "ei", "ie"}
	shapes = []string{"o", "0", "l", "1", "s", "5", "b", "6", "m", "rn", "d", "cl", "g", "9", "z", "2", "h", "b", "n", "u"}
)

// spoiled is a row with errors: at least one.
func (c Census) spoiled(p int, r *rand.Rand) []string {
	row := c.original(p)
	errors := make([]int, len(row))
	for n := 1 + r.IntN(c.PerRow); n > 0; n-- {
		if i := r.IntN(len(row)); errors[i] < c.PerField {
			errors[i]++
			row[i] = c.error(row, i, r)
		}
	}
	return row
}

// error is what a cell becomes by one error.
func (c Census) error(row []string, i int, r *rand.Rand) string {
	cell := row[i]
	switch n := r.IntN(12); {
	case cell == "":
		return c.original(r.IntN(c.Originals))[i] // filled in by mistake
	case n == 0:
		return "" // left out
	case n == 1 && i < 2: // the two names change places
		row[1-i], cell = cell, row[1-i]
		return cell
	case n == 1 && (i == 3 || i == 4): // and so do the two lines of an address
		row[7-i], cell = cell, row[7-i]
		return cell
	case n == 2 && i < 8:
		return c.original(r.IntN(c.Originals))[i] // another's
	case n < 5 && i != 8 && i != 9:
		return replaced(r, cell, sounds)
	case n < 7 && i != 8 && i != 9:
		return replaced(r, cell, shapes)
	}
	return typed(r, cell)
}

// replaced exchanges one of what is taken for each other, if it is there.
func replaced(r *rand.Rand, s string, pairs []string) string {
	from := r.IntN(len(pairs) / 2)
	for k := range len(pairs) / 2 {
		i := 2 * ((from + k) % (len(pairs) / 2))
		for _, p := range [2][2]string{{pairs[i], pairs[i+1]}, {pairs[i+1], pairs[i]}} {
			if strings.Contains(s, p[0]) {
				return strings.Replace(s, p[0], p[1], 1)
			}
		}
	}
	return typed(r, s)
}

// typed is a cell with one slip of the fingers: a letter for its neighbour, lost, doubled, or two
// that changed places. Digits become digits.
func typed(r *rand.Rand, s string) string {
	b := []byte(s)
	if len(b) < 2 {
		return s
	}
	i := r.IntN(len(b) - 1)
	digit := '0' <= b[i] && b[i] <= '9'
	switch r.IntN(4) {
	case 0:
		return string(slices.Delete(b, i, i+1))
	case 1:
		return string(slices.Insert(b, i, b[i]))
	case 2:
		b[i] = byte('a' + r.IntN(26))
		if digit {
			b[i] = byte('0' + r.IntN(10))
		}
	default:
		b[i], b[i+1] = b[i+1], b[i]
	}
	return string(b)
}
