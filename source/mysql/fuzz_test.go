package mysql

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

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

func listen(data []byte) *session {
	return &session{newWire(said{Reader: bytes.NewReader(data)}), func() bool { return true }}
}

// FuzzAnswers reads what a server might say: as a greeting and the answers to a sign-in
// and questions, and as rows.
func FuzzAnswers(f *testing.F) {
	two := packets(text("a")+"\xfb", "\xfc\x03\x00x\xff,"+text(""), enough)
	for _, s := range []string{
		greets + letIn + kind + column1 + packets("\x02", defs, defs, enough), greets + packet(2, "\xfecaching_sha2_password\x00abc") + packet(4, ok), packet(0, "\xff\x10\x04Too many"), "HTTP/1.1 400",
		packets("\xfb/etc/passwd"), packets("\xfd\xff\xff\xff"), "\xff\xff\xff\x00", two, packets("\x01"), packet(0, ""),
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		ses := listen(data)
		if _, err := ses.greet(); err == nil {
			response, _ := login("reader", false)
			if ses.enter(response) == nil {
				r, at := &reader{session: ses}, tables.Place{Database: "d", Table: "t"}
				if r.may(at) == nil {
					r.selectRows(at)
				}
			}
		}
		if rows, err := listen(data).query("", 2, 3); err == nil && len(rows) > 3 {
			t.Errorf("%d rows", len(rows))
		}
		ses = listen(data)
		ses.wire.next = 1
		for _, next := range []*batch{nil, {limit: 1}} {
			body := &rows{ctx: context.Background(), session: ses, columns: []column{{}, {kind: typeBlob, binary: true}}, next: next}
			got, err := io.ReadAll(body)
			if known := (*source.Error)(nil); err != nil && !errors.As(err, &known) {
				t.Errorf("error %v", err)
			}
			if err == nil && !bytes.Contains(data, []byte{isEnd}) || len(got) > 5*len(data) {
				t.Errorf("%d bytes, %v, of rows that do not end", len(got), err)
			}
		}
	})
}

// FuzzCells writes a row as CSV and reads it back.
func FuzzCells(f *testing.F) {
	f.Add("plain", []byte(`x,"y"`), 1)
	f.Add("", []byte("\xc3\xbc\xff"), 2)
	f.Fuzz(func(t *testing.T, cell string, raw []byte, at int) {
		row := string(appendText(nil, []byte(cell)))
		if inside, quoted := strings.CutPrefix(row, `"`); quoted {
			if got := strings.ReplaceAll(strings.TrimSuffix(inside, `"`), `""`, `"`); got != cell && cell != `"` {
				t.Errorf("%q is written %s", cell, row)
			}
		} else if row != cell || strings.ContainsAny(row, ",\"\r\n") || row == "" {
			t.Errorf("%q is written %s", cell, row)
		}
		at = min(max(at, 0), len(raw))
		whole, rest := legible(nil, raw, false)
		if !utf8.Valid(whole) || len(rest) > 0 || bytes.ContainsAny(whole, "\x00\x1b") {
			t.Errorf("%q is shown as %q", raw, whole)
		}
		first, rest := legible(nil, raw[:at], true)
		second, _ := legible(nil, append(bytes.Clone(rest), raw[at:]...), false)
		if got := string(first) + string(second); got != string(whole) || len(rest) > 3 {
			t.Errorf("%q, cut at %d, is shown as %q, want %q", raw, at, got, whole)
		}
	})
}

// FuzzQuoted holds names within SQL: nothing ends a name or a text but its own end.
func FuzzQuoted(f *testing.F) {
	f.Add("a`b'c\\")
	f.Fuzz(func(t *testing.T, s string) {
		if q := quoted(s); strings.ReplaceAll(q[1:len(q)-1], "``", "") != strings.ReplaceAll(s, "`", "") {
			t.Errorf("%q is written %s", s, q)
		}
		if q := literal(s); strings.ReplaceAll(q[1:len(q)-1], "''", "") != strings.ReplaceAll(s, "'", "") {
			t.Errorf("%q is written %s", s, q)
		}
	})
}
