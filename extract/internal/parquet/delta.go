package parquet

import "encoding/binary"

// A deltas reads numbers by what each differs from the one before
// ("DELTA_BINARY_PACKED").
type deltas struct {
	src   *source
	left  uint64 // numbers to come
	last  int64
	first bool
	block int // numbers of a block
	minis int // parts of a block
	least int64
	width [maxMinis]byte
	mini  int // the next part
	part  []int64
	at    int
}

// Bounds of blocks; programs have 128 or 2048 numbers in 4 or 8 parts.
const (
	maxBlock = 1 << 14
	maxMinis = 512
)

// start reads the header.
func (d *deltas) start(src *source) error {
	part := d.part
	*d = deltas{src: src, first: true, part: part[:0]}
	block, err := src.uvarint()
	if err != nil {
		return err
	}
	minis, err := src.uvarint()
	if err != nil {
		return err
	}
	if d.left, err = src.uvarint(); err != nil {
		return err
	}
	if d.last, err = src.zigzag(); err != nil {
		return err
	}
	if minis == 0 || minis > maxMinis || block == 0 || block > maxBlock || block%minis != 0 || block/minis%32 != 0 {
		return ErrFormat
	}
	d.block, d.minis, d.mini = int(block), int(minis), int(minis)
	return nil
}

// next reads one number.
func (d *deltas) next() (int64, error) {
	if d.left == 0 {
		return 0, ErrFormat
	}
	if d.first {
		d.first = false
		d.left--
		return d.last, nil
	}
	if d.at == len(d.part) {
		if err := d.unpack(); err != nil {
			return 0, err
		}
	}
	d.last += d.part[d.at]
	d.at++
	d.left--
	return d.last, nil
}

// head reads the head of a block.
func (d *deltas) head() error {
	var err error
	if d.least, err = d.src.zigzag(); err != nil {
		return err
	}
	p, err := d.src.take(d.minis)
	copy(d.width[:], p)
	d.mini = 0
	return err
}

// packed reads the bytes of the next part of a block.
func (d *deltas) packed() (p []byte, width int, err error) {
	if d.mini == d.minis {
		if err := d.head(); err != nil {
			return nil, 0, err
		}
	}
	width = int(d.width[d.mini])
	d.mini++
	if width > 64 {
		return nil, 0, ErrFormat
	}
	p, err = d.src.take(d.block / d.minis / 8 * width)
	return p, width, err
}

// unpack reads the next part of a block.
func (d *deltas) unpack() error {
	p, width, err := d.packed()
	if err != nil {
		return err
	}
	n := d.block / d.minis
	if cap(d.part) < n {
		d.part = make([]int64, n)
	}
	d.part, d.at = d.part[:n], 0
	mask := uint64(1)<<width - 1
	var pad [16]byte
	for i := range d.part {
		bit := i * width
		q := p[bit/8:]
		if len(q) < 9 {
			q = pad[:copy(pad[:], q)]
			clear(pad[len(q):])
			q = pad[:]
		}
		v := binary.LittleEndian.Uint64(q) >> (bit % 8)
		if over := bit%8 + width - 64; over > 0 {
			v |= uint64(q[8]) << (64 - bit%8)
		}
		d.part[i] = d.least + int64(v&mask)
	}
	return nil
}

// skip passes over all numbers.
func (d *deltas) skip() error {
	if d.left == 0 {
		return nil
	}
	d.left--
	for d.left > 0 {
		if _, _, err := d.packed(); err != nil {
			return err
		}
		d.left -= min(d.left, uint64(d.block/d.minis))
	}
	return nil
}

// copied reads all numbers of src and returns a reader of them of its own: what they
// are the sizes of stands behind them.
func copied(d *deltas, src *source, tape []byte) ([]byte, error) {
	tape = tape[:0]
	src.tape = &tape
	err := d.start(src)
	if err == nil {
		err = d.skip()
	}
	src.tape = nil
	if err != nil {
		return tape, err
	}
	return tape, d.start(&source{buf: tape})
}
