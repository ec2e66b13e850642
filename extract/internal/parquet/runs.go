package parquet

import "encoding/binary"

// A runs reads numbers in runs and packed bits ("RLE/Bit-Packing Hybrid").
type runs struct {
	src    *source
	width  int    // bits of a number
	same   uint64 // how many times more the value comes
	value  uint32
	packed uint64 // how many packed numbers follow
	group  [8]uint32
	at     int // in group; 8 when it is used up
	high   bool
}

func newRuns(src *source, width int) runs { return runs{src: src, width: width, at: 8} }

// next reads one number.
func (r *runs) next() (uint32, error) {
	for {
		switch {
		case r.same > 0:
			r.same--
			return r.value, nil
		case r.packed > 0:
			if r.at == 8 {
				if err := r.unpack(); err != nil {
					return 0, err
				}
			}
			v := r.group[r.at]
			r.at++
			r.packed--
			return v, nil
		}
		if err := r.head(); err != nil {
			return 0, err
		}
	}
}

// head reads what a run is of.
func (r *runs) head() error {
	h, err := r.src.uvarint()
	if err != nil {
		return err
	}
	if h&1 == 1 {
		r.packed, r.at = h>>1*8, 8
		if h>>1 > 1<<40 {
			return ErrFormat
		}
		return nil
	}
	p, err := r.src.take((r.width + 7) / 8)
	if err != nil {
		return err
	}
	var b [4]byte
	copy(b[:], p)
	r.same, r.value = h>>1, binary.LittleEndian.Uint32(b[:])
	return nil
}

// unpack reads eight numbers, of which the last may be cut off at the end.
func (r *runs) unpack() error {
	p, err := r.src.some(r.width)
	if err != nil {
		return err
	}
	if len(p) == 0 && r.width > 0 {
		return ErrFormat
	}
	r.at = 0
	if r.high {
		unpackHigh(&r.group, p, r.width)
		return nil
	}
	var acc uint64
	have, mask := 0, uint64(1)<<r.width-1
	for i := range r.group {
		for have < r.width {
			if len(p) > 0 {
				acc |= uint64(p[0]) << have
				p = p[1:]
			}
			have += 8
		}
		r.group[i] = uint32(acc & mask)
		acc >>= r.width
		have -= r.width
	}
	return nil
}

// unpackHigh unpacks numbers whose high bits come first ("BIT_PACKED", deprecated).
func unpackHigh(group *[8]uint32, p []byte, width int) {
	bit := 0
	for i := range group {
		var v uint32
		for range width {
			v <<= 1
			if bit/8 < len(p) {
				v |= uint32(p[bit/8]>>(7-bit%8)) & 1
			}
			bit++
		}
		group[i] = v
	}
}

// highRuns reads numbers that are all packed with their high bits first.
func highRuns(src *source, width int) runs {
	return runs{src: src, width: width, at: 8, packed: 1 << 40, high: true}
}
