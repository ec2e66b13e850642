package leak

import (
	"hash/maphash"
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

// An Event is one thing that the generator wrote, noted at the moment of
// writing it. All truth is counted from events.
type Event struct {
	Way       string                // member inside the object: "" or "inner.zip!/a.docx"
	Kind      exposure.Kind         // 0 for a document and for what cannot be read
	Written   string                // as it stands in the decoded text
	Canonical string                // exact form: see the package comment
	Identity  uint64                // the true thing: equal for all spellings of one
	Sort      string                // of a secret
	InName    bool                  // it stands in an object's or member's name, not in its text
	Document  exposure.DocumentKind // of a document
	Content   uint64                // of a document: equal for equal bytes within one process
	NotRead   exposure.Reason       // why nothing can be read here, of what has no text
	Record    bool                  // this name opens a record of a person
	Quoted    bool                  // it stands in the history that a mail quotes
}

// A recorder receives events; a nil one none, and then nothing is computed.
type recorder struct {
	sink func(Event)
	way  []string
	seed maphash.Seed
	name bool
	old  bool // in quoted history
}

func (r *recorder) event(e Event) {
	if r == nil {
		return
	}
	e.Way, e.InName, e.Quoted = strings.Join(r.way, "!/"), r.name, r.old
	r.sink(e)
}

// within notes what f writes as standing in a member.
func (r *recorder) within(member string, f func()) {
	if r == nil {
		f()
		return
	}
	r.way = append(r.way, member)
	f()
	r.way = r.way[:len(r.way)-1]
}

// inName notes what f writes as standing in the name of an object.
func (r *recorder) inName(f func() string) string {
	if r == nil {
		return f()
	}
	r.name = true
	defer func() { r.name = false }()
	return f()
}

// quoted notes what f writes as standing in the history that a mail quotes.
func (r *recorder) quoted(f func()) {
	if r != nil {
		r.old = true
		defer func() { r.old = false }()
	}
	f()
}

func (r *recorder) document(kind exposure.DocumentKind, body []byte) {
	if r == nil {
		return
	}
	r.event(Event{Document: kind, Content: maphash.Bytes(r.seed, body)})
}
