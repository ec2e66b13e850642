package scan_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/scan"
	"github.com/hemostat/hemostat/internal/seal"
	"github.com/hemostat/hemostat/source"
)

// One worker has several objects under way, so that answers are not waited for one
// after another.
func TestOpensAhead(t *testing.T) {
	const together = 8
	s := &shelf{objects: map[string][]byte{}}
	for i := range 40 {
		s.objects[fmt.Sprintf("%02d.txt", i)] = fmt.Appendf(nil, "mail reader%d@file-kanarie.test\n", i)
	}
	all := make(chan struct{})
	var once sync.Once
	var alone atomic.Bool
	s.opening = func(n int64) {
		if n == together {
			once.Do(func() { close(all) })
		}
		select {
		case <-all:
		case <-time.After(time.Minute):
			alone.Store(true)
		}
	}
	x := newTrial(t, seal.NewKey())
	r := x.run(s, nil)
	if alone.Load() || !r.Complete() || r.Progress.Read != 40 {
		t.Errorf("%d were never opened together; %+v", together, r.Progress)
	}
}

// Objects are read to their end in their order, whatever their size is beside what
// is read ahead of each.
func TestAheadReadsWhole(t *testing.T) {
	s := &shelf{objects: map[string][]byte{}}
	for i, size := range []int{0, 1, 128<<10 - 1, 128 << 10, 128<<10 + 1, 1 << 20, 17 << 20, 5} {
		text := bytes.Repeat(fmt.Appendf(nil, "%d lorem ipsum dolor\n", i), size/20+1)
		s.objects[fmt.Sprintf("%d.txt", i)] = text[:size]
	}
	x := newTrial(t, seal.NewKey())
	x.run(s, nil)
	fetched := x.events("fetched")
	if len(fetched) != len(s.objects) {
		t.Fatalf("%d entries", len(fetched))
	}
	for i, e := range fetched {
		sum := sha256.Sum256(s.objects[fmt.Sprintf("%d.txt", i)])
		if e.SHA256 != hex.EncodeToString(sum[:]) {
			t.Errorf("entry %d, %d bytes, is not object %d", i, e.Bytes, i)
		}
	}
}

// An object that changed between listing and reading is read as it is now.
func TestAheadChanged(t *testing.T) {
	s := &changing{shelf: shelf{objects: map[string][]byte{}}}
	for i := range 20 {
		s.objects[fmt.Sprintf("%02d.txt", i)] = fmt.Appendf(nil, "mail reader%d@file-kanarie.test\n", i)
	}
	x := newTrial(t, seal.NewKey())
	if r := x.run(s, nil); !r.Complete() || r.Progress.Read != 20 {
		t.Errorf("%+v", r.Progress)
	}
	if n := kind(x.figures(), exposure.Email); n.Distinct != 20 {
		t.Errorf("%d addresses are distinct, want 20", n.Distinct)
	}
}

// changing is a shelf on which every third object is another than the one listed.
type changing struct{ shelf }

func (c *changing) Open(ctx context.Context, o source.Object, at int64) (*source.Reading, error) {
	if o.ETag != "" && (o.Name[1]-'0')%3 == 0 {
		return nil, source.Fail(source.Error{Op: "open", Object: o.Name, Kind: source.ErrChanged})
	}
	return c.shelf.Open(ctx, o, at)
}

// A source that panics costs the object that it opened and no other.
func TestAheadPanics(t *testing.T) {
	s := &shelf{objects: map[string][]byte{}}
	for i := range 20 {
		s.objects[fmt.Sprintf("%02d.txt", i)] = fmt.Appendf(nil, "mail reader%d@file-kanarie.test\n", i)
	}
	s.opening = func(n int64) {
		if n == 3 {
			panic("kanarie")
		}
	}
	x := newTrial(t, seal.NewKey())
	r := x.run(s, func(o *scan.Options) { o.Workers = 2 })
	if r.Progress.Read != 19 || r.Progress.NotRead != 1 {
		t.Errorf("%+v", r.Progress)
	}
}

// What was opened ahead when the scan was stopped has its entry, and is read by the
// next run.
func TestAheadDropped(t *testing.T) {
	s := &shelf{objects: map[string][]byte{}}
	for i := range 40 {
		s.objects[fmt.Sprintf("%02d.txt", i)] = fmt.Appendf(nil, "mail reader%d@file-kanarie.test\n", i)
	}
	x := newTrial(t, seal.NewKey())
	drain, stop := context.WithCancel(t.Context())
	x.drain = drain
	s.opening = func(n int64) {
		if n == 20 {
			stop()
		}
	}
	r := x.run(s, nil)
	read, dropped := 0, 0
	for _, e := range x.events("fetched") {
		if e.SHA256 != "" {
			read++
		} else if e.Detail == "not taken in: the scan was stopped before its turn came" {
			dropped++
		}
	}
	if opened := int(s.opened.Load()); r.Complete() || read != int(r.Progress.Read) || dropped == 0 || read+dropped > opened {
		t.Errorf("%d opened, %d read, %d dropped, %+v", opened, read, dropped, r.Progress)
	}
	x.drain = t.Context()
	if r := x.run(s, nil); !r.Complete() || r.Progress.Read != 40 {
		t.Errorf("the next run does not go on: %+v", r.Progress)
	}
}
