package parquet

import (
	"bufio"
	"io"
)

// Types of fields in the compact protocol of Thrift ("thrift-compact-protocol.md").
const (
	typeTrue   = 1
	typeFalse  = 2
	typeByte   = 3
	typeInt16  = 4
	typeInt32  = 5
	typeInt64  = 6
	typeDouble = 7
	typeBinary = 8
	typeList   = 9
	typeSet    = 10
	typeMap    = 11
	typeStruct = 12
	typeUUID   = 13
)

// A thrift reads values in the compact protocol.
type thrift struct {
	br    *bufio.Reader
	depth int
}

// uvarint reads a number without a sign.
func (t *thrift) uvarint() (uint64, error) {
	var v uint64
	for shift := 0; shift < 64; shift += 7 {
		b, err := t.br.ReadByte()
		if err != nil {
			return 0, formatError(err)
		}
		if v |= uint64(b&0x7f) << shift; b < 0x80 {
			return v, nil
		}
	}
	return 0, ErrFormat
}

// int reads a number in zigzag.
func (t *thrift) int() (int64, error) {
	v, err := t.uvarint()
	return int64(v>>1) ^ -int64(v&1), err
}

// structure reads a struct. Field reads the value of a field and says so; what it
// does not want is passed over.
func (t *thrift) structure(field func(id int16, kind byte) (bool, error)) error {
	if t.depth++; t.depth > maxDepth {
		return ErrFormat
	}
	defer func() { t.depth-- }()
	var id int16
	for {
		b, err := t.br.ReadByte()
		if err != nil {
			return formatError(err)
		}
		if b == 0 {
			return nil
		}
		if delta := b >> 4; delta != 0 {
			id += int16(delta)
		} else {
			v, err := t.int()
			if err != nil {
				return err
			}
			id = int16(v)
		}
		done, err := field(id, b&15)
		if err == nil && !done {
			err = t.skip(b&15, false)
		}
		if err != nil {
			return err
		}
	}
}

// list reads a list, of which each item takes at least one byte.
func (t *thrift) list(item func(kind byte) error) error {
	kind, n, err := t.listHead()
	for ; n > 0 && err == nil; n-- {
		err = item(kind)
	}
	return err
}

// listHead reads what a list is of and how many items it has.
func (t *thrift) listHead() (kind byte, n uint64, err error) {
	b, err := t.br.ReadByte()
	if err != nil {
		return 0, 0, formatError(err)
	}
	if n = uint64(b >> 4); n == 15 {
		n, err = t.uvarint()
	}
	return b & 15, n, err
}

// bytes reads at most so many bytes; memory is taken as they are there.
func (t *thrift) bytes(most int64) ([]byte, error) {
	n, err := t.uvarint()
	if err != nil {
		return nil, err
	}
	if n > uint64(most) {
		return nil, ErrLarge
	}
	p, err := io.ReadAll(io.LimitReader(t.br, int64(n)))
	if err == nil && uint64(len(p)) < n {
		err = ErrFormat
	}
	return p, err
}

// discard passes over n bytes.
func (t *thrift) discard(n uint64) error {
	for n > 0 {
		k, err := t.br.Discard(int(min(n, 1<<20)))
		if err != nil {
			return formatError(err)
		}
		n -= uint64(k)
	}
	return nil
}

// skip passes over a value. In a list a truth takes a byte, in a struct none.
func (t *thrift) skip(kind byte, listed bool) error {
	switch kind {
	case typeTrue, typeFalse:
		if listed {
			return t.discard(1)
		}
		return nil
	case typeByte:
		return t.discard(1)
	case typeInt16, typeInt32, typeInt64:
		_, err := t.uvarint()
		return err
	case typeDouble:
		return t.discard(8)
	case typeUUID:
		return t.discard(16)
	case typeBinary:
		n, err := t.uvarint()
		if err != nil {
			return err
		}
		return t.discard(n)
	case typeStruct:
		return t.structure(func(int16, byte) (bool, error) { return false, nil })
	case typeList, typeSet:
		if t.depth++; t.depth > maxDepth {
			return ErrFormat
		}
		err := t.list(func(kind byte) error { return t.skip(kind, true) })
		t.depth--
		return err
	case typeMap:
		return t.skipMap()
	}
	return ErrFormat
}

func (t *thrift) skipMap() error {
	n, err := t.uvarint()
	if err != nil || n == 0 {
		return err
	}
	kinds, err := t.br.ReadByte()
	if err != nil {
		return formatError(err)
	}
	if t.depth++; t.depth > maxDepth {
		return ErrFormat
	}
	defer func() { t.depth-- }()
	for ; n > 0 && err == nil; n-- {
		if err = t.skip(kinds>>4, true); err == nil {
			err = t.skip(kinds&15, true)
		}
	}
	return err
}
