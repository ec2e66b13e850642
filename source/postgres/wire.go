package postgres

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"net"

	"github.com/jackc/pgx/v5/pgproto3"
)

// Kinds of messages that servers send (postgresql.org/docs/current/protocol-message-formats.html).
const (
	isAuthentication = 'R'
	isKey            = 'K'
	isNegotiation    = 'v'
	isError          = 'E'
	isNotice         = 'N'
	isNotification   = 'A'
	isParameter      = 'S'
	isReady          = 'Z'
	isColumns        = 'T'
	isRow            = 'D'
	isComplete       = 'C'
	isCopyOut        = 'H'
	isCopyData       = 'd'
	isCopyDone       = 'c'
)

// longestMessage bounds each message but those of COPY, which are handed on as they
// come, in bytes: the columns of a table are a row of 200 KiB at most.
const longestMessage = 1 << 20

// The limits of what is held of the answer to a question, in bytes: one row, which is longest for
// the columns of a table, and all rows, of which that many and each with a few names may come.
const (
	longestRow = 256 << 10
	rowOfNames = 1 << 10
)

var errGarbled = errors.New("not the protocol of PostgreSQL")

// An answer is an error that the server tells.
type answer struct {
	code  string // SQLSTATE
	wants bool   // in place of an error: it wants a password or the like
}

// Error implements error. The server's own words quote values.
func (a *answer) Error() string { return "the server answers " + a.code }

// A wire reads the messages of one connection.
type wire struct {
	conn net.Conn
	in   *bufio.Reader
}

func newWire(conn net.Conn) *wire { return &wire{conn, bufio.NewReaderSize(conn, 64<<10)} }

// send writes one message.
func (w *wire) send(m pgproto3.FrontendMessage) error {
	b, err := m.Encode(nil)
	if err != nil {
		return errGarbled
	}
	_, err = w.conn.Write(b)
	return err
}

// head reads the kind and length of a message; its body follows.
func (w *wire) head() (kind byte, length int64, err error) {
	var b [5]byte
	if _, err := io.ReadFull(w.in, b[:]); err != nil {
		return 0, 0, err
	}
	length = int64(binary.BigEndian.Uint32(b[1:])) - 4
	if length < 0 || length > 1<<31 {
		return 0, 0, errGarbled
	}
	return b[0], length, nil
}

// body reads the n bytes of a message.
func (w *wire) body(n int64) ([]byte, error) {
	if n > longestMessage {
		return nil, errGarbled
	}
	b := make([]byte, n)
	_, err := io.ReadFull(w.in, b)
	return b, err
}

// receive reads the next message that matters: notices and the like are dropped, and an
// error is an [answer].
func (w *wire) receive() (kind byte, body []byte, err error) {
	for {
		kind, n, err := w.head()
		if err != nil {
			return 0, nil, err
		}
		if !known(kind) {
			return 0, nil, errGarbled
		}
		body, err := w.body(n)
		if err != nil {
			return 0, nil, err
		}
		switch kind {
		case isNotice, isNotification, isParameter:
		case isError:
			return 0, nil, told(body)
		default:
			return kind, body, nil
		}
	}
}

// known reports whether a server sends messages of this kind outside of COPY.
func known(kind byte) bool {
	switch kind {
	case isAuthentication, isKey, isNegotiation, isError, isNotice, isNotification, isParameter, isReady, isColumns, isRow, isComplete, isCopyOut:
		return true
	}
	return false
}

// told reads an error of the server.
func told(body []byte) error {
	var e pgproto3.ErrorResponse
	if e.Decode(body) != nil || len(e.Code) != 5 {
		return errGarbled
	}
	return &answer{code: e.Code}
}

// query asks for rows, at most so many of them. An absent value is an empty text.
func (w *wire) query(sql string, most int) (rows [][]string, err error) {
	if err := w.send(&pgproto3.Query{String: sql}); err != nil {
		return nil, err
	}
	for budget := longestRow + most*rowOfNames; ; {
		kind, body, err := w.receive()
		switch {
		case err != nil:
			return nil, err
		case kind == isReady:
			return rows, nil
		case kind == isColumns, kind == isComplete:
		case kind == isRow && len(rows) < most && len(body) <= min(longestRow, budget):
			budget -= len(body)
			row, err := cells(body)
			if err != nil {
				return nil, err
			}
			rows = append(rows, row)
		default:
			return nil, errGarbled
		}
	}
}

func cells(body []byte) ([]string, error) {
	var row pgproto3.DataRow
	if row.Decode(body) != nil {
		return nil, errGarbled
	}
	texts := make([]string, len(row.Values))
	for i, v := range row.Values {
		texts[i] = string(v)
	}
	return texts, nil
}
