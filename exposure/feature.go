package exposure

// Features of the words of a name say of which word they are: the hash of [FeatureWord],
// [FeatureInitial], [FeatureRoot], [FeatureSound], [FeatureLatin] and [FeatureNear] has the word's ordinal in its first four
// bits.
const (
	// MaxWord is the greatest ordinal of a word that has features.
	MaxWord = 15
	// MaxNear is the greatest hash of a word without one of its letters.
	MaxNear = 1<<30 - 1

	wordBits = 60
	nearBits = 30
)

// OfWord is the hash of a feature of the word with this ordinal.
func OfWord(ordinal int, hash uint64) uint64 { return uint64(ordinal)<<wordBits | hash&(1<<wordBits-1) }

// Word returns the ordinal of the word that a feature is of, and its hash.
func (f Feature) Word() (ordinal int, hash uint64) {
	return int(f.Hash >> wordBits), f.Hash & (1<<wordBits - 1)
}

// PairNear makes one hash of two of [FeatureNear].
func PairNear(a, b uint32) uint64 { return uint64(a)<<nearBits | uint64(b) }

// Near returns the two hashes that a feature of [FeatureNear] holds.
func (f Feature) Near() (a, b uint32) {
	return uint32(f.Hash >> nearBits & MaxNear), uint32(f.Hash & MaxNear)
}
