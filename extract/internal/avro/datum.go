package avro

import (
	"bufio"
	"encoding/binary"
	"io"
	"math"
	"strconv"
)

// A decoder reads data in the binary encoding ("Binary Encoding").
type decoder struct {
	br    *bufio.Reader
	sink  Sink
	text  []byte
	value []byte
	names map[nameKey]string
}

// long reads a number in zigzag.
func (d *decoder) long() (int64, error) {
	var v uint64
	for shift := 0; shift < 64; shift += 7 {
		b, err := d.br.ReadByte()
		if err != nil {
			return 0, formatError(err)
		}
		if v |= uint64(b&0x7f) << shift; b < 0x80 {
			return int64(v>>1) ^ -int64(v&1), nil
		}
	}
	return 0, ErrFormat
}

// block reads how many items come next in an array or map.
func (d *decoder) block() (int64, error) {
	n, err := d.long()
	if err != nil || n >= 0 {
		return n, err
	}
	if n == math.MinInt64 {
		return 0, ErrFormat
	}
	_, err = d.long() // the bytes that they take
	return -n, err
}

// bytes reads bytes of its own, of which there may be left in all.
func (d *decoder) bytes(left *int64) ([]byte, error) {
	n, err := d.long()
	if err != nil {
		return nil, err
	}
	if n < 0 {
		return nil, ErrFormat
	}
	if *left -= n + 32; *left < 0 {
		return nil, ErrLarge
	}
	return d.take(nil, n)
}

// take appends n bytes to p, which grows as there are bytes.
func (d *decoder) take(p []byte, n int64) ([]byte, error) {
	for n > 0 {
		piece, err := d.br.Peek(int(min(n, int64(d.br.Size()))))
		if err != nil && len(piece) == 0 {
			return p, formatError(err)
		}
		p = append(p, piece...)
		n -= int64(len(piece))
		if _, err := d.br.Discard(len(piece)); err != nil {
			return p, err
		}
	}
	return p, nil
}

// read reads one datum of a type.
func (d *decoder) read(n *node, name string, depth int) error {
	if n.empty {
		return nil
	}
	if depth > maxDepth {
		return ErrFormat
	}
	switch n.kind {
	case kindRecord:
		for i := range n.fields {
			f := &n.fields[i]
			if err := d.read(f.node, d.join(name, f.name), depth+1); err != nil {
				return err
			}
		}
		return nil
	case kindUnion:
		i, err := d.long()
		if err != nil || i < 0 || i >= int64(len(n.of)) {
			return firstError(err, ErrFormat)
		}
		return d.read(n.of[i], name, depth+1)
	case kindArray, kindMap:
		return d.items(n, name, depth)
	case kindBytes, kindString:
		size, err := d.long()
		if err != nil || size < 0 {
			return firstError(err, ErrFormat)
		}
		return d.sized(n, name, size)
	case kindFixed:
		return d.sized(n, name, n.size)
	}
	return d.plain(n, name)
}

// items reads an array or map. Items without bytes say nothing, and there may be
// any number of them.
func (d *decoder) items(n *node, name string, depth int) error {
	for {
		count, err := d.block()
		if err != nil || count == 0 {
			return err
		}
		if n.kind == kindArray && n.of[0].empty {
			continue
		}
		for ; count > 0; count-- {
			key := name
			if n.kind == kindMap {
				size, err := d.long()
				if err != nil || size < 0 || size > Whole {
					return firstError(err, ErrFormat)
				}
				if d.value, err = d.take(d.value[:0], size); err != nil {
					return err
				}
				key = d.join(name, string(d.value[:min(len(d.value), maxName)]))
			}
			if err := d.read(n.of[0], key, depth+1); err != nil {
				return err
			}
		}
	}
}

// maxName bounds a key that becomes part of a name, in bytes.
const maxName = 256

// A nameKey is a name that is made of two.
type nameKey struct{ outer, inner string }

// join makes the name of what stands in something that has a name.
func (d *decoder) join(outer, inner string) string {
	if outer == "" || inner == "" || len(outer) > 4*maxName {
		return outer + inner
	}
	k := nameKey{outer, inner}
	s, ok := d.names[k]
	if !ok {
		s = outer + "." + inner
		if d.names == nil {
			d.names = make(map[nameKey]string)
		}
		if len(d.names) < 4096 {
			d.names[k] = s
		}
	}
	return s
}

// sized reads a value of a known number of bytes.
func (d *decoder) sized(n *node, name string, size int64) error {
	if size > Whole {
		r := &io.LimitedReader{R: d.br, N: size}
		if err := d.sink.Big(name, size, r); err != nil {
			return err
		}
		if _, err := io.Copy(io.Discard, r); err != nil {
			return err
		}
		if r.N > 0 {
			return ErrFormat
		}
		return nil
	}
	var err error
	if d.value, err = d.take(d.value[:0], size); err != nil {
		return err
	}
	if n.kind == kindString {
		return d.sink.Value(name, d.value)
	}
	if text, ok := n.bytesText(d.text[:0], d.value); ok {
		d.text = text
		return d.sink.Value(name, text)
	}
	return d.sink.Binary(name, d.value)
}

// plain reads a number, a word or a truth.
func (d *decoder) plain(n *node, name string) error {
	switch n.kind {
	case kindBoolean:
		b, err := d.br.ReadByte()
		if err != nil || b > 1 {
			return formatError(firstError(err, ErrFormat))
		}
		d.text = strconv.AppendBool(d.text[:0], b == 1)
	case kindFloat, kindDouble:
		p, err := d.br.Peek(4 + 4*int(n.kind-kindFloat))
		if err != nil {
			return formatError(err)
		}
		if n.kind == kindFloat {
			d.text = strconv.AppendFloat(d.text[:0], float64(math.Float32frombits(binary.LittleEndian.Uint32(p))), 'g', -1, 32)
		} else {
			d.text = strconv.AppendFloat(d.text[:0], math.Float64frombits(binary.LittleEndian.Uint64(p)), 'g', -1, 64)
		}
		if _, err := d.br.Discard(len(p)); err != nil {
			return err
		}
	default:
		v, err := d.long()
		if err != nil {
			return err
		}
		if n.kind == kindEnum {
			if v < 0 || v >= int64(len(n.symbols)) {
				return ErrFormat
			}
			d.text = append(d.text[:0], n.symbols[v]...)
			break
		}
		d.text = n.numberText(d.text[:0], v)
	}
	return d.sink.Value(name, d.text)
}
