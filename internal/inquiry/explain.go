package inquiry

import (
	"context"
	"errors"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/report"
	"github.com/hemostat/hemostat/internal/seal"
)

// An Explanation says why a figure is what it is, with the places behind it.
type Explanation struct {
	attribute.Explanation
	Places map[string][]string `json:"places"` // masked ways by unit, the smallest first, limited
	// Copies are the ways that those places stand for: an archive may hold a content
	// several times under one name, or under more than are kept.
	Copies map[string]uint64 `json:"copies"`
	Note   string            `json:"note,omitempty"` // how what was asked for was looked up
	// Documents are those of a kind, the most certain first, at most as many as places were
	// asked for; Totals.Units counts all of them, Totals.Mentions the ways to them.
	Documents     []DocumentAt    `json:"documents,omitempty"`
	DocumentKinds []DocumentCount `json:"documentKinds,omitempty"` // most first
}

// ExplainPlaces is how many places an explanation holds at most, beside the first
// of each content.
const ExplainPlaces = 10_000

// Explain implements [Answerer].
func (d *Desk) Explain(ctx context.Context, what, id string, places int) (*Explanation, error) {
	if what == "document" {
		return d.explainDocuments(ctx, id, min(places, ExplainPlaces))
	}
	e, err := d.explain(ctx, what, id)
	if err != nil {
		return nil, err
	}
	x := &Explanation{Explanation: *e, Places: map[string][]string{}, Copies: map[string]uint64{}}
	if what == exposure.Phone.String() && seal.WithoutCountry(id) {
		x.Note = "written without a country: it was looked up so, and with the code of each country"
	}
	room := min(places, ExplainPlaces)
	for _, u := range e.Units {
		n, err := d.places(ctx, x, u.Unit, max(room, 1))
		if err != nil {
			return nil, err
		}
		room -= n
	}
	if e.Person == nil {
		return x, nil
	}
	var named []exposure.Unit
	for _, r := range e.Person.Records {
		named = append(named, r.At.Unit)
	}
	for _, k := range e.Person.Keyed {
		named = append(named, k.In, k.Defined)
	}
	for _, unit := range named {
		if _, told := x.Places[unit.String()]; !told {
			if _, err := d.places(ctx, x, unit, 1); err != nil {
				return nil, err
			}
		}
	}
	return x, nil
}

// places adds the ways to a content, so many at most, and returns how many there are now.
func (d *Desk) places(ctx context.Context, x *Explanation, unit exposure.Unit, limit int) (int, error) {
	ways, err := d.campaign.Catalog.Ways(ctx, unit, limit)
	name := unit.String()
	for _, w := range ways {
		x.Places[name] = append(x.Places[name], w.Target+"/"+w.Way)
		x.Copies[name] += w.Copies
	}
	return len(ways), err
}

func (d *Desk) explainDocuments(ctx context.Context, kind string, limit int) (x *Explanation, err error) {
	s, err := d.look(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	return s.documents(ctx, kind, limit)
}

func (d *Desk) explain(ctx context.Context, what, id string) (e *attribute.Explanation, err error) {
	s, err := d.look(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	in, err := s.input(ctx)
	if err != nil {
		return nil, err
	}
	kind, unknown := exposure.ParseKind(what)
	if unknown != nil || id == "" || what == "country" { // a kind too; its ID is a country
		return attribute.Explain(ctx, in, what, id)
	}
	if a, b, two := strings.Cut(id, " "); two && kind == exposure.Person && attribute.IsPersonID(a) && attribute.IsPersonID(b) {
		return attribute.ExplainTwo(ctx, in, a, b)
	}
	if kind == exposure.Person && attribute.IsPersonID(id) {
		if e, err = attribute.ExplainPerson(ctx, in, id); !errors.Is(err, attribute.ErrNotFound) {
			return e, err
		}
	}
	// An identity is named by its fingerprint or by its value, which may look like one.
	if _, no := exposure.ParseFingerprint(id); no == nil {
		if e, err = attribute.Explain(ctx, in, what, id); !errors.Is(err, attribute.ErrNotFound) {
			return e, err
		}
	}
	return s.explainValue(ctx, in, kind, id)
}

// A Replay says whether figures that are counted again are the same.
type Replay struct {
	Agrees bool              `json:"agrees"`
	Checks []attribute.Check `json:"checks"`
	Digest string            `json:"figuresSha256"`
	// Stored is the digest of the figures that the last scan stored, "" where
	// there are none; Comparable is false where more has been read, or decided,
	// since then.
	Stored     string `json:"storedSha256"`
	Comparable bool   `json:"comparable"`
}

// Replay implements [Answerer].
func (d *Desk) Replay(ctx context.Context) (*Replay, error) {
	figures, checks, err := d.replay(ctx)
	if err != nil {
		return nil, err
	}
	r := &Replay{Agrees: true, Checks: checks}
	for _, c := range checks {
		r.Agrees = r.Agrees && c.OK()
	}
	if r.Digest, err = (&report.Report{Figures: figures}).FiguresDigest(); err != nil {
		return nil, err
	}
	stored, ok, err := d.campaign.Catalog.LastFigures(ctx)
	if err != nil || !ok {
		return r, err
	}
	state, err := d.state(ctx)
	r.Stored, r.Comparable = stored.Digest, stored.State == state
	r.Agrees = r.Agrees && (!r.Comparable || r.Stored == r.Digest)
	return r, err
}

func (d *Desk) replay(ctx context.Context) (f *attribute.Figures, checks []attribute.Check, err error) {
	s, err := d.look(ctx)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	in, err := s.input(ctx)
	if err != nil {
		return nil, nil, err
	}
	return attribute.Replay(ctx, in)
}
