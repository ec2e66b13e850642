package mysql

import (
	"context"
	"errors"
	"io"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/hemostat/hemostat/internal/probe/probetest"
	"github.com/hemostat/hemostat/source"
	"github.com/hemostat/hemostat/source/sourcetest"
)

// packet frames what a server says.
func packet(number byte, body string) string {
	n := len(body)
	return string([]byte{byte(n), byte(n >> 8), byte(n >> 16), number}) + body
}

// packets are an answer to a question.
func packets(bodies ...string) string {
	var b strings.Builder
	for i, body := range bodies {
		b.WriteString(packet(byte(i+1), body))
	}
	return b.String()
}

func text(s string) string { return string(rune(len(s))) + s }

// What a server says that has no TLS, to whom it lets in, and of rows with so many texts.
var (
	greets  = packet(0, "\x0a8.4.0\x00\x08\x00\x00\x00abcdefgh\x00\xff\xf7\xff\x02\x00\xff\xdf\x15"+strings.Repeat("\x00", 10)+"ijklmnopqrst\x00mysql_native_password\x00")
	ok      = "\x00\x00\x00\x02\x00\x00\x00"
	letIn   = packet(2, ok)
	done    = packets(ok)
	defs    = "\x03def\x00\x00\x00\x01a\x00\x0c\x2d\x00\x00\x00\x00\x00\xfd\x00\x00\x00\x00\x00"
	enough  = "\xfe\x00\x00\x02\x00"
	kind    = packets("\x02", defs, defs, enough, text("BASE TABLE")+text("InnoDB"), enough)
	column1 = packets("\x02", defs, defs, enough, text("id")+text("text"), enough)
)

// play is a server that greets and answers each message by the next of its answers, the
// last one over and over.
func play(t testing.TB, greeting string, answers ...string) *server {
	return &server{probetest.Listen(t, func(c net.Conn) {
		io.WriteString(c, greeting)
		heard := make([]byte, 64<<10)
		for i := 0; len(answers) > 0; i++ {
			if _, err := c.Read(heard); err != nil {
				return
			}
			if _, err := io.WriteString(c, answers[min(i, len(answers)-1)]); err != nil {
				return
			}
		}
		io.Copy(io.Discard, c)
	})}
}

// endless answers, and then says a thing for ever, which may depend on how often it did.
func endless(t testing.TB, said func(i int) []byte, before ...string) *server {
	return &server{probetest.Listen(t, func(c net.Conn) {
		io.WriteString(c, greets)
		heard := make([]byte, 64<<10)
		for _, answer := range before {
			c.Read(heard)
			io.WriteString(c, answer)
		}
		c.Read(heard)
		for i := 0; ; i++ {
			if _, err := c.Write(said(i)); err != nil {
				return
			}
		}
	})}
}

// inside is what a server says up to the rows of a table.
func inside(after ...string) []string {
	return append([]string{letIn, done, done, done, done, kind, column1}, after...)
}

// brokenTLS promises TLS and cannot do it; without, it wants a password.
func brokenTLS(t testing.TB) *server {
	return &server{probetest.Listen(t, func(c net.Conn) {
		io.WriteString(c, strings.Replace(greets, "\xff\xf7", "\xff\xff", 1))
		heard := make([]byte, 64<<10)
		if n, _ := c.Read(heard); n == 36 { // SSLRequest
			c.Read(heard)
			io.WriteString(c, "\x15\x03\x01\x00\x02\x02\x28") // alert: handshake_failure
			return
		}
		io.WriteString(c, packet(2, "\x01\x04"))
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

// TestHostile asks servers that are none, or that lie. Each ends as an error of its kind.
func TestHostile(t *testing.T) {
	refuses := func(number byte, code int) string {
		return packet(number, "\xff"+string([]byte{byte(code), byte(code >> 8)})+"#42000jane@contoso.example")
	}
	rows := func(bodies ...string) string { return packets(append([]string{"\x01", defs, enough}, bodies...)...) }
	for name, c := range map[string]struct {
		server *server
		read   error
	}{
		"HTTP":                      {play(t, "HTTP/1.1 400 Bad Request\r\n\r\n"), source.ErrGarbled},
		"hangs up":                  {&server{probetest.Listen(t, func(net.Conn) {})}, source.ErrNetwork},
		"silent":                    {play(t, ""), context.DeadlineExceeded},
		"silent inside":             {play(t, greets), context.DeadlineExceeded},
		"a greeting that is cut":    {play(t, packet(0, "\x0a8\x00")), source.ErrGarbled},
		"an empty greeting":         {play(t, packet(0, "")), source.ErrGarbled},
		"an old protocol":           {play(t, packet(0, "\x09"+greets[5:])), source.ErrGarbled},
		"a greeting of 16 MiB":      {play(t, "\xff\xff\xff\x00"), source.ErrGarbled},
		"full":                      {play(t, refuses(0, 1040)), source.ErrThrottled},
		"not from here":             {play(t, refuses(0, 1130)), source.ErrDenied},
		"denied":                    {play(t, greets, refuses(2, 1045)), source.ErrDenied},
		"a password":                {play(t, greets, packet(2, "\x01\x04")), source.ErrDenied},
		"another way, and another":  {play(t, greets, packet(2, "\xfecaching_sha2_password\x00abc"), packet(4, "\xfemysql_native_password\x00abc"), packet(6, "\xfecaching_sha2_password\x00")), source.ErrDenied},
		"a password in the clear":   {play(t, greets, packet(2, "\xfemysql_clear_password\x00")), source.ErrDenied},
		"TLS that is none":          {brokenTLS(t), source.ErrDenied},
		"an old server":             {play(t, greets, letIn, done, done, refuses(1, 1064)), source.ErrRequest},
		"it stops":                  {play(t, greets, letIn, refuses(1, 1053)), source.ErrServer},
		"an error without a number": {play(t, greets, letIn, packets("\xff\x15")), source.ErrGarbled},
		"it wants a file":           {play(t, greets, inside(packets("\xfb/etc/passwd"))...), source.ErrGarbled},
		"a row of a wrong number":   {play(t, greets, inside(packets("\x01", defs, enough)+packet(9, "\x01a")+packet(10, enough))...), source.ErrGarbled},
		"no columns":                {play(t, greets, inside(packets("\x01", "\x03def"))...), source.ErrGarbled},
		"too many columns":          {play(t, greets, inside(packets("\xfd\xff\xff\xff"))...), source.ErrGarbled},
		"more columns than asked":   {play(t, greets, inside(packets("\x02", defs, defs, enough))...), source.ErrGarbled},
		"a row that is cut":         {play(t, greets, inside(rows("\x05abc"))...), source.ErrGarbled},
		"a row of two cells":        {play(t, greets, inside(rows("\x01a\x01b"))...), source.ErrGarbled},
		"an empty row":              {play(t, greets, inside(rows(""))...), source.ErrGarbled},
		"a cell of 2^63":            {play(t, greets, inside(rows("\xfe\xff\xff\xff\xff\xff\xff\xff\xff"))...), source.ErrGarbled},
		"rows that end in an error": {play(t, greets, inside(rows("\x01a", "\xff\x25\x05#jane@contoso.example"))...), source.ErrServer},
		"rows that end too soon":    {play(t, greets, inside(rows("\x01a"))...), context.DeadlineExceeded},
		"columns without end":       {endless(t, func(int) []byte { return []byte(packet(1, "\x01")) }, inside()...), source.ErrGarbled},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			src := c.server.open(t, "", sourcetest.Options{}, "reader")
			ctx, cancel := context.WithTimeout(t.Context(), patience(c.read))
			defer cancel()
			if page, err := src.List(ctx, ""); err == nil || strings.Contains(err.Error(), "jane") {
				t.Errorf("listing: %v, %v", page, err)
			}
			ctx, cancel = context.WithTimeout(t.Context(), patience(c.read))
			defer cancel()
			r, err := src.Open(ctx, source.Object{Name: "shop/t.csv"}, 0)
			if err == nil {
				_, err = io.Copy(io.Discard, r.Body)
				r.Body.Close()
			}
			if !errors.Is(err, c.read) || strings.Contains(err.Error(), "jane") {
				t.Errorf("reading: %v, want %v", err, c.read)
			}
		})
	}
	t.Run("rows without end", func(t *testing.T) {
		src := endless(t, func(i int) []byte {
			if i == 0 {
				return []byte(packets("\x01", defs, enough))
			}
			return []byte(packet(byte(i+3), text("db")))
		}, letIn, done, done, done, done).open(t, "", sourcetest.Options{}, "reader")
		if _, err := src.List(t.Context(), ""); !errors.Is(err, source.ErrGarbled) {
			t.Errorf("listing: %v", err)
		}
	})
}

// TestMySQL8 signs in as MySQL does since its version 8, which Debian has not (dev.mysql.com/doc/dev/mysql-server,
// "caching_sha2_password information"), and reads a row.
func TestMySQL8(t *testing.T) {
	after := append([]string{packet(2, "\xfecaching_sha2_password\x00abcdefghijklmnopqrst\x00"), packet(4, ok)}, inside()[1:]...)
	src := play(t, greets, append(after, packets("\x02", defs, defs, enough, text("1")+text("jane@contoso.example"), "\xfb"+text("a,b"), enough))...).open(t, "", sourcetest.Options{}, "reader")
	if got, err := sourcetest.Read(t, src, "shop/t.csv"); err == nil || got != "" {
		t.Errorf("%q, %v, of a server that tells of two columns where one was asked for", got, err)
	}
	after[len(after)-1] = packets("\x02", defs, defs, enough, text("id")+text("int"), text("email")+text("text"), enough)
	src = play(t, greets, append(after, packets("\x02", defs, defs, enough, text("1")+text("jane@contoso.example"), "\xfb"+text("a,b"), enough))...).open(t, "", sourcetest.Options{}, "reader")
	if got := sourcetest.MustRead(t, src, "shop/t.csv"); got != "id,email\n1,jane@contoso.example\n,\"a,b\"\n" {
		t.Errorf("%q", got)
	}
}

// TestEndlessRow reads a cell that does not end, in bounded memory and only as long as it
// is wanted.
func TestEndlessRow(t *testing.T) {
	full := make([]byte, fullPacket+4)
	first := append([]byte{0xff, 0xff, 0xff, 4, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f}, make([]byte, fullPacket-9)...)
	src := endless(t, func(i int) []byte {
		switch i {
		case 0:
			return []byte(packets("\x01", defs, enough))
		case 1:
			return first
		}
		copy(full, []byte{0xff, 0xff, 0xff, byte(i + 3)})
		return full
	}, inside()...).open(t, "/", sourcetest.Options{}, "reader")
	ctx, cancel := context.WithCancel(t.Context())
	r, err := src.Open(ctx, source.Object{Name: "shop/t.csv"}, 0)
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
	s := start(t, true)
	at := s.store(t)
	s.do(t, `USE `+at.database+`; CREATE TABLE t AS SELECT seq AS id, MD5(seq) AS note FROM seq_1_to_400000`)
	src := s.open(t, "/"+at.database, sourcetest.Options{}, "reader")
	r, err := src.Open(t.Context(), source.Object{Name: at.database + "/t.csv"}, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if _, err := io.ReadFull(r.Body, make([]byte, 1000)); err != nil {
		t.Fatal(err)
	}
	s.do(t, "KILL USER reader@127.0.0.1")
	n, err := io.Copy(io.Discard, r.Body)
	if !errors.Is(err, source.ErrServer) && !errors.Is(err, source.ErrNetwork) {
		t.Errorf("after %d bytes: %v", n, err)
	}
}

// TestReadOnly tries to write from within: by a view, whose function the server runs.
func TestReadOnly(t *testing.T) {
	s := start(t, false)
	s.do(t, `CREATE DATABASE d; USE d; CREATE TABLE log (id INT) ENGINE=InnoDB;
DELIMITER //
CREATE FUNCTION writes() RETURNS INT MODIFIES SQL DATA BEGIN INSERT INTO log VALUES (1); RETURN 1; END //
DELIMITER ;
CREATE VIEW v AS SELECT writes() AS id; GRANT SELECT ON v TO reader@127.0.0.1`)
	src := s.open(t, "/d", sourcetest.Options{}, "reader")
	if _, err := sourcetest.Read(t, src, "d/v.csv"); !errors.Is(err, source.ErrRequest) || !strings.Contains(err.Error(), "1792") {
		t.Errorf("a view that writes: %v, want 1792 (read only transaction)", err)
	}
	if got := sourcetest.MustRead(t, s.open(t, "/d", sourcetest.Options{}, "owner"), "d/log.csv"); got != "id\n" {
		t.Errorf("it wrote %q", got)
	}
}
