package visio

import "encoding/binary"

// kinds of chunks.
const chunkText = 14

const textAt = 8 // bytes before the text in its chunk

// A chunk is one chunk of a stream.
type chunk struct {
	kind, more, length uint32
	two                uint16
	three              byte
}

// chunks reads the chunks of a stream. What follows one that does not fit is given as
// it is.
func (f *file) chunks(p []byte) error {
	le := binary.LittleEndian
	head := 19
	if f.version < 6 {
		head = 12
	}
	for len(p) >= head {
		c := chunk{kind: le.Uint32(p), more: le.Uint32(p[8:]), length: le.Uint32(p[min(12, head-4):])}
		if f.version < 6 {
			c = chunk{kind: uint32(le.Uint16(p)), length: le.Uint32(p[8:])}
		} else {
			c.two, c.three = le.Uint16(p[16:]), p[18]
		}
		n := uint64(head) + uint64(c.length)
		if n > uint64(len(p)) {
			return f.sink.Other(p)
		}
		body := p[head:n]
		var err error
		if c.kind == chunkText && len(body) > textAt {
			err = f.sink.Text(body[textAt:], f.version > 6)
		} else {
			err = f.sink.Other(body)
		}
		if err != nil {
			return err
		}
		p = p[min(n+uint64(f.behind(&c)), uint64(len(p))):]
	}
	return nil
}

// behind is how many bytes stand behind a chunk and its contents.
func (f *file) behind(c *chunk) int {
	if f.version < 6 {
		return 0
	}
	n := 0
	switch c.kind {
	case 0x2c, 0x65, 0x66, 0x69, 0x6a, 0x6b, 0x70, 0x71:
		n = 8
	default:
		if c.more != 0 {
			n = 8
		}
	}
	if f.version > 6 && c.separated(n > 0) {
		n += 4
	}
	return n
}

// separated reports whether four bytes stand between a chunk and the next one.
func (c *chunk) separated(trailer bool) bool {
	switch c.kind {
	case 0x1f, 0xc9:
		return false
	case 0x69:
		return true
	case 0xa9, 0xaa, 0xb4, 0xb6:
		if c.two == 2 && c.three == 0x54 {
			return true
		}
	}
	return c.two == 2 && c.three == 0x55 || c.two == 3 && c.three != 0x50 || trailer
}
