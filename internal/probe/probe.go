// Package probe asks one target what anybody may do with it, and keeps each
// question with its answer as evidence.
//
// A [Check] knows one sort of place: a storage service, a database, a queue. It is
// one file of package checks, and passes probetest. It asks through a [Session],
// which has the only way out: the transport and the dialer of the target's grant.
// Nothing is written, changed or tried: the first answer to whoever gives no
// name and no password decides, and an account is named only where the grant
// names it.
//
// A verdict is open or closed where an answer shows it, else inconclusive with
// its reason. A server that is throttling, somebody else's page, a wrong protocol
// or silence never make a target closed.
package probe

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/scope"
)

// A Check asks one sort of place.
type Check interface {
	Info() Info
	// Ask asks s's target and tells s what came of it. An error says that asking broke
	// off; what was told before stays.
	Ask(ctx context.Context, s *Session) error
}

// Info says what a check is.
type Info struct {
	Name         string // "redis", "azure"
	Providers    []exposure.Provider
	Service      string           // of a server
	Rights       []exposure.Right // on which it has a verdict, each time
	Asks         string           // what is sent, for `probe --list`: "INFO server, then DBSIZE"
	Source       string           // of the protocol: a vendor's page or an RFC
	Parts        bool             // of a server: a part that the target names is asked, else the server as a whole
	Experimental bool             // no server of this sort has answered it yet
	Answered     string           // by which other server of the same protocol, where it is experimental; "" by none
}

// For reports whether the check is meant for t. A server of no certain service is
// asked by every check of servers.
func (i Info) For(t exposure.Target) bool {
	if !slices.Contains(i.Providers, t.Provider) {
		return false
	}
	return t.Provider != exposure.Server || t.Service == i.Service || t.Service == exposure.AnyService
}

// Options are what a probe is given.
type Options struct {
	Grant       *scope.Grant
	Version     string           // of the program, for User-Agent
	Depth       exposure.Depth   // no deeper than the grant; zero: probe
	Now         func() time.Time // nil: time.Now
	Objects     []string         // names of objects that an operator says are there, the best first
	Seen        []string         // names of objects that this program saw there, the best first
	Patience    time.Duration    // for one question; zero: 15 seconds
	SeenVersion Version          // of an object, that this program saw there
	WasOpen     []exposure.Right // rights that were ever open to anybody
	Listed      Validator        // of the listing as it was read last, to be asked whether it is the same
	Brief       bool             // only whether it is there and may be listed or read: of names that are guessed most are not
}

// A Result is what is known of one target after a probe.
type Result struct {
	Target   string             `json:"target"`
	Check    string             `json:"check"`
	Vendor   string             `json:"vendor,omitempty"`
	Exists   Existence          `json:"exists"`
	Exposed  bool               `json:"exposed"` // one right at least is open
	Rights   []exposure.Finding `json:"rights"`
	Software string             `json:"software,omitempty"` // what answers, in its own words, cut
	Notes    []string           `json:"notes,omitempty"`    // findings beside the rights, such as a certificate that has expired
	Holds    []Part             `json:"holds,omitempty"`    // at depth list, for servers: databases, tables, indices, keys
	Evidence []Evidence         `json:"evidence"`
	// Unchanged reports that the listing is as Options.Listed has it.
	Unchanged bool `json:"unchanged,omitempty"`
	// Listed is what tells the listing that was given from another.
	Listed Validator `json:"-"`
	// Object is the name of an object that was seen or read, for probing it again. It
	// is a content of the target and never printed.
	Object string `json:"-"`
	// Version is one of an object that a listing gave; a content of the target too.
	Version Version `json:"-"`
}

// A Version is an older state of an object, and what asks for it. Its zero value is none.
type Version struct {
	Name  string
	Query string // "versionId=…", "snapshot=…", escaped
}

// Unreachable reports whether no question came as far as a server.
func (r *Result) Unreachable() bool {
	for _, e := range r.Evidence {
		switch {
		case e.Failed == FailedTimeout && e.Address == "": // connecting timed out
		case e.Failed == FailedUnknownHost, e.Failed == FailedResolve, e.Failed == FailedRefused, e.Failed == FailedUnreachable:
		default:
			return false
		}
	}
	return true
}

// Suspected reports whether a right that was not shown to be open may be, by the answers.
func (r *Result) Suspected() bool {
	return slices.ContainsFunc(r.Rights, func(f exposure.Finding) bool { return f.Suspected })
}

// A Validator is what a server sends along with a page, by which it tells later that the page is the
// same (RFC 9110, 8.8), as it came. Its zero value is none.
type Validator struct {
	Tag  string // ETag
	Date string // Last-Modified
}

// Existence says whether a target is there at all.
type Existence string

// The existences. A provider that answers alike for what is private and what is
// not there leaves it unknown.
const (
	Exists        Existence = "yes"
	ExistsNot     Existence = "no"
	ExistsUnknown Existence = "unknown"
)

// A Part is something that a server holds, by its own names.
type Part struct {
	Kind  string `json:"kind"` // "database", "table", "index", "queue", …
	Name  string `json:"name"`
	Count int64  `json:"count"` // of rows, documents, keys, messages; -1 unknown
	Bytes int64  `json:"bytes"` // -1 unknown
}

// maxParts bounds what a result names.
const maxParts = 10_000

// Run asks the target of o's grant by c. A target that does not answer is no
// error: its rights are inconclusive and the evidence says why. Errors are a
// scope's refusals and the end of ctx.
func Run(ctx context.Context, c Check, o Options) (*Result, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Patience == 0 {
		o.Patience = 15 * time.Second
	}
	if o.Depth == 0 {
		o.Depth = exposure.Probe
	}
	if o.Depth > o.Grant.Depth {
		return nil, &scope.Refusal{What: o.Grant.Target().String(), Why: "the grant goes as deep as " + o.Grant.Depth.String(), Err: scope.ErrTooDeep}
	}
	s := newSession(c.Info(), o)
	err := c.Ask(ctx, s)
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	var refusal *scope.Refusal
	if errors.As(err, &refusal) {
		if len(s.result.Evidence) == 0 { // nothing was asked
			return nil, err
		}
		s.refused(refusal)
		err = nil
	}
	s.complete(err)
	return s.result, nil
}

// randomName returns a name that nothing has: 26 letters and digits.
func randomName() string { return "hemostat-" + rand.Text()[:17] }
