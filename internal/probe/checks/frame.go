package checks

import (
	"bytes"
	"encoding/binary"
	"io"

	"github.com/hemostat/hemostat/internal/probe"
)

// longestFrame is how long one message of a binary protocol may be, in bytes.
const longestFrame = 512 << 10

// readFrame reads the n bytes of a message. More than longestFrame are of another
// protocol, and so are fewer than none.
func readFrame(c *probe.Conn, n int64) ([]byte, error) {
	if n < 0 || n > longestFrame {
		return nil, errProtocol
	}
	b := make([]byte, n)
	_, err := io.ReadFull(c, b)
	return b, err
}

// A fields reads the fields of a message one behind the other. Past its end, and past a
// length that is none, everything is zero and bad says so: it is looked at once, after
// the last field.
type fields struct {
	order binary.ByteOrder
	rest  []byte
	bad   bool
}

// take returns the next n bytes.
func (f *fields) take(n int) []byte {
	if n < 0 || n > len(f.rest) {
		f.bad, f.rest = true, nil
		return nil
	}
	b := f.rest[:n]
	f.rest = f.rest[n:]
	return b
}

func (f *fields) u8() int {
	if b := f.take(1); b != nil {
		return int(b[0])
	}
	return 0
}

func (f *fields) u16() int {
	if b := f.take(2); b != nil {
		return int(f.order.Uint16(b))
	}
	return 0
}

// i32 reads a signed number of four bytes.
func (f *fields) i32() int {
	if b := f.take(4); b != nil {
		return int(int32(f.order.Uint32(b)))
	}
	return 0
}

// i64 reads a signed number of eight bytes.
func (f *fields) i64() int64 {
	if b := f.take(8); b != nil {
		return int64(f.order.Uint64(b))
	}
	return 0
}

// str reads n bytes as text.
func (f *fields) str(n int) string { return string(f.take(n)) }

// until0 reads text up to a zero byte.
func (f *fields) until0() string {
	i := bytes.IndexByte(f.rest, 0)
	if i < 0 {
		f.bad, f.rest = true, nil
		return ""
	}
	s := string(f.rest[:i])
	f.rest = f.rest[i+1:]
	return s
}
