package inquiry

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/disclose"
	"github.com/hemostat/hemostat/internal/seal"
)

// A Wish says whom somebody wants to tell, and of what.
type Wish struct {
	Persons   bool     `json:"persons,omitempty"` // persons, and not entities
	Others    bool     `json:"others,omitempty"`  // of persons: role mailboxes and what else is no human being, too
	Of        []string `json:"of,omitempty"`      // those that are wanted, by ID; none: all
	Except    []string `json:"except,omitempty"`  // those that are not, by ID
	Country   string   `json:"country,omitempty"` // those of one country, by its ISO 3166-1 code; "": of all
	Documents bool     `json:"documents,omitempty"`
	Approved  string   `json:"approved,omitempty"` // the state of the campaign that was approved; "": any is told of
	Open      string   `json:"open,omitempty"`     // why values are opened; "": they stay masked
	By        string   `json:"by,omitempty"`       // who opens them
	// Kinds are those of which values are opened; none: all.
	Kinds []exposure.Kind `json:"kinds,omitempty"`
}

// ErrNoValues says that a campaign keeps no values that could be opened.
var ErrNoValues = errors.New("there are no values to open: the campaign's basis keeps fingerprints and masks alone")

// ErrNotApproved says that more was read or decided than somebody approved.
var ErrNotApproved = errors.New("more was read or decided since it was approved")

// opensAtOnce is how many values are in memory at once. The vault is read through for
// each so many.
const opensAtOnce = 1 << 18

// Told implements [Answerer].
func (d *Desk) Told(ctx context.Context, wish Wish) iter.Seq2[*disclose.Subject, error] {
	return func(yield func(*disclose.Subject, error) bool) {
		if err := d.tell(ctx, wish, func(s *disclose.Subject) bool { return yield(s, nil) }); err != nil {
			yield(nil, err)
		}
	}
}

func (d *Desk) tell(ctx context.Context, wish Wish, yield func(*disclose.Subject) bool) (err error) {
	if wish.Open != "" && d.campaign.Vault == nil {
		return ErrNoValues
	}
	if wish.Open != "" && strings.TrimSpace(wish.By) == "" {
		return errors.New("values are opened by somebody: say who")
	}
	s, err := d.look(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	state, err := s.state(ctx)
	if err != nil || wish.Approved != "" && state != wish.Approved {
		return cmp.Or(err, ErrNotApproved)
	}
	in, err := s.input(ctx)
	if err != nil {
		return err
	}
	b, wanted := telling{Desk: d, wish: wish, yield: yield}, wish.wants()
	for subject, err := range d.subjects(ctx, in, wish, state) {
		if err != nil {
			return err
		}
		if !wanted(subject) {
			continue
		}
		more, err := b.add(ctx, subject)
		if err != nil || !more {
			return err
		}
	}
	_, err = b.flush()
	return err
}

func (d *Desk) subjects(ctx context.Context, in attribute.Input, wish Wish, state string) iter.Seq2[*attribute.Subject, error] {
	if wish.Persons {
		of := attribute.Crowd{IDs: wish.Of, Others: wish.Others}
		if len(wish.Of) == 0 {
			of.Holders = func(list []attribute.Holders) { d.keepHolders(state, list) }
		}
		return attribute.People(ctx, in, of)
	}
	return attribute.Roll(ctx, in, attribute.Roster{Entities: wish.Of, Contents: wish.Documents})
}

// wants returns what tells the subjects that are wanted from others, of whom nothing is opened.
func (w Wish) wants() func(*attribute.Subject) bool {
	except := make(map[string]bool, len(w.Except))
	for _, id := range w.Except {
		except[id] = true
	}
	return func(s *attribute.Subject) bool { return !except[s.ID] && (w.Country == "" || s.Country == w.Country) }
}

// A telling gathers subjects until their values are opened together.
type telling struct {
	*Desk
	wish   Wish
	yield  func(*disclose.Subject) bool
	list   []*disclose.Subject
	values int
}

// add takes in a subject; it reports whether more are wanted.
func (b *telling) add(ctx context.Context, from *attribute.Subject) (more bool, err error) {
	s := disclose.Of(from)
	if b.wish.Documents {
		if err := b.documents(ctx, s, from.Touched); err != nil {
			return false, err
		}
	}
	if b.wish.Open == "" {
		return b.yield(s), nil
	}
	b.list, b.values = append(b.list, s), b.values+len(s.Elements)
	if b.values < opensAtOnce {
		return true, nil
	}
	return b.flush()
}

// flush opens the values of the subjects that wait, and hands these on.
func (b *telling) flush() (more bool, err error) {
	if len(b.list) == 0 {
		return true, nil
	}
	wanted := make(map[string][]*disclose.Element, b.values)
	for _, s := range b.list {
		for i := range s.Elements {
			if e := &s.Elements[i]; len(b.wish.Kinds) == 0 || slices.Contains(b.wish.Kinds, e.Kind) {
				wanted[e.Print] = append(wanted[e.Print], e)
			}
		}
	}
	what := fmt.Sprintf("the values of %d identities of %d, to tell them: %s (%s)", len(wanted), len(b.list), b.wish.Open, b.wish.By)
	err = b.campaign.Vault.Walk(what, func(fp exposure.Fingerprint, kind exposure.Kind, value []byte) error {
		for _, e := range wanted[fp.String()] {
			if e.Kind == kind {
				if shown := seal.Shown(kind, string(value)); e.Value == "" || seal.BetterWritten(kind, shown, e.Value) {
					e.Value = shown
				}
			}
		}
		return nil
	})
	if err != nil {
		return false, err
	}
	for _, s := range b.list {
		if !b.yield(s) {
			return false, nil
		}
	}
	b.list, b.values = nil, 0
	return true, nil
}

// toldDocuments is how many documents of a subject are listed.
const toldDocuments = 2000

// documents lists those that concern a subject, the newest first.
func (b *telling) documents(ctx context.Context, s *disclose.Subject, touched []attribute.Touched) error {
	touched = slices.DeleteFunc(touched, func(t attribute.Touched) bool { return !t.Leaf })
	slices.SortStableFunc(touched, func(x, y attribute.Touched) int { return y.Modified.Compare(x.Modified) })
	if n := len(touched); n > toldDocuments {
		touched, s.MoreDocs = touched[:toldDocuments], uint64(n-toldDocuments)
	}
	for _, t := range touched {
		ways, err := b.campaign.Catalog.Ways(ctx, t.Unit, 1)
		if err != nil {
			return err
		}
		doc := disclose.Document{Kind: t.Document, Modified: t.Modified, Ways: t.Ways, Mentions: t.Mentions}
		if len(ways) > 0 {
			doc.Name = disclose.OwnName(ways[0].Way)
		}
		s.Documents = append(s.Documents, doc)
	}
	return nil
}
