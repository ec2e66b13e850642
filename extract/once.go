package extract

import "crypto/sha256"

// maxOnce is how many things an onceSet remembers; it takes some 32 bytes for each.
const maxOnce = 1 << 20

// A onceSet knows what was given already, so that it is given once. What comes
// after maxOnce others may be given again. Its zero value works.
type onceSet struct{ seen map[[16]byte]struct{} }

// first reports whether p comes for the first time.
func (s *onceSet) first(p []byte) bool {
	h := sha256.Sum256(p)
	k := [16]byte(h[:16])
	if _, ok := s.seen[k]; ok {
		return false
	}
	if s.seen == nil {
		s.seen = make(map[[16]byte]struct{})
	}
	if len(s.seen) < maxOnce {
		s.seen[k] = struct{}{}
	}
	return true
}
