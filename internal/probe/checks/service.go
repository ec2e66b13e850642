package checks

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// A service is a server that speaks HTTP.
type service struct {
	s    *probe.Session
	name string // as an answer of it is called: "etcd"
	base string // scheme and host, once it answered
}

// askService finds out by which scheme a server answers and returns its answer to the
// first question: plain, or with TLS where plain HTTP fails in the way of TLS.
func askService(ctx context.Context, s *probe.Session, name string, q probe.Question) (*service, *probe.Answer, error) {
	v := &service{s: s, name: name, base: "http://" + s.Target.HostPort()}
	a, err := v.ask(ctx, q)
	if !wantsTLS(a, err) {
		return v, a, err
	}
	secured := &service{s: s, name: name, base: "https://" + s.Target.HostPort()}
	again, failed := secured.ask(ctx, q)
	if f := probe.FailureOf(failed); f == probe.FailedReset || f == probe.FailedProtocol {
		if why := whyReset(ctx, s); probe.FailureOf(why) == probe.FailedWantsCertificate {
			failed = why
		}
	}
	switch {
	case failed == nil:
		return secured, again, nil
	case ctx.Err() != nil, probe.FailureOf(failed) == probe.FailedWantsCertificate:
		return secured, nil, failed
	case err == nil:
		return v, a, nil
	}
	return v, nil, errors.Join(err, failed)
}

// whyReset waits for what a server says to TLS by itself: one that wants a certificate
// says so after the handshake, and hangs up on a question that is sent before that is read.
func whyReset(ctx context.Context, s *probe.Session) error {
	c, err := s.Dial(ctx, true)
	if err != nil {
		return err
	}
	defer c.Close()
	_, err = c.Exchange(ctx, "TLS without a certificate", nil, func() (string, error) {
		_, err := c.ReadByte()
		return "something", err
	})
	return err
}

// wantsTLS reports whether what came of a plain question is how servers with TLS take it.
func wantsTLS(a *probe.Answer, err error) bool {
	if err != nil {
		switch probe.FailureOf(err) {
		case probe.FailedProtocol, probe.FailedReset, probe.FailedTLS:
			return true
		}
		return false
	}
	moved := a.Status >= 300 && a.Status < 400 && strings.HasPrefix(a.Header.Get("Location"), "https://")
	return moved || a.Status == http.StatusBadRequest || a.Status == 497 // nginx's own
}

// ask asks for a path, which q's URL is.
func (v *service) ask(ctx context.Context, q probe.Question) (*probe.Answer, error) {
	q.URL = v.base + q.URL
	return v.s.Ask(ctx, q)
}

// decode reads an answer of JSON that came whole.
func decode(a *probe.Answer, into any) bool {
	return a.Status == http.StatusOK && decodeAny(a, into)
}

// decodeAny is decode for an answer of whatever status.
func decodeAny(a *probe.Answer, into any) bool {
	return a.Whole && json.Unmarshal(a.Body, into) == nil
}

// sorted goes through what a map holds by name.
func sorted[V any](m map[string]V) iter.Seq2[string, V] {
	return func(yield func(string, V) bool) {
		for _, name := range slices.Sorted(maps.Keys(m)) {
			if !yield(name, m[name]) {
				return
			}
		}
	}
}

// refusal judges an answer that is not what an open server gives.
func (v *service) refusal(a *probe.Answer) probe.Judged {
	if j, doubtful := a.Doubtful(); doubtful {
		return j
	}
	switch a.Status {
	case http.StatusUnauthorized:
		return probe.Closed("HTTP 401: it wants a sign-in")
	case http.StatusForbidden:
		return probe.Closed("HTTP 403: refused to whoever gives no password")
	case http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusGone, http.StatusNotAcceptable:
		return probe.Doubt("HTTP %d: what answers has nothing of %s there", a.Status, v.name)
	}
	return probe.Doubt("HTTP %d with something that is no answer of %s", a.Status, v.name)
}

// A show reads an answer of an open server: what it shows, in words that quote nothing, or
// false for any other answer.
type show func(a *probe.Answer) (why string, ok bool)

// tell asks for a path and tells what its answer says of rights. ok says that it is an
// answer of the service that shows them open.
func (v *service) tell(ctx context.Context, path string, shows show, rights ...exposure.Right) (a *probe.Answer, ok bool, err error) {
	if a, err = v.ask(ctx, probe.Question{URL: path}); err != nil {
		return nil, false, err
	}
	return a, v.judge(a, shows, rights...), nil
}

// judge tells what an answer says of rights.
func (v *service) judge(a *probe.Answer, shows show, rights ...exposure.Right) (open bool) {
	j := v.refusal(a)
	if why, ok := shows(a); ok {
		if _, doubtful := a.Doubtful(); !doubtful { // another's certificate
			open, j = true, probe.Open("%s", why)
			v.s.Exists(probe.Exists)
		}
	}
	for _, right := range rights {
		v.s.Told(right, j, a.Evidence)
	}
	return open
}
