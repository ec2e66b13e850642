package checks

import (
	"encoding/binary"
	"math"
)

// A bsonField is one of a document that is sent, in order: the first names the command.
type bsonField struct {
	name  string
	value any // int32, string, bool, []bsonField
}

// bson writes a document (bsonspec.org/spec.html).
func bson(document ...bsonField) []byte {
	var body []byte
	add := func(kind byte, name string, value []byte) {
		body = append(append(append(append(body, kind), name...), 0), value...)
	}
	for _, f := range document {
		switch v := f.value.(type) {
		case int:
			add(0x10, f.name, binary.LittleEndian.AppendUint32(nil, uint32(int32(v))))
		case string:
			add(0x02, f.name, append(append(binary.LittleEndian.AppendUint32(nil, uint32(len(v)+1)), v...), 0))
		case bool:
			add(0x08, f.name, []byte{map[bool]byte{true: 1}[v]})
		case []bsonField:
			add(0x03, f.name, bson(v...))
		}
	}
	return append(append(binary.LittleEndian.AppendUint32(nil, uint32(len(body)+5)), body...), 0)
}

// deepestBSON is how deep documents within documents are read.
const deepestBSON = 8

// readBSON reads a document: numbers as int64, texts, yes and no, documents and, by
// position, arrays; what is of another kind is nil.
func readBSON(b []byte, depth int) (document map[string]any, order []string, ok bool) {
	f := fields{order: binary.LittleEndian, rest: b}
	if f.i32() != len(b) || len(b) < 5 || depth > deepestBSON {
		return nil, nil, false
	}
	document = map[string]any{}
	for {
		kind := f.u8()
		if kind == 0 {
			return document, order, !f.bad && len(f.rest) == 0
		}
		name := f.until0()
		value, ok := bsonValue(&f, kind, depth)
		if !ok || f.bad {
			return nil, nil, false
		}
		document[name] = value
		order = append(order, name)
	}
}

func bsonValue(f *fields, kind, depth int) (value any, ok bool) {
	switch kind {
	case 0x01: // a double
		return wholeNumber(math.Float64frombits(uint64(f.i64()))), true
	case 0x02, 0x0d, 0x0e: // a text, code, a symbol
		n := f.i32()
		text := f.take(n)
		if n < 1 || f.bad || text[n-1] != 0 {
			return nil, false
		}
		return string(text[:n-1]), true
	case 0x03, 0x04: // a document, an array
		if len(f.rest) < 4 {
			return nil, false
		}
		inner, order, ok := readBSON(f.take(int(int32(binary.LittleEndian.Uint32(f.rest)))), depth+1)
		if kind == 0x03 || !ok {
			return inner, ok
		}
		list := make([]any, 0, len(order))
		for _, name := range order {
			list = append(list, inner[name])
		}
		return list, true
	case 0x05: // bytes
		n := f.i32()
		f.take(1)
		return nil, f.take(n) != nil || n == 0
	case 0x07: // an object's identifier
		return nil, f.take(12) != nil
	case 0x08:
		return f.u8() == 1, true
	case 0x09, 0x11: // a time, an internal one
		return nil, f.take(8) != nil
	case 0x12:
		return f.i64(), true
	case 0x10:
		return int64(f.i32()), true
	case 0x13:
		return nil, f.take(16) != nil
	case 0x0a, 0x06, 0xff, 0x7f:
		return nil, true
	case 0x0b: // a regular expression
		f.until0()
		f.until0()
		return nil, true
	}
	return nil, false
}

// wholeNumber is a double as the count that servers mean by it.
func wholeNumber(v float64) int64 {
	if v != v || v > 1<<62 || v < -(1<<62) {
		return -1
	}
	return int64(v)
}
