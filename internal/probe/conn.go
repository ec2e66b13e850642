package probe

import (
	"bufio"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"hash"
	"io"
	"net"
	"time"
)

// longestTalk is how many bytes of one connection are read, in all.
const longestTalk = 1 << 20

// A Conn is one connection to a server that speaks no HTTP. Its reader fails past
// longestTalk, and every exchange has a deadline.
type Conn struct {
	*bufio.Reader
	s    *Session
	conn net.Conn
	from *talk
	tls  *TLS
	addr string
}

// talk counts, digests and bounds what is read.
type talk struct {
	r    io.Reader
	n    int64
	hash hash.Hash
}

// Read implements [io.Reader].
func (t *talk) Read(p []byte) (int, error) {
	if t.n >= longestTalk {
		return 0, ErrTooMuch
	}
	n, err := t.r.Read(p[:min(int64(len(p)), longestTalk-t.n)])
	t.n += int64(n)
	t.hash.Write(p[:n])
	return n, err
}

// Dial connects to the target, with TLS where that is asked for. The error is as of
// [Session.Ask].
func (s *Session) Dial(ctx context.Context, withTLS bool) (*Conn, error) {
	return s.dial(ctx, 0, withTLS)
}

// DialData connects to another port of the same host, which FTP names for its data.
func (s *Session) DialData(ctx context.Context, port uint16) (*Conn, error) {
	return s.dial(ctx, port, false)
}

func (s *Session) dial(ctx context.Context, port uint16, withTLS bool) (*Conn, error) {
	began := s.now()
	within, done := s.patient(ctx, func() { began = s.now() })
	defer done()
	conn, err := s.dialer.Dial(within, port)
	c := &Conn{s: s, conn: conn}
	if err == nil {
		c.addr = conn.RemoteAddr().String()
		conn.SetDeadline(time.Now().Add(s.patience))
		if withTLS {
			err = c.secure(within)
		} else {
			c.listen()
		}
	}
	if err != nil {
		c.Close()
		if err = late(within, err); ended(ctx, err) {
			return nil, err
		}
		how := "connect"
		if withTLS {
			how = "connect with TLS"
		}
		return nil, &failed{s.keep(Evidence{At: began.UTC(), Request: how + " to " + s.Target.HostPort(), Address: c.addr, Failed: failure(err), TookMS: s.now().Sub(began).Milliseconds()})}
	}
	return c, nil
}

// StartTLS begins TLS on a connection that has spoken in the clear.
func (c *Conn) StartTLS(ctx context.Context) error {
	within, cancel := context.WithTimeout(ctx, c.s.patience)
	defer cancel()
	return c.secure(within)
}

func (c *Conn) secure(ctx context.Context) error {
	began := time.Now()
	secured, asked, err := c.s.dialer.TLSAsked(ctx, c.conn)
	if err != nil {
		return err
	}
	c.conn = secured
	state := secured.ConnectionState()
	c.tls = describeTLS(&state, c.s.host(), c.s.now())
	c.listen()
	if asked && state.Version >= tls.VersionTLS13 {
		return c.hearRefusal(2*time.Since(began) + politePause)
	}
	return nil
}

// politePause is what a server is given to refuse whoever shows no certificate, beyond
// twice the time of its handshake.
const politePause = 200 * time.Millisecond

// hearRefusal waits for a server that asked for a certificate to refuse us. Under TLS 1.3
// it does so after the handshake; what we had sent by then would make it reset the
// connection, and a reset may overtake its reason.
func (c *Conn) hearRefusal(patience time.Duration) error {
	c.conn.SetReadDeadline(time.Now().Add(min(patience, c.s.patience)))
	_, err := c.Peek(1)
	if err != nil && failure(err) == FailedWantsCertificate {
		return err
	}
	return nil
}

func (c *Conn) listen() {
	c.from = &talk{r: c.conn, hash: sha256.New()}
	c.Reader = bufio.NewReaderSize(c.from, 4096)
}

// Secured reports whether the connection speaks TLS.
func (c *Conn) Secured() bool { _, ok := c.conn.(*tls.Conn); return ok }

// Exchange sends a question and lets read take the answer, both within the time that
// one question may take. request says in the protocol's words what was sent. read
// returns what sort of answer it was, never its contents; its error makes the
// exchange one without an answer. The error of Exchange is as of [Session.Ask].
func (c *Conn) Exchange(ctx context.Context, request string, question []byte, read func() (answer string, err error)) (*Evidence, error) {
	e := Evidence{At: c.s.now().UTC(), Request: request, Address: c.addr, TLS: c.tls}
	began := time.Now()
	c.conn.SetDeadline(began.Add(c.s.patience))
	stop := context.AfterFunc(ctx, func() { c.conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	before := c.from.n
	var err error
	if len(question) > 0 {
		_, err = c.conn.Write(question)
	}
	if err == nil {
		e.Answer, err = read()
	}
	e.Bytes, e.SHA256, e.TookMS = c.from.n-before, hex.EncodeToString(c.from.hash.Sum(nil)), time.Since(began).Milliseconds()
	if err != nil {
		if ended(ctx, err) {
			return nil, err
		}
		e.Failed = failure(err)
		return nil, &failed{c.s.keep(e)}
	}
	return c.s.keep(e), nil
}

// Close ends the connection.
func (c *Conn) Close() {
	if c.conn != nil {
		c.conn.Close()
	}
}
