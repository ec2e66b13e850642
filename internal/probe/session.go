package probe

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/scope"
)

// A Session is one target that is being asked. It belongs to one goroutine.
type Session struct {
	Target      exposure.Target
	Depth       exposure.Depth
	Objects     []string         // names of objects that an operator says are there
	Seen        []string         // names of objects that this program saw there
	SeenVersion Version          // of an object, that this program saw there
	WasOpen     []exposure.Right // rights that were ever open to anybody
	Listed      Validator
	Brief       bool // see [Options]

	info      Info
	grant     *scope.Grant
	transport http.RoundTripper
	dialer    *scope.Dialer
	now       func() time.Time
	patience  time.Duration
	slowed    bool // it went on asking to slow down
	result    *Result
}

func newSession(info Info, o Options) *Session {
	t := o.Grant.Target()
	s := &Session{
		Target: t, Depth: o.Depth, Objects: o.Objects, Seen: o.Seen, SeenVersion: o.SeenVersion, WasOpen: o.WasOpen, Listed: o.Listed, Brief: o.Brief, info: info, grant: o.Grant, now: o.Now, patience: o.Patience,
		result: &Result{Target: t.String(), Check: info.Name, Vendor: o.Grant.Vendor, Exists: ExistsUnknown},
	}
	if t.Provider == exposure.Server {
		s.dialer = scope.NewDialer(o.Grant)
	}
	switch {
	case t.Query != "": // a signed link goes to nobody but its host
		s.transport = scope.Transport(o.Grant, o.Version)
	default:
		s.transport = scope.ProbeTransport(o.Grant, o.Version)
	}
	return s
}

// MayName reports whether the grant names an account, so that it may be tried
// without a password.
func (s *Session) MayName(account string) bool { return slices.Contains(s.grant.Accounts, account) }

// Accounts returns the accounts that the grant names.
func (s *Session) Accounts() []string { return s.grant.Accounts }

// MayGuess reports whether the grant allows names to be guessed.
func (s *Session) MayGuess() bool { return s.grant.Discover }

// Find tells the verdict on one right, and what shows it. Of several verdicts on one right
// one that is open stands before doubt, and doubt before one that is closed: a place is
// as open as its most open answer, and a refusal says nothing of what was not
// answered. Of two alike the last one stands.
func (s *Session) Find(right exposure.Right, verdict exposure.Verdict, why string, shown ...*Evidence) {
	s.tell(right, Judged{Verdict: verdict, Why: why}, shown)
}

func (s *Session) tell(right exposure.Right, j Judged, shown []*Evidence) {
	s.find(right, j, func(known exposure.Verdict) bool { return rank(j.Verdict) >= rank(known) }, shown)
}

// Settle tells a judgement that was made in the knowledge of what was told before, and
// replaces it, be it less open. What was open stands.
func (s *Session) Settle(right exposure.Right, j Judged, shown ...*Evidence) {
	s.find(right, j, func(known exposure.Verdict) bool { return known != exposure.Open || j.Verdict == exposure.Open }, shown)
}

// Otherwise tells a judgement on a right of which nothing was told.
func (s *Session) Otherwise(right exposure.Right, j Judged, shown ...*Evidence) {
	s.find(right, j, func(exposure.Verdict) bool { return false }, shown)
}

// rank orders verdicts by which stands.
func rank(v exposure.Verdict) int {
	switch v {
	case exposure.Open:
		return 2
	case exposure.Closed:
		return 0
	}
	return 1
}

func (s *Session) find(right exposure.Right, j Judged, replaces func(known exposure.Verdict) bool, shown []*Evidence) {
	f := exposure.Finding{Right: right, Verdict: j.Verdict, Access: s.access(), Why: j.Why, Suspected: j.Suspected, Gone: j.Gone, At: s.now().UTC()}
	for _, e := range shown {
		if e == nil {
			continue
		}
		f.Evidence, f.Status, f.Code, f.At = append(f.Evidence, e.ID), e.Status, e.Code, e.At
	}
	for i, known := range s.result.Rights {
		if known.Right != right {
			continue
		}
		if replaces(known.Verdict) && !(known.Verdict == exposure.Open && j.Verdict == exposure.Open) {
			s.result.Rights[i] = f
		}
		return
	}
	s.result.Rights = append(s.result.Rights, f)
}

func (s *Session) access() string {
	if s.Target.Query != "" {
		return "signed link"
	}
	return "anonymous"
}

// Verdict returns the verdict on a right as far as it is known.
func (s *Session) Verdict(right exposure.Right) exposure.Verdict {
	for _, f := range s.result.Rights {
		if f.Right == right {
			return f.Verdict
		}
	}
	return exposure.Inconclusive
}

// Exists tells whether the target is there.
func (s *Session) Exists(e Existence) { s.result.Exists = e }

// Found reports whether the target is known to be there.
func (s *Session) Found() bool { return s.result.Exists == Exists }

// Runs tells what answers, in its own words.
func (s *Session) Runs(software string) {
	if s.result.Software == "" {
		s.result.Software = cut(oneLine(software), 120)
	}
}

// Note tells something beside the rights.
func (s *Session) Note(format string, args ...any) {
	if note := fmt.Sprintf(format, args...); !slices.Contains(s.result.Notes, note) {
		s.result.Notes = append(s.result.Notes, note)
	}
}

// Holds tells something that the target holds. It reports false where more need not
// be told.
func (s *Session) Holds(p Part) bool {
	if len(s.result.Holds) == maxParts {
		s.Note("it holds more than the %d parts that are named here", maxParts)
		return false
	}
	p.Name = cut(oneLine(p.Name), 250)
	s.result.Holds = append(s.result.Holds, p)
	return true
}

// SawObject remembers the name of an object that is there, by which the target can be
// probed again.
func (s *Session) SawObject(name string) {
	if s.result.Object == "" {
		s.result.Object = name
	}
}

// SawVersion remembers a version of an object, by which versions can be asked for when they are
// no longer listed.
func (s *Session) SawVersion(v Version) { s.result.Version = v }

// Lists remembers what tells the listing that was given from another.
func (s *Session) Lists(v Validator) { s.result.Listed = v }

// ListsAsBefore tells that the listing is the one that was read last.
func (s *Session) ListsAsBefore() { s.result.Unchanged, s.result.Listed = true, s.Listed }

// Object returns the name of the object that was seen first, "" where none was.
func (s *Session) Object() string { return s.result.Object }

// RandomName returns a name that nothing has.
func (s *Session) RandomName() string { return randomName() }

// complete gives each right of the check its verdict, and the evidence its digest.
func (s *Session) complete(err error) {
	rest := Doubt("it was not asked")
	var last *Evidence
	if n := len(s.result.Evidence); n > 0 {
		last = &s.result.Evidence[n-1]
		rest = s.unanswered(last)
	}
	if err != nil && EvidenceOf(err) == nil {
		rest = Doubt("asking broke off: %s", failure(err))
	}
	for _, right := range s.info.Rights {
		if !slices.ContainsFunc(s.result.Rights, func(f exposure.Finding) bool { return f.Right == right }) {
			s.Told(right, rest, last)
		}
	}
	slices.SortStableFunc(s.result.Rights, func(a, b exposure.Finding) int {
		return slices.Index(s.info.Rights, a.Right) - slices.Index(s.info.Rights, b.Right)
	})
	for _, f := range s.result.Rights {
		s.result.Exposed = s.result.Exposed || f.Verdict == exposure.Open
	}
	s.certificates()
}

// certificates notes what is wrong with those that were shown.
func (s *Session) certificates() {
	for _, e := range s.result.Evidence {
		if e.TLS != nil && e.TLS.Problem != "" {
			s.Note("its certificate is %s (issued by %s, until %s)", e.TLS.Problem, e.TLS.Issuer, e.TLS.NotAfter.Format(time.DateOnly))
		}
	}
}

// failed is a question without an answer.
type failed struct{ evidence *Evidence }

// Error implements error.
func (f *failed) Error() string { return f.evidence.Request + ": " + string(f.evidence.Failed) }

// FailureOf returns why the question that err is of had no answer, "" for any other
// error.
func FailureOf(err error) Failure {
	if e := EvidenceOf(err); e != nil {
		return e.Failed
	}
	return ""
}

// EvidenceOf returns the evidence of a question without an answer, nil for any other
// error.
func EvidenceOf(err error) *Evidence {
	var f *failed
	if errors.As(err, &f) {
		return f.evidence
	}
	return nil
}

// unanswered judges the lack of an answer. Of a server that the operator named, or that
// was found, a host that is gone and a port that nobody listens on are shut from here; a
// provider's own host that refuses connections is a fault on the way.
func (s *Session) unanswered(e *Evidence) Judged {
	switch e.Failed {
	case "":
		return Doubt("no answer that shows it")
	case FailedUnknownHost:
		if s.Target.Named {
			s.Exists(ExistsNot)
			return Closed("its host name does not exist")
		}
		return Doubt("its host name does not exist")
	case FailedRefused:
		if s.Target.Named {
			return Closed("connection refused: nothing listens there, or a firewall says so")
		}
	case FailedResolve:
		return Doubt("its host name could not be resolved: the name servers failed")
	case FailedWantsCertificate:
		return Closed("it wants a certificate of whoever connects")
	case FailedTimeout:
		return Doubt("no answer in time")
	case FailedTooMuch:
		return Doubt("its answer does not end")
	case FailedProtocol:
		return Doubt("something else answers there, not the protocol that was asked for")
	}
	return Doubt("%s", e.Failed)
}

// keep appends evidence, sealed, and returns it as it is kept.
func (s *Session) keep(e Evidence) *Evidence {
	e.seal()
	s.result.Evidence = append(s.result.Evidence, e)
	return &s.result.Evidence[len(s.result.Evidence)-1]
}

// ended reports whether err is the end of the caller's own context or a refusal of the
// scope, which no evidence is made of.
func ended(ctx context.Context, err error) bool {
	var refusal *scope.Refusal
	return ctx.Err() != nil || errors.As(err, &refusal)
}

// host returns the host of the target.
func (s *Session) host() string {
	host, _, err := net.SplitHostPort(s.Target.HostPort())
	if err != nil {
		return ""
	}
	return host
}
