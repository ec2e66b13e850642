package attribute

import (
	"context"
	"fmt"
	"iter"
	"strconv"
)

// The sorts of persons. The last four are no human beings whom one could tell: a crowd has them
// where [Crowd.Others] asks for them.
const (
	SortEmployee        = "employee"         // of the owner
	SortCustomerContact = "customer-contact" // of an organisation that is affected
	SortPartnerContact  = "partner-contact"
	SortVendorContact   = "vendor-contact"
	SortPrivate         = "private" // no record says that they belong to an organisation

	SortRoleMailbox   = "role-mailbox"   // sales@, info@
	SortMailingList   = "mailing-list"   // one address beside more names than one person has
	SortSystemAccount = "system-account" // no-reply@, or an address that is none
	SortTest          = "test"           // in domains that are kept for tests and examples
)

// PersonSorts returns all sorts of persons.
func PersonSorts() []string {
	return []string{SortEmployee, SortCustomerContact, SortPartnerContact, SortVendorContact, SortPrivate,
		SortRoleMailbox, SortMailingList, SortSystemAccount, SortTest}
}

// A Crowd says which persons are wanted.
type Crowd struct {
	IDs    []string // of persons; none: all
	Others bool     // with role mailboxes, mailing lists, accounts of machines and of tests
	// Holders is called with whose what is of all, before the first person is yielded.
	Holders func([]Holders)
	why     bool // what links their records is asked for
}

// personsAtOnce is of how many persons the elements are in memory at once, at about
// 150 bytes an element with what describes it.
const personsAtOnce = 1 << 17

// PersonOf writes the identifier of a person: that of the record, of all that were merged,
// which comes first, by its keyed hash. It stays the same as long as that record is there, and
// any other record of the person finds it too.
func PersonOf(record uint64) string { return fmt.Sprintf("%016x", record) }

// IsPersonID reports whether something is written as the identifier of a person is.
func IsPersonID(id string) bool {
	_, err := parsePerson(id)
	return err == nil
}

// parsePerson reads what PersonOf wrote.
func parsePerson(id string) (uint64, error) {
	n, err := strconv.ParseUint(id, 16, 64)
	if err != nil || len(id) != 16 {
		return 0, fmt.Errorf("%w: a person's identifier is 16 hexadecimal digits, as `hemostat people` prints them", ErrNotFound)
	}
	return n, nil
}

// People yields the persons with all that stands there of theirs, in the order of their
// identifiers; those of whom nothing but a mailbox or a number is known come after those
// with a name. They are what [PersonFigure.Resolved] counts as High. It
// passes over the ledger as [Compute] does, then once more, and once for every 131,072
// persons. An identifier that nobody has is [ErrNotFound]. A subject may be kept.
//
// What belongs to a person: what stands in a record with the name; what stands in a record
// without a name, if a mailbox, an authority's number or, within one content, an account of
// it is one person's alone; and that mailbox and number themselves wherever they stand.
func People(ctx context.Context, in Input, of Crowd) iter.Seq2[*Subject, error] {
	return func(yield func(*Subject, error) bool) {
		c, err := newCrowd(ctx, in, of)
		if err != nil {
			yield(nil, fmt.Errorf("people: %w", err))
			return
		}
		for from := 0; from == 0 || from < len(c.wanted); from += personsAtOnce {
			some := c.wanted[from:min(from+personsAtOnce, len(c.wanted))]
			more, err := c.gather(ctx, some, func(s *Subject) bool { return yield(s, nil) })
			if err != nil {
				yield(nil, fmt.Errorf("people: %w", err))
			}
			if err != nil || !more {
				return
			}
		}
	}
}

// nobodys is the owner of what belongs to no person, and ofSeveral of what belongs to more than
// one.
const (
	nobodys   = none
	ofSeveral = none - 1
)

// A crowd knows whose what is. An owner is a person: first those with a name, by the slots
// that stand for them, then mailboxes, then numbers of which no name is known.
type crowd struct {
	m        *model
	of       Crowd
	entities *entities
	persons  *resolved
	slots    []uint32 // by owner with a name: the slot that stands for it
	owners   []uint32 // by slot that stands for a person: the owner
	list     []facets // by owner

	mailboxes []uint32 // by address: the first of the same mailbox
	byMailbox []uint32 // by the first address of a mailbox: whose it is
	byNumber  []uint32 // by identifier, then by number of health care
	byAccount accounts
	births    []birthAt          // of persons with a name, ascending
	torn      map[birthAt]uint32 // whose the records of one birth are at a mailbox that several have
	keyed     *keyJoins          // nil where no tables of one export were found
	dated     []uint32           // by content: its file date in Unix seconds, 0 unknown
	wanted    []uint32           // owners, ascending
}

// facets are what is known of an owner before its elements are gathered.
type facets struct {
	id     uint64
	entity uint32 // ordinal among entities, none where no record says that it belongs to one
	sort   string
}

func newCrowd(ctx context.Context, in Input, of Crowd) (*crowd, error) {
	m, err := read(ctx, in)
	if err != nil {
		return nil, err
	}
	m.keepPersons, m.keepLinks = true, of.why
	c := &crowd{m: m, of: of}
	persons, organisations, err := c.settle(ctx)
	if err != nil {
		return nil, err
	}
	if err := m.finishPersons(ctx, persons, organisations); err != nil {
		return nil, err
	}
	c.persons = m.people
	err = inTurn(ctx, c.named, c.claim, c.nameless)
	if err == nil {
		c.release()
		err = inTurn(ctx, c.join, c.joinFiles, c.readDates, c.choose)
	}
	return c, err
}

// settle finds the records that certainly are of one person, and whose the organisations are by
// name; what only these rest on is let go.
func (c *crowd) settle(ctx context.Context) (persons *resolving, organisations []uint32, err error) {
	var g *merging
	err = beside(ctx,
		func(ctx context.Context) (err error) { g, err = c.m.merge(ctx); return err },
		func(ctx context.Context) (err error) { persons, err = c.m.certainPersons(ctx); return err })
	if err != nil {
		return nil, nil, err
	}
	if c.entities, err = c.m.sortedEntities(ctx, g); err != nil {
		return nil, nil, err
	}
	c.m.records = c.m.records.ofPersons()
	return persons, g.sets.roots(), nil
}

// inTurn takes steps until one fails.
func inTurn(ctx context.Context, steps ...func(context.Context) error) error {
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// release lets go of what only finding persons needs.
func (c *crowd) release() {
	m := c.m
	m.records, m.figures, m.sortedOf, m.mailboxOf, m.undotted = nil, nil, nil, nil, nil
}
