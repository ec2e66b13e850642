package mongodb

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/hemostat/hemostat/source"
)

// The protocol (mongodb.com/docs/manual/reference/mongodb-wire-protocol).
const (
	opMessage    = 2013     // OP_MSG
	headLength   = 16       // length, number, number of what is answered, sort of message
	longestReply = 48000000 // bytes: maxMessageSizeBytes of every server
	leastVersion = 6        // maxWireVersion of MongoDB 3.6, the first that knows OP_MSG
)

// longestHandshake is how long TLS may take to begin: whoever does not speak it may wait for more.
const longestHandshake = 10 * time.Second

// A conn is a connection on which one command is sent after another.
type conn struct {
	net.Conn
	try   source.Attempt
	reply bytes.Buffer // the last one

	busy    sync.Mutex // held while a command waits for its reply, and while cursor is written, which hangUp reads
	number  int32      // of the last message
	cursor  cursorName // the one that is open
	stop    func() bool
	closing sync.Once
}

// dialing is one of the two ways of a [source.Dialer] to connect.
type dialing func(context.Context) (net.Conn, error)

// connect connects and greets, plain and, where a server hangs up on that or answers in
// another protocol, with TLS. The connection closes with ctx.
func (s *Source) connect(ctx context.Context, try source.Attempt, dial dialing) (*conn, error) {
	speaks := s.speaks.Load()
	if speaks == secured {
		c, _, err := s.greet(ctx, try, dial, true)
		return c, err
	}
	c, dialed, err := s.greet(ctx, try, dial, false)
	if err == nil {
		s.speaks.Store(plain)
		return c, nil
	}
	if speaks == plain || !dialed || context.Cause(ctx) != nil || !errors.Is(err, source.ErrNetwork) && !errors.Is(err, source.ErrGarbled) {
		return nil, err
	}
	c, _, again := s.greet(ctx, try, dial, true)
	switch {
	case again == nil:
		s.speaks.Store(secured)
		return c, nil
	case errors.Is(again, source.ErrRefused), context.Cause(ctx) != nil:
		return nil, again
	}
	return nil, err
}

// greet connects and says who asks: nobody. dialed reports whether somebody is there.
func (s *Source) greet(ctx context.Context, try source.Attempt, dial dialing, withTLS bool) (c *conn, dialed bool, err error) {
	over, err := dial(ctx)
	if err != nil {
		return nil, false, try.Lost(ctx, err)
	}
	if withTLS {
		shakes, cancel := context.WithTimeout(ctx, longestHandshake)
		inner, err := s.options.Dialer.TLS(shakes, over)
		cancel()
		if err != nil {
			over.Close()
			return nil, true, try.Lost(ctx, err)
		}
		over = inner
	}
	c = &conn{Conn: over, try: try}
	c.stop = context.AfterFunc(ctx, c.hangUp)
	hello, err := c.command(ctx, "admin", bson.D{{Key: "isMaster", Value: 1}})
	if err == nil {
		if version, ok := hello.Lookup("maxWireVersion").AsInt64OK(); !ok || version < leastVersion {
			err = try.Fail(source.ErrGarbled)
		}
	}
	if err != nil {
		c.end()
		return nil, true, err
	}
	return c, true, nil
}

// end ends the connection.
func (c *conn) end() {
	c.stop()
	c.hangUp()
}

// hangUp closes the connection, at any time. A cursor that is open is closed where no
// command waits for its reply; else the server sees to it.
func (c *conn) hangUp() {
	c.closing.Do(func() {
		if c.busy.TryLock() {
			if c.cursor.id != 0 {
				c.SetDeadline(time.Now().Add(time.Second))
				c.send(c.cursor.database, bson.D{{Key: "killCursors", Value: c.cursor.collection}, {Key: "cursors", Value: bson.A{c.cursor.id}}})
			}
			c.busy.Unlock()
		}
		c.Conn.Close()
	})
}

// command asks a database for something and returns the reply, which is lent until the
// next command.
func (c *conn) command(ctx context.Context, database string, command bson.D) (bson.Raw, error) {
	c.busy.Lock()
	defer c.busy.Unlock()
	err := c.send(database, command)
	var reply bson.Raw
	if err == nil {
		reply, err = c.receive()
	}
	switch {
	case errors.Is(err, errProtocol):
		return nil, c.try.Fail(source.ErrGarbled)
	case err != nil:
		return nil, c.try.Lost(ctx, err)
	}
	if ok, is := reply.Lookup("ok").AsInt64OK(); !is {
		return nil, c.try.Fail(source.ErrGarbled)
	} else if ok != 1 {
		return nil, refused(c.try, reply)
	}
	return reply, nil
}

// errProtocol is an answer of another protocol, or one that does not follow it.
var errProtocol = errors.New("mongodb: no reply")

// send writes a message: a head, no flags, one section that is one document.
func (c *conn) send(database string, command bson.D) error {
	document, err := bson.Marshal(append(command, bson.E{Key: "$db", Value: database}, bson.E{Key: "$readPreference", Value: bson.D{{Key: "mode", Value: "primaryPreferred"}}}))
	if err != nil {
		return errProtocol
	}
	c.number++
	le := binary.LittleEndian
	m := le.AppendUint32(nil, uint32(headLength+5+len(document)))
	m = le.AppendUint32(m, uint32(c.number))
	m = le.AppendUint32(m, 0)
	m = le.AppendUint32(m, opMessage)
	m = append(m, 0, 0, 0, 0, 0)
	_, err = c.Write(append(m, document...))
	return err
}

// receive reads the reply. It takes memory for what came, not for what is announced.
func (c *conn) receive() (bson.Raw, error) {
	var head [headLength]byte
	if _, err := io.ReadFull(c, head[:]); err != nil {
		return nil, err
	}
	le := binary.LittleEndian
	n := int64(le.Uint32(head[0:])) - headLength
	if le.Uint32(head[8:]) != uint32(c.number) || le.Uint32(head[12:]) != opMessage || n < 5 || n > longestReply {
		return nil, errProtocol
	}
	c.reply.Reset()
	if _, err := io.CopyN(&c.reply, c, n); err != nil {
		return nil, err
	}
	return readReply(c.reply.Bytes())
}

// What the flags of a message say.
const (
	flagChecksum = 1 << 0 // four bytes end it
	flagRequired = 1<<16 - 1
)

// readReply reads what follows the head of a message: its flags, and one section of one document.
func readReply(body []byte) (bson.Raw, error) {
	flags := binary.LittleEndian.Uint32(body)
	document, sort := body[5:], body[4]
	if flags&flagChecksum != 0 && len(document) >= 4 {
		document = document[:len(document)-4]
	}
	if flags&flagRequired&^flagChecksum != 0 || sort != 0 || !isDocument(document) {
		return nil, errProtocol
	}
	return bson.Raw(document), nil
}

// isDocument reports whether p is as long as a document that it begins with, and ends as one.
func isDocument(p []byte) bool {
	return len(p) >= 5 && uint64(binary.LittleEndian.Uint32(p)) == uint64(len(p)) && p[len(p)-1] == 0
}
