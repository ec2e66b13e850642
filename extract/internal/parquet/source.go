package parquet

import "io"

// A source gives the bytes of a page one after another.
type source struct {
	buf  []byte    // read and not used
	r    io.Reader // what follows; nil where nothing does
	mem  []byte
	tape *[]byte             // where what is used is kept, if anywhere
	hold func(n int64) error // asked for more memory; may be nil
}

const sourceSize = 16 << 10

// need returns the next n bytes, which are lent until the next call.
func (s *source) need(n int) ([]byte, error) {
	if len(s.buf) >= n {
		return s.buf[:n], nil
	}
	return s.fill(n)
}

// fill reads on until there are n bytes. Memory grows with what is there.
func (s *source) fill(n int) ([]byte, error) {
	if n > maxValue {
		return nil, ErrLarge
	}
	for len(s.buf) < n {
		if s.r == nil {
			return nil, ErrFormat
		}
		if cap(s.mem) == 0 {
			s.mem = make([]byte, sourceSize)
		}
		have := len(s.buf)
		if have == cap(s.mem) || have > cap(s.mem)/2 && n > cap(s.mem) {
			if s.hold != nil {
				if err := s.hold(int64(cap(s.mem))); err != nil {
					return nil, err
				}
			}
			s.mem = append(make([]byte, 0, 2*cap(s.mem)), s.buf...)
		} else {
			s.mem = s.mem[:copy(s.mem[:cap(s.mem)], s.buf)]
		}
		k, err := s.r.Read(s.mem[have:cap(s.mem)])
		s.buf = s.mem[:have+k]
		if err != nil {
			s.r = nil
			if err != io.EOF {
				return nil, err
			}
		}
	}
	return s.buf[:n], nil
}

// use says that n bytes, which there are, were used.
func (s *source) use(n int) {
	if s.tape != nil {
		*s.tape = append(*s.tape, s.buf[:n]...)
	}
	s.buf = s.buf[n:]
}

// take is need and use.
func (s *source) take(n int) ([]byte, error) {
	p, err := s.need(n)
	if err == nil {
		s.use(n)
	}
	return p, err
}

// some returns what there is of the next n bytes, and uses it.
func (s *source) some(n int) ([]byte, error) {
	p, err := s.need(n)
	if err == ErrFormat && s.r == nil {
		p, err = s.buf, nil
	}
	if err == nil {
		s.use(len(p))
	}
	return p, err
}

// uvarint reads a number without a sign.
func (s *source) uvarint() (uint64, error) {
	var v uint64
	for shift := 0; shift < 64; shift += 7 {
		p, err := s.take(1)
		if err != nil {
			return 0, err
		}
		if v |= uint64(p[0]&0x7f) << shift; p[0] < 0x80 {
			return v, nil
		}
	}
	return 0, ErrFormat
}

// zigzag reads a number with a sign.
func (s *source) zigzag() (int64, error) {
	v, err := s.uvarint()
	return int64(v>>1) ^ -int64(v&1), err
}
