package probe

import (
	"fmt"
	"net/http"

	"github.com/hemostat/hemostat/exposure"
)

// A Judged is what one answer says of one right.
type Judged struct {
	Verdict   exposure.Verdict
	Why       string
	Suspected bool // see [exposure.Finding]
	Gone      bool // see there
}

// Open, Closed and Doubt make judgements.
func Open(format string, args ...any) Judged {
	return Judged{Verdict: exposure.Open, Why: fmt.Sprintf(format, args...)}
}

// Closed is a judgement by an answer that shows it.
func Closed(format string, args ...any) Judged {
	return Judged{Verdict: exposure.Closed, Why: fmt.Sprintf(format, args...)}
}

// Doubt is a judgement by an answer that shows neither.
func Doubt(format string, args ...any) Judged {
	return Judged{Verdict: exposure.Inconclusive, Why: fmt.Sprintf(format, args...)}
}

// Suspect is a judgement by an answer that proves neither, and is given where the right is open.
func Suspect(format string, args ...any) Judged {
	j := Doubt(format, args...)
	j.Suspected = true
	return j
}

// Gone is a judgement by an answer that what was seen there is no longer there.
func Gone(format string, args ...any) Judged {
	j := Doubt(format, args...)
	j.Gone = true
	return j
}

// Told tells a judgement on a right.
func (s *Session) Told(right exposure.Right, j Judged, shown ...*Evidence) {
	s.tell(right, j, shown)
}

// Doubtful judges an answer that no check should take for a refusal or a consent: the
// server asks to slow down, fails, leads elsewhere, or a network on the way answers.
func (a *Answer) Doubtful() (Judged, bool) {
	if a.Status >= 300 && a.Status < 400 {
		return Doubt("HTTP %d: it leads to %s, which was not followed", a.Status, redirectsTo(a.Header.Get("Location"))), true
	}
	switch a.Status {
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		return Doubt("HTTP %d: it asks to slow down", a.Status), true
	case http.StatusNetworkAuthenticationRequired, http.StatusProxyAuthRequired:
		return Doubt("HTTP %d: a network on the way wants a sign-in", a.Status), true
	case http.StatusBadRequest, http.StatusRequestTimeout, http.StatusUnavailableForLegalReasons:
		return Doubt("HTTP %d: it did not take the question", a.Status), true
	}
	if a.Status >= 500 {
		return Doubt("HTTP %d: the server failed", a.Status), true
	}
	return a.Foreign()
}

// Foreign judges an answer of somebody else: the certificate is for another name.
func (a *Answer) Foreign() (Judged, bool) {
	if p := a.TLS; p != nil && p.Problem == "for another name" {
		return Doubt("somebody else answers: the certificate is %s", p.Problem), true
	}
	return Judged{}, false
}
