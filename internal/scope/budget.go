package scope

import (
	"io"
	"sync"
	"sync/atomic"

	"golang.org/x/time/rate"
)

// state is what all transports of one grant share: their rates and budgets.
type state struct {
	maxBytes int64
	bytes    atomic.Int64 // of response bodies

	mu          sync.Mutex
	limits      map[string]*rate.Limiter // by host
	sampled     map[string]struct{}      // paths of objects that were read
	sampleBytes int64
}

func newState(maxBytes int64) *state {
	return &state{maxBytes: maxBytes, limits: map[string]*rate.Limiter{}, sampled: map[string]struct{}{}}
}

// limiter returns the limiter of one host. Bursts of a tenth of a second, and
// of one request at least, keep several workers busy without exceeding it.
func (s *state) limiter(host string, perSecond float64) *rate.Limiter {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.limits[host]
	if l == nil {
		l = rate.NewLimiter(rate.Limit(perSecond), max(1, int(perSecond/10)))
		s.limits[host] = l
	}
	return l
}

// spent reports whether the ceiling is reached.
func (s *state) spent() bool { return s.maxBytes > 0 && s.bytes.Load() >= s.maxBytes }

// maySample reports whether the object at path may be read within the sample.
func (s *state) maySample(path string, objects int, bytes int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, again := s.sampled[path]
	return (again || len(s.sampled) < objects) && s.sampleBytes < bytes
}

// takeSample notes that the object at path is being read. It reports false when
// another worker took the last place meanwhile.
func (s *state) takeSample(path string, objects int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, again := s.sampled[path]; !again && len(s.sampled) >= objects {
		return false
	}
	s.sampled[path] = struct{}{}
	return true
}

// meteredBody counts what is read of a body against the budgets.
type meteredBody struct {
	io.ReadCloser
	g      *Grant
	what   string
	sample bool
}

// Read implements [io.Reader]. Past a budget it fails: a body is never cut short
// as if it were whole.
func (b *meteredBody) Read(p []byte) (int, error) {
	left := int64(len(p))
	s := b.g.state
	if s.maxBytes > 0 {
		if left = min(left, s.maxBytes-s.bytes.Load()); left <= 0 {
			return b.end(p, ceilingReached(b.what, s.maxBytes))
		}
	}
	if b.sample {
		s.mu.Lock()
		left = min(left, b.g.SampleBytes-s.sampleBytes)
		s.mu.Unlock()
		if left <= 0 {
			return b.end(p, sampleUsed(b.what, b.g))
		}
	}
	n, err := b.ReadCloser.Read(p[:left])
	s.bytes.Add(int64(n))
	if b.sample {
		s.mu.Lock()
		s.sampleBytes += int64(n)
		s.mu.Unlock()
	}
	return n, err
}

// end tells a body that ends exactly at a budget from one that goes on.
func (b *meteredBody) end(p []byte, err error) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	var one [1]byte
	if n, end := b.ReadCloser.Read(one[:]); n == 0 && end == io.EOF {
		return 0, io.EOF
	}
	return 0, err
}
