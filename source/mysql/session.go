package mysql

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"
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

// quit is COM_QUIT.
const quit = 1

// leave ends the session in form, so that the server has nothing to complain of.
func (s *session) leave() {
	s.conn.SetWriteDeadline(time.Now().Add(time.Second))
	s.send([]byte{quit}, true)
	s.close()
}

// A dial connects to the server.
type dial func(context.Context) (net.Conn, error)

// What begins each session; all of it ends with the connection. A statement that waits for
// us to read on is given an hour.
const (
	settings = `SET NAMES utf8mb4, SESSION sql_mode = 'NO_BACKSLASH_ESCAPES', SESSION time_zone = '+00:00', SESSION lock_wait_timeout = 3,
SESSION net_write_timeout = 3600, SESSION wait_timeout = 600, SESSION sql_big_selects = 1, SESSION sql_select_limit = DEFAULT`
	readOnly = "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
	begin    = "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"
)

// How long a statement may take, in seconds: questions, and the reading of rows, which
// takes as long as the rows are wanted.
const (
	brief = 60
	long  = 0
)

// noVariable is the error of a server that does not know a setting: those of time-outs are of
// MySQL 5.7.8 and MariaDB 10.1.1.
const noVariable = 1193

// enter begins a session in the name of one account.
func (s *Source) enter(ctx context.Context, by dial, account string, patience int) (*session, error) {
	w, g, err := s.signIn(ctx, by, account)
	if err != nil {
		return nil, err
	}
	return prepare(ctx, w, g, patience)
}

// prepare begins the transaction in which all is asked.
func prepare(ctx context.Context, w *wire, g greeting, patience int) (*session, error) {
	ses := &session{w, context.AfterFunc(ctx, func() { w.conn.Close() })}
	limit := fmt.Sprintf("SET SESSION max_execution_time = %d", patience*1000)
	if g.mariadb {
		limit = fmt.Sprintf("SET SESSION max_statement_time = %d", patience)
	}
	for _, sql := range []string{settings, limit, readOnly, begin} {
		_, err := ses.query(sql, 0, 0)
		if a := (*answer)(nil); err != nil && !(errors.As(err, &a) && a.code == noVariable && sql == limit) {
			ses.close()
			return nil, err
		}
	}
	return ses, nil
}

// signIn connects with TLS where the server has it; some servers' TLS is too old.
func (s *Source) signIn(ctx context.Context, by dial, account string) (*wire, greeting, error) {
	w, g, err := s.start(ctx, by, account, true)
	if errors.Is(err, errNoTLS) && context.Cause(ctx) == nil {
		w, g, err = s.start(ctx, by, account, false)
	}
	return w, g, err
}

var errNoTLS = errors.New("TLS could not begin")

// start connects, takes the greeting and tells the account's name.
func (s *Source) start(ctx context.Context, by dial, account string, tls bool) (w *wire, g greeting, err error) {
	if strings.IndexByte(account, 0) >= 0 {
		return nil, g, errGarbled
	}
	conn, err := by(ctx)
	if err != nil {
		return nil, g, err
	}
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	w = newWire(conn)
	if g, err = w.greet(); err == nil {
		response, head := login(account, tls && g.tls)
		if tls && g.tls {
			err = s.secure(ctx, w, head)
		}
		if err == nil {
			err = w.enter(response)
		}
	}
	if err != nil {
		conn.Close()
		return nil, g, err
	}
	return w, g, nil
}

// greet takes the greeting.
func (w *wire) greet() (greeting, error) {
	b, err := w.receive()
	if err != nil {
		return greeting{}, err
	}
	g, ok := readGreeting(b)
	if !ok {
		return g, errGarbled
	}
	return g, nil
}

// secure begins TLS. What the server said before it counts for nothing.
func (s *Source) secure(ctx context.Context, w *wire, head []byte) error {
	if w.in.Buffered() > 0 {
		return errGarbled
	}
	if err := w.send(head, false); err != nil {
		return err
	}
	c, err := s.dialer.TLS(ctx, w.conn)
	if err != nil {
		return errors.Join(errNoTLS, err)
	}
	w.conn = c
	w.in.Reset(c)
	return nil
}
