package postgres

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/hemostat/hemostat/source"
	"github.com/hemostat/hemostat/source/internal/tables"
)

// said is a connection of which everything that the server says is known.
type said struct {
	net.Conn
	io.Reader
}

func (s said) Read(p []byte) (int, error)     { return s.Reader.Read(p) }
func (said) Write(p []byte) (int, error)      { return len(p), nil }
func (said) Close() error                     { return nil }
func (said) SetWriteDeadline(time.Time) error { return nil }

// FuzzAnswers reads what a server might say: as the answers to a sign-in and questions,
// and as rows.
func FuzzAnswers(f *testing.F) {
	for _, s := range []string{
		letIn + ready + ready + oneRow + ready + copyBegan + message(isCopyData, "id\n") + message(isCopyDone, "") + message(isComplete, "COPY 1\x00") + ready,
		message(isError, "C28000\x00\x00"), message(isNotice, "C00000\x00\x00") + letIn, "R\x00\x00\x00\x03", "E\xff\xff\xff\xff", message(isRow, "\x00\x05\xff"), "HTTP/1.1 400", "c\x00\x00\x00\b0000C\x00\x00\x00\x050",
		message(isCopyData, "id\n") + message(isCopyDone, "") + message(isComplete, "COPY 1\x00"),
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		w := newWire(said{Reader: bytes.NewReader(data)})
		ses := &session{w, func() bool { return true }}
		if w.enter("reader", "shop") == nil {
			if rows, err := w.query("", 3); err == nil && len(rows) > 3 {
				t.Errorf("%d rows", len(rows))
			}
			r, at := &reader{session: ses}, tables.Place{Database: "d", Schema: "s", Table: "t"}
			if _, err := r.may(at, false); err == nil {
				r.copyOut(at)
			}
		}
		w = newWire(said{Reader: bytes.NewReader(data)})
		body := &rows{ctx: context.Background(), session: &session{w, func() bool { return true }}}
		got, err := io.ReadAll(body)
		if known := (*source.Error)(nil); err != nil && !errors.As(err, &known) {
			t.Errorf("error %v", err)
		}
		if err == nil && !(bytes.Contains(data, []byte("C")) && bytes.Contains(data, []byte("c\x00\x00\x00\x04"))) || len(got) > len(data) {
			t.Errorf("%d bytes, %v, of rows that do not end", len(got), err)
		}
	})
}

// FuzzQuoted holds names within SQL: nothing ends a name or a text but its own end.
func FuzzQuoted(f *testing.F) {
	f.Add(`a"b'c\`)
	f.Fuzz(func(t *testing.T, s string) {
		if q := quoted(s); strings.ReplaceAll(q[1:len(q)-1], `""`, "") != strings.ReplaceAll(s, `"`, "") {
			t.Errorf("%q is written %s", s, q)
		}
		if q := literal(s); strings.ReplaceAll(q[1:len(q)-1], "''", "") != strings.ReplaceAll(s, "'", "") {
			t.Errorf("%q is written %s", s, q)
		}
	})
}
