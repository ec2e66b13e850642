// Package redisrdb reads dumps of Redis and Valkey (rdb.h, ziplist.c, listpack.c,
// intset.c and lzf_d.c of Redis 7.4), of versions up to 12.
package redisrdb

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"strconv"
)

// Magic begins a dump; four digits of its version follow.
const Magic = "REDIS"

// Errors of this package. Errors of the source are returned as they are.
var (
	ErrFormat = errors.New("redis: does not follow the format")
	ErrType   = errors.New("redis: a type of value that is not read")
	ErrLarge  = errors.New("redis: a value that is larger than is read")
)

// maxString bounds a value that is held in memory, in bytes.
const maxString = 64 << 20

// A Sink receives what a dump holds, lent until it returns.
type Sink interface {
	// Key begins a key.
	Key(name []byte) error
	// Entry begins an entry of a stream, which is known by its number and whose fields follow.
	Entry(number []byte) error
	// Value is one value of the key; field is its name within a hash, else nil.
	Value(field, value []byte) error
	// Note is something that the dump says about itself, or a function.
	Note(name string, value []byte) error
	// Unpacked says that a string of n bytes was packed, also one that is not given.
	Unpacked(n int) error
}

// Opcodes between keys.
const (
	opSlot      = 0xf4
	opFunction2 = 0xf5
	opModuleAux = 0xf7
	opIdle      = 0xf8
	opFreq      = 0xf9
	opAux       = 0xfa
	opResize    = 0xfb
	opExpireMS  = 0xfc
	opExpire    = 0xfd
	opSelect    = 0xfe
	opEnd       = 0xff
)

type reader struct {
	br   *bufio.Reader
	sink Sink
	err  error
}

// Read reads a dump to its end.
func Read(src io.Reader, sink Sink) error {
	r := &reader{br: bufio.NewReaderSize(src, 64<<10), sink: sink}
	h := r.take(9)
	if r.err == nil && string(h[:5]) != Magic {
		return ErrFormat
	}
	for r.err == nil {
		op := r.byte()
		if r.err != nil || op == opEnd {
			break
		}
		r.operation(op)
	}
	return r.err
}

func (r *reader) operation(op byte) {
	switch op {
	case opAux:
		name := r.string()
		r.note(string(name), r.string())
	case opResize:
		r.length()
		r.length()
	case opSelect, opIdle:
		r.length()
	case opSlot:
		r.length()
		r.length()
		r.length()
	case opFreq:
		r.byte()
	case opExpire:
		r.take(4)
	case opExpireMS:
		r.take(8)
	case opFunction2:
		r.note("function", r.string())
	case opModuleAux:
		r.length()
		r.length()
		r.length()
		r.module()
	default:
		name := r.string()
		if r.err == nil {
			r.fail(r.sink.Key(name))
		}
		r.value(op)
	}
}

func (r *reader) fail(err error) {
	if r.err == nil {
		r.err = err
	}
}

func (r *reader) note(name string, value []byte) {
	if r.err == nil {
		r.fail(r.sink.Note(name, value))
	}
}

func (r *reader) give(field, value []byte) {
	if r.err == nil {
		r.fail(r.sink.Value(field, value))
	}
}

func noEOF(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return ErrFormat
	}
	return err
}

func (r *reader) byte() byte {
	if r.err != nil {
		return 0
	}
	b, err := r.br.ReadByte()
	if err != nil {
		r.err = noEOF(err)
	}
	return b
}

// take reads n bytes. Memory grows with what is there.
func (r *reader) take(n uint64) []byte {
	if r.err == nil && n > maxString {
		r.err = ErrLarge
	}
	if r.err != nil {
		return make([]byte, min(n, 16))
	}
	if n <= 64<<10 {
		p := make([]byte, n)
		if _, err := io.ReadFull(r.br, p); err != nil {
			r.err = noEOF(err)
		}
		return p
	}
	p, err := io.ReadAll(io.LimitReader(r.br, int64(n)))
	if err != nil || uint64(len(p)) < n {
		r.fail(noEOF(err))
		r.fail(ErrFormat)
	}
	return p
}

// size reads a length, or the number of a special coding.
func (r *reader) size() (n uint64, special bool) {
	b := r.byte()
	switch b >> 6 {
	case 0:
		return uint64(b & 63), false
	case 1:
		return uint64(b&63)<<8 | uint64(r.byte()), false
	case 3:
		return uint64(b & 63), true
	}
	switch b {
	case 0x80:
		return uint64(binary.BigEndian.Uint32(r.take(4))), false
	case 0x81:
		return binary.BigEndian.Uint64(r.take(8)), false
	}
	r.fail(ErrFormat)
	return 0, false
}

func (r *reader) length() uint64 {
	n, special := r.size()
	if special {
		r.fail(ErrFormat)
	}
	return n
}

// string reads a string: as it is, as a number, or packed by LZF.
func (r *reader) string() []byte {
	n, special := r.size()
	if !special {
		return r.take(n)
	}
	le := binary.LittleEndian
	switch n {
	case 0:
		return strconv.AppendInt(nil, int64(int8(r.byte())), 10)
	case 1:
		return strconv.AppendInt(nil, int64(int16(le.Uint16(r.take(2)))), 10)
	case 2:
		return strconv.AppendInt(nil, int64(int32(le.Uint32(r.take(4)))), 10)
	case 3:
		packed, size := r.length(), r.length()
		p := r.take(packed)
		if r.err != nil {
			return nil
		}
		out, ok := lzf(p, size)
		if !ok {
			r.fail(ErrFormat)
			return nil
		}
		r.fail(r.sink.Unpacked(len(out)))
		return out
	}
	r.fail(ErrFormat)
	return nil
}

// lzf unpacks p to size bytes. It gives no more than 264 bytes for each three.
func lzf(p []byte, size uint64) ([]byte, bool) {
	if size > maxString || size > uint64(len(p))*100+300 {
		return nil, false
	}
	out := make([]byte, 0, size)
	for i := 0; i < len(p); {
		c := int(p[i])
		i++
		if c < 32 {
			if c++; i+c > len(p) || uint64(len(out)+c) > size {
				return nil, false
			}
			out = append(out, p[i:i+c]...)
			i += c
			continue
		}
		n := c >> 5
		if n == 7 && i < len(p) {
			n += int(p[i])
			i++
		}
		if i == len(p) {
			return nil, false
		}
		from := len(out) - (c&31)<<8 - int(p[i]) - 1
		i++
		if from < 0 || uint64(len(out)+n+2) > size {
			return nil, false
		}
		for range n + 2 {
			out = append(out, out[from])
			from++
		}
	}
	return out, uint64(len(out)) == size
}
