package probe

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"time"

	"github.com/hemostat/hemostat/internal/scope"
	"github.com/hemostat/hemostat/source"
)

// ErrTooMuch says that an answer went past its limit.
var ErrTooMuch = errors.New("the answer goes on past its limit")

// A Question is one request by HTTP.
type Question struct {
	Method string // "": GET
	URL    string
	Header http.Header
	Body   []byte // only where the scope knows the question as one that changes nothing
	Limit  int64  // bytes of the answer that are read; 0: 64 KiB
	Object bool   // it is for one byte of an object: of an answer that gives it no more is read, at any depth
	// Shown stands for the URL in the evidence, where that has the name of an object, which
	// is a content of the target: the same with [Hidden] in its place.
	Shown string
}

// Hidden stands for the name of an object in evidence.
const Hidden = "…"

// An Answer is what came back. Its body may be cut at the question's limit.
type Answer struct {
	*Evidence
	Status int
	Header http.Header
	Body   []byte
	Whole  bool // the body ended within the limit
}

// What a question is given.
const (
	defaultLimit = 64 << 10
	tries        = 4                      // where the server asks to slow down
	firstWait    = 500 * time.Millisecond // then twice as long, or what the server asks for
	longestWait  = 20 * time.Second
)

// Ask sends a question and keeps what came of it. A server that asks to slow down is
// asked again, later and later, a few times. Redirects are answers. An error is
// the end of ctx, a refusal of the scope, or a question without an answer, of which
// the evidence is kept.
func (s *Session) Ask(ctx context.Context, q Question) (*Answer, error) {
	wait := firstWait
	for try := 1; ; try++ {
		a, err := s.askOnce(ctx, q)
		if err != nil || !Throttled(a.Status) {
			return a, err
		}
		if try == tries || s.slowed {
			s.slowed = true // and what is asked after this is asked once
			return a, nil
		}
		pause := max(wait, source.RetryAfter(a.Header, s.now()))
		if wait *= 2; pause > longestWait {
			s.slowed = true // waiting longer is the scheduler's
			return a, nil
		}
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-time.After(pause):
		}
	}
}

// Throttled reports whether a status asks to come back later.
func Throttled(status int) bool {
	return status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable
}

func (s *Session) askOnce(ctx context.Context, q Question) (*Answer, error) {
	if q.Method == "" {
		q.Method = http.MethodGet
	}
	if q.Limit == 0 {
		q.Limit = defaultLimit
	}
	e := Evidence{At: s.now().UTC(), Request: q.Method + " " + redactURL(cmp.Or(q.Shown, q.URL), s.Target)}
	if r := q.Header.Get("Range"); r != "" {
		e.Request += " (" + r + ")"
	}
	began := time.Now()
	within, done := s.patient(ctx, func() { began, e.At = time.Now(), s.now().UTC() })
	defer done()
	traced := httptrace.WithClientTrace(within, &httptrace.ClientTrace{GotConn: func(i httptrace.GotConnInfo) { e.Address = i.Conn.RemoteAddr().String() }})
	a, err := s.exchange(traced, q, &e)
	e.TookMS = time.Since(began).Milliseconds()
	if err != nil {
		if err = late(within, err); ended(ctx, err) {
			return nil, err
		}
		e.Failed = failure(err)
		return nil, &failed{s.keep(e)}
	}
	a.Evidence = s.keep(e)
	return a, nil
}

// patient returns a context that ends with a question's patience, which begins when the
// scope lets the question go: waiting for the rate is none of the server's delay. begin
// is called then.
func (s *Session) patient(ctx context.Context, begin func()) (within context.Context, done func()) {
	within, cancel := context.WithCancelCause(ctx)
	stop := func() bool { return false }
	within = scope.OnTurn(within, func() {
		stop = time.AfterFunc(s.patience, func() { cancel(context.DeadlineExceeded) }).Stop
		begin()
	})
	return within, func() {
		stop()
		cancel(nil)
	}
}

// late returns err, or that the time is over where that is why.
func late(within context.Context, err error) error {
	var refusal *scope.Refusal
	if errors.Is(context.Cause(within), context.DeadlineExceeded) && !errors.As(err, &refusal) {
		return context.DeadlineExceeded
	}
	return err
}

// exchange sends one request and reads the answer into e.
func (s *Session) exchange(ctx context.Context, q Question, e *Evidence) (*Answer, error) {
	req, err := http.NewRequestWithContext(ctx, q.Method, q.URL, bytes.NewReader(q.Body))
	if err != nil {
		return nil, err
	}
	if len(q.Body) == 0 {
		req.Body, req.GetBody, req.ContentLength = nil, nil, 0
	}
	if q.Header != nil {
		req.Header = q.Header.Clone()
	}
	req.Header.Set("Accept-Encoding", "identity")
	resp, err := s.transport.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if q.Object && resp.StatusCode/100 == 2 {
		q.Limit = 1
	}
	body, whole, err := readUpTo(resp.Body, q.Limit)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(body)
	e.Status, e.Headers, e.Bytes, e.SHA256 = resp.StatusCode, tellingHeaders(resp.Header), int64(len(body)), hex.EncodeToString(sum[:])
	e.TLS = describeTLS(resp.TLS, s.requestHost(q.URL), e.At)
	e.Code = cleanCode(providerCode(resp.StatusCode, resp.Header, body))
	return &Answer{Status: resp.StatusCode, Header: resp.Header, Body: body, Whole: whole}, nil
}

func (s *Session) requestHost(address string) string {
	if u, err := url.Parse(address); err == nil {
		return u.Hostname()
	}
	return s.host()
}

// readUpTo reads at most limit bytes. A body that is longer is cut, not an error.
func readUpTo(r io.Reader, limit int64) (body []byte, whole bool, err error) {
	body, err = io.ReadAll(io.LimitReader(r, limit))
	if err != nil {
		return nil, false, err
	}
	if int64(len(body)) < limit {
		return body, true, nil
	}
	var one [1]byte
	n, _ := r.Read(one[:])
	return body, n == 0, nil
}

// providerCode returns the code that a storage service gives with an error: in a
// header, or in the element Code of an XML body whose root is Error. Any other body, be it of
// an object, may hold such words.
func providerCode(status int, h http.Header, body []byte) string {
	if status < 400 {
		return ""
	}
	if code := h.Get("X-Ms-Error-Code"); code != "" {
		return code
	}
	var refusal struct {
		XMLName xml.Name `xml:"Error"`
		Code    string   `xml:"Code"`
	}
	if xml.Unmarshal(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")), &refusal) != nil || len(refusal.Code) > 64 {
		return ""
	}
	return strings.TrimSpace(refusal.Code)
}

// redirectsTo names where an answer leads: the host alone, since a path may quote
// anything.
func redirectsTo(location string) string {
	u, err := url.Parse(location)
	switch {
	case err != nil:
		return "an address that is none"
	case u.Host == "":
		return "another path of the same host"
	}
	host := u.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	return strings.ToLower(oneLine(host))
}
