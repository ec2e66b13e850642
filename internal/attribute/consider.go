package attribute

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A Considered is a decision about organisations before it is taken: what it is about, as
// the campaign has it, and what it would do.
type Considered struct {
	Decision Decision `json:"decision"` // its names are IDs; of a rename, B is the name as it will be shown
	About    []Entity `json:"about"`    // the organisations that it names, as they are without it
	Parts    uint64   `json:"parts"`    // so many organisations would be one, by this and all earlier merges
	Of       uint64   `json:"of"`       // of so many
	Notes    []string `json:"notes"`    // what somebody should know who takes it
}

// A Refusal says why a decision is not taken.
type Refusal struct {
	Why string
	// Large reports that it is refused only because it would join so much: whoever means it
	// can have it.
	Large bool
}

// Error implements error.
func (r *Refusal) Error() string { return r.Why }

// A merge is refused, unless that is meant, that makes one of more than joinedFew
// organisations which are also more than one in joinedShare of all: each name of a cluster
// gets to see what stands there of all others.
const (
	joinedFew   = 20
	joinedShare = 10
)

// Consider looks at a decision: it finds whom the names mean, and refuses what cannot be
// meant by a [*Refusal], with which it tells what it found. A name that nobody bears is [ErrNotFound], with those that are like it.
func Consider(ctx context.Context, in Input, d Decision) (*Considered, error) {
	if d.Op == OpUndo {
		return considerUndo(in, d)
	}
	if d.Op == OpMergePerson || d.Op == OpSplitPerson {
		return considerPerson(ctx, in, d)
	}
	m, err := readOrganisations(ctx, in, false)
	if err != nil {
		return nil, err
	}
	g, err := m.merge(ctx)
	if err != nil {
		return nil, err
	}
	e, err := m.countEntities(ctx, g)
	if err != nil {
		return nil, err
	}
	c := &considering{m: m, e: e, out: Considered{Decision: d, About: []Entity{}, Notes: []string{}}}
	switch {
	case d.Op == OpMerge:
		err = c.merge(ctx)
	case d.Op == OpSplit:
		err = c.split(g)
	case d.Op == OpRename:
		err = c.rename()
	case slices.Contains(Marks(), d.Op):
		err = c.mark()
	default:
		err = fmt.Errorf("no decision about organisations is called %q", d.Op)
	}
	return &c.out, err
}

// considerUndo finds what is to be taken back among the decisions themselves: what they
// name need not be in the campaign any more.
func considerUndo(in Input, d Decision) (*Considered, error) {
	at := takenBack(in.Decisions, d)
	if at < 0 {
		return nil, &Refusal{Why: fmt.Sprintf("no decision stands about %s: `hemostat entity log` lists those that do", strings.TrimSpace(d.A+" "+d.B))}
	}
	back := in.Decisions[at]
	note := "takes back: " + strings.TrimSpace(back.Op+" "+back.A+" "+back.B) + " (" + back.Reason + ")"
	return &Considered{Decision: Decision{Op: OpUndo, A: back.A, B: back.B, Reason: d.Reason}, About: []Entity{}, Notes: []string{note}}, nil
}

// considering is one decision on its way.
type considering struct {
	m   *model
	e   *entities
	out Considered
}

// find makes the ID of what somebody wrote, and notes whose it is.
func (c *considering) find(name *string) (uint32, error) {
	at, err := c.m.search(*name, c.e)
	if err != nil {
		return none, fmt.Errorf("%q: %w", *name, err)
	}
	*name = c.m.names.ids[at]
	o := c.e.list[c.e.of[at]]
	o.fill(c.m)
	c.out.About = append(c.out.About, o.Entity)
	return at, nil
}

func (c *considering) both() (a, b uint32, err error) {
	if a, err = c.find(&c.out.Decision.A); err != nil {
		return
	}
	if b, err = c.find(&c.out.Decision.B); err == nil && a == b {
		err = errors.New("both names are one and the same: a decision about two needs two")
	}
	return
}

// merge refuses what a split keeps apart, what would give to one organisation what is
// everybody's, and what would join a large part of all.
func (c *considering) merge(ctx context.Context) error {
	a, b, err := c.both()
	if err != nil {
		return err
	}
	apart, err := c.joins(ctx, a, b)
	if err != nil {
		return err
	}
	if apart != nil {
		return apart
	}
	x, y := c.e.of[a], c.e.of[b]
	if x == y {
		c.out.Notes = append(c.out.Notes, "they are one already; the decision keeps them so")
	}
	if large := c.large(x, y); large != "" {
		return &Refusal{Why: large, Large: true}
	}
	return nil
}

// large says why a merge is one that hardly anybody means, "" where it is not.
func (c *considering) large(a, b uint32) string {
	o, p := c.e.list[a], c.e.list[b]
	if p.Apart {
		o, p = p, o
	}
	switch {
	case o.Apart && !p.Apart:
		return fmt.Sprintf("%s is of the sort %s: what is of %s would be its too, and %s would be told of nothing any more", o.ID, o.Sort, p.ID, p.ID)
	case c.out.Parts > joinedFew && c.out.Parts > c.out.Of/joinedShare:
		return fmt.Sprintf("%d of %d organisations would be one", c.out.Parts, c.out.Of)
	}
	return ""
}

// mergeTwice merges by evidence and splits alone, and by some merges too.
func (m *model) mergeTwice(ctx context.Context, merges []Decision) (alone, together *merging, err error) {
	without, with := m.hands, m.hands
	without.merges, with.merges = nil, merges
	err = beside(ctx,
		func(ctx context.Context) (err error) { alone, err = m.mergeBy(ctx, &without); return err },
		func(ctx context.Context) (err error) { together, err = m.mergeBy(ctx, &with); return err })
	return alone, together, err
}

// joins counts what a merge would join, by itself and by all that was joined by hand before
// it; evidence is not counted. It returns a refusal where a split keeps the two apart.
func (c *considering) joins(ctx context.Context, a, b uint32) (*Refusal, error) {
	m := c.m
	alone, together, err := m.mergeTwice(ctx, append(slices.Clone(m.hands.merges), c.out.Decision))
	if err != nil {
		return nil, err
	}
	if d, ok := together.split(a, b); ok {
		return &Refusal{Why: fmt.Sprintf("%s and %s are kept apart by a decision (%s): undo that first", d.A, d.B, d.Reason)}, nil
	}
	parts, all := map[uint32]bool{}, map[uint32]bool{}
	for i := range m.names.ids {
		if err := wanted(ctx, i, nil); err != nil {
			return nil, err
		}
		if !m.names.affected(uint32(i)) {
			continue
		}
		set := alone.sets.find(uint32(i))
		all[set] = true
		if together.sets.find(uint32(i)) == together.sets.find(a) {
			parts[set] = true
		}
	}
	c.out.Parts, c.out.Of = uint64(len(parts)), uint64(len(all))
	return nil, nil
}

// split needs two that are one; for others it is kept in case evidence comes.
func (c *considering) split(g *merging) error {
	a, b, err := c.both()
	if err != nil {
		return err
	}
	if g.sets.find(a) != g.sets.find(b) {
		c.out.Notes = append(c.out.Notes, "they are not one; the decision keeps them so, whatever the evidence")
	}
	return nil
}

// rename is about an organisation, whichever of its names was written.
func (c *considering) rename() error {
	name := Displayed(c.out.Decision.B)
	if name == "" {
		return errors.New("the new name is empty, or nothing of it can be shown")
	}
	if name != c.out.Decision.B {
		c.out.Notes = append(c.out.Notes, "it is shown as "+name)
	}
	c.out.Decision.B = name
	return c.whole()
}

// whole finds the organisation that a decision is about, and names it by its ID.
func (c *considering) whole() error {
	if _, err := c.find(&c.out.Decision.A); err != nil {
		return err
	}
	c.out.Decision.A = c.out.About[0].ID
	return nil
}

// mark is about an organisation; free-mail is what one domain is.
func (c *considering) mark() error {
	var err error
	if c.out.Decision.Op == SortFreeMail {
		_, err = c.find(&c.out.Decision.A)
	} else {
		err = c.whole()
	}
	if err != nil {
		return err
	}
	switch was := c.out.About[0]; {
	case was.Sort == c.out.Decision.Op:
		c.out.Notes = append(c.out.Notes, "it is of this sort already; the decision keeps it so")
	case !was.Apart && (c.out.Decision.Op == SortOwn || c.out.Decision.Op == SortVendor || c.out.Decision.Op == SortFreeMail):
		c.out.Notes = append(c.out.Notes, "it is no affected entity any more, and is not told")
	case was.Apart:
		c.out.Notes = append(c.out.Notes, "it may be an affected entity now")
	}
	return nil
}
