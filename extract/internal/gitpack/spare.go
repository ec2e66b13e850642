package gitpack

// Of large objects the memory is used again: the collector lets garbage grow to as much
// as what is in use, and two versions of an object with a delta can be 192 MB.
const (
	spareSize = 1 << 20 // bytes from which on memory is kept
	maxSpare  = 2       // pieces of it that are kept
)

// spare is memory that nothing uses.
type spare [][]byte

// get is memory of n bytes: the smallest that is there, else new.
func (s *spare) get(n int) []byte {
	best := -1
	for i, p := range *s {
		if cap(p) >= n && (best < 0 || cap(p) < cap((*s)[best])) {
			best = i
		}
	}
	if n < spareSize || best < 0 {
		if n >= spareSize {
			*s = nil // too small: let go before there is more
		}
		return make([]byte, n)
	}
	p := (*s)[best][:n]
	(*s)[best] = (*s)[len(*s)-1]
	*s = (*s)[:len(*s)-1]
	return p
}

// put keeps p, where it is large, in place of the smallest.
func (s *spare) put(p []byte) {
	if cap(p) < spareSize {
		return
	}
	if len(*s) < maxSpare {
		*s = append(*s, p)
		return
	}
	least := 0
	for i := range *s {
		if cap((*s)[i]) < cap((*s)[least]) {
			least = i
		}
	}
	if cap((*s)[least]) < cap(p) {
		(*s)[least] = p
	}
}
