// Package report turns the figures of a campaign into what people read and
// machines take in: HTML, JSON, CSV and Markdown.
//
// A [Report] is plain data. Whoever fills it has masked what must be masked:
// this package prints every string that it is given. It escapes foreign text
// for each format, makes control and direction characters visible, and never
// says more than the figures do: what has no mention is "not found in what was
// examined".
package report

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/respond/rotate"
)

// SchemaID names the published form of the JSON, docs/report-schema.json. A
// change that breaks a reader gets a new number.
const SchemaID = "https://hemostat.example/schema/report-1.json"

// A Report is one campaign at one moment. Figures must be set; everything else
// may be empty.
type Report struct {
	Schema    string              `json:"schema"` // written as [SchemaID], whatever stands here
	Campaign  Campaign            `json:"campaign"`
	Run       Run                 `json:"run"`
	Figures   *attribute.Figures  `json:"figures"`
	Exposures []exposure.Exposure `json:"exposures"`
	Claims    []Claim             `json:"claims,omitempty"`

	// Rotate holds the credentials to rotate first, the most urgent first, the halves of a pair as
	// one; RotateTotal counts all of them where the list is cut, and RotateDone those of them that
	// somebody has marked as rotated or a false alarm.
	Rotate      []Credential `json:"rotate"`
	RotateTotal uint64       `json:"rotateTotal"`
	RotateDone  uint64       `json:"rotateDone"`

	// NotRead holds parts that were not read; NotReadTotal counts all of them
	// where the list is cut. Figures.NotRead sums them by reason.
	NotRead      []NotReadPart `json:"notRead"`
	NotReadTotal uint64        `json:"notReadTotal"`

	Timeline []Event `json:"timeline"` // ascending

	// Removed says that the campaign is gone once the report is read: what commands the
	// report names would find nothing.
	Removed bool `json:"-"`
}

// A Campaign says what was examined, on whose authority and by which rules.
type Campaign struct {
	ID          string         `json:"id"`    // the folder's name: what commands take
	Label       string         `json:"label"` // what people call it; the ID where empty
	Targets     []string       `json:"targets"`
	Basis       exposure.Basis `json:"basis"`
	SignedOffBy string         `json:"signedOffBy,omitempty"` // as the scope says; empty for a folder without one
	Depth       string         `json:"depth,omitempty"`       // probe, list or read
	Until       time.Time      `json:"until,omitzero"`        // end of the grant
	Created     time.Time      `json:"created,omitzero"`
	Hold        bool           `json:"hold,omitempty"` // a hold blocks deletion
	Rules       string         `json:"rules"`          // digest of engine, rules and data
	Version     string         `json:"version"`        // of Hemostat
}

// A State says how far a run has come.
type State string

// The states.
const (
	Running     State = "running"     // objects are being listed or read
	Complete    State = "complete"    // everything in scope was read, or never can be for a stated reason
	Incomplete  State = "incomplete"  // it ended, and trying again may read more
	Interrupted State = "interrupted" // it was stopped; the same command goes on
)

// A Run holds what depends on when and how the scan was run. None of it stands
// in the figures.
type Run struct {
	State         State     `json:"state"`
	Complete      bool      `json:"complete"`
	Why           []string  `json:"why,omitempty"` // sentences: why it is not complete
	Started       time.Time `json:"started,omitzero"`
	Ended         time.Time `json:"ended,omitzero"` // zero while it runs
	Seconds       float64   `json:"seconds"`        // spent running, all starts together
	Starts        int       `json:"starts"`         // how often it was started
	Workers       int       `json:"workers"`
	ObjectsListed uint64    `json:"objectsListed"`
	ObjectsRead   uint64    `json:"objectsRead"`
	BytesListed   uint64    `json:"bytesListed"`
	BytesRead     uint64    `json:"bytesRead"` // of the listed ones: never more than BytesListed
	Made          time.Time `json:"made"`      // when this report was made
}

// PerCent returns how much of the listed bytes was read, 0 to 100, rounded
// down: 100 means all. Where nothing but empty objects was listed it counts
// objects.
func (r Run) PerCent() int {
	read, of := r.BytesRead, r.BytesListed
	if of == 0 {
		read, of = r.ObjectsRead, r.ObjectsListed
	}
	switch {
	case of == 0 && r.Complete, of > 0 && read >= of:
		return 100
	case of == 0:
		return 0
	}
	return int(float64(read) / float64(of) * 100)
}

// A Claim is a figure that somebody else has published, to stand beside the
// counted ones.
type Claim struct {
	Kind  string `json:"kind"` // name of an [exposure.Kind], or "entity", "country"
	Count uint64 `json:"count"`
	By    string `json:"by"` // who says so, and when
}

// A Credential is one that was exposed. Masked and Places never hold it.
type Credential struct {
	Rule        string         `json:"rule"`
	Title       string         `json:"title"` // "Azure storage account key"
	Class       exposure.Class `json:"class"`
	Masked      string         `json:"masked"`
	Fingerprint string         `json:"fingerprint"` // keyed: what `hemostat explain CAMPAIGN secret` takes
	Mentions    uint64         `json:"mentions"`
	Places      []string       `json:"places"`           // masked ways, the smallest first, limited
	More        uint64         `json:"more,omitempty"`   // places beyond those
	First       *Position      `json:"first,omitempty"`  // where it stands in the first of Places
	Advice      string         `json:"advice,omitempty"` // what to do; [Advice] of the rule where empty
	// State is what a person has said of it, nil where nobody has said anything.
	State *rotate.State `json:"state,omitempty"`
}

// A Position is where a mention stands in a content, as far as that is kept.
type Position struct {
	Part   uint64         `json:"part"`             // from 0, as pages of a PDF and sheets of a table; 2^31 and on are names of members
	Offset uint64         `json:"offset"`           // in the text of the part, in bytes
	Record uint64         `json:"record,omitempty"` // from 1: row of a table; 0 outside of any
	Field  exposure.Field `json:"field,omitempty"`
}

// String says it for people.
func (p *Position) String() string {
	s := fmt.Sprintf("part %s, byte %s", number(p.Part+1), number(p.Offset))
	if p.Part >= 1<<31 { // names of members are parts of what holds them from there on
		s = "in the name of a member"
	}
	if role := exposure.RoleOf(p.Record); role != "" {
		s += ", party to the document: " + string(role)
	} else if row, _ := exposure.RowOf(p.Record); row > 0 {
		s += ", record " + number(row)
	}
	if p.Field != "" {
		s += ", field " + string(p.Field)
	}
	return s
}

// A NotReadPart is one object or member that was not read, or not wholly.
type NotReadPart struct {
	Way      string          `json:"way"` // masked
	Reason   exposure.Reason `json:"reason"`
	Sentence string          `json:"sentence,omitempty"` // that of the reason where empty
	Bytes    uint64          `json:"bytes"`              // 0 where not known
	InPart   bool            `json:"inPart"`             // something of it was read, and what was found there is counted
}

// An Event is one line of the time line.
type Event struct {
	At     time.Time `json:"at"`
	What   string    `json:"what"` // "Last write to the target"
	Detail string    `json:"detail,omitempty"`
}

var errNoFigures = errors.New("report: no figures to print")

// prepared returns a copy of r in which everything that has a default has it.
// Figures stay as they are: their bytes are what a replay compares.
func (r *Report) prepared() (*Report, error) {
	if r.Figures == nil {
		return nil, errNoFigures
	}
	p := *r
	p.Schema = SchemaID
	p.Exposures, p.NotRead = list(r.Exposures), list(r.NotRead)
	p.Timeline, p.Rotate = list(r.Timeline), list(r.Rotate)
	p.Campaign.Targets = list(r.Campaign.Targets)
	if p.Campaign.Label == "" {
		p.Campaign.Label = p.Campaign.ID
	}
	p.RotateTotal = max(p.RotateTotal, uint64(len(p.Rotate)))
	p.NotReadTotal = max(p.NotReadTotal, uint64(len(p.NotRead)))
	for i := range p.Rotate {
		p.Rotate[i].Places = list(p.Rotate[i].Places)
		if p.Rotate[i].Advice == "" {
			p.Rotate[i].Advice = Advice(p.Rotate[i].Rule)
		}
	}
	for i := range p.NotRead {
		if p.NotRead[i].Sentence == "" {
			p.NotRead[i].Sentence = p.NotRead[i].Reason.Explain().Text
		}
	}
	for i := range p.Exposures {
		p.Exposures[i].Rights = list(p.Exposures[i].Rights)
	}
	return &p, nil
}

// list returns a copy of s that is never nil, so that JSON shows an empty list.
func list[T any](s []T) []T { return append(make([]T, 0, len(s)), s...) }

// FiguresDigest returns the SHA-256, in hexadecimal, of the figures as compact
// JSON. Two campaigns with equal digests have equal figures. From a written
// report: jq -cj .figures report.json | sha256sum
func (r *Report) FiguresDigest() (string, error) {
	if r.Figures == nil {
		return "", errNoFigures
	}
	sum := sha256.New()
	if err := encode(sum, r.Figures, true); err != nil {
		return "", fmt.Errorf("report: digest of the figures: %w", err)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
