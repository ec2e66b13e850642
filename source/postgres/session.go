package postgres

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgproto3"
)

// A session is one connection within its transaction. The end of its context closes it.
type session struct {
	*wire
	stop func() bool
}

// close ends the session. It may be called more than once.
func (s *session) close() {
	s.stop()
	s.conn.Close()
}

// leave ends the session in form, so that the server has nothing to complain of.
func (s *session) leave() {
	s.conn.SetWriteDeadline(time.Now().Add(time.Second))
	s.send(&pgproto3.Terminate{})
	s.close()
}

// A dial connects to the server.
type dial func(context.Context) (net.Conn, error)

// What begins each session. What a server's version does not know is left out, and all
// of it ends with the transaction: a pooler hands the connection on to others.
const (
	begin    = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = "
	settings = `SELECT pg_catalog.set_config(s.name, v.value, true) FROM pg_catalog.pg_settings s JOIN (VALUES
('standard_conforming_strings', 'on'), ('bytea_output', 'escape'), ('DateStyle', 'ISO, YMD'), ('IntervalStyle', 'postgres'),
('TimeZone', 'UTC'), ('extra_float_digits', '3'), ('lock_timeout', '3s'), ('idle_in_transaction_session_timeout', '60s'), ('synchronize_seqscans', 'off'),
('max_parallel_workers_per_gather', '0'), ('jit', 'off'),
('client_encoding', CASE pg_catalog.getdatabaseencoding() WHEN 'SQL_ASCII' THEN 'SQL_ASCII' ELSE 'UTF8' END))
AS v(name, value) ON v.name = s.name`
)

// How long a statement may take: questions to the catalog, and the reading of rows, which
// takes as long as the rows are wanted.
const (
	brief = "'60s'"
	long  = "'0'"
)

// enter begins a session of a database in the name of one account.
func (s *Source) enter(ctx context.Context, by dial, account, database, patience string) (*session, error) {
	w, err := s.signIn(ctx, by, account, database)
	if err != nil {
		return nil, err
	}
	return prepare(ctx, w, patience)
}

// prepare begins the transaction in which all is asked.
func prepare(ctx context.Context, w *wire, patience string) (*session, error) {
	ses := &session{w, context.AfterFunc(ctx, func() { w.conn.Close() })}
	_, err := ses.query(begin+patience, 0)
	if err == nil {
		_, err = ses.query(settings, 64)
	}
	if err != nil {
		ses.close()
		return nil, err
	}
	return ses, nil
}

// signIn connects with TLS where the server has it. The rules for connections without it
// may be others, and some servers' TLS is too old.
func (s *Source) signIn(ctx context.Context, by dial, account, database string) (*wire, error) {
	w, secured, err := s.start(ctx, by, account, database, true)
	var a *answer
	if secured && (errors.As(err, &a) && a.code == "28000" || errors.Is(err, errNoTLS)) && context.Cause(ctx) == nil {
		w, _, err = s.start(ctx, by, account, database, false)
	}
	return w, err
}

var errNoTLS = errors.New("TLS could not begin")

// start connects and tells the account's name. secured reports whether the server
// agreed to TLS.
func (s *Source) start(ctx context.Context, by dial, account, database string, tls bool) (w *wire, secured bool, err error) {
	conn, err := by(ctx)
	if err != nil {
		return nil, false, err
	}
	plain := conn
	stop := context.AfterFunc(ctx, func() { plain.Close() })
	defer stop()
	if tls {
		conn, secured, err = s.secure(ctx, conn)
	}
	if err == nil {
		w = newWire(conn)
		err = w.enter(account, database)
	}
	if err != nil {
		plain.Close()
		return nil, secured, err
	}
	return w, secured, nil
}

// sslRequest asks for TLS (postgresql.org/docs/current/protocol-flow.html, "SSL Session Encryption").
const sslRequest = 1234<<16 | 5679

// secure asks for TLS and begins it where the server has it.
func (s *Source) secure(ctx context.Context, conn net.Conn) (net.Conn, bool, error) {
	ask := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, 8), sslRequest)
	if _, err := conn.Write(ask); err != nil {
		return conn, false, err
	}
	var has [1]byte
	if _, err := io.ReadFull(conn, has[:]); err != nil {
		return conn, false, err
	}
	switch has[0] {
	case 'N':
		return conn, false, nil
	case 'S':
		c, err := s.dialer.TLS(ctx, conn)
		if err != nil {
			return conn, true, errors.Join(errNoTLS, err)
		}
		return c, true, nil
	}
	return conn, false, errGarbled
}

// enter names the account and waits until it is let in. Whatever the server asks of it is
// not answered.
func (w *wire) enter(account, database string) error {
	if strings.IndexByte(account+database, 0) >= 0 {
		return errGarbled
	}
	err := w.send(&pgproto3.StartupMessage{ProtocolVersion: pgproto3.ProtocolVersion30, Parameters: map[string]string{
		"user": account, "database": database, "application_name": "hemostat"}})
	if err != nil {
		return err
	}
	for let := false; ; {
		kind, body, err := w.receive()
		switch {
		case err != nil:
			return err
		case kind == isAuthentication && len(body) >= 4:
			if let = binary.BigEndian.Uint32(body) == 0; !let {
				return &answer{wants: true}
			}
		case kind == isReady && let:
			return nil
		case kind == isKey, kind == isNegotiation:
		default:
			return errGarbled
		}
	}
}
