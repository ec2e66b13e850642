package scope

import (
	"context"
	"fmt"
	"io"
	"sync"

	"golang.org/x/time/rate"
)

// state is what all transports of one grant share: their rates and budgets.
type state struct {
	maxBytes int64
	together *rate.Limiter // of all grants of a scope; nil: none

	mu          sync.Mutex
	bytes       int64                    // of response bodies, read or reserved
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
		s.forget()
		l = rate.NewLimiter(rate.Limit(perSecond), max(1, int(perSecond/10)))
		s.limits[host] = l
	}
	return l
}

// mostLimits is how many hosts have limiters before those that are at rest are forgotten.
const mostLimits = 4096

// forget drops limiters that are as new ones are. Where names are guessed each may be a host.
func (s *state) forget() {
	if len(s.limits) < mostLimits {
		return
	}
	for host, l := range s.limits {
		if l.Tokens() >= float64(l.Burst()) {
			delete(s.limits, host)
		}
	}
}

type turn struct{}

// OnTurn returns a context whose requests and connections call begin once the rates let
// them go, before anything is sent. Whoever bounds the time of an answer begins to count
// there: waiting for one's turn is none of the server's delay.
func OnTurn(ctx context.Context, begin func()) context.Context {
	return context.WithValue(ctx, turn{}, begin)
}

// wait waits until one more request may go to a host, at most perSecond to it, 0 for any number.
func (s *state) wait(ctx context.Context, host string, perSecond float64) error {
	if perSecond > 0 {
		if err := waitFor(ctx, s.limiter(host, perSecond)); err != nil {
			return err
		}
	}
	if s.together != nil {
		if err := waitFor(ctx, s.together); err != nil {
			return err
		}
	}
	if begin, ok := ctx.Value(turn{}).(func()); ok {
		begin()
	}
	return nil
}

// waitFor waits for a limiter. One whose turn would come after the end of ctx is out of
// time already.
func waitFor(ctx context.Context, l *rate.Limiter) error {
	err := l.Wait(ctx)
	if err == nil || ctx.Err() != nil {
		return err
	}
	return fmt.Errorf("waiting for the rate: %w", context.DeadlineExceeded)
}

// spent reports whether the ceiling is reached.
func (s *state) spent() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.maxBytes > 0 && s.bytes >= s.maxBytes
}

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

// Read implements [io.Reader]. Past a budget or the end of the grant it fails: a
// body is never cut short as if it were whole.
func (b *meteredBody) Read(p []byte) (int, error) {
	if b.g.ended(b.g.now()) {
		return 0, b.g.expired(b.what)
	}
	left, err := b.reserve(int64(len(p)))
	if err != nil {
		return b.end(p, err)
	}
	n, err := b.ReadCloser.Read(p[:left])
	b.giveBack(left - int64(n))
	return n, err
}

// reserve takes up to n bytes from the budgets before they are read, so that
// several bodies together do not exceed them.
func (b *meteredBody) reserve(n int64) (int64, error) {
	s := b.g.state
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.maxBytes > 0 {
		if n = min(n, s.maxBytes-s.bytes); n <= 0 {
			return 0, ceilingReached(b.what, s.maxBytes)
		}
	}
	if b.sample {
		if n = min(n, b.g.SampleBytes-s.sampleBytes); n <= 0 {
			return 0, sampleUsed(b.what, b.g)
		}
		s.sampleBytes += n
	}
	s.bytes += n
	return n, nil
}

// giveBack returns what was reserved and did not come.
func (b *meteredBody) giveBack(n int64) {
	s := b.g.state
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bytes -= n
	if b.sample {
		s.sampleBytes -= n
	}
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
