package source_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
)

func pattern(n int) []byte {
	data := make([]byte, n)
	for i := range data {
		data[i] = byte(i*7 + i>>8)
	}
	return data
}

func readAll(t *testing.T, m *memory, o source.Object, p source.RetryPolicy) ([]byte, error) {
	t.Helper()
	body, err := source.Stream(t.Context(), m, o, p)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	return io.ReadAll(body)
}

// TestStreamSurvivesCuts: each connection breaks after some bytes, at every
// length that matters; the whole comes all the same, each byte once.
func TestStreamSurvivesCuts(t *testing.T) {
	for _, cut := range []int{1, 7, 99, 100, 499, 500} {
		synctest.Test(t, func(t *testing.T) {
			m := newMemory(pattern(500))
			m.cut = cut
			got, err := readAll(t, m, m.object(), source.RetryPolicy{})
			if err != nil || !bytes.Equal(got, m.data) {
				t.Errorf("cut each %d bytes: %d bytes, %v", cut, len(got), err)
			}
			for i, at := range m.calls {
				if want := int64(i * cut); at != want {
					t.Fatalf("cut each %d bytes: call %d began at %d, want %d", cut, i, at, want)
				}
			}
		})
	}
}

func TestStreamIsAReader(t *testing.T) {
	m := newMemory(pattern(3000))
	body, err := source.Stream(t.Context(), m, m.object(), source.RetryPolicy{})
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	if err := iotest.TestReader(body, m.data); err != nil {
		t.Error(err)
	}
	if body.Size() != 3000 || body.ETag() != `"1"` || body.Reading().Address != "memory:1" || body.Retries() != 0 {
		t.Errorf("size %d, ETag %s, %+v, %d retries", body.Size(), body.ETag(), body.Reading(), body.Retries())
	}
}

func TestStreamLengths(t *testing.T) {
	data := pattern(1000)
	for _, c := range []struct {
		name      string
		listed    int64 // in the listing
		announced int64 // in the answer
		body      func(io.Reader) io.Reader
		want      int // bytes given out
		err       error
	}{
		{"as announced", 1000, 1000, nil, 1000, nil},
		{"listing says less", 900, 1000, nil, 900, source.ErrLength},
		{"listing says more", 1100, 1000, nil, 1000, source.ErrLength},
		{"answer says less", 1000, 900, nil, 1000, nil}, // the listing, pinned by the ETag, was right
		{"nobody says", -1, -1, nil, 1000, nil},
		{"only the listing says", 1000, -1, nil, 1000, nil},
		{"only the answer says", -1, 1000, nil, 1000, nil},
		{"never ends", 1000, 1000, func(io.Reader) io.Reader { return endless{} }, 1000, source.ErrLength},
		{"never ends, and nobody says", -1, -1, func(io.Reader) io.Reader { return endless{} }, 4096, source.ErrLength},
		{"one byte too many", 1000, 1000, func(r io.Reader) io.Reader { return io.MultiReader(r, bytes.NewReader([]byte("x"))) }, 1000, source.ErrLength},
		{"whole by its own account, too short", 1000, -1, func(r io.Reader) io.Reader { return io.LimitReader(r, 10) }, 10, source.ErrLength},
		{"empty by its own account", 1000, 0, func(io.Reader) io.Reader { return bytes.NewReader(nil) }, 0, source.ErrLength},
		{"cut after the last byte", 1000, 1000, func(r io.Reader) io.Reader { return io.MultiReader(r, broken{}) }, 1000, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := newMemory(data)
			m.size, m.wrap = c.announced, c.body
			o := m.object()
			o.Size = c.listed
			got, err := readAll(t, m, o, source.RetryPolicy{Limit: 4096})
			if !errors.Is(err, c.err) || len(got) != c.want {
				t.Errorf("%d bytes, %v; want %d, %v", len(got), err, c.want, c.err)
			}
			if c.err != nil && source.ReasonOf(err) != exposure.NotReadLength {
				t.Errorf("reason %q", source.ReasonOf(err))
			}
		})
	}
}

// TestStreamTruncated: the server announces more than it ever sends. Attempts
// end, and what came is not taken for the whole.
func TestStreamTruncated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(pattern(500))
		m.size = 1000
		o := m.object()
		o.Size = 1000
		m.wrap = func(r io.Reader) io.Reader { return io.MultiReader(r, broken{}) }
		got, err := readAll(t, m, o, source.RetryPolicy{Attempts: 4})
		if len(got) != 500 || !errors.Is(err, source.ErrNetwork) || len(m.calls) != 4 {
			t.Errorf("%d bytes, %v, %d calls", len(got), err, len(m.calls))
		}
	})
}

func TestStreamChanged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(pattern(500))
		m.cut = 100
		m.fail = func(call int) error {
			if call == 3 {
				m.etag = `"2"`
			}
			return nil
		}
		o := m.object()
		o.ETag = "" // not listed with one: the first answer pins it
		got, err := readAll(t, m, o, source.RetryPolicy{})
		if len(got) != 200 || !errors.Is(err, source.ErrChanged) {
			t.Errorf("%d bytes, %v; want 200, ErrChanged", len(got), err)
		}
	})
}

// careless is a provider that does not pin what it opens.
type careless struct{ *memory }

func (c careless) Open(ctx context.Context, o source.Object, at int64) (*source.Reading, error) {
	o.ETag = ""
	return c.memory.Open(ctx, o, at)
}

// TestStreamPinsByItself: an answer of another state is not mixed in, even if
// the provider lets it through.
func TestStreamPinsByItself(t *testing.T) {
	m := newMemory(pattern(10))
	m.etag = `"2"`
	if body, err := source.Stream(t.Context(), careless{m}, m.object(), source.RetryPolicy{}); !errors.Is(err, source.ErrChanged) {
		t.Errorf("%v, %v", body, err)
	}
}

// TestStreamThrottled: a minute of 503 is borne, and never asked again sooner
// than the provider wished.
func TestStreamThrottled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(pattern(10))
		begun := time.Now()
		last := begun
		m.fail = func(call int) error {
			if call > 1 && time.Since(last) < 5*time.Second {
				t.Errorf("asked again after %v", time.Since(last))
			}
			last = time.Now()
			if time.Since(begun) < 70*time.Second {
				return throttled(5 * time.Second)
			}
			return nil
		}
		told := 0
		got, err := readAll(t, m, m.object(), source.RetryPolicy{Notify: func(err error, wait time.Duration) { told++ }})
		if len(got) != 10 || err != nil || told != len(m.calls)-1 {
			t.Errorf("%d bytes, %v after %v; told %d times of %d calls", len(got), err, time.Since(begun), told, len(m.calls))
		}
	})
}

func TestPatienceEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(pattern(10))
		m.fail = func(int) error { return throttled(time.Hour) }
		begun := time.Now()
		_, err := readAll(t, m, m.object(), source.RetryPolicy{Patience: 20 * time.Minute})
		if !errors.Is(err, source.ErrThrottled) || source.ReasonOf(err) != exposure.NotReadThrottled || time.Since(begun) > 20*time.Minute {
			t.Errorf("%v after %v", err, time.Since(begun))
		}
		if len(m.calls) < 3 {
			t.Errorf("%d calls: an hour that a server asks for is cut to five minutes", len(m.calls))
		}
	})
}

func TestWhatIsNotTriedAgain(t *testing.T) {
	for _, kind := range []error{
		source.ErrNotFoundOrPrivate, source.ErrDenied, source.ErrGone, source.ErrArchived, source.ErrSpecial, source.ErrLength,
		source.ErrClosedMidway, source.ErrRefused, source.ErrRequest,
	} {
		m := newMemory(pattern(10))
		m.fail = func(int) error { return source.Fail(source.Error{Op: "open", Kind: kind}) }
		if _, err := readAll(t, m, m.object(), source.RetryPolicy{}); !errors.Is(err, kind) || len(m.calls) != 1 {
			t.Errorf("%v: %v after %d calls", kind, err, len(m.calls))
		}
	}
}

// TestStreamSilence: a server that says nothing, or a byte now and then, is
// left; the time that the caller takes between reads does not count.
func TestStreamSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for name, body := range map[string]io.Reader{"drip": drip{time.Second}, "silent": drip{time.Hour}} {
			m := newMemory(pattern(5000))
			m.wrap = func(r io.Reader) io.Reader {
				if len(m.calls) == 1 {
					return body
				}
				return r
			}
			got, err := readAll(t, m, m.object(), source.RetryPolicy{})
			if len(got) != 5000 || err != nil || len(m.calls) != 2 {
				t.Errorf("%s: %d bytes, %v, %d calls", name, len(got), err, len(m.calls))
			}
		}
		m := newMemory(pattern(3))
		body, err := source.Stream(t.Context(), m, m.object(), source.RetryPolicy{})
		if err != nil {
			t.Fatal(err)
		}
		defer body.Close()
		one := make([]byte, 1)
		for range 3 {
			time.Sleep(time.Hour)
			if _, err := body.Read(one); err != nil {
				t.Error(err)
			}
		}
		if len(m.calls) != 1 {
			t.Errorf("a slow caller made %d connections", len(m.calls))
		}
	})
}

// TestStreamAnswerIsTimed: an answer that does not begin is left.
func TestStreamAnswerIsTimed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		_, err := source.Stream(t.Context(), deaf{}, source.Object{Size: 1}, source.RetryPolicy{Attempts: 1})
		if !errors.Is(err, source.ErrTimeout) || source.ReasonOf(err) != exposure.NotReadTimeout || time.Since(begun) > 3*time.Minute {
			t.Errorf("%v after %v", err, time.Since(begun))
		}
	})
}

// deaf never answers.
type deaf struct{}

func (deaf) List(ctx context.Context, _ string) (source.Page, error) {
	<-ctx.Done()
	return source.Page{}, source.FailTransport(ctx, "list", "az://a/b", "", ctx.Err())
}

func (deaf) Open(ctx context.Context, _ source.Object, _ int64) (*source.Reading, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// TestCancelledAtOnce: in a wait between attempts, in a silent body, before.
func TestCancelledAtOnce(t *testing.T) {
	t.Run("waiting", func(t *testing.T) {
		m := newMemory(pattern(10))
		m.fail = func(int) error { return throttled(time.Minute) }
		cancelledSoon(t, func(ctx context.Context) error {
			_, err := source.Stream(ctx, m, m.object(), source.RetryPolicy{})
			return err
		})
	})
	t.Run("silent", func(t *testing.T) {
		cancelledSoon(t, func(ctx context.Context) error {
			body, err := source.Stream(ctx, mute{newSilent()}, source.Object{Size: 10}, source.RetryPolicy{})
			if err != nil {
				return err
			}
			defer body.Close()
			_, err = io.ReadAll(body)
			return err
		})
	})
	t.Run("listing", func(t *testing.T) {
		cancelledSoon(t, func(ctx context.Context) error {
			return source.Walk(ctx, deaf{}, "", func(source.Page) error { return nil })
		})
	})
}

// mute opens at once and then says nothing, whatever the context does.
type mute struct{ body *silent }

func (mute) List(context.Context, string) (source.Page, error) { return source.Page{}, nil }

func (m mute) Open(context.Context, source.Object, int64) (*source.Reading, error) {
	return &source.Reading{Body: m.body, Size: 10, Address: "mute"}, nil
}

func cancelledSoon(t *testing.T, do func(context.Context) error) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		stopped := errors.New("stopped by hand")
		time.AfterFunc(time.Second, func() { cancel(stopped) })
		begun := time.Now()
		if err := do(ctx); !errors.Is(err, stopped) || time.Since(begun) > time.Second+100*time.Millisecond {
			t.Errorf("%v after %v", err, time.Since(begun))
		}
	})
}

// TestCloseEndsARead: from another goroutine.
func TestCloseEndsARead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		body, err := source.Stream(t.Context(), mute{newSilent()}, source.Object{Size: 10}, source.RetryPolicy{})
		if err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(time.Second, func() { body.Close() })
		if _, err := io.ReadAll(body); err == nil {
			t.Error("read on after Close")
		}
		body.Close()
	})
}
