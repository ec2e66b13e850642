package extract

import (
	"io"
	"sync"
)

// pageSize is the size of reads and of the smallest pooled buffer, in bytes.
const pageSize = 64 << 10

// memory lends buffers of a few sizes, so that a million small contents do not
// make a million large allocations.
type memory struct {
	small, middle, large sync.Pool
}

const (
	middleSize = 1 << 20
	largeSize  = Whole + 1
)

// get returns a buffer of at least n bytes, n being one of the sizes above.
func (m *memory) get(n int) []byte {
	pool := m.pool(n)
	if b, ok := pool.Get().(*[]byte); ok {
		return (*b)[:n]
	}
	return make([]byte, n)
}

// put takes back a buffer that get returned, or a front part of it.
func (m *memory) put(b []byte) {
	switch cap(b) {
	case pageSize, middleSize, largeSize:
		b = b[:cap(b)]
		m.pool(cap(b)).Put(&b)
	}
}

func (m *memory) pool(n int) *sync.Pool {
	switch {
	case n <= pageSize:
		return &m.small
	case n <= middleSize:
		return &m.middle
	}
	return &m.large
}

// readHead reads up to limit bytes of r into lent memory and reports whether
// that is the whole of it. limit is Whole.
func (m *memory) readHead(r io.Reader, limit int) (head []byte, whole bool, err error) {
	var fill int
	for _, size := range []int{pageSize, middleSize, largeSize} {
		next := m.get(size)
		copy(next, head[:fill])
		m.put(head)
		head = next
		n, err := io.ReadFull(r, head[fill:])
		fill += n
		switch err {
		case nil:
		case io.EOF, io.ErrUnexpectedEOF:
			return head[:fill], true, nil
		default:
			return head[:fill], false, err
		}
	}
	return head[:fill], false, nil
}

// A source is the body of the input: its errors end the walk.
type source struct {
	w     *walk
	r     io.Reader
	empty int // reads in a row that gave nothing
}

func (s *source) Read(p []byte) (int, error) {
	if err := s.w.alive(); err != nil {
		return 0, err
	}
	n, err := s.r.Read(p)
	if err != nil && err != io.EOF {
		return n, s.w.fail(err)
	}
	if n > 0 {
		s.empty = 0
	} else if s.empty++; s.empty > 100 && err == nil {
		return 0, s.w.fail(io.ErrNoProgress)
	}
	return n, err
}

// sourceAt is the input at random: its errors end the walk.
type sourceAt struct {
	w  *walk
	at io.ReaderAt
}

func (s *sourceAt) ReadAt(p []byte, off int64) (int, error) {
	if err := s.w.alive(); err != nil {
		return 0, err
	}
	n, err := s.at.ReadAt(p, off)
	if err != nil && err != io.EOF {
		return n, s.w.fail(err)
	}
	return n, err
}
