package source_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/iotest"
	"testing/synctest"

	"github.com/hemostat/hemostat/source"
)

func readerAt(t *testing.T, m *memory) *source.ReaderAt {
	t.Helper()
	r, err := source.NewReaderAt(t.Context(), m, m.object(), source.RetryPolicy{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestReaderAt(t *testing.T) {
	m := newMemory(pattern(20<<20 + 17))
	r := readerAt(t, m)
	if err := iotest.TestReader(io.NewSectionReader(r, 0, 4000), m.data[:4000]); err != nil {
		t.Error(err)
	}
	var wg sync.WaitGroup
	for seed := range uint64(4) {
		wg.Go(func() {
			rng := rand.New(rand.NewPCG(seed, 1))
			for range 100 {
				off := rng.IntN(len(m.data))
				p := make([]byte, rng.IntN(100000))
				n, err := r.ReadAt(p, int64(off))
				want := m.data[off:min(off+len(p), len(m.data))]
				if !bytes.Equal(p[:n], want) || (n < len(p)) != (err == io.EOF) {
					t.Errorf("ReadAt(%d bytes, %d) = %d, %v", len(p), off, n, err)
				}
			}
		})
	}
	wg.Wait()
	if _, err := r.ReadAt(make([]byte, 1), -1); err == nil {
		t.Error("a negative offset was read")
	}
	if n, err := r.ReadAt(make([]byte, 1), r.Size()); n != 0 || err != io.EOF {
		t.Errorf("at the end: %d, %v", n, err)
	}
}

// TestReadAhead: one pass over 20 MiB takes few requests and no byte twice.
func TestReadAhead(t *testing.T) {
	m := newMemory(pattern(20 << 20))
	r := readerAt(t, m)
	got, err := io.ReadAll(io.NewSectionReader(r, 0, r.Size()))
	if err != nil || !bytes.Equal(got, m.data) || r.Fetched() != r.Size() || len(m.calls) > 6 {
		t.Errorf("%d bytes, %v; %d fetched in %d requests", len(got), err, r.Fetched(), len(m.calls))
	}
}

func TestReaderAtSurvivesCuts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(pattern(3 << 20))
		m.cut = 300000
		r := readerAt(t, m)
		got, err := io.ReadAll(io.NewSectionReader(r, 0, r.Size()))
		if err != nil || !bytes.Equal(got, m.data) || r.Fetched() != r.Size() {
			t.Errorf("%d bytes, %v, %d fetched", len(got), err, r.Fetched())
		}
	})
}

func TestReaderAtPinsOneState(t *testing.T) {
	m := newMemory(pattern(3 << 20))
	r := readerAt(t, m)
	p := make([]byte, 10)
	if _, err := r.ReadAt(p, 0); err != nil {
		t.Fatal(err)
	}
	m.etag = `"2"`
	if _, err := r.ReadAt(p, 0); err != nil {
		t.Errorf("what is in the cache is of the old state and stays: %v", err)
	}
	if _, err := r.ReadAt(p, 2<<20); !errors.Is(err, source.ErrChanged) {
		t.Errorf("%v, want ErrChanged", err)
	}
	m.etag, m.size = `"1"`, 5
	if _, err := r.ReadAt(p, 2<<20); !errors.Is(err, source.ErrLength) {
		t.Errorf("%v, want ErrLength", err)
	}
}

func TestReaderAtIsRefused(t *testing.T) {
	m := newMemory(pattern(10))
	o := m.object()
	o.Size = -1
	if _, err := source.NewReaderAt(t.Context(), m, o, source.RetryPolicy{}); !errors.Is(err, source.ErrNoRanges) {
		t.Errorf("unknown size: %v", err)
	}
	if _, err := source.NewReaderAt(t.Context(), deaf{}, m.object(), source.RetryPolicy{}); !errors.Is(err, source.ErrNoRanges) {
		t.Errorf("no ranges: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	r, err := source.NewReaderAt(ctx, m, m.object(), source.RetryPolicy{})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := r.ReadAt(make([]byte, 1), 0); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
