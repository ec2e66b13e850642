package attribute

import (
	"context"
	"fmt"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/ledger"
	"github.com/hemostat/hemostat/internal/linkage"
)

// identityParts is into how many parts a share of the identities of a kind is cut.
const identityParts = 16

// A found is what one part of the identities of a kind comes to: ascending lists
// of those that count, of which a kind has those that it needs.
type found struct {
	kind     exposure.Kind
	distinct uint64
	inFirst  uint64 // mentions that stand in the first content of their identity
	examples uint64
	reserved uint64

	prints    []uint64
	names     names    // that are met here, by ordinals of their own
	nameOf    []uint32 // of an address or domain: its domain among names
	sorts     []uint8  // of an address: sharedMailbox
	mailboxes []uint64 // of an address: feature Mailbox
	undotted  []uint64 // and feature MailboxDot
	companies []company
	regions   []region   // of a telephone, an account, a country that is stated, a currency
	located   []location // of an address, a register's number
	words     []uint64   // of a person: feature Sorted, 0 where there is none
	traits    traits
	ails      []bool   // of what is of health care: it is no number
	folded    []uint64 // of a user: feature Folded
	projects  []projectRef
	classes   []exposure.Class
	phones    telephones
	blanks    []bool // of what ties records of one person together: it stands for nothing
}

// readIdentities counts the mentions of each identity and passes over what is
// known of those that count: exact figures, what other spellings come to, and an
// index for the pass over records.
func (m *model) readIdentities(ctx context.Context) error {
	n, err := m.in.Ledger.CountIdentities()
	if err != nil {
		return err
	}
	kinds, shares := exposure.Kinds(), m.sharesFor(n)
	all := make([][]*found, len(kinds)) // by kind, ascending by part
	var sums sums
	for share := range shares {
		if err := m.readShare(ctx, ledger.Part{Ordinal: share, Of: shares}, kinds, all, &sums); err != nil {
			return err
		}
	}
	for i, kind := range kinds {
		figure := KindFigure{Kind: kind, Mentions: sums[kind].mentions}
		if err := m.gatherKind(ctx, figure, sums[kind].total, all[i]); err != nil {
			return err
		}
		all[i] = nil
	}
	return nil
}

// sharesFor is into how many shares so many identities are cut. More than 4096
// would be finer than parts of fingerprints are.
func (m *model) sharesFor(identities int) int { return min(1+identities/m.atOnce, 4096) }

// readShare appends what one share of the identities comes to, and adds to sums.
func (m *model) readShare(ctx context.Context, share ledger.Part, kinds []exposure.Kind, all [][]*found, sums *sums) error {
	counts, err := m.countShare(ctx, share)
	if err != nil {
		return err
	}
	sums.join(&counts.sums)
	for i, kind := range kinds {
		for range identityParts {
			all[i] = append(all[i], &found{kind: kind})
		}
	}
	err = inParallel(ctx, len(kinds)*identityParts, func(ctx context.Context, _, task int) error {
		part := share.Ordinal*identityParts + task%identityParts
		return m.find(ctx, all[task/identityParts][part], counts, ledger.Part{Ordinal: part, Of: share.Of * identityParts})
	})
	if err != nil {
		return err
	}
	described := uint64(0)
	for i := range kinds {
		for _, f := range all[i][share.Ordinal*identityParts:] {
			described += f.distinct
		}
	}
	return counts.check(described)
}

// find passes over one part of the identities of a kind.
func (m *model) find(ctx context.Context, f *found, counts *counting, part ledger.Part) error {
	met := 0
	for id, err := range m.in.Ledger.Identities(f.kind, part) {
		if err := wanted(ctx, met, err); err != nil {
			return err
		}
		met++
		c := counts.of(id)
		if c == nil {
			continue
		}
		f.distinct++
		f.inFirst += c.inFirst
		if id.Class.Example() {
			f.examples++
		}
		if id.Class == exposure.ClassReserved {
			f.reserved++
		}
		f.index(id)
	}
	return nil
}

// index keeps of an identity what the pass over records and its other spellings
// need.
func (f *found) index(id *exposure.Identity) {
	switch id.Kind {
	case exposure.Email:
		at := f.names.domain(id.Clear)
		f.names.flags[at] |= flagsOf(id.Class)
		f.nameOf = append(f.nameOf, at)
		f.sorts = append(f.sorts, mailboxSort(id.Class))
		f.traits.emails.add(id, exposure.FeatureLogin)
		f.mailboxes = append(f.mailboxes, orPrint(feature(id, exposure.FeatureMailbox), id))
		f.undotted = append(f.undotted, orPrint(feature(id, exposure.FeatureMailboxDot), id))
	case exposure.Domain:
		at := f.names.domain(id.Clear)
		f.names.flags[at] |= domainFlags(id.Class)
		f.nameOf = append(f.nameOf, at)
	case exposure.Company:
		f.companies = append(f.companies, newCompany(f.names.company(id.Clear), id))
	case exposure.Phone:
		f.regions = append(f.regions, voting(id, phoneRegion(id.Mask)))
		f.phones.add(id)
		f.traits.subscribers = append(f.traits.subscribers, feature(id, exposure.FeatureSubscriber))
	case exposure.IBAN:
		f.regions = append(f.regions, voting(id, parseRegion(id.Mask)))
	case exposure.Country:
		f.regions = append(f.regions, voting(id, parseRegion(id.Clear)))
		f.located = append(f.located, location(exposure.RegionHash(id.Clear)))
	case exposure.Person:
		f.words = append(f.words, feature(id, exposure.FeatureSorted))
		f.traits.names.add(id)
		f.traits.logins.add(id, exposure.FeatureLogin)
		f.traits.titles = append(f.traits.titles, feature(id, exposure.FeatureTitle))
	case exposure.Birth:
		f.traits.births = append(f.traits.births, dateOf(id))
	case exposure.Address:
		f.traits.places.add(id, exposure.FeatureToken)
		f.traits.numerals.add(id, exposure.FeatureNumeral)
		f.located = append(f.located, locationOf(id))
	case exposure.Identifier:
		f.traits.numbers.add(id)
	case exposure.Health:
		f.traits.health.add(id)
		f.ails = append(f.ails, id.Mask == exposure.DiagnosisMask)
	case exposure.Card:
	case exposure.Register:
		f.located = append(f.located, locationOf(id))
	case exposure.Amount:
		f.regions = append(f.regions, currencyRegion(id.Mask))
	case exposure.Secret:
		f.classes = append(f.classes, id.Class)
	case exposure.Project:
		f.projects = append(f.projects, newProject(id))
	case exposure.User:
		f.folded = append(f.folded, orPrint(feature(id, exposure.FeatureFolded), id))
		f.traits.rows = append(f.traits.rows, feature(id, exposure.FeatureRow) != 0)
		f.traits.signIns = append(f.traits.signIns, feature(id, exposure.FeatureLogin) != 0)
	default:
		return
	}
	if tied(id.Kind) || id.Kind == exposure.Phone {
		f.blanks = append(f.blanks, isBlank(id))
	}
	f.prints = append(f.prints, short(id.Fingerprint))
}

// isBlank reports whether an identity stands for nothing: it is what people write where they have none, or an example.
func isBlank(id *exposure.Identity) bool {
	return id.Class.Example() || id.Kind == exposure.Birth && feature(id, exposure.FeatureWord) == 0
}

// voting is the country for which an identity votes: an example, as the account that every
// manual shows, says nothing of who quotes it.
func voting(id *exposure.Identity, r region) region {
	if id.Class.Example() {
		return 0
	}
	return r
}

// gatherKind joins the parts of a kind to figures and index. Mentions are those of
// the kind, each content counted once.
func (m *model) gatherKind(ctx context.Context, figure KindFigure, mentions uint64, parts []*found) error {
	kind, again := figure.Kind, mentions // again is those in another content than the first
	for _, f := range parts {
		figure.Distinct += f.distinct
		figure.Examples += f.examples
		figure.Reserved += f.reserved
		again -= f.inFirst
	}
	m.figures.Duplicates.SameIdentity += again
	m.figures.Duplicates.SameContent += mentions - again - figure.Distinct
	m.figures.Duplicates.FurtherWays += figure.Mentions - mentions
	if x := m.indexOf(kind); x != nil {
		x.prints = joined(parts, func(f *found) *[]uint64 { return &f.prints })
		x.seal()
	}
	m.gatherIndex(kind, parts)
	var err error
	if figure.Resolved, err = m.resolve(ctx, kind, figure.Distinct, parts); err != nil {
		return fmt.Errorf("resolve %s: %w", kind, err)
	}
	if kind != exposure.Company && kind != exposure.Domain { // projects are resolved by the records, see finishProjects
		m.figures.Duplicates.OtherSpelling += figure.Distinct - figure.Resolved.High
	}
	m.figures.Kinds = append(m.figures.Kinds, figure)
	return nil
}

func (m *model) gatherIndex(kind exposure.Kind, parts []*found) {
	m.blank[kind] = joined(parts, func(f *found) *[]bool { return &f.blanks })
	regions := func() []region { return joined(parts, func(f *found) *[]region { return &f.regions }) }
	for _, f := range parts {
		m.names.adopt(f)
	}
	switch kind {
	case exposure.Email:
		m.emailName = joined(parts, func(f *found) *[]uint32 { return &f.nameOf })
		m.emailSort = joined(parts, func(f *found) *[]uint8 { return &f.sorts })
		m.mailboxOf = joined(parts, func(f *found) *[]uint64 { return &f.mailboxes })
		m.traits.emails = joinSketches(parts, func(f *found) *sketches { return &f.traits.emails })
		m.undotted = joined(parts, func(f *found) *[]uint64 { return &f.undotted })
	case exposure.Domain:
		m.domainName = joined(parts, func(f *found) *[]uint32 { return &f.nameOf })
	case exposure.Company:
		m.companyOf = joined(parts, func(f *found) *[]company { return &f.companies })
		m.companyName = namesOfCompanies(m.companyOf)
	case exposure.Phone:
		m.phoneFrom = regions()
		m.traits.subscribers = joined(parts, func(f *found) *[]uint64 { return &f.traits.subscribers })
	case exposure.IBAN:
		m.ibanFrom = regions()
	case exposure.Country:
		m.stated = regions()
		m.statedIn = joined(parts, func(f *found) *[]location { return &f.located })
	case exposure.Person:
		m.sortedOf = joined(parts, func(f *found) *[]uint64 { return &f.words })
		m.traits.logins = joinSketches(parts, func(f *found) *sketches { return &f.traits.logins })
		m.traits.names = joinSpellings(parts, func(f *found) *spellings { return &f.traits.names })
		m.traits.titles = joined(parts, func(f *found) *[]uint64 { return &f.traits.titles })
	case exposure.Address:
		m.traits.places = joinSketches(parts, func(f *found) *sketches { return &f.traits.places })
		m.traits.numerals = joinSketches(parts, func(f *found) *sketches { return &f.traits.numerals })
		m.addressIn = joined(parts, func(f *found) *[]location { return &f.located })
	case exposure.Register:
		m.registerIn = joined(parts, func(f *found) *[]location { return &f.located })
	case exposure.Amount:
		m.amountFrom = regions()
	case exposure.Birth:
		m.traits.births = joined(parts, func(f *found) *[]linkage.Date { return &f.traits.births })
	case exposure.Identifier:
		m.traits.numbers = joinSpellings(parts, func(f *found) *spellings { return &f.traits.numbers })
	case exposure.Health:
		m.traits.health = joinSpellings(parts, func(f *found) *spellings { return &f.traits.health })
		m.ails = joined(parts, func(f *found) *[]bool { return &f.ails })
	case exposure.Secret:
		m.secretOf = joined(parts, func(f *found) *[]exposure.Class { return &f.classes })
	case exposure.User:
		m.traits.rows = joined(parts, func(f *found) *[]bool { return &f.traits.rows })
		m.traits.signIns = joined(parts, func(f *found) *[]bool { return &f.traits.signIns })
	case exposure.Project:
		m.projects = newProjects(joined(parts, func(f *found) *[]projectRef { return &f.projects }))
	}
}

// joined makes one list of those of all parts, no longer than it must be, and
// lets go of theirs.
func joined[T any](parts []*found, of func(*found) *[]T) []T {
	n := 0
	for _, f := range parts {
		n += len(*of(f))
	}
	list := make([]T, 0, n)
	for _, f := range parts {
		list = append(list, *of(f)...)
		*of(f) = nil
	}
	return list
}

// adopt takes over the names of a part, which then refers to them by the ordinals
// that they have here.
func (n *names) adopt(f *found) {
	here := make([]uint32, len(f.names.ids))
	for i, id := range f.names.ids {
		at := n.intern(id, f.names.shown[i])
		n.flags[at] |= f.names.flags[i]
		here[i] = at
	}
	f.names = names{}
	for i, at := range f.nameOf {
		f.nameOf[i] = here[at]
	}
	for i := range f.companies {
		f.companies[i].name = here[f.companies[i].name]
	}
}

func mailboxSort(c exposure.Class) uint8 {
	switch c {
	case exposure.ClassRole:
		return sharedMailbox
	case exposure.ClassSystem:
		return sharedMailbox | systemMailbox
	case exposure.ClassReserved, exposure.ClassTest, exposure.ClassExample:
		return testMailbox
	}
	return 0
}

func flagsOf(c exposure.Class) apart {
	switch c {
	case exposure.ClassFreeMail:
		return apartFreeMail | hasMailbox | hasAddress
	case exposure.ClassReserved:
		return apartReserved | hasMailbox | hasAddress
	case exposure.ClassSystem:
		return 0
	}
	return hasMailbox | hasAddress
}

// domainFlags are those of a domain that stands by itself: one of a tenant of a
// cloud names no organisation.
func domainFlags(c exposure.Class) apart {
	if c == exposure.ClassSystem {
		return 0
	}
	return flagsOf(c)&^hasAddress | hasMailbox
}
