package postgres

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/hemostat/hemostat/internal/probe/probetest"
	"github.com/hemostat/hemostat/source"
	"github.com/hemostat/hemostat/source/internal/tables"
	"github.com/hemostat/hemostat/source/sourcetest"
)

// message frames what a server says.
func message(kind byte, body string) string {
	return string(kind) + string(binary.BigEndian.AppendUint32(nil, uint32(len(body)+4))) + body
}

// What a server says to whom it lets in.
var (
	letIn     = message(isAuthentication, "\x00\x00\x00\x00") + ready
	ready     = message(isReady, "T")
	oneRow    = message(isRow, "\x00\x05\x00\x00\x00\x01r\x00\x00\x00\x02id\x00\x00\x00\x011\x00\x00\x00\x011\x00\x00\x00\x06170000")
	copyBegan = message(isCopyOut, "\x00\x00\x01\x00\x00")
)

// play is a server that answers each message by the next of its answers, the last one
// over and over.
func play(t testing.TB, answers ...string) *server {
	return &server{probetest.Listen(t, func(c net.Conn) {
		heard := make([]byte, 64<<10)
		for i := 0; ; i++ {
			if _, err := c.Read(heard); err != nil {
				return
			}
			if _, err := io.WriteString(c, answers[min(i, len(answers)-1)]); err != nil {
				return
			}
		}
	})}
}

// endless says the same for ever.
func endless(t testing.TB, before []string, said string) *server {
	return &server{probetest.Listen(t, func(c net.Conn) {
		heard := make([]byte, 64<<10)
		for _, answer := range before {
			c.Read(heard)
			io.WriteString(c, answer)
		}
		c.Read(heard)
		for block := []byte(strings.Repeat(said, 1+64<<10/len(said))); ; {
			if _, err := c.Write(block); err != nil {
				return
			}
		}
	})}
}

// brokenTLS agrees to TLS and cannot do it; without, it wants a password.
func brokenTLS(t testing.TB) *server {
	return &server{probetest.Listen(t, func(c net.Conn) {
		heard := make([]byte, 64<<10)
		if n, _ := c.Read(heard); n == 8 { // SSLRequest
			io.WriteString(c, "S")
			c.Read(heard)
			io.WriteString(c, "\x15\x03\x01\x00\x02\x02\x28") // alert: handshake_failure
			return
		}
		io.WriteString(c, message(isAuthentication, "\x00\x00\x00\x05salt"))
		c.Read(heard)
	})}
}

// patience is how long a server is given that is to end with an error: briefly where it
// says nothing, long on a busy machine.
func patience(want error) time.Duration {
	if want == context.DeadlineExceeded {
		return 700 * time.Millisecond
	}
	return 30 * time.Second
}

// TestHostile asks servers that are none, or that lie. Each ends as an error of its kind
// and none takes memory as it likes.
func TestHostile(t *testing.T) {
	inside := []string{"N", letIn, ready, ready, oneRow + ready}
	denied := message(isError, "SFATAL\x00C28000\x00Mjane@contoso.example\x00\x00")
	for name, c := range map[string]struct {
		server *server
		list   error // what listing ends with
		read   error
	}{
		"HTTP":                       {play(t, "HTTP/1.1 400 Bad Request\r\n\r\n"), source.ErrGarbled, source.ErrGarbled},
		"hangs up":                   {&server{probetest.Listen(t, func(net.Conn) {})}, source.ErrNetwork, source.ErrNetwork},
		"TLS that is none":           {brokenTLS(t), source.ErrDenied, source.ErrDenied},
		"a password":                 {play(t, "N", message(isAuthentication, "\x00\x00\x00\x03")), source.ErrDenied, source.ErrDenied},
		"denied":                     {play(t, "N", denied), source.ErrDenied, source.ErrDenied},
		"full":                       {play(t, "N", message(isError, "C53300\x00\x00")), source.ErrThrottled, source.ErrThrottled},
		"starting":                   {play(t, "N", message(isError, "C57P03\x00\x00")), source.ErrServer, source.ErrServer},
		"an error without a code":    {play(t, "N", message(isError, "\x00")), source.ErrGarbled, source.ErrGarbled},
		"an error that does not end": {play(t, "N", message(isError, "C28000")), source.ErrGarbled, source.ErrGarbled},
		"a short authentication":     {play(t, "N", message(isAuthentication, "\x00")), source.ErrGarbled, source.ErrGarbled},
		"ready before it lets in":    {play(t, "N", ready), source.ErrGarbled, source.ErrGarbled},
		"a message of 1 GiB":         {play(t, "N", "R\x40\x00\x00\x00"), source.ErrGarbled, source.ErrGarbled},
		"a message of less than 0":   {play(t, "N", "R\x00\x00\x00\x03"), source.ErrGarbled, source.ErrGarbled},
		"notices without end":        {endless(t, []string{"N"}, message(isNotice, "C00000\x00\x00")), context.DeadlineExceeded, context.DeadlineExceeded},
		"rows without end":           {endless(t, inside[:4], oneRow), source.ErrGarbled, source.ErrGarbled},
		"rows that are cut":          {play(t, append(inside[:4:4], message(isRow, "\x00\x05\x00\x00\x00\x09x"))...), source.ErrGarbled, source.ErrGarbled},
		"rows of another form":       {play(t, append(inside[:4:4], message(isRow, "\x00\x01\x00\x00\x00\x01x")+ready)...), source.ErrGarbled, source.ErrGarbled},
		"silent":                     {&server{probetest.Listen(t, func(c net.Conn) { io.Copy(io.Discard, c) })}, context.DeadlineExceeded, context.DeadlineExceeded},
		"silent inside":              {&server{probetest.Listen(t, func(c net.Conn) { c.Read(make([]byte, 8)); io.WriteString(c, "N"); io.Copy(io.Discard, c) })}, context.DeadlineExceeded, context.DeadlineExceeded},
		"a copy that is none":        {play(t, append(inside[:5:5], ready)...), source.ErrGarbled, source.ErrGarbled},
		"a copy without an end":      {play(t, append(inside[:5:5], copyBegan+message(isCopyData, "id\n")+message(isCopyDone, "")+ready)...), source.ErrGarbled, source.ErrGarbled},
		"a copy that fails":          {play(t, append(inside[:5:5], copyBegan+message(isCopyData, "id\n")+message(isError, "CXX001\x00\x00"))...), source.ErrGarbled, source.ErrServer},
		"a copy of rows":             {play(t, append(inside[:5:5], copyBegan+oneRow)...), source.ErrGarbled, source.ErrGarbled},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			src := c.server.open(t, "/shop", sourcetest.Options{}, "reader")
			ctx, cancel := context.WithTimeout(t.Context(), patience(c.list))
			defer cancel()
			if _, err := src.List(ctx, ""); !errors.Is(err, c.list) || strings.Contains(err.Error(), "jane") {
				t.Errorf("listing: %v, want %v", err, c.list)
			}
			ctx, cancel = context.WithTimeout(t.Context(), patience(c.read))
			defer cancel()
			r, err := src.Open(ctx, source.Object{Name: "shop/public.t.csv"}, 0)
			if err == nil {
				_, err = io.Copy(io.Discard, r.Body)
				r.Body.Close()
			}
			if !errors.Is(err, c.read) || strings.Contains(err.Error(), "jane") {
				t.Errorf("reading: %v, want %v", err, c.read)
			}
		})
	}
}

// TestHeld asks the catalog of a server that answers with names and rows that no server has:
// what is held of them is bounded, and no such name comes into a marker.
func TestHeld(t *testing.T) {
	row := func(cells ...string) string {
		body := string(binary.BigEndian.AppendUint16(nil, uint16(len(cells))))
		for _, c := range cells {
			body += string(binary.BigEndian.AppendUint32(nil, uint32(len(c)))) + c
		}
		return message(isRow, body)
	}
	said := func(answer string) *session {
		return &session{newWire(said{Reader: strings.NewReader(answer)}), func() bool { return true }}
	}
	for name, rows := range map[string]string{"one row": row(strings.Repeat("x", 1<<20-100)), "all rows": strings.Repeat(row(strings.Repeat("x", 60<<10)), 100)} {
		if got, err := said(rows+ready).query("", 1000); err != errGarbled {
			t.Errorf("%s: %d rows, %v", name, len(got), err)
		}
	}
	src := play(t, "").open(t, "", sourcetest.Options{}, "reader")
	for length, want := range map[int]error{63: nil, 256: nil, 257: errGarbled} {
		name := strings.Repeat("x", length)
		if next, err := src.follows(said(row(name)+ready), ""); err != want {
			t.Errorf("a database's name of %d bytes: %d bytes, %v", length, len(next), err)
		}
		for what, answer := range map[string]string{"schema": row(name, "t", "r", "t", "170000", "heap", "1", "1"), "table": row("s", name, "r", "t", "170000", "heap", "1", "1")} {
			if _, _, err := src.tables(said(answer+ready), tables.Marker{Place: tables.Place{Database: "d"}}, nil, measured); err != want {
				t.Errorf("a %s's name of %d bytes: %v", what, length, err)
			}
		}
	}
}

// TestEndlessRow reads a row that does not end, in bounded memory and only as long as it
// is wanted.
func TestEndlessRow(t *testing.T) {
	src := endless(t, []string{"N", letIn, ready, ready, oneRow + ready}, copyBegan+"d\x7f\xff\xff\xff"+strings.Repeat("jane@contoso.example,", 3000)).open(t, "/shop", sourcetest.Options{}, "reader")
	ctx, cancel := context.WithCancel(t.Context())
	r, err := src.Open(ctx, source.Object{Name: "shop/public.t.csv"}, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := io.CopyN(io.Discard, r.Body, 256<<20); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if grown := int64(after.TotalAlloc - before.TotalAlloc); grown > 16<<20 {
		t.Errorf("%d bytes were taken to read 256 MiB", grown)
	}
	cancel()
	if _, err := io.Copy(io.Discard, r.Body); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end of the context: %v", err)
	}
}

// TestKilled loses the session in the middle of an object.
func TestKilled(t *testing.T) {
	s := start(t)
	at := s.store(t)
	s.do(t, at.database, "CREATE TABLE t AS SELECT id, md5(id::text) FROM generate_series(1, 400000) id")
	src, err := New(Options{Target: at.Open(t, sourcetest.Options{}).(*Source).target, Dialer: sourcetest.DialTo(t, s.address, sourcetest.Options{}), Accounts: []string{"reader"}})
	if err != nil {
		t.Fatal(err)
	}
	r, err := src.Open(t.Context(), source.Object{Name: at.database + "/public.t.csv"}, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if _, err := io.ReadFull(r.Body, make([]byte, 1000)); err != nil {
		t.Fatal(err)
	}
	s.do(t, "postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'reader'")
	n, err := io.Copy(io.Discard, r.Body)
	if !errors.Is(err, source.ErrServer) && !errors.Is(err, source.ErrNetwork) {
		t.Errorf("after %d bytes: %v", n, err)
	}
}

// TestReadOnly tries to write from within: by a view, whose function the server runs.
func TestReadOnly(t *testing.T) {
	s := start(t)
	at := s.store(t)
	s.do(t, at.database, `CREATE TABLE hidden (id int); REVOKE ALL ON hidden FROM PUBLIC; CREATE TABLE log (id int);
CREATE FUNCTION writes() RETURNS int LANGUAGE sql SECURITY DEFINER VOLATILE AS 'INSERT INTO log VALUES (1) RETURNING id';
CREATE VIEW v AS SELECT writes() AS id FROM hidden UNION ALL SELECT writes();`)
	src := s.open(t, "/"+at.database, sourcetest.Options{}, "reader")
	if _, err := sourcetest.Read(t, src, at.database+"/public.v.csv"); !errors.Is(err, source.ErrRequest) || !strings.Contains(err.Error(), "25006") {
		t.Errorf("a view that writes: %v, want 25006 (read_only_sql_transaction)", err)
	}
	if got := sourcetest.MustRead(t, src, at.database+"/public.log.csv"); got != "id\n" {
		t.Errorf("it wrote %q", got)
	}
}
