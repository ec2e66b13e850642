package linkage

import "math/bits"

// A Weight is how much something speaks for one person, in 1/64 bit: 64 makes it twice as
// likely.
type Weight int32

const bit Weight = 64

// Bits returns the weight in bits, rounded to a tenth.
func (w Weight) Bits() float64 { return float64((int(w)*10+sign(w)*32)/64) / 10 }

func sign(w Weight) int {
	if w < 0 {
		return -1
	}
	return 1
}

// What agreement weighs at least and at most, and what disagreement does. Values that belong
// to one person, such as a mailbox, weigh the same wherever they stand, less where several
// have them; all others weigh by how seldom they are.
const (
	wordMost      = 14 * bit
	wordLeast     = bit
	nearCosts     = 4 * bit // a misspelling is less than the word itself
	shortCosts    = 3 * bit // a short form
	nearMost      = 6 * bit
	soundCosts    = 5 * bit // another way to write a sound
	soundMost     = 5 * bit
	initialWeighs = 3 * bit
	missingWord   = -bit     // that only one side has
	otherWord     = -7 * bit // in place of another

	mailboxWeighs = 18 * bit
	phoneWeighs   = 12 * bit
	accountWeighs = 12 * bit
	paymentWeighs = 12 * bit
	numberWeighs  = 18 * bit // of a sort without check digit
	firmWeighs    = 22 * bit
	otherOwn      = -bit // both have one, and not the same: people have several
	nearNumber    = 8 * bit
	otherNumber   = -5 * bit

	birthMost    = 15 * bit
	nearBirth    = 4 * bit
	otherBirth   = -8 * bit // beside the same number: else it forbids
	placeMost    = 14 * bit // of all words of an address together
	tokenMost    = 5 * bit
	otherPlace   = -bit     // people move
	streetWeighs = 8 * bit  // what words of an address weigh of which one is more than a town's
	nearPlace    = 9 * bit  // at most, where a house in the same street has another number, or that number stands in another street: it may be mistyped
	nearLacks    = -3 * bit // and by so much less than what they have in common
	otherHouse   = 3 * bit  // at most, where numbers and street are others, or no number that is the same says anything: it is a street, or a town
	orgMost      = 8 * bit
	otherOrg     = -bit
)

// log2 is the binary logarithm of n, at least 1, in 1/64 bit, rounded down: bit by bit, so
// that it is the same on every machine (Knuth, The Art of Computer Programming 1.2.2).
func log2(n uint64) Weight {
	whole := bits.Len64(n) - 1
	x := n << (63 - whole)
	w := Weight(whole)
	for range 6 {
		w <<= 1
		x, _ = bits.Mul64(x, x)
		if x>>63 == 1 {
			w |= 1
		} else {
			x <<= 1
		}
	}
	return w
}

// Before anything is counted, a thousand profiles are taken for granted, in which a value is
// as frequent as it is among people at large: few profiles say little of that themselves.
const (
	supposed    = 1000
	perSupposed = 20  // parts of one of them
	wordsHave   = 40  // one word of a name in 500 people
	birthsAre   = 1   // one day of birth in 20,000
	placesHave  = 100 // one word of an address in 200
	orgsHave    = 200 // one organisation in 100
	supposedAll = supposed * perSupposed
)

// seldom is what a value weighs that n of so many profiles have, the two that are compared
// among them. What is a family's is seldom at large; what many share here, as customers of one town's works do
// its code, says what they are customers of.
func seldom(n, of uint32, have uint64) Weight {
	w := log2(perSupposed*uint64(of)+supposedAll) - log2(perSupposed*uint64(max(n, 1)-1)+have)
	if n > familyHas && commonFrom*uint64(n) > uint64(of) {
		w = min(w, max(0, log2(uint64(of))-log2(uint64(n))))
	}
	return w
}

// What more than so many profiles have, and more than one in so many, is common here, whatever it is at large.
const (
	familyHas  = 8
	commonFrom = 10
)

// unique is what a value weighs that belongs to one person, if n profiles have it: a mailbox
// on half a million rows belongs to nobody.
func unique(base Weight, n uint32) Weight {
	if n <= 2 {
		return base
	}
	return max(0, base-2*log2(uint64(n-1)))
}

// Likely returns the weight from which on two of n profiles are of one person with a
// probability of at least 0.995: log2(n) for how rare that is, and log2(0.995/0.005).
func Likely(n int) Weight { return log2(uint64(max(n, 1))) + likelyOdds }

// likelyOdds is by how much what is likely outweighs the other: log2(0.995/0.005).
const likelyOdds Weight = 489

// Probable returns the weight from which on that is more probable than not.
func Probable(n int) Weight { return log2(uint64(max(n, 1))) }
