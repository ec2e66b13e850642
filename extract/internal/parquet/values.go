package parquet

import "encoding/binary"

// encodings of values ("enum Encoding").
const (
	encPlain           = 0
	encPlainDictionary = 2
	encRLE             = 3
	encBitPacked       = 4
	encDelta           = 5
	encDeltaLength     = 6
	encDeltaBytes      = 7
	encDictionary      = 8
	encSplit           = 9
)

// A values reads the values of a page, each as the bytes that PLAIN has of it.
type values struct {
	src      *source
	encoding int
	size     int // of a value in bytes; 0 where it says it itself
	kind     physical
	runs     runs
	dict     *dictionary
	num      deltas // numbers, or lengths of what comes first
	tails    deltas // lengths of what differs
	tapes    [2][]byte
	last     []byte
	bits     byte
	bit      int
	split    []byte
	at       int
	scratch  [16]byte
	hold     func(n int64) error
	held     int64 // of last
}

// sizeOf is how many bytes a value of a column takes, 0 where it says it itself.
func sizeOf(c *Column) int {
	switch c.kind {
	case int32s, float32s:
		return 4
	case int64s, float64s:
		return 8
	case int96:
		return 12
	case fixedArray:
		return c.length
	}
	return 0
}

// start begins a page whose values are at src.
func (v *values) start(src *source, encoding int, c *Column, dict *dictionary) error {
	v.src, v.encoding, v.size, v.kind, v.dict = src, encoding, sizeOf(c), c.kind, dict
	v.bit, v.at = 8, 0
	var err error
	switch encoding {
	case encPlain:
	case encPlainDictionary, encDictionary:
		if dict == nil {
			return ErrFormat
		}
		p, err := src.some(1)
		if err != nil {
			return err
		}
		if len(p) == 0 { // a page of nulls alone
			p = []byte{0}
		}
		if p[0] > 32 {
			return ErrFormat
		}
		v.runs = newRuns(src, int(p[0]))
	case encRLE:
		if c.kind != boolean {
			return ErrFormat
		}
		_, err = src.take(4)
		v.runs = newRuns(src, 1)
	case encDelta:
		if c.kind != int32s && c.kind != int64s {
			return ErrFormat
		}
		err = v.num.start(src)
	case encDeltaLength:
		if c.kind != byteArray {
			return ErrFormat
		}
		v.tapes[0], err = copied(&v.num, src, v.tapes[0])
	case encDeltaBytes:
		if c.kind != byteArray && c.kind != fixedArray {
			return ErrFormat
		}
		if v.tapes[0], err = copied(&v.num, src, v.tapes[0]); err == nil {
			v.tapes[1], err = copied(&v.tails, src, v.tapes[1])
		}
		v.last = v.last[:0]
	case encSplit:
		if v.size == 0 {
			return ErrFormat
		}
		err = v.readSplit(src)
	default:
		return ErrEncoding
	}
	return err
}

// readSplit reads a page in which the first bytes of all values come first, then the
// second ones ("BYTE_STREAM_SPLIT").
func (v *values) readSplit(src *source) error {
	v.split = v.split[:0]
	for {
		p, err := src.some(sourceSize)
		if err != nil {
			return err
		}
		if len(p) == 0 {
			return nil
		}
		if v.split = append(v.split, p...); len(v.split) > maxValue {
			return ErrLarge
		}
	}
}

// next reads one value, which is lent until the next call.
func (v *values) next() ([]byte, error) {
	switch v.encoding {
	case encPlain:
		return v.plain()
	case encPlainDictionary, encDictionary:
		i, err := v.runs.next()
		if err != nil {
			return nil, err
		}
		return v.dict.value(i)
	case encRLE:
		b, err := v.runs.next()
		v.scratch[0] = byte(b)
		return v.scratch[:1], err
	case encDelta:
		n, err := v.num.next()
		binary.LittleEndian.PutUint64(v.scratch[:], uint64(n))
		return v.scratch[:v.size], err
	case encDeltaLength:
		n, err := v.num.next()
		if err != nil || n < 0 || n > maxValue {
			return nil, firstError(err, ErrFormat)
		}
		return v.src.take(int(n))
	case encDeltaBytes:
		return v.prefixed()
	}
	return v.joined()
}

func firstError(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// plain reads a value as PLAIN has it.
func (v *values) plain() ([]byte, error) {
	switch {
	case v.size > 0:
		return v.src.take(v.size)
	case v.kind == boolean:
		if v.bit == 8 {
			p, err := v.src.take(1)
			if err != nil {
				return nil, err
			}
			v.bits, v.bit = p[0], 0
		}
		v.scratch[0] = v.bits >> v.bit & 1
		v.bit++
		return v.scratch[:1], nil
	}
	p, err := v.src.take(4)
	if err != nil {
		return nil, err
	}
	n := binary.LittleEndian.Uint32(p)
	if n > maxValue {
		return nil, ErrLarge
	}
	return v.src.take(int(n))
}

// prefixed reads a value of which a part is that of the one before
// ("DELTA_BYTE_ARRAY").
func (v *values) prefixed() ([]byte, error) {
	n, err := v.num.next()
	if err != nil {
		return nil, err
	}
	k, err := v.tails.next()
	if err != nil {
		return nil, err
	}
	if n < 0 || n > int64(len(v.last)) || k < 0 || n+k > maxValue {
		return nil, ErrFormat
	}
	p, err := v.src.take(int(k))
	if more := n + k - v.held; more > sourceSize {
		if v.held += more; v.hold != nil {
			if err := v.hold(more); err != nil {
				return nil, err
			}
		}
	}
	v.last = append(v.last[:n], p...)
	if v.size > 0 && len(v.last) != v.size {
		err = firstError(err, ErrFormat)
	}
	return v.last, err
}

// joined puts together a value whose bytes stand apart.
func (v *values) joined() ([]byte, error) {
	n := len(v.split) / v.size
	if v.at >= n {
		return nil, ErrFormat
	}
	v.last = v.last[:0]
	for k := range v.size {
		v.last = append(v.last, v.split[k*n+v.at])
	}
	v.at++
	return v.last, nil
}

// A dictionary is the values that the pages of a chunk refer to.
type dictionary struct {
	data []byte
	size int      // of a value, 0 where ends says it
	ends []uint32 // of values in data
}

// read reads a dictionary page.
func (d *dictionary) read(src *source, c *Column, most int64) error {
	d.size = sizeOf(c)
	if c.kind == boolean {
		return ErrFormat
	}
	v := values{src: src, size: d.size, kind: c.kind}
	for {
		if _, err := src.need(1); err == ErrFormat && src.r == nil {
			return nil
		}
		p, err := v.plain()
		if err != nil {
			return err
		}
		if d.data = append(d.data, p...); int64(len(d.data))+4*int64(len(d.ends)) > most {
			return ErrLarge
		}
		if d.size == 0 {
			d.ends = append(d.ends, uint32(len(d.data)))
		}
	}
}

// value is a value by its number.
func (d *dictionary) value(i uint32) ([]byte, error) {
	if d.size > 0 {
		if int64(i) >= int64(len(d.data)/d.size) {
			return nil, ErrFormat
		}
		return d.data[int(i)*d.size : (int(i)+1)*d.size], nil
	}
	if int64(i) >= int64(len(d.ends)) {
		return nil, ErrFormat
	}
	from := uint32(0)
	if i > 0 {
		from = d.ends[i-1]
	}
	return d.data[from:d.ends[i]], nil
}

// memory is how many bytes d takes.
func (d *dictionary) memory() int64 { return int64(cap(d.data)) + 4*int64(cap(d.ends)) }
