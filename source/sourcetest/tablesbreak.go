package sourcetest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
)

// tableGrown adds rows behind a listing. What is read then is the table as it was, as it
// is, or nothing: never a mixture that calls itself whole.
func tableGrown(t *testing.T, p Tables) {
	s := p.Store(t)
	before, after := rowsOf("growing", 100), rowsOf("growing", 150)
	s.Put(t, "growing", before)
	src := openTables(t, s, 0)
	listed := objects(t, src)
	s.Put(t, "growing", after)
	var rows []Row
	for _, o := range listed {
		data, err := readAll(t.Context(), src, o)
		if errors.Is(err, source.ErrChanged) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, p.Decode(t, data)...)
	}
	slices.SortFunc(rows, func(a, b Row) int { return a.ID - b.ID })
	if !slices.Equal(rows, before) && !slices.Equal(rows, after) {
		t.Errorf("%d rows read of a table that grew from %d to %d", len(rows), len(before), len(after))
	}
}

func tableGone(t *testing.T, p Tables) {
	s := p.Store(t)
	s.Put(t, "gone", rowsOf("gone", 3))
	src := openTables(t, s, 0)
	o := objects(t, src)[0]
	s.Remove(t, "gone")
	_, err := readAll(t.Context(), src, o)
	if !errors.Is(err, source.ErrGone) || source.ReasonOf(err) != exposure.NotReadGone {
		t.Errorf("read after it was dropped: %v; want ErrGone", err)
	}
}

// tableCut loses connections in the middle of what they bring. Whatever was given out by
// then, an object that ends without an error is whole.
func tableCut(t *testing.T, p Tables) {
	s := p.Store(t)
	s.Put(t, "cut", rowsOf("cut", 4000))
	src := openTables(t, s, 0)
	o := objects(t, src)[0]
	whole, err := readAll(t.Context(), src, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, after := range []int64{100, 1000, 20_000, int64(len(whole)) / 2, int64(len(whole)) - 100} {
		var cuts atomic.Int64
		cuts.Store(2)
		o, options := o, Options{Transport: cutTransport(t, &cuts, after), conn: func(c net.Conn) net.Conn { return &cutConn{Conn: c, cuts: &cuts, left: after} }}
		got, err := readAll(t.Context(), s.Open(t, options), o)
		if err == nil && !bytes.Equal(got, whole) {
			t.Errorf("cut after %d bytes: %d bytes of %d, and no error", after, len(got), len(whole))
		}
		if err != nil && !errors.Is(err, source.ErrChanged) && !source.Retryable(err) {
			t.Errorf("cut after %d bytes: %v", after, err)
		}
	}
}

func tableCancelled(t *testing.T, p Tables) {
	s := p.Store(t)
	s.Put(t, "long", rowsOf("long", 20_000))
	src := openTables(t, s, 0)
	o := objects(t, src)[0]
	done, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := src.List(done, ""); !errors.Is(err, context.Canceled) {
		t.Errorf("List: %v, want context.Canceled", err)
	}
	if _, err := src.Open(done, o, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("Open: %v, want context.Canceled", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	body, err := source.Stream(ctx, src, o, source.RetryPolicy{})
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	if _, err := io.ReadFull(body, make([]byte, 1000)); err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err = io.Copy(io.Discard, body); !errors.Is(err, context.Canceled) {
		t.Errorf("reading on after the end of the context: %v", err)
	}
}

func tableShut(t *testing.T, p Tables) {
	s := p.Store(t)
	s.Put(t, "shut", rowsOf("shut", 3))
	o := objects(t, openTables(t, s, 0))[0]
	s.Shut(t)
	src := openTables(t, s, 0)
	denied := func(what string, err error) {
		t.Helper()
		if !errors.Is(err, source.ErrClosedMidway) && !errors.Is(err, source.ErrDenied) || source.ReasonOf(err) != exposure.NotReadDenied {
			t.Errorf("%s after it was closed: %v", what, err)
		}
	}
	denied("listing", quick.Walk(t.Context(), src, "", func(source.Page) error { return nil }))
	_, err := readAll(t.Context(), src, o)
	denied("reading", err)
}

// tableOnlyReads sets out bait as of [Run], and looks at what is sent.
func tableOnlyReads(t *testing.T, p Tables) {
	s := p.Store(t)
	want := rowsOf("bait", 5)
	s.Put(t, "bait", want)
	bait := setBait(t)
	sent := &sentBytes{}
	seen := &recorder{transport: transport(t)}
	src := s.Open(t, Options{Transport: seen, conn: sent.watch})
	same(t, "bait", tablesOf(t, p, s, src)["bait"], want)
	seen.check(t)
	if n := bait(); n > 0 {
		t.Errorf("%d requests went past what was handed in", n)
	}
	if bytes.Contains(sent.all(), []byte("BAIT")) {
		t.Error("something of the environment was sent")
	}
}

// sentBytes keeps what connections send.
type sentBytes struct {
	mu   sync.Mutex
	sent []byte
}

func (s *sentBytes) watch(c net.Conn) net.Conn { return &watchedConn{c, s} }

func (s *sentBytes) all() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sent
}

type watchedConn struct {
	net.Conn
	by *sentBytes
}

func (c *watchedConn) Write(p []byte) (int, error) {
	c.by.mu.Lock()
	c.by.sent = append(c.by.sent, p...)
	c.by.mu.Unlock()
	return c.Conn.Write(p)
}
