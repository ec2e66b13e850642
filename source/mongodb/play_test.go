package mongodb_test

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/hemostat/hemostat/source"
	"github.com/hemostat/hemostat/source/mongodb"
	"github.com/hemostat/hemostat/source/sourcetest"
)

// ok ends a reply that is none of a failure.
var ok = bson.E{Key: "ok", Value: 1.0}

// listen runs a server of which each connection is served once.
func listen(t testing.TB, serve func(net.Conn)) *sourcetest.Server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				serve(c)
			}()
		}
	}()
	return &sourcetest.Server{Endpoint: "mongodb://" + l.Addr().String()}
}

// played is a server that answers as the manual of MongoDB says what the real one of the
// tests does not do (mongodb.com/docs/manual/reference/command). Its answers to
// isMaster are those of MongoDB 7.
func played(t testing.TB, answer func(name string, command bson.D) bson.D) *sourcetest.Server {
	t.Helper()
	return listen(t, func(c net.Conn) {
		for {
			number, name, command, err := question(c)
			if err != nil {
				return
			}
			reply := bson.D{{Key: "maxWireVersion", Value: 21}, ok}
			if name != "isMaster" {
				reply = answer(name, command)
			}
			if reply == nil {
				return
			}
			document, err := bson.Marshal(reply)
			if err != nil {
				t.Error(err)
				return
			}
			if _, err := c.Write(message(number, document)); err != nil {
				return
			}
		}
	})
}

// question reads what is asked: one document.
func question(c io.Reader) (number uint32, name string, command bson.D, err error) {
	head := make([]byte, 21)
	if _, err = io.ReadFull(c, head); err != nil {
		return 0, "", nil, err
	}
	document := make([]byte, binary.LittleEndian.Uint32(head)-21)
	if _, err = io.ReadFull(c, document); err != nil {
		return 0, "", nil, err
	}
	if err = bson.Unmarshal(document, &command); err != nil || len(command) == 0 {
		return 0, "", nil, errors.Join(err, errors.New("no command"))
	}
	return binary.LittleEndian.Uint32(head[4:]), command[0].Key, command, nil
}

// message is the reply to a question.
func message(number uint32, document []byte) []byte {
	le := binary.LittleEndian
	m := le.AppendUint32(nil, uint32(21+len(document)))
	m = le.AppendUint32(m, 99)
	m = le.AppendUint32(m, number)
	m = le.AppendUint32(m, 2013)
	return append(append(m, 0, 0, 0, 0, 0), document...)
}

// batch is a reply with a cursor.
func batch(which string, id int64, ns string, documents ...any) bson.D {
	if documents == nil {
		documents = bson.A{}
	}
	return bson.D{{Key: "cursor", Value: bson.D{{Key: which, Value: bson.A(documents)}, {Key: "id", Value: id}, {Key: "ns", Value: ns}}}, ok}
}

func refusal(code int, name string) bson.D {
	return bson.D{{Key: "ok", Value: 0.0}, {Key: "errmsg", Value: "jane.doe@contoso.example is not allowed"}, {Key: "code", Value: code}, {Key: "codeName", Value: name}}
}

// shop answers for one database with one collection, of whatever sort.
func shop(name string, collection ...any) bson.D {
	switch name {
	case "listDatabases":
		return bson.D{{Key: "databases", Value: bson.A{bson.D{{Key: "name", Value: "shop"}}}}, ok}
	case "listCollections":
		return batch("firstBatch", 0, "shop.$cmd.listCollections", collection...)
	case "collStats":
		return bson.D{{Key: "count", Value: 1}, {Key: "avgObjSize", Value: 10}, ok}
	case "find":
		return batch("firstBatch", 0, "shop.c", bson.D{{Key: "_id", Value: 1}})
	}
	return refusal(59, "CommandNotFound")
}

func named(name string) bson.D {
	return bson.D{{Key: "name", Value: name}, {Key: "type", Value: "collection"}}
}

// recorder is a dialer that notes the commands that are sent.
type recorder struct {
	source.Dialer
	mu   sync.Mutex
	sent []*recorded
}

type recorded struct {
	net.Conn
	r    *recorder
	sent []byte
}

func (r *recorder) DialList(ctx context.Context) (net.Conn, error) {
	return r.watch(r.Dialer.DialList(ctx))
}
func (r *recorder) DialRead(ctx context.Context) (net.Conn, error) {
	return r.watch(r.Dialer.DialRead(ctx))
}

func (r *recorder) watch(c net.Conn, err error) (net.Conn, error) {
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sent = append(r.sent, &recorded{Conn: c, r: r})
	return r.sent[len(r.sent)-1], nil
}

func (c *recorded) Write(p []byte) (int, error) {
	c.r.mu.Lock()
	c.sent = append(c.sent, p...)
	c.r.mu.Unlock()
	return c.Conn.Write(p)
}

// recording returns a source of which the commands are noted.
func recording(t testing.TB, s *sourcetest.Server, o mongodb.Options) (source.Source, *recorder) {
	t.Helper()
	o.Target = target(t, s.Endpoint)
	r := &recorder{Dialer: sourcetest.DialTo(t, o.Target.HostPort(), sourcetest.Options{})}
	o.Dialer = r
	src, err := mongodb.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return src, r
}

var quick = source.RetryPolicy{Attempts: 2, Base: time.Millisecond, Patience: time.Second, Answer: 20 * time.Second, Idle: 20 * time.Second}

// names lists all.
func names(t testing.TB, src source.Source) (all []string) {
	t.Helper()
	if err := quick.Walk(t.Context(), src, "", func(p source.Page) error {
		for _, o := range p.Objects {
			all = append(all, o.Name)
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
	return all
}

func read(t testing.TB, src source.Source, name string) ([]byte, error) {
	t.Helper()
	body, err := source.Stream(t.Context(), src, source.Object{Name: name, Size: -1}, quick)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	return io.ReadAll(body)
}
