package checks

import (
	"context"
	"encoding/binary"
	"fmt"
	"strconv"

	"github.com/hemostat/hemostat/internal/probe"
	"github.com/hemostat/hemostat/source"
)

// The messages of PostgreSQL that matter here (postgresql.org/docs/current, "Message
// Formats"): a letter, the length with itself, the body.
const (
	pgProtocol   = 3 << 16
	pgSSLRequest = 1234<<16 | 5679
	pgAuth       = 'R'
	pgError      = 'E'
	pgReady      = 'Z'
)

// pgWants names what a server can ask for in place of letting somebody in.
var pgWants = map[int]string{
	2: "Kerberos", 3: "a password", 5: "a password (md5)", 7: "GSSAPI", 9: "SSPI", 10: "a password (SCRAM)",
}

// A pgReply is what came back to a start-up packet or a query.
type pgReply struct {
	let      bool   // AuthenticationOk: it asks for nothing
	wants    string // it asks for this
	sqlstate string // of an error, after which it goes on or hangs up
	routine  string // of the server, that raised it
	ready    bool
	version  string
	rows     [][]string
}

// pgStartup is a start-up packet. parameters are pairs of names and values.
func pgStartup(parameters ...string) []byte {
	body := binary.BigEndian.AppendUint32(nil, pgProtocol)
	for _, p := range parameters {
		body = append(append(body, p...), 0)
	}
	return pgMessage(0, append(body, 0))
}

// pgMessage frames a message; those of the start have no kind.
func pgMessage(kind byte, body []byte) (m []byte) {
	if kind != 0 {
		m = append(m, kind)
	}
	m = binary.BigEndian.AppendUint32(m, uint32(len(body)+4))
	return append(m, body...)
}

// maxPgRows bounds what is read of one query.
const maxPgRows = 5000

// readPg reads messages until the server is ready or wants something. At the start an
// error is the last one; after a query one says that it is ready again.
func readPg(c *probe.Conn, start bool) (r pgReply, answer string, err error) {
	for n := 0; n < maxPgRows; n++ {
		kind, err := c.ReadByte()
		if err != nil {
			return r, "", err
		}
		if !pgKnown(kind) {
			return r, "", errProtocol
		}
		head, err := readFrame(c, 4)
		if err != nil {
			return r, "", err
		}
		body, err := readFrame(c, int64(binary.BigEndian.Uint32(head))-4)
		if err != nil {
			return r, "", err
		}
		if err := r.take(kind, body); err != nil {
			return r, "", err
		}
		switch {
		case r.wants != "":
			return r, "it wants " + r.wants, nil
		case r.sqlstate != "" && (start || kind == pgReady):
			return r, "error " + source.CleanCode(r.sqlstate), nil
		case kind == pgReady:
			r.ready = true
			return r, "ready", nil
		}
	}
	return r, "", probe.ErrTooMuch
}

// pgKnown reports whether a server sends messages of this kind.
func pgKnown(kind byte) bool {
	switch kind {
	case pgAuth, pgError, pgReady, 'S', 'K', 'N', 'T', 'D', 'C', 'I', 'v', 'A':
		return true
	}
	return false
}

func (r *pgReply) take(kind byte, body []byte) error {
	f := fields{order: binary.BigEndian, rest: body}
	switch kind {
	case pgAuth:
		method := f.i32()
		if f.bad {
			return errProtocol
		}
		if r.let = method == 0; !r.let {
			if r.wants = pgWants[method]; r.wants == "" {
				r.wants = "authentication " + strconv.Itoa(method)
			}
		}
	case pgError:
		return r.takeError(&f)
	case 'S':
		if name, value := f.until0(), f.until0(); name == "server_version" {
			r.version = value
		}
	case 'D':
		row := make([]string, min(f.u16(), 16))
		for i := range row {
			if n := f.i32(); n >= 0 { // -1: NULL
				row[i] = f.str(n)
			}
		}
		r.rows = append(r.rows, row)
	}
	if f.bad {
		return errProtocol
	}
	return nil
}

// takeError reads the fields of an error: letter, text, zero.
func (r *pgReply) takeError(f *fields) error {
	for {
		letter := f.u8()
		if letter == 0 {
			break
		}
		switch value := f.until0(); letter {
		case 'C':
			r.sqlstate = value
		case 'R':
			r.routine = value
		}
	}
	if f.bad || len(r.sqlstate) != 5 {
		return errProtocol
	}
	return nil
}

// pgConnect connects, with TLS where that is wanted and the server has it.
func pgConnect(ctx context.Context, s *probe.Session, tls bool) (*probe.Conn, error) {
	c, err := s.Dial(ctx, false)
	if err != nil || !tls {
		return c, err
	}
	var has byte
	request := binary.BigEndian.AppendUint32(nil, pgSSLRequest)
	_, err = c.Exchange(ctx, "postgres SSLRequest", pgMessage(0, request), func() (string, error) {
		var err error
		if has, err = c.ReadByte(); err != nil {
			return "", err
		}
		switch has {
		case 'S':
			return "TLS", nil
		case 'N':
			return "no TLS", nil
		}
		return "", errProtocol
	})
	if err == nil && has == 'S' {
		err = c.StartTLS(ctx)
	}
	if err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// pgStart sends a start-up packet.
func pgStart(ctx context.Context, c *probe.Conn, what string, parameters ...string) (r pgReply, e *probe.Evidence, err error) {
	e, err = c.Exchange(ctx, "postgres StartupMessage "+what, pgStartup(parameters...), func() (answer string, err error) {
		r, answer, err = readPg(c, true)
		return answer, err
	})
	return r, e, err
}

// pgQuery asks a question of SQL, which the session's start made read-only.
func pgQuery(ctx context.Context, c *probe.Conn, what, sql string) (r pgReply, e *probe.Evidence, err error) {
	e, err = c.Exchange(ctx, fmt.Sprintf("postgres Query (%s)", what), pgMessage('Q', append([]byte(sql), 0)), func() (answer string, err error) {
		r, answer, err = readPg(c, false)
		return answer, err
	})
	return r, e, err
}
