// Package inquiry answers what people ask of a campaign: how far it is, what
// the figures are, why. It answers in the process that has the campaign open;
// while a scan runs, other processes ask it over a socket in the campaign's
// folder, which only the same user can open.
package inquiry

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"slices"
	"sync"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/campaign"
	"github.com/hemostat/hemostat/internal/catalog"
	"github.com/hemostat/hemostat/internal/compare"
	"github.com/hemostat/hemostat/internal/disclose"
	"github.com/hemostat/hemostat/internal/report"
	"github.com/hemostat/hemostat/internal/respond/rotate"
)

// An Answerer answers questions about one campaign. A [Desk] does so from the
// open campaign, a [Client] asks the process that has it open.
type Answerer interface {
	Status(context.Context) (*Status, error)
	Report(context.Context) (*report.Report, error)
	// Explain gives up to so many places, though the first of each content in any case.
	Explain(ctx context.Context, what, id string, places int) (*Explanation, error)
	// Object explains an object, or what lies in one: "backup.zip!/mail/q3.eml".
	Object(ctx context.Context, way string, mentions int) (*Object, error)
	// Files yields every document by every way that leads to it.
	Files(context.Context) iter.Seq2[report.File, error]
	// Told yields whom somebody wants to tell, in the order of their weight.
	Told(context.Context, Wish) iter.Seq2[*disclose.Subject, error]
	// Holders tells of each kind how much is a person's, an organisation's and nobody's; Unattributed
	// where the last stands.
	Holders(context.Context) ([]attribute.Holders, error)
	Unattributed(context.Context, UnattributedQuestion) (*Unattributed, error)
	// Approve notes that a named person lets those affected be told. Approval returns the
	// newest, nil where there is none.
	Approve(context.Context, Approval) error
	Approval(context.Context) (*Approval, error)
	Replay(context.Context) (*Replay, error)
	// Counts counts in every way in which a claimed figure may have been counted.
	Counts(context.Context) (*compare.Counts, error)
	// Keys lists the credentials to rotate, first things first.
	Keys(context.Context, KeysQuestion) (*rotate.List, error)
	// MarkKey notes what a person says of a credential, which is named by its fingerprint or the
	// beginning of it, and tells how that now stands.
	MarkKey(ctx context.Context, print string, m catalog.Mark) (*rotate.State, error)
	Custody(ctx context.Context, w io.Writer) (entries int64, head string, err error)
	Manifest(ctx context.Context, w io.Writer) error
	Record(ctx context.Context, event, by, detail string) error
	// Entities lists all organisations: the affected ones, then those that stand apart.
	Entities(context.Context) ([]attribute.Entity, error)
	// Names lists the IDs of all names of organisations that are met.
	Names(context.Context) ([]string, error)
	// Decide takes a decision about organisations: it finds whom the names mean, and appends it
	// to the log and the chain of custody. What cannot be meant is an [*attribute.Refusal]; what
	// is refused for its size alone is taken where large says so.
	Decide(ctx context.Context, x catalog.Decision, large bool) (*attribute.Considered, error)
	// Decisions returns the log.
	Decisions(context.Context) ([]Logged, error)
	// DecideAll appends decisions from elsewhere that the log does not hold yet.
	DecideAll(ctx context.Context, list []catalog.Decision, large bool) (*Imported, error)
}

// A Live says what a running scan is doing.
type Live struct {
	Listing        bool    `json:"listing"`
	Current        string  `json:"current,omitempty"`
	Trouble        string  `json:"trouble,omitempty"`
	Mentions       int64   `json:"mentions"` // met in this run, for the eye alone
	BytesPerSecond float64 `json:"bytesPerSecond"`
	SecondsLeft    float64 `json:"secondsLeft"`
}

// A Status says how far a campaign has come.
type Status struct {
	Campaign report.Campaign  `json:"campaign"`
	Run      report.Run       `json:"run"`
	PerCent  int              `json:"perCent"`
	Progress catalog.Progress `json:"progress"`
	Live     *Live            `json:"live,omitempty"` // nil where no scan runs
}

// A Desk answers from an open campaign.
type Desk struct {
	campaign *campaign.Campaign
	titles   map[string]Title

	mu      sync.Mutex
	live    func() Live
	workers int
	holders *holdersOf // nil until a list of all persons was made
}

// A Title is what a rule is called and what to do about what it finds.
type Title struct{ Title, Advice string }

// New returns a desk for c. titles names the rules for people.
func New(c *campaign.Campaign, titles map[string]Title) *Desk {
	return &Desk{campaign: c, titles: titles}
}

// Running tells the desk that a scan runs, and how to see what it does.
func (d *Desk) Running(live func() Live, workers int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.live, d.workers = live, workers
}

// Stopped tells the desk that the scan has ended.
func (d *Desk) Stopped() { d.Running(nil, 0) }

func (d *Desk) now() *Live {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.live == nil {
		return nil
	}
	l := d.live()
	return &l
}

// maxDepth is how many levels of members ways may lead through: what the
// extractor opens.
const maxDepth = extract.DefaultDepth

// A sight is the campaign at the moment in which one question is answered. What
// several parts of an answer need is read once.
type sight struct {
	*Desk
	view *catalog.View
	// ways lead to the units that it has; they are filled in as contents come by.
	ways map[exposure.Unit]uint64
}

// look begins an answer. The caller closes it.
func (d *Desk) look(ctx context.Context) (*sight, error) {
	v, err := d.campaign.Catalog.View(ctx, maxDepth)
	if err != nil {
		return nil, err
	}
	return &sight{Desk: d, view: v}, nil
}

func (s *sight) close() error { return s.view.Close() }

// input hands the committed campaign to attribution.
func (s *sight) input(ctx context.Context) (attribute.Input, error) {
	in := attribute.Input{Ledger: s.campaign.Ledger, Own: s.campaign.Properties.Own}
	in.Contents, in.Placed = s.contents(ctx), s.placed
	if s.campaign.Vault != nil {
		in.Values = s.words
	}
	if s.now() == nil { // while a scan runs, each question is about another ledger
		in.Kept = s.campaign.Kept
	}
	sums, err := s.view.NotReadSums(ctx)
	if err != nil {
		return in, err
	}
	for _, n := range sums {
		in.NotRead = append(in.NotRead, attribute.NotReadFigure{Reason: n.Reason, Parts: uint64(n.Parts), Bytes: uint64(n.Bytes),
			Objects: uint64(n.Whole), InPart: uint64(n.InPart)})
	}
	if in.Vendors, err = s.vendors(ctx); err != nil {
		return in, err
	}
	decisions, err := s.view.Decisions(ctx)
	for _, x := range decisions {
		in.Decisions = append(in.Decisions, attribute.Decision{Op: x.Op, A: x.A, B: x.B, Reason: x.Reason})
	}
	return in, err
}

// vendors are those who run the targets for their owner, as the scope names them, each once.
func (s *sight) vendors(ctx context.Context) (list []string, err error) {
	targets, err := s.campaign.Catalog.Targets(ctx)
	for _, t := range targets {
		if t.Vendor != "" && !slices.Contains(list, t.Vendor) {
			list = append(list, t.Vendor)
		}
	}
	return list, err
}

// contents yields what was published as attribution takes it.
func (s *sight) contents(ctx context.Context) func() iter.Seq2[attribute.Content, error] {
	return func() iter.Seq2[attribute.Content, error] {
		return func(yield func(attribute.Content, error) bool) {
			for c, err := range s.view.Contents(ctx) {
				if _, wanted := s.ways[c.Unit]; wanted {
					s.ways[c.Unit] = c.Ways
				}
				out := attribute.Content{
					Unit: c.Unit, Ways: c.Ways, Objects: c.Objects, Document: c.Document, Language: c.Language, Media: c.Media, Size: c.Size, Modified: c.Dated,
					Leaf: c.Leaf, Name: c.Name, Sketch: c.Sketch,
				}
				if !yield(out, err) || err != nil {
					return
				}
			}
		}
	}
}

// Figures counts the campaign as it is committed.
func (d *Desk) Figures(ctx context.Context) (f *attribute.Figures, err error) {
	s, err := d.look(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	return s.figures(ctx)
}

func (s *sight) figures(ctx context.Context) (*attribute.Figures, error) {
	in, err := s.input(ctx)
	if err != nil {
		return nil, err
	}
	return attribute.Compute(ctx, in)
}

// Save stores the figures of a campaign that has come to rest, for replay.
func (d *Desk) Save(ctx context.Context, f *attribute.Figures, now time.Time) (digest string, err error) {
	digest, err = (&report.Report{Figures: f}).FiguresDigest()
	if err != nil {
		return "", err
	}
	var body bytes.Buffer
	e := json.NewEncoder(&body)
	e.SetEscapeHTML(false)
	if err := e.Encode(f); err != nil {
		return "", err
	}
	state, err := d.state(ctx)
	if err != nil {
		return "", err
	}
	err = d.campaign.Catalog.SaveFigures(ctx, catalog.Figures{Digest: digest, State: state, Body: body.Bytes(), At: now})
	if err != nil {
		return "", err
	}
	return digest, d.campaign.Catalog.Record(ctx, catalog.Event{At: now, Event: "figures", SHA256: digest, Detail: "of " + state})
}

// Custody implements [Answerer].
func (d *Desk) Custody(ctx context.Context, w io.Writer) (int64, string, error) {
	return d.campaign.Catalog.ExportCustody(ctx, w)
}

// Manifest implements [Answerer].
func (d *Desk) Manifest(ctx context.Context, w io.Writer) error {
	return d.campaign.Catalog.Manifest(ctx, w)
}

// Record implements [Answerer].
func (d *Desk) Record(ctx context.Context, event, by, detail string) error {
	return d.campaign.Catalog.Record(ctx, catalog.Event{At: time.Now(), Event: event, By: by, Detail: detail})
}
