// Package ovba reads the source of macros ([MS-OVBA]).
package ovba

import (
	"encoding/binary"
	"errors"
)

// ErrFormat says that something is not packed as macros are.
var ErrFormat = errors.New("ovba: not packed as macros are")

// chunkSize is what a chunk unpacks to at most, in bytes.
const chunkSize = 4096

// Unpack undoes the packing of a stream (section 2.4.1), up to most bytes. What there
// is before it breaks off is returned with the error.
func Unpack(p []byte, most int) ([]byte, error) {
	if len(p) == 0 || p[0] != 1 {
		return nil, ErrFormat
	}
	var out []byte
	for p = p[1:]; len(p) >= 2 && len(out) < most; {
		h := binary.LittleEndian.Uint16(p)
		n := min(int(h&0x0fff)+3, len(p))
		if h&0x7000 != 0x3000 {
			return out, ErrFormat
		}
		chunk := p[2:n]
		p = p[n:]
		if h&0x8000 == 0 {
			out = append(out, chunk...)
			continue
		}
		var ok bool
		if out, ok = unpackChunk(out, chunk); !ok {
			return out, ErrFormat
		}
	}
	return out[:min(len(out), most)], nil
}

// unpackChunk adds a chunk: literals, and copies of what it gave before.
func unpackChunk(out, p []byte) ([]byte, bool) {
	start := len(out)
	for len(p) > 0 {
		flags := p[0]
		p = p[1:]
		for bit := 0; bit < 8 && len(p) > 0; bit++ {
			if flags>>bit&1 == 0 {
				out, p = append(out, p[0]), p[1:]
				continue
			}
			if len(p) < 2 {
				return out, false
			}
			token := int(binary.LittleEndian.Uint16(p))
			p = p[2:]
			done := len(out) - start
			bits := 4 // of the offset: as many as it takes to reach back to the start
			for 1<<bits < done {
				bits++
			}
			bits = min(bits, 12)
			back, n := token>>(16-bits)+1, token&(0xffff>>bits)+3
			if back > done || done+n > chunkSize {
				return out, false
			}
			for range n {
				out = append(out, out[len(out)-back])
			}
		}
	}
	return out, true
}

// A Module is one module of macros.
type Module struct {
	Stream string // in which it lies, in the code page of the project
	Offset int64  // of its source in that
}

// maxModules is how many modules are read.
const maxModules = 4096

// Records of the list of modules (section 2.3.4.2).
const (
	recCodePage = 0x0003
	recVersion  = 0x0009
	recStream   = 0x001a
	recOffset   = 0x0031
)

// Modules reads the list of modules, which was unpacked, and the code page of the
// project.
func Modules(p []byte) (list []Module, page int) {
	page = 1252
	stream := ""
	for len(p) >= 6 && len(list) < maxModules {
		kind, n := binary.LittleEndian.Uint16(p), int64(binary.LittleEndian.Uint32(p[2:]))
		if kind == recVersion {
			n = 6 // it declares less
		}
		p = p[6:]
		body := p[:min(n, int64(len(p)))]
		p = p[len(body):]
		switch {
		case kind == recCodePage && len(body) >= 2:
			page = int(binary.LittleEndian.Uint16(body))
		case kind == recStream:
			stream = string(body)
		case kind == recOffset && len(body) >= 4:
			list = append(list, Module{Stream: stream, Offset: int64(binary.LittleEndian.Uint32(body))})
		}
	}
	return list, page
}
