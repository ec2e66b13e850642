package attribute

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

// A model is what the passes over catalog and ledger know.
type model struct {
	in      Input
	atOnce  int // identities that are counted in one pass
	figures *Figures
	units   units
	lists   lists // of the units
	hands   hands
	// organisations says that nothing but them is asked for: no person, credential or project is counted.
	organisations bool
	keptBy        keptKey             // by what is kept of these contents
	marked        map[uint32]Decision // by name: the mark of a person that holds

	usual        usual
	names        names
	emails       kindIndex
	emailName    []uint32 // name of the domain
	emailSort    []uint8  // sharedMailbox
	listed       []bool   // it is a mailing list
	ofMany       []uint8  // 1: many stand beside it who are not called so, see [model.findOfMany]
	mailboxOf    []uint64 // feature Mailbox: certainly the same
	undotted     []uint64 // feature MailboxDot: probably the same
	domains      kindIndex
	domainName   []uint32
	companies    kindIndex
	companyOf    []company
	companyName  []uint32
	phones       kindIndex
	blank        [kindMask + 1][]bool // by kind and ordinal: it stands for nothing, and ties nobody's records together
	switchboards []bool               // by telephone: many people have it
	ails         []bool               // by ordinal of what is of health care: what ails somebody, and no number
	phoneFrom    []region
	ibans        kindIndex
	ibanFrom     []region
	countries    kindIndex
	stated       []region
	persons      kindIndex
	sortedOf     []uint64                // feature Sorted of a person's name, 0 where there is none
	tied         [kindMask + 1]kindIndex // of the kinds of [tied] that have no index of their own
	statedIn     []location              // by ordinal of a country, or of a part of one
	addressIn    []location              // by ordinal of an address
	registers    kindIndex
	registerIn   []location
	amounts      kindIndex
	amountFrom   []region // of their currencies
	traits       traits
	secrets      kindIndex
	secretOf     []exposure.Class
	numbers      kindIndex // numbers and names of projects
	projects     projects

	keepPersons bool // who they are is asked for
	keepLinks   bool // and why
	people      *resolved

	records *records
}

// What an address is, if not one person's.
const (
	sharedMailbox = 1 << iota // several people or none stand behind it
	systemMailbox             // none does
	testMailbox               // it is in a domain that is kept for tests
)

// check refuses an input that cannot be computed with.
func (in *Input) check() error {
	switch {
	case in.Ledger == nil:
		return errors.New("attribute: no ledger")
	case in.Contents == nil:
		return errors.New("attribute: no contents")
	}
	return nil
}

// newModel makes a model that knows the contents.
func newModel(ctx context.Context, in Input) (*model, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	m := &model{in: in, atOnce: countedAtOnce, figures: &Figures{}}
	m.hands = newHands(in)
	if err := m.readContents(ctx); err != nil {
		return nil, fmt.Errorf("attribute: %w", err)
	}
	m.lists = m.units.lists()
	return m, nil
}

// read makes the passes.
func read(ctx context.Context, in Input) (*model, error) {
	m, err := newModel(ctx, in)
	if err != nil {
		return nil, err
	}
	return m, m.readLedger(ctx)
}

// readOrganisations makes the passes for what rests on organisations alone, or takes what they came to
// before. With walks the model can walk contents again, see [model.watch].
func readOrganisations(ctx context.Context, in Input, walks bool) (*model, error) {
	m, err := newModel(ctx, in)
	if err != nil {
		return nil, err
	}
	m.organisations = true
	if kept, err := m.recall(ctx, walks); kept != nil || err != nil {
		return kept, err
	}
	return m, m.readLedger(ctx)
}

func (m *model) readLedger(ctx context.Context) error {
	if err := m.readIdentities(ctx); err != nil {
		return fmt.Errorf("attribute: %w", err)
	}
	m.keepIdentities()
	m.settleNames()
	if err := m.readRecords(ctx); err != nil {
		return fmt.Errorf("attribute: %w", err)
	}
	m.keepRecords()
	return nil
}

// Compute makes the figures.
func Compute(ctx context.Context, in Input) (*Figures, error) {
	m, err := read(ctx, in)
	if err != nil {
		return nil, err
	}
	m.forget()
	if _, err := m.finish(ctx); err != nil {
		return nil, fmt.Errorf("attribute: %w", err)
	}
	return m.figures, nil
}

// forget lets go of what only the passes need. Those telephones and accounts that
// an organisation holds are still to be looked up.
func (m *model) forget() {
	m.units = units{}
	for _, x := range []*kindIndex{&m.emails, &m.domains, &m.companies, &m.countries, &m.persons, &m.secrets} {
		*x = kindIndex{}
	}
	m.emailSort, m.stated, m.companyName = nil, nil, nil
}

// finish makes figures of what was read.
func (m *model) finish(ctx context.Context) (e *entities, err error) {
	var g *merging
	var persons *resolving
	var probable []edge
	err = beside(ctx,
		func(ctx context.Context) (err error) { g, err = m.merge(ctx); return err },
		func(ctx context.Context) (err error) { probable, err = m.probableEdges(ctx); return err },
		func(ctx context.Context) (err error) { persons, err = m.certainPersons(ctx); return err })
	if err != nil {
		return nil, err
	}
	organisations := g.sets.roots()
	err = beside(ctx,
		func(ctx context.Context) (err error) { e, err = m.countEntities(ctx, g); return err },
		func(ctx context.Context) error { return m.finishPersons(ctx, persons, organisations) })
	if err != nil {
		return nil, err
	}
	m.finishSecrets()
	m.finishProjects()
	big, err := m.bigDomains(ctx)
	if err != nil {
		return nil, err
	}
	if err := m.finishEntities(ctx, e, g, probable, big); err != nil {
		return nil, err
	}
	f := m.figures
	f.NotRead = slices.Clone(m.in.NotRead)
	if f.NotRead == nil {
		f.NotRead = []NotReadFigure{}
	}
	slices.SortFunc(f.NotRead, func(a, b NotReadFigure) int { return strings.Compare(string(a.Reason), string(b.Reason)) })
	return e, nil
}
