// Package strength estimates how many guesses a password would withstand, in the way
// of zxcvbn (Wheeler, USENIX Security 2016): a password is taken apart into the parts that
// somebody who guesses would try first, such as common passwords and words, also backwards and
// with digits for letters, runs of keys and of the alphabet, repetitions, years and dates,
// and what is left is guessed character by character.
//
// The estimate is a whole number and depends on the password alone. Packages of Go that do the
// same were looked at: they read eight megabytes of lists whenever a program starts, and
// take 300 µs a password, where a scan meets millions. The lists are those of zxcvbn 4.4.2
// (MIT), shorter, with words for seasons, months and welcome in more languages.
package strength

// A Score says in one figure how many guesses a password withstands, as zxcvbn does.
type Score int

// The scores. Guesses are those of somebody who has stolen a hash, or may try as often as
// they like.
const (
	Guessed   Score = iota // fewer than a thousand: among the first that anybody tries
	Weak                   // fewer than a million
	Fair                   // fewer than a hundred million
	Good                   // fewer than ten thousand million
	Unguessed              // more
)

// Words says it in words.
func (s Score) Words() string {
	switch s {
	case Guessed:
		return "among the first that are guessed"
	case Weak:
		return "weak"
	case Fair:
		return "easily found by trying"
	case Good:
		return "fair"
	}
	return "strong"
}

// Longest is how many bytes of a password are looked at: nobody guesses what is longer.
const Longest = 40

// Of returns the score of a password.
func Of(password []byte) Score {
	if len(password) > Longest {
		return Unguessed
	}
	switch g := guesses(password, 0); {
	case g < 3000:
		return Guessed
	case g < 6000:
		return Weak
	case g < 8000:
		return Fair
	case g < 10000:
		return Good
	}
	return Unguessed
}

// A part is a run of a password that is guessed as one.
type part struct {
	from, to int
	cost     int // thousandths of the decimal logarithm of its guesses
}

// parting bounds the parts of one password.
const parting = 12

// never is more than any password takes.
const never = 1 << 30

// guesses returns a thousand times the decimal logarithm of how many guesses a password takes: the
// least over all ways to take it apart into at most twelve parts. depth counts what is repeated within
// what is repeated.
func guesses(password []byte, depth int) int {
	n := len(password)
	if n == 0 {
		return 0
	}
	parts := partsOf(password, depth)
	ending := make([][]part, n+1)
	for _, p := range parts {
		if p.to-p.from < n { // beside others, even the first word of a list is found after some tries
			p.cost = max(p.cost, 1700)
		}
		ending[p.to] = append(ending[p.to], p)
	}
	// best[l][i] is the least sum for the first i bytes in l parts.
	best := make([][]int, parting+1)
	for l := range best {
		best[l] = make([]int, n+1)
		for i := range best[l] {
			best[l][i] = never
		}
	}
	best[0][0] = 0
	least := never
	for l := 1; l <= parting; l++ {
		for i := 1; i <= n; i++ {
			for _, p := range ending[i] {
				if before := best[l-1][p.from]; before < never {
					best[l][i] = min(best[l][i], before+p.cost)
				}
			}
			for from := range i { // one character after another
				if before := best[l-1][from]; before < never {
					best[l][i] = min(best[l][i], before+single(i-from))
				}
			}
		}
		if best[l][n] < never {
			// In any order of the parts, after what takes fewer of them.
			least = min(least, plus(best[l][n]+factorial[l], (l-1)*4000))
		}
	}
	return least
}

// single is what a run takes of which nothing is known.
func single(n int) int { return max(1000*n, 1050+650*min(n-1, 1)) }

// factorial holds the logarithms of n!.
var factorial = [parting + 1]int{0, 0, 301, 778, 1380, 2079, 2857, 3702, 4606, 5560, 6560, 7601, 8680}

// plus adds two numbers that are given by their logarithms.
func plus(a, b int) int {
	if a < b {
		a, b = b, a
	}
	if d := a - b; d < 1000 {
		return a + 301*(1000-d)/1000
	}
	return a
}
