// Package visio reads the stream "VisioDocument" of drawings of Visio 5 to 2010 (.vsd):
// a tree of streams, mostly packed, in which chunks hold the text of shapes. Microsoft
// has not published the format; its facts are those that HDGF of Apache POI found
// (https://poi.apache.org/components/diagram/).
package visio

import (
	"encoding/binary"
	"errors"
)

// ErrFormat says that the stream is no drawing that can be read.
var ErrFormat = errors.New("visio: does not follow the format")

// Bounds of what is read.
const (
	headSize   = 0x36
	maxDepth   = 20
	maxStreams = 1 << 16
	maxStream  = 16 << 20 // bytes, unpacked
)

// A Sink receives what is found. What it is handed is lent until it returns; an error
// from it ends the reading, which returns it.
type Sink interface {
	// Text is the text of a shape: UTF-16, or bytes of a code page.
	Text(p []byte, wide bool) error
	// Other is what else there is, in which names may stand.
	Other(p []byte) error
	// Work is told how many bytes were unpacked.
	Work(n int64) error
}

// A pointer leads to a stream.
type pointer struct {
	kind           uint32
	offset, length uint32
	format         uint16
}

// A file is a stream that is being read.
type file struct {
	p       []byte
	version int
	sink    Sink
	met     map[uint32]bool
	left    int // streams that may be met
}

// Read reads a drawing.
func Read(p []byte, sink Sink) error {
	if len(p) < headSize || string(p[:5]) != "Visio" {
		return ErrFormat
	}
	f := &file{p: p, version: int(p[0x1a]), sink: sink, met: make(map[uint32]bool), left: maxStreams}
	if f.version < 5 {
		return ErrFormat
	}
	top := f.pointer(p[0x24:])
	top.kind = 20
	data, err := f.data(&top)
	if err != nil {
		return err
	}
	return f.children(&top, data, 0)
}

// pointer reads a pointer, of which there are size bytes.
func (f *file) pointer(p []byte) pointer {
	le := binary.LittleEndian
	t := pointer{offset: le.Uint32(p[8:]), length: le.Uint32(p[12:])}
	if f.version < 6 {
		t.kind, t.format = uint32(le.Uint16(p)), le.Uint16(p[2:])
	} else {
		t.kind, t.format = le.Uint32(p), le.Uint16(p[16:])
	}
	return t
}

func (f *file) size() int {
	if f.version < 6 {
		return 16
	}
	return 18
}

// data returns what a pointer leads to, unpacked.
func (f *file) data(t *pointer) ([]byte, error) {
	end := uint64(t.offset) + uint64(t.length)
	if end > uint64(len(f.p)) {
		return nil, ErrFormat
	}
	p := f.p[t.offset:end]
	if t.format&2 == 0 {
		return p, nil
	}
	p = unpack(p)
	if err := f.sink.Work(int64(len(p))); err != nil {
		return nil, err
	}
	return p, nil
}

// children reads the streams that pointers in data lead to.
func (f *file) children(t *pointer, data []byte, depth int) error {
	le := binary.LittleEndian
	if t.format&2 != 0 { // four bytes stand before what was packed
		data = data[min(4, len(data)):]
	}
	at, n := 0, 0
	if f.version < 6 {
		at = 10
		switch t.kind {
		case 0x1d, 0x4e:
			at = 30
		case 0x1e:
			at = 54
		case 0x14:
			at = 130
		}
		if at+2 > len(data) {
			return nil
		}
		n = int(le.Uint16(data[at:]))
		at += 2
	} else {
		if len(data) < 4 || uint64(le.Uint32(data))+8 > uint64(len(data)) {
			return nil
		}
		at = int(le.Uint32(data))
		n = int(min(le.Uint32(data[at:]), maxStreams))
		at += 8
	}
	for ; n > 0 && at+f.size() <= len(data); n-- {
		child := f.pointer(data[at:])
		at += f.size()
		if err := f.stream(&child, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// stream reads one stream, each once.
func (f *file) stream(t *pointer, depth int) error {
	if t.kind == 0 || t.length == 0 || f.met[t.offset] || depth > maxDepth || f.left == 0 {
		return nil
	}
	f.met[t.offset] = true
	f.left--
	data, err := f.data(t)
	if err == ErrFormat {
		return nil
	}
	if err != nil {
		return err
	}
	within := func(from, to uint16) bool { return t.format >= from && t.format < to }
	v5 := f.version < 6
	switch {
	case t.kind == 20 || within(0x1d, 0x1f) && !(v5 && t.kind == 22) || within(0x50, 0x60) && !(v5 && t.kind == 22):
		if err := f.children(t, data, depth); err != nil {
			return err
		}
		return f.sink.Other(data)
	case within(0xd0, 0xdf) || v5 && (t.kind == 21 || t.kind == 24):
		return f.chunks(data)
	}
	return f.sink.Other(data)
}

// unpack unpacks a stream: eight bits say of each of eight things whether it is a byte
// or a copy of what stands in the last 4096.
func unpack(p []byte) []byte {
	const window, bias = 4096, 18
	var dict [window]byte
	out := make([]byte, 0, 2*len(p))
	for len(p) > 0 && len(out) < maxStream {
		flags := p[0]
		p = p[1:]
		for bit := 0; bit < 8 && len(p) > 0; bit++ {
			if flags>>bit&1 == 1 {
				dict[len(out)%window] = p[0]
				out = append(out, p[0])
				p = p[1:]
				continue
			}
			if len(p) < 2 {
				return out
			}
			from, n := int(p[0])+int(p[1]&0xf0)<<4+bias, int(p[1]&15)+3
			p = p[2:]
			for i := range n {
				b := dict[(from+i)%window]
				dict[len(out)%window] = b
				out = append(out, b)
			}
		}
	}
	return out
}
