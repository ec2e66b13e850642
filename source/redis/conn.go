package redis

import (
	"bufio"
	"context"
	"errors"
	"net"
	"strconv"
	"sync"
	"time"

	"github.com/hemostat/hemostat/source"
)

// A way knows whether the server speaks TLS, once one connection was answered.
type way struct {
	dialer source.Dialer
	mu     sync.Mutex
	known  bool
	tls    bool
}

// A pool keeps the connections of one purpose that nobody uses.
type pool struct {
	way  *way
	dial func(context.Context) (net.Conn, error)
	mu   sync.Mutex
	idle []*conn
}

// maxIdle is how many connections wait for use: as many as objects are opened ahead of their
// readers.
const maxIdle = 64

// A conn is one connection. It belongs to whoever took it.
type conn struct {
	net.Conn
	in       *bufio.Reader
	out      *bufio.Writer
	database int
}

func (p *pool) take(ctx context.Context) (c *conn, waited bool, err error) {
	p.mu.Lock()
	if n := len(p.idle); n > 0 {
		c, p.idle = p.idle[n-1], p.idle[:n-1]
	}
	p.mu.Unlock()
	if c != nil {
		return c, true, nil
	}
	c, err = p.connect(ctx)
	return c, false, err
}

func (p *pool) put(c *conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.idle) >= maxIdle {
		c.Close()
		return
	}
	p.idle = append(p.idle, c)
}

func (p *pool) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.idle {
		c.Close()
	}
	p.idle = nil
}

// connect connects and says that what follows is no use of the data. Where it is not known
// whether the server speaks TLS, plain is tried first, as by the check.
func (p *pool) connect(ctx context.Context) (*conn, error) {
	p.way.mu.Lock()
	known, withTLS := p.way.known, p.way.tls
	p.way.mu.Unlock()
	c, err := p.greet(ctx, withTLS)
	if err != nil && !known && !answered(err) && ctx.Err() == nil && !unreached(err) {
		if secured, again := p.greet(ctx, true); again == nil || answered(again) {
			c, err, withTLS = secured, again, true
		}
	}
	if err != nil {
		return nil, err
	}
	p.way.mu.Lock()
	p.way.known, p.way.tls = true, withTLS
	p.way.mu.Unlock()
	return c, nil
}

// greet opens one connection. Servers that do not know NO-TOUCH say so, and those that
// want a password refuse it: the question that follows will tell.
func (p *pool) greet(ctx context.Context, withTLS bool) (*conn, error) {
	raw, err := p.dial(ctx)
	if err != nil {
		return nil, err
	}
	if withTLS {
		secured, err := p.way.dialer.TLS(ctx, raw)
		if err != nil {
			raw.Close()
			return nil, err
		}
		raw = secured
	}
	c := &conn{Conn: raw, in: bufio.NewReaderSize(raw, 64<<10), out: bufio.NewWriterSize(raw, 16<<10)}
	err = c.lend(ctx, func() error {
		_, err := c.ask("CLIENT", "NO-TOUCH", "ON")
		var said refusal
		if errors.As(err, &said) && !said.ends() {
			return nil
		}
		return err
	})
	if err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// unreached reports whether an error came before anybody answered.
func unreached(err error) bool {
	var op *net.OpError
	return !errors.As(err, &op) && !errors.Is(err, errProtocol) && !ended(err) || op != nil && op.Op == "dial"
}

// lend lets use talk until ctx ends.
func (c *conn) lend(ctx context.Context, use func() error) error {
	if err := context.Cause(ctx); err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { c.SetDeadline(time.Unix(1, 0)) })
	err := use()
	if !stop() {
		return context.Cause(ctx)
	}
	return err
}

// choose selects a database.
func (c *conn) choose(database int) error {
	if database < 0 || database == c.database {
		return nil
	}
	if _, err := c.ask("SELECT", strconv.Itoa(database)); err != nil {
		return err
	}
	c.database = database
	return nil
}

// ask sends one command and reads its answer.
func (c *conn) ask(command ...string) (reply, error) {
	c.send(command...)
	if err := c.out.Flush(); err != nil {
		return reply{}, err
	}
	return c.receive()
}

// send writes a command, to be flushed.
func (c *conn) send(command ...string) {
	c.out.WriteString("*" + strconv.Itoa(len(command)) + "\r\n")
	for _, word := range command {
		c.out.WriteString("$" + strconv.Itoa(len(word)) + "\r\n")
		c.out.WriteString(word)
		c.out.WriteString("\r\n")
	}
}
