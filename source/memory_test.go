package source_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strconv"
	"sync"
	"time"

	"github.com/hemostat/hemostat/source"
)

// memory is a source whose every attempt can be made to fail.
type memory struct {
	mu    sync.Mutex
	data  []byte
	etag  string
	size  int64 // announced with an answer
	cut   int   // bytes after which each connection breaks; 0 never
	calls []int64

	// fail, where set, gives the error of the nth call, from 1.
	fail func(call int) error
	// wrap, where set, takes the place of the body.
	wrap func(io.Reader) io.Reader

	pages map[string]source.Page
}

func (m *memory) String() string { return "az://contoso/backups" }

func newMemory(data []byte) *memory {
	return &memory{data: data, etag: `"1"`, size: int64(len(data))}
}

func (m *memory) object() source.Object {
	return source.Object{Name: "q3.csv", Size: int64(len(m.data)), ETag: `"1"`, Current: true}
}

func (m *memory) called(at int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.calls = append(m.calls, at)
	if m.fail != nil {
		return m.fail(len(m.calls))
	}
	return nil
}

func (m *memory) List(ctx context.Context, marker string) (source.Page, error) {
	if err := m.called(0); err != nil {
		return source.Page{}, err
	}
	if m.pages != nil {
		return m.pages[marker], nil
	}
	return source.Page{Objects: []source.Object{m.object()}}, nil
}

func (m *memory) Open(ctx context.Context, o source.Object, at int64) (*source.Reading, error) {
	return m.OpenRange(ctx, o, at, int64(len(m.data)))
}

func (m *memory) OpenRange(ctx context.Context, o source.Object, off, n int64) (*source.Reading, error) {
	if err := m.called(off); err != nil {
		return nil, err
	}
	if o.ETag != "" && o.ETag != m.etag {
		return nil, source.Fail(source.Error{Op: "open", Kind: source.ErrChanged})
	}
	part := m.data[min(off, int64(len(m.data))):min(off+n, int64(len(m.data)))]
	var body io.Reader = bytes.NewReader(part)
	if m.cut > 0 && m.cut < len(part) {
		body = io.MultiReader(bytes.NewReader(part[:m.cut]), broken{})
	}
	if m.wrap != nil {
		body = m.wrap(body)
	}
	return &source.Reading{Body: io.NopCloser(body), ETag: m.etag, Size: m.size, Address: "memory:" + strconv.Itoa(len(m.calls))}, nil
}

// broken is a connection that was reset.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("connection reset by peer") }

// endless gives bytes for ever.
type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

// silent gives nothing until it is closed.
type silent struct {
	closed chan struct{}
	once   sync.Once
}

func newSilent() *silent { return &silent{closed: make(chan struct{})} }

func (s *silent) Read([]byte) (int, error) { <-s.closed; return 0, errors.New("closed") }
func (s *silent) Close() error             { s.once.Do(func() { close(s.closed) }); return nil }

// drip gives one byte at a time, at a pace.
type drip struct{ pace time.Duration }

func (d drip) Read(p []byte) (int, error) {
	time.Sleep(d.pace)
	p[0] = 'x'
	return 1, nil
}

func throttled(after time.Duration) error {
	return source.Fail(source.Error{Op: "open", Kind: source.ErrThrottled, Status: 503, RetryAfter: after})
}
