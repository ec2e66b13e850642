package ledger

import "encoding/binary"

// A reader takes values off the front of a row. Once a value does not fit, bad
// is set and everything reads as zero.
type reader struct {
	src []byte
	bad bool
}

func (r *reader) take(n int) []byte {
	if r.bad || n < 0 || n > len(r.src) {
		r.bad, r.src = true, nil
		return nil
	}
	taken := r.src[:n]
	r.src = r.src[n:]
	return taken
}

func (r *reader) byte() byte {
	if b := r.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (r *reader) uvarint() uint64 {
	if len(r.src) > 0 && r.src[0] < 0x80 { // most are
		v := r.src[0]
		r.src = r.src[1:]
		return uint64(v)
	}
	return r.longUvarint()
}

func (r *reader) longUvarint() uint64 {
	v, n := binary.Uvarint(r.src)
	if n <= 0 {
		r.bad, r.src = true, nil
		return 0
	}
	r.src = r.src[n:]
	return v
}

// skip takes n varints.
func (r *reader) skip(n int) {
	for i, c := range r.src {
		if c < 0x80 {
			if n--; n == 0 {
				r.src = r.src[i+1:]
				return
			}
		}
	}
	r.bad, r.src = true, nil
}

// varint undoes zigzag, as binary.Varint does.
func (r *reader) varint() int64 {
	v := r.uvarint()
	return int64(v>>1) ^ -int64(v&1)
}

// count takes the number of things that follow, each of at least size bytes:
// no foreign number makes the reader allocate more than the row is long.
func (r *reader) count(size int) int {
	n := r.uvarint()
	if n > uint64(len(r.src)/size) {
		r.bad, r.src = true, nil
		return 0
	}
	return int(n)
}

// peekCount is count without taking it.
func (r *reader) peekCount(size int) int {
	ahead := *r
	return ahead.count(size)
}

func (r *reader) string() []byte { return r.take(r.count(1)) }

func appendString[S ~string](dst []byte, s S) []byte {
	return append(binary.AppendUvarint(dst, uint64(len(s))), s...)
}
