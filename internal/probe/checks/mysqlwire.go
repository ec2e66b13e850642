package checks

import (
	"context"
	"encoding/binary"

	"github.com/hemostat/hemostat/internal/probe"
)

// The flags of MySQL's client protocol that are used here
// (dev.mysql.com/doc/dev/mysql-server/latest, "Capabilities Flags").
const (
	myLongPassword = 1 << 0
	myProtocol41   = 1 << 9
	mySSL          = 1 << 11
	mySecure       = 1 << 15
	myPluginAuth   = 1 << 19
)

// A myConn is a session, whose messages are numbered.
type myConn struct {
	*probe.Conn
	next byte
}

// packet reads one message: three bytes of length, a number, the body.
func (m *myConn) packet() ([]byte, error) {
	head, err := readFrame(m.Conn, 4)
	if err != nil {
		return nil, err
	}
	if head[3] != m.next {
		return nil, errProtocol
	}
	m.next++
	n := int64(head[0]) | int64(head[1])<<8 | int64(head[2])<<16
	if n == 0 {
		return nil, errProtocol // no answer that is waited for here is empty
	}
	return readFrame(m.Conn, n)
}

// frame numbers and frames a message.
func (m *myConn) frame(body []byte) []byte {
	n := len(body)
	framed := append([]byte{byte(n), byte(n >> 8), byte(n >> 16), m.next}, body...)
	m.next++
	return framed
}

// A myGreeting is what a server says before anything is asked.
type myGreeting struct {
	version string
	tls     bool
	refused int // an error in place of a greeting
}

func readMyGreeting(m *myConn) (g myGreeting, answer string, err error) {
	body, err := m.packet()
	if err != nil {
		return g, "", err
	}
	if code, ok := myError(body); ok {
		g.refused = code
		return g, "error " + itoa(code), nil
	}
	f := fields{order: binary.LittleEndian, rest: body}
	version := f.u8()
	g.version = f.until0()
	f.take(4 + 8 + 1) // thread, scramble, filler
	low := f.u16()
	f.take(1 + 2) // character set, status
	high := f.u16()
	if f.bad || version != 10 || g.version == "" || low&myProtocol41 == 0 {
		return g, "", errProtocol
	}
	capabilities := low | high<<16
	g.tls = capabilities&mySSL != 0
	return g, "a greeting", nil
}

// myError reads an error: 0xff, a number, and since 4.1 '#' with the SQL state, which a
// greeting's error lacks.
func myError(body []byte) (code int, ok bool) {
	if len(body) < 3 || body[0] != 0xff {
		return 0, false
	}
	code = int(binary.LittleEndian.Uint16(body[1:]))
	return code, code >= 1000 && code < 5000
}

// myLogin is the response to a greeting for an account without a password; head is the
// part of it that asks for TLS.
func myLogin(account string, tls bool) (login []byte, head []byte) {
	flags := uint32(myLongPassword | myProtocol41 | mySecure | myPluginAuth)
	if tls {
		flags |= mySSL
	}
	login = binary.LittleEndian.AppendUint32(nil, flags)
	login = binary.LittleEndian.AppendUint32(login, longestFrame)
	login = append(login, 45) // utf8mb4
	login = append(login, make([]byte, 23)...)
	head = append([]byte(nil), login...)
	login = append(append(login, account...), 0)
	login = append(login, 0) // no password
	login = append(append(login, "mysql_native_password"...), 0)
	return login, head
}

// A myReply is the answer to a login.
type myReply struct {
	in     bool
	plugin string // it wants this way of signing in
	more   bool   // it wants more than it was told: a password
	code   int    // of an error
}

func readMyReply(m *myConn) (r myReply, answer string, err error) {
	body, err := m.packet()
	if err != nil {
		return r, "", err
	}
	code, refused := myError(body)
	switch {
	case refused:
		r.code = code
		return r, "error " + itoa(code), nil
	case body[0] == 0 && len(body) >= 7:
		r.in = true
		return r, "OK", nil
	case body[0] == 1:
		r.more = true
		return r, "it wants more", nil
	case body[0] == 0xfe && len(body) > 1:
		f := fields{order: binary.LittleEndian, rest: body[1:]}
		if r.plugin = f.until0(); !f.bad && r.plugin != "" {
			return r, "another way of signing in", nil
		}
	}
	return r, "", errProtocol
}

// myRows is what a query was answered.
type myRows struct {
	code int
	rows [][]string
}

// maxMyRows bounds what is read of one query.
const maxMyRows = 5000

// myQuery asks a question of SQL.
func myQuery(ctx context.Context, m *myConn, what, sql string) (r myRows, e *probe.Evidence, err error) {
	m.next = 0
	e, err = m.Exchange(ctx, "mysql COM_QUERY ("+what+")", m.frame(append([]byte{3}, sql...)), func() (answer string, err error) {
		r, err = readMyRows(m)
		if r.code != 0 {
			return "error " + itoa(r.code), err
		}
		return itoa(len(r.rows)) + " rows", err
	})
	return r, e, err
}

func readMyRows(m *myConn) (r myRows, err error) {
	body, err := m.packet()
	if err != nil {
		return r, err
	}
	if code, refused := myError(body); refused {
		r.code = code
		return r, nil
	}
	columns := int(body[0])
	if columns == 0 { // OK: a statement without rows
		return r, nil
	}
	if len(body) != 1 || columns > 16 {
		return r, errProtocol
	}
	for range columns + 1 { // and the end of them
		if body, err = m.packet(); err != nil {
			return r, err
		}
	}
	if !myEnd(body) {
		return r, errProtocol
	}
	for len(r.rows) < maxMyRows {
		if body, err = m.packet(); err != nil || myEnd(body) {
			return r, err
		}
		if code, refused := myError(body); refused {
			r.code = code
			return r, nil
		}
		row, err := myRow(body, columns)
		if err != nil {
			return r, err
		}
		r.rows = append(r.rows, row)
	}
	return r, probe.ErrTooMuch
}

func myEnd(body []byte) bool { return len(body) == 5 && body[0] == 0xfe }

// myRow reads a row of texts, each behind its length.
func myRow(body []byte, columns int) ([]string, error) {
	f := fields{order: binary.LittleEndian, rest: body}
	row := make([]string, columns)
	for i := range row {
		switch n := f.u8(); n {
		case 0xfb: // NULL
		case 0xfc:
			row[i] = f.str(f.u16())
		case 0xfd, 0xfe, 0xff:
			f.bad = true // nothing here is so long
		default:
			row[i] = f.str(n)
		}
	}
	if f.bad || len(f.rest) > 0 {
		return nil, errProtocol
	}
	return row, nil
}
