// Package bson reads dumps of MongoDB: documents of BSON behind one another
// (bsonspec.org, version 1.1), as mongodump writes them, and the archives that it
// writes to one file (mongo-tools, common/archive/archive.go).
package bson

import (
	"bufio"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"math"
	"strconv"
	"time"
)

// MagicArchive begins an archive.
const MagicArchive = "\x6d\xe2\x99\x81"

// ErrFormat says that a document does not follow the format.
var ErrFormat = errors.New("bson: does not follow the format")

// Bounds of documents.
const (
	MaxDocument = 48 << 20 // bytes; MongoDB stores 16 MiB
	maxDepth    = 200
)

// A Sink receives the values of documents, lent until it returns.
type Sink interface {
	// Value is one value. Its name is that of the nearest field that has a name and
	// is no number of an array.
	Value(name, value []byte) error
	// Binary is one value that is no text.
	Binary(name, value []byte) error
}

// types of elements.
const (
	typeDouble     = 0x01
	typeString     = 0x02
	typeDocument   = 0x03
	typeArray      = 0x04
	typeBinary     = 0x05
	typeUndefined  = 0x06
	typeObjectID   = 0x07
	typeBool       = 0x08
	typeDate       = 0x09
	typeNull       = 0x0a
	typeRegex      = 0x0b
	typeDBPointer  = 0x0c
	typeCode       = 0x0d
	typeSymbol     = 0x0e
	typeScopedCode = 0x0f
	typeInt32      = 0x10
	typeTimestamp  = 0x11
	typeInt64      = 0x12
	typeDecimal    = 0x13
	typeMin        = 0xff
	typeMax        = 0x7f
)

// Next reads the next document; [io.EOF] ends them. What is no document, such as the
// marks that an archive puts between them, is [ErrFormat] and is left unread.
func Next(br *bufio.Reader) (doc []byte, err error) {
	head, err := br.Peek(4)
	if len(head) == 0 {
		return nil, err
	}
	if len(head) < 4 {
		return nil, noEOF(err)
	}
	n := binary.LittleEndian.Uint32(head)
	if n < 5 || n > MaxDocument {
		return nil, ErrFormat
	}
	doc, err = io.ReadAll(io.LimitReader(br, int64(n)))
	if err == nil && len(doc) < int(n) {
		err = ErrFormat
	}
	if err == nil && doc[n-1] != 0 {
		err = ErrFormat
	}
	return doc, err
}

func noEOF(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return ErrFormat
	}
	return err
}

// Read gives the values of a document.
func Read(doc []byte, sink Sink) error { return read(doc, nil, sink, 0, false) }

func read(doc, outer []byte, sink Sink, depth int, array bool) error {
	le := binary.LittleEndian
	if depth > maxDepth || len(doc) < 5 || le.Uint32(doc) != uint32(len(doc)) || doc[len(doc)-1] != 0 {
		return ErrFormat
	}
	for p := doc[4 : len(doc)-1]; len(p) > 0; {
		kind := p[0]
		name, rest, ok := cstring(p[1:])
		if !ok {
			return ErrFormat
		}
		if array {
			name = outer
		}
		n, err := element(kind, name, rest, sink, depth)
		if err != nil {
			return err
		}
		p = rest[n:]
	}
	return nil
}

// cstring reads text that a zero ends.
func cstring(p []byte) (s, rest []byte, ok bool) {
	for i, b := range p {
		if b == 0 {
			return p[:i], p[i+1:], true
		}
	}
	return nil, nil, false
}

// sized reads a number of bytes, then these; the number is at least least.
func sized(p []byte, least uint32) ([]byte, bool) {
	if len(p) < 4 {
		return nil, false
	}
	n := binary.LittleEndian.Uint32(p)
	if n < least || uint64(n) > uint64(len(p)-4) {
		return nil, false
	}
	return p[4 : 4+n], true
}

// element gives one value, which takes n bytes of p.
func element(kind byte, name, p []byte, sink Sink, depth int) (n int, err error) {
	le := binary.LittleEndian
	if n := fixed(kind); n > len(p) {
		return 0, ErrFormat
	}
	switch kind {
	case typeDouble:
		return 8, sink.Value(name, strconv.AppendFloat(nil, math.Float64frombits(le.Uint64(p)), 'g', -1, 64))
	case typeString, typeCode, typeSymbol:
		s, ok := sized(p, 1)
		if !ok {
			return 0, ErrFormat
		}
		return 4 + len(s), sink.Value(name, s[:len(s)-1])
	case typeDocument, typeArray:
		if len(p) < 4 || uint64(le.Uint32(p)) > uint64(len(p)) || le.Uint32(p) < 5 {
			return 0, ErrFormat
		}
		n := int(le.Uint32(p))
		return n, read(p[:n], name, sink, depth+1, kind == typeArray)
	case typeBinary:
		if len(p) < 5 || uint64(le.Uint32(p)) > uint64(len(p)-5) {
			return 0, ErrFormat
		}
		n := 5 + int(le.Uint32(p))
		return n, sink.Binary(name, p[5:n])
	case typeObjectID:
		return 12, sink.Value(name, hex.AppendEncode(nil, p[:12]))
	case typeBool:
		return 1, sink.Value(name, strconv.AppendBool(nil, p[0] != 0))
	case typeDate:
		ms := int64(le.Uint64(p))
		if ms < -1<<47 || ms > 1<<47 {
			return 8, sink.Value(name, strconv.AppendInt(nil, ms, 10))
		}
		return 8, sink.Value(name, time.UnixMilli(ms).UTC().AppendFormat(nil, time.RFC3339))
	case typeInt32:
		return 4, sink.Value(name, strconv.AppendInt(nil, int64(int32(le.Uint32(p))), 10))
	case typeInt64:
		return 8, sink.Value(name, strconv.AppendInt(nil, int64(le.Uint64(p)), 10))
	case typeDecimal:
		return 16, sink.Value(name, appendDecimal(nil, p[:16]))
	case typeTimestamp:
		return 8, nil
	case typeUndefined, typeNull, typeMin, typeMax:
		return 0, nil
	case typeRegex:
		s, rest, ok := cstring(p)
		_, rest, ok2 := cstring(rest)
		if !ok || !ok2 {
			return 0, ErrFormat
		}
		return len(p) - len(rest), sink.Value(name, s)
	case typeDBPointer:
		s, ok := sized(p, 1)
		if !ok || len(p) < 4+len(s)+12 {
			return 0, ErrFormat
		}
		return 4 + len(s) + 12, sink.Value(name, s[:len(s)-1])
	case typeScopedCode:
		if len(p) < 4 || uint64(le.Uint32(p)) > uint64(len(p)) || le.Uint32(p) < 14 {
			return 0, ErrFormat
		}
		n := int(le.Uint32(p))
		s, ok := sized(p[4:n], 1)
		if !ok {
			return 0, ErrFormat
		}
		if err := sink.Value(name, s[:len(s)-1]); err != nil {
			return 0, err
		}
		return n, read(p[8+len(s):n], name, sink, depth+1, false)
	}
	return 0, ErrFormat
}

// fixed is how many bytes a value of kind takes, if that is always the same.
func fixed(kind byte) int {
	switch kind {
	case typeDouble, typeDate, typeTimestamp, typeInt64:
		return 8
	case typeObjectID:
		return 12
	case typeBool:
		return 1
	case typeInt32:
		return 4
	case typeDecimal:
		return 16
	}
	return 0
}

// none takes what is read only to see whether it follows the format.
type none struct{}

func (none) Value(_, _ []byte) error  { return nil }
func (none) Binary(_, _ []byte) error { return nil }

// Likely reports whether p, the front of a file, begins with a document: one that
// follows the format as far as p goes, with a value that has a name.
func Likely(p []byte) bool {
	if len(p) < 12 {
		return false
	}
	n := binary.LittleEndian.Uint32(p)
	if n < 12 || n > MaxDocument {
		return false
	}
	if uint64(n) <= uint64(len(p)) {
		return Read(p[:n], none{}) == nil
	}
	known := fixed(p[4]) > 0 || p[4] >= typeString && p[4] <= typeBinary
	name, _, ok := cstring(p[5:min(len(p), 200)])
	for _, b := range name {
		ok = ok && (b > ' ' && b < 0x7f || b >= 0x80)
	}
	return known && ok && len(name) > 0
}
