package lzma

import "io"

// A Reader unpacks one stream.
type Reader struct {
	d    decoder
	src  io.Reader
	size int64 // bytes still to come, -1 where the end is marked
	err  error
	two  bool

	chunk    int  // bytes of an LZMA2 chunk still to come
	stored   bool // they are not packed
	dictSet  bool
	stateSet bool
	propsSet bool
	begun    bool
}

// dictionary says how large a window may grow: no larger than what comes out of
// the stream, size bytes or -1 where it is not known.
func dictionary(dict, size, most int64) (int, error) {
	dict = max(dict, minDict)
	if size >= 0 {
		dict = min(dict, max(size, 1))
	}
	if dict > most {
		return 0, ErrMemory
	}
	return int(dict), nil
}

// NewReader unpacks an LZMA stream without a header, which yields size bytes or,
// where size is -1, ends with a marker. It wants a dictionary of dict bytes;
// where that is more than most, the error is [ErrMemory].
func NewReader(src io.Reader, props byte, dict, size, most int64) (*Reader, error) {
	window, err := dictionary(dict, size, most)
	if err != nil {
		return nil, err
	}
	r := &Reader{src: src, size: size}
	r.d.dict = window
	if err := r.d.set(props); err != nil {
		return nil, err
	}
	r.d.reset()
	r.d.fill = r.fill
	return r, nil
}

// NewReader2 unpacks an LZMA2 stream, which yields size bytes, -1 where that is
// not known, with a dictionary as for [NewReader]. It takes exactly the bytes of
// the stream from src.
func NewReader2(src io.Reader, dict, size, most int64) (*Reader, error) {
	window, err := dictionary(dict, size, most)
	if err != nil {
		return nil, err
	}
	r := &Reader{src: src, size: -1, two: true}
	r.d.dict = window
	return r, nil
}

// Rest is what was taken from the source and stands behind the end of the stream.
func (r *Reader) Rest() []byte {
	if r.two {
		return nil
	}
	end := len(r.d.in)
	if r.d.padded {
		end = r.d.end
	}
	return r.d.in[min(r.d.pos, end):end]
}

// fill takes more input of an LZMA stream.
func (r *Reader) fill() error {
	d := &r.d
	if d.padded {
		return nil
	}
	if d.in == nil {
		d.in = make([]byte, 0, inSize+padding)
	}
	buf := d.in[:inSize]
	n := copy(buf, d.in[d.pos:])
	d.pos = 0
	m, err := io.ReadAtLeast(r.src, buf[n:], min(longest, inSize-n))
	n += m
	d.in = buf[:n]
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		d.end, d.padded = n, true
		d.in = append(d.in, make([]byte, padding)...)
		return nil
	}
	return err
}

// Read gives unpacked bytes.
func (r *Reader) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	d := &r.d
	for d.r == d.w {
		if r.err != nil {
			return 0, r.err
		}
		d.room()
		if r.two {
			r.err = r.step2()
		} else {
			r.err = r.step()
		}
	}
	n := copy(p, d.win[d.r:d.w])
	d.r += n
	return n, nil
}

// piece is how many bytes are decoded at once, so that they are read while they
// are near.
const piece = 64 << 10

// step decodes some bytes of an LZMA stream.
func (r *Reader) step() error {
	d := &r.d
	if !r.begun {
		r.begun = true
		if err := d.begin(); err != nil {
			return err
		}
	}
	if r.size == 0 || d.ended {
		if r.size > 0 {
			return ErrData
		}
		return io.EOF
	}
	limit := min(len(d.win), d.w+piece)
	if r.size > 0 {
		limit = int(min(int64(limit), int64(d.w)+r.size))
	}
	w := d.w
	err := d.decode(limit)
	if r.size > 0 {
		r.size -= int64(d.w - w)
	}
	return err
}

// step2 decodes some bytes of an LZMA2 stream.
func (r *Reader) step2() error {
	d := &r.d
	if r.chunk == 0 {
		if err := r.header(); err != nil {
			return err
		}
	}
	w := d.w
	limit := min(len(d.win), w+r.chunk)
	if r.stored {
		n, err := io.ReadFull(r.src, d.win[w:limit])
		d.w += n
		d.n += uint32(n)
		d.full = min(d.full+n, len(d.win))
		r.chunk -= n
		return noEOF(err)
	}
	err := d.decode(limit)
	r.chunk -= d.w - w
	if err == nil && (d.ended || r.chunk == 0 && !d.even()) {
		err = ErrData
	}
	return err
}

// even reports whether a chunk ends where its header says, both packed and unpacked:
// other decoders fail where it does not, or give something else.
func (d *decoder) even() bool {
	pos := d.pos
	if d.rng < top {
		pos++ // the next bit would take it
	}
	return d.left == 0 && pos == d.end
}

func noEOF(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// header reads the header of a chunk.
func (r *Reader) header() error {
	var h [6]byte
	if _, err := io.ReadFull(r.src, h[:1]); err != nil {
		return noEOF(err)
	}
	control := h[0]
	switch {
	case control == 0:
		return io.EOF
	case control == 1 || control >= 0xe0:
		r.d.full, r.d.n, r.dictSet = 0, 0, true
	case !r.dictSet || control > 2 && control < 0x80:
		return ErrData
	}
	if control < 0x80 {
		if _, err := io.ReadFull(r.src, h[:2]); err != nil {
			return noEOF(err)
		}
		r.chunk, r.stored = int(h[0])<<8+int(h[1])+1, true
		return nil
	}
	if _, err := io.ReadFull(r.src, h[1:5]); err != nil {
		return noEOF(err)
	}
	r.chunk, r.stored = int(control&31)<<16+int(h[1])<<8+int(h[2])+1, false
	return r.packed(control>>5&3, int(h[3])<<8+int(h[4])+1)
}

// packed takes a chunk of n packed bytes: how says what begins anew.
func (r *Reader) packed(how byte, n int) error {
	d := &r.d
	if how >= 2 {
		var props [1]byte
		if _, err := io.ReadFull(r.src, props[:]); err != nil {
			return noEOF(err)
		}
		if props[0] >= 9*5*5 || props[0]%9+props[0]/9%5 > 4 {
			return ErrData
		}
		if err := d.set(props[0]); err != nil {
			return err
		}
		r.propsSet = true
	}
	if !r.propsSet || how == 0 && !r.stateSet {
		return ErrData
	}
	if how >= 1 {
		d.reset()
		r.stateSet = true
	}
	if d.in == nil {
		d.in = make([]byte, 64<<10+padding)
	}
	d.in = d.in[:n+padding]
	if _, err := io.ReadFull(r.src, d.in[:n]); err != nil {
		return noEOF(err)
	}
	clear(d.in[n:])
	d.pos, d.end, d.padded, d.left = 0, n, true, 0
	return d.begin()
}
