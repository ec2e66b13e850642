package mysql

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"net"
)

// The limits of what is read of one message that is held whole, in bytes, and of the
// columns of a table (dev.mysql.com/doc/refman/8.4/en/column-count-limit.html).
const (
	longestMessage = 1 << 20
	mostColumns    = 4096
)

// fullPacket is the length of a packet with which a message is not at its end yet.
const fullPacket = 1<<24 - 1

var errGarbled = errors.New("not the protocol of MySQL")

// An answer is an error that the server tells.
type answer struct {
	code  int
	wants bool // in place of an error: it wants a password or the like
}

// Error implements error. The server's own words quote values.
func (a *answer) Error() string { return "the server answers with an error" }

// A wire reads the messages of one connection: packets of three bytes of length, a number
// and a body; a message of 16 MiB and more is several.
type wire struct {
	conn net.Conn
	in   *bufio.Reader
	next byte  // the number of the next packet
	left int64 // bytes of the packet that is being read
	more bool  // another one follows that belongs to the message
}

func newWire(conn net.Conn) *wire { return &wire{conn: conn, in: bufio.NewReaderSize(conn, 64<<10)} }

// send writes one message, the first of a command where first is set.
func (w *wire) send(body []byte, first bool) error {
	if first {
		w.next = 0
	}
	n := len(body)
	if n >= fullPacket {
		return errGarbled
	}
	framed := append([]byte{byte(n), byte(n >> 8), byte(n >> 16), w.next}, body...)
	w.next++
	_, err := w.conn.Write(framed)
	return err
}

// begin reads the head of the next packet of a message.
func (w *wire) begin() error {
	var head [4]byte
	if _, err := io.ReadFull(w.in, head[:]); err != nil {
		return notEnd(err)
	}
	if head[3] != w.next {
		return errGarbled
	}
	w.next++
	w.left = int64(head[0]) | int64(head[1])<<8 | int64(head[2])<<16
	w.more = w.left == fullPacket
	return nil
}

// finished reports whether the message that was begun is at its end.
func (w *wire) finished() (bool, error) {
	for w.left == 0 && w.more {
		if err := w.begin(); err != nil {
			return false, err
		}
	}
	return w.left == 0, nil
}

// Read implements [io.Reader] over the message that was begun. To read beyond its end is
// errGarbled, so that io.EOF is never returned.
func (w *wire) Read(p []byte) (int, error) {
	end, err := w.finished()
	if err == nil && end {
		err = errGarbled
	}
	if err != nil {
		return 0, err
	}
	n, err := w.in.Read(p[:min(int64(len(p)), w.left)])
	w.left -= int64(n)
	return n, notEnd(err)
}

// rest reads what is left of a message that is held whole.
func (w *wire) rest() ([]byte, error) {
	if w.left > longestMessage || w.more {
		return nil, errGarbled
	}
	b := make([]byte, w.left)
	_, err := io.ReadFull(w, b)
	return b, err
}

// receive reads a message that is held whole; an error of the server is an [answer].
func (w *wire) receive() ([]byte, error) {
	if err := w.begin(); err != nil {
		return nil, err
	}
	b, err := w.rest()
	switch {
	case err != nil:
		return nil, err
	case len(b) == 0:
		return nil, errGarbled
	case b[0] == isError:
		return nil, told(b)
	}
	return b, nil
}

// The first bytes of answers.
const (
	isOK    = 0x00
	isNull  = 0xfb // of a cell
	isEnd   = 0xfe
	isError = 0xff
)

// ended reports whether the message that was begun, whose first byte is given, says that
// there are no more rows: no row is so short that begins so.
func (w *wire) ended(first byte) bool { return first == isEnd && w.left < 8 && !w.more }

// told reads an error: 0xff and a number; the words behind it quote values.
func told(b []byte) error {
	if len(b) < 3 {
		return errGarbled
	}
	code := int(binary.LittleEndian.Uint16(b[1:]))
	if code < 1000 {
		return errGarbled
	}
	return &answer{code: code}
}

// length reads the length of what follows, of which the first byte was read. NULL is -1.
func length(first byte, r io.Reader) (int64, error) {
	var b [8]byte
	size := 0
	switch first {
	case isNull:
		return -1, nil
	case 0xfc:
		size = 2
	case 0xfd:
		size = 3
	case 0xfe:
		size = 8
	case 0xff:
		return 0, errGarbled
	default:
		return int64(first), nil
	}
	if _, err := io.ReadFull(r, b[:size]); err != nil {
		return 0, err
	}
	n := int64(binary.LittleEndian.Uint64(b[:]))
	if n < 0 {
		return 0, errGarbled
	}
	return n, nil
}

// notEnd tells the end of a connection from that of a message.
func notEnd(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
