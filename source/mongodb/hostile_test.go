package mongodb_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/hemostat/hemostat/source"
	"github.com/hemostat/hemostat/source/mongodb"
	"github.com/hemostat/hemostat/source/sourcetest"
)

// Views show what other collections hold, buckets are read as the time series that they
// are of, and what belongs to the server is listed where it is named.
func TestSorts(t *testing.T) {
	of := func(name, sort string) bson.D {
		return bson.D{{Key: "name", Value: name}, {Key: "type", Value: sort}, {Key: "options", Value: bson.D{{Key: "collation", Value: bson.D{{Key: "locale", Value: "de"}}}}}}
	}
	s := played(t, func(name string, _ bson.D) bson.D {
		if name == "listDatabases" {
			var all bson.A
			for _, name := range []string{"shop", "admin", "config", "local"} {
				all = append(all, bson.D{{Key: "name", Value: name}})
			}
			return bson.D{{Key: "databases", Value: all}, ok}
		}
		return shop(name, of("view", "view"), of("series", "timeseries"), of("system.buckets.series", "collection"), of("sorted", "collection"), of("system.js", "collection"))
	})
	for path, want := range map[string][]string{
		"":              {"shop/series.bson", "shop/sorted.bson", "shop/system.js.bson"},
		"/shop/view":    {"shop/view.bson"},
		"/admin/system": {"admin/system.js.bson"},
	} {
		if got := names(t, at(t, s, path, mongodb.Options{PartRows: 1}, sourcetest.Options{})); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}

// What servers refuse is told by its kind and without their words.
func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		code    int
		name    string
		list    error
		open    error
		divides bool // a refusal of numbers leaves a collection whole
	}{
		{13, "Unauthorized", source.ErrDenied, source.ErrDenied, true},
		{8000, "AtlasError", source.ErrDenied, source.ErrDenied, true},
		{26, "NamespaceNotFound", source.ErrNotFound, source.ErrGone, false},
		{43, "CursorNotFound", source.ErrChanged, source.ErrChanged, false},
		{16500, "RequestRateTooLarge", source.ErrThrottled, source.ErrThrottled, false},
		{11600, "InterruptedAtShutdown", source.ErrServer, source.ErrServer, false},
		{50, "MaxTimeMSExpired", source.ErrTimeout, source.ErrTimeout, true},
		{59, "CommandNotFound", source.ErrRequest, source.ErrRequest, true},
	} {
		var refused string
		s := played(t, func(name string, _ bson.D) bson.D {
			if name == refused {
				return refusal(c.code, c.name)
			}
			return shop(name, named("c"))
		})
		src := at(t, s, "", mongodb.Options{}, sourcetest.Options{})
		check := func(what string, err, want error) {
			t.Helper()
			if !errors.Is(err, want) || strings.Contains(err.Error(), "jane") || !strings.Contains(err.Error(), c.name) {
				t.Errorf("%s refused by %d: %v", what, c.code, err)
			}
		}
		for _, refused = range []string{"listDatabases", "listCollections"} {
			_, err := src.List(t.Context(), "")
			check(refused, err, c.list)
		}
		refused = "collStats"
		if page, err := src.List(t.Context(), ""); c.divides != (err == nil && len(page.Objects) == 1) {
			t.Errorf("numbers refused by %d: %v, %v", c.code, page, err)
		}
		for _, refused = range []string{"listCollections", "find"} {
			_, err := src.Open(t.Context(), source.Object{Name: "shop/c.bson"}, 0)
			check(refused, err, c.open)
		}
	}
}

// A collection that goes while it is read is no empty one, and one of which the rest is refused is no short one.
func TestEndsMidway(t *testing.T) {
	var asked atomic.Int64
	s := played(t, func(name string, _ bson.D) bson.D {
		switch name {
		case "listCollections":
			if asked.Add(1) > 1 {
				return shop(name)
			}
		case "find":
			return batch("firstBatch", 0, "shop.c")
		}
		return shop(name, named("c"))
	})
	if data, err := read(t, at(t, s, "", mongodb.Options{}, sourcetest.Options{}), "shop/c.bson"); !errors.Is(err, source.ErrGone) {
		t.Errorf("dropped before it was read: %d bytes, %v", len(data), err)
	}
	for what, more := range map[string]bson.D{
		"the cursor ends": refusal(43, "CursorNotFound"), "the line breaks": nil, "never another document": batch("nextBatch", 7, "shop.c"),
		"no document": {{Key: "cursor", Value: bson.D{{Key: "nextBatch", Value: bson.A{1}}, {Key: "id", Value: int64(7)}}}, ok}, "no cursor": {ok},
	} {
		s := played(t, func(name string, _ bson.D) bson.D {
			switch name {
			case "find":
				return batch("firstBatch", 7, "shop.c", bson.D{{Key: "_id", Value: 1}})
			case "getMore":
				return more
			}
			return shop(name, named("c"))
		})
		if data, err := read(t, at(t, s, "", mongodb.Options{}, sourcetest.Options{}), "shop/c.bson"); err == nil || len(data) == 0 {
			t.Errorf("%s: %d bytes, %v", what, len(data), err)
		}
	}
}

// Whoever else may answer ends an attempt with a kind, takes no memory for what it only
// announces, and does not outlive the context.
func TestHostile(t *testing.T) {
	hello, err := bson.Marshal(bson.D{{Key: "maxWireVersion", Value: 21}, ok})
	if err != nil {
		t.Fatal(err)
	}
	greets := func(then func(c net.Conn, number uint32)) func(net.Conn) {
		return func(c net.Conn) {
			number, _, _, err := question(c)
			if err != nil {
				return
			}
			c.Write(message(number, hello))
			if number, _, _, err = question(c); err == nil {
				then(c, number)
			}
		}
	}
	nested := deep(5_000_000)
	head := func(n, number uint32) []byte {
		h := message(number, nil)
		binary.LittleEndian.PutUint32(h, n)
		return h
	}
	for what, serve := range map[string]func(net.Conn){
		"silent":   func(c net.Conn) { io.Copy(io.Discard, c) },
		"hangs up": func(c net.Conn) {},
		"HTTP":     func(c net.Conn) { fmt.Fprint(c, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n") },
		"before 3.6": func(c net.Conn) {
			question(c)
			old, _ := bson.Marshal(bson.D{{Key: "maxWireVersion", Value: 5}, ok})
			c.Write(message(1, old))
		},
		"dribbles":              greets(func(c net.Conn, n uint32) { c.Write(head(1000, n)); dribble(c) }),
		"two gigabytes":         greets(func(c net.Conn, n uint32) { c.Write(head(1<<31-1, n)) }),
		"48 MB that never come": greets(func(c net.Conn, n uint32) { c.Write(head(48_000_000, n)); io.Copy(io.Discard, c) }),
		"another's answer":      greets(func(c net.Conn, n uint32) { c.Write(message(n+1, hello)) }),
		"deep":                  greets(func(c net.Conn, n uint32) { c.Write(message(n, nested)) }),
		"no databases":          greets(func(c net.Conn, n uint32) { c.Write(message(n, hello)) }),
	} {
		t.Run(what, func(t *testing.T) {
			src := at(t, listen(t, serve), "", mongodb.Options{}, sourcetest.Options{})
			for op, do := range map[string]func(context.Context) error{
				"list": func(ctx context.Context) error { _, err := src.List(ctx, ""); return err },
				"open": func(ctx context.Context) error {
					_, err := src.Open(ctx, source.Object{Name: "shop/c.bson"}, 0)
					return err
				},
			} {
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				err := do(ctx)
				runtime.ReadMemStats(&after)
				cancel()
				var e *source.Error
				if !errors.As(err, &e) && !errors.Is(err, context.DeadlineExceeded) || strings.Contains(err.Error(), "\n") {
					t.Errorf("%s: %v", op, err)
				}
				if took := after.TotalAlloc - before.TotalAlloc; took > 400<<20 {
					t.Errorf("%s took %d MiB", op, took>>20)
				}
			}
		})
	}
}

func dribble(c net.Conn) {
	for {
		if _, err := c.Write([]byte{0}); err != nil {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// deep is a document within a document, and so on.
func deep(n int) []byte {
	le := binary.LittleEndian
	var d []byte
	for i := range n {
		d = append(le.AppendUint32(d, uint32(8*(n-i)+5)), 3, 'x', 0)
	}
	d = append(le.AppendUint32(d, 5), 0)
	return append(d, make([]byte, n)...)
}
