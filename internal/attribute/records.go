package attribute

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/ledger"
)

const (
	// window is how many mentions of one content are sorted by record at once:
	// a record that goes on after so many others is taken for two.
	window = 1 << 16
	// recordMentions is how many mentions of one record are linked with each
	// other; further ones count and link nothing.
	recordMentions = 4096
)

// A sighting is one mention that counts and the name that it was given to.
type sighting struct {
	unit    exposure.Unit
	content uint32
	ways    uint64
	name    uint32 // none where no organisation is known
	mention *exposure.Mention
	record  []item // whole
}

// An item is one mention of a record.
type item struct {
	mention exposure.Mention
	print   uint64
	ordinal uint32 // in the index of its kind
	name    uint32 // of a domain or company that it names itself, else none
}

// records is what the pass over blocks finds.
type records struct {
	mentions []uint64 // by name, with ways
	contents []uint64 // name<<32 | content, each pair once
	last     []uint32 // by name: the content that was noted last, and 1
	holdings holdings // identities by name; those that name something themselves left out
	together table    // company ordinal in companyOf<<32 | domain name → records
	alone    []uint32 // by company: its records
	stated   table    // name<<16 | region → records that state it
	slots    slots
	secrets  secretCount
}

// readRecords passes over the blocks.
func (m *model) readRecords(ctx context.Context, watch func(*sighting)) error {
	n := len(m.names.ids)
	m.records = &records{mentions: make([]uint64, n), last: make([]uint32, n), alone: make([]uint32, len(m.companyOf))}
	return m.walk(ctx, &walker{m: m, watch: watch, collect: true})
}

// walk shows every block to w.
func (m *model) walk(ctx context.Context, w *walker) error {
	for b, err := range m.in.Ledger.Blocks() {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		w.block(b)
	}
	w.flush(true)
	return nil
}

// A walker groups the mentions of one content after another by record.
type walker struct {
	m        *model
	watch    func(*sighting)
	collect  bool // into m.records
	sighting sighting
	current  exposure.Unit
	inside   bool // current was published
	items    []item
	refs     []item // of the identities of a block, without mention
	known    []bool
	linker   linker
	single   [1]item
}

func (w *walker) block(b *ledger.Block) {
	if b.Unit != w.current || !w.inside {
		w.flush(true)
		w.current = b.Unit
		w.sighting.content, w.inside = w.m.units.find(&b.Unit)
		if !w.inside {
			return
		}
		w.sighting.unit, w.sighting.ways = b.Unit, w.m.units.waysOf(w.sighting.content)
	}
	w.resolve(b.Identities)
	for i := range b.Mentions {
		of := b.Of[i]
		if b.Mentions[i].Score < w.m.in.MinScore || !w.known[of] {
			continue
		}
		it := w.refs[of]
		it.mention = b.Mentions[i]
		if it.mention.Record == 0 {
			w.single[0] = it
			w.record(w.single[:])
			continue
		}
		if w.items = append(w.items, it); len(w.items) >= window {
			w.flush(false)
		}
	}
}

// resolve looks up the identities of a block once.
func (w *walker) resolve(list []ledger.IdentityRef) {
	w.refs, w.known = w.refs[:0], w.known[:0]
	for _, id := range list {
		it := item{print: short(id.Fingerprint), name: none}
		ok := id.Kind.Valid()
		if x := w.m.indexOf(id.Kind); x != nil {
			if it.ordinal, ok = x.find(it.print); ok {
				it.name = w.m.nameOf(id.Kind, it.ordinal)
			}
		}
		w.refs = append(w.refs, it)
		w.known = append(w.known, ok)
	}
}

func (m *model) nameOf(kind exposure.Kind, ordinal uint32) uint32 {
	switch kind {
	case exposure.Email:
		return m.emailName[ordinal]
	case exposure.Domain:
		return m.domainName[ordinal]
	case exposure.Company:
		return m.companyOf[ordinal].name
	}
	return none
}

// flush works off the records that are complete: all of them at the end of a
// content, all but the last otherwise.
func (w *walker) flush(all bool) {
	byRecord := func(a, b item) int { return cmp.Compare(a.mention.Record, b.mention.Record) }
	if !slices.IsSortedFunc(w.items, byRecord) {
		slices.SortStableFunc(w.items, byRecord)
	}
	from := 0
	for from < len(w.items) {
		to := from + 1
		for to < len(w.items) && w.items[to].mention.Record == w.items[from].mention.Record {
			to++
		}
		if to == len(w.items) && !all && from > 0 {
			break
		}
		w.record(w.items[from:to])
		from = to
	}
	w.items = append(w.items[:0], w.items[from:]...)
}

// record takes in one record, or one mention outside of any.
func (w *walker) record(items []item) {
	linked := items[:min(len(items), recordMentions)]
	w.linker.read(w.m, linked)
	for i := range items {
		it := &items[i]
		name := w.linker.nameFor(w.m, it, i)
		if w.collect {
			w.m.records.secrets.count(w.m, it, w.sighting.ways)
			w.m.records.give(name, it, &w.sighting)
		}
		if w.watch != nil {
			w.sighting.name, w.sighting.mention, w.sighting.record = name, &it.mention, linked
			w.watch(&w.sighting)
		}
	}
	if w.collect && items[0].mention.Record != 0 {
		w.linker.evidence(w.m, linked)
		w.linker.people(w.m)
	}
}

// give counts one mention for a name.
func (r *records) give(name uint32, it *item, s *sighting) {
	if name == none {
		return
	}
	r.mentions[name] += s.ways
	if r.last[name] != s.content+1 {
		r.last[name] = s.content + 1
		r.contents = append(r.contents, uint64(name)<<32|uint64(s.content))
	}
	if it.name != name {
		r.holdings.add(name, it.hash())
	}
}

// hash tells identities apart across kinds: the kind takes the last bits of the
// short fingerprint.
func (it *item) hash() uint64 { return it.print&^kindMask | uint64(it.mention.Kind) }

// kindMask are the bits of a hash that hold the kind; kinds are fewer.
const kindMask = 1<<5 - 1

// A linker works out what stands together in one record.
type linker struct {
	domains   []uint32 // names of the affected domains
	others    []uint32 // and of the owner's and of vendors
	companies []uint32 // ordinals in companyOf
	sole      uint32   // the one organisation that the record is about, else none
	slotAt    []int    // for each item of the record its person, -1 for none
	persons   []person
}

// A person is the part of a record that is about one human being.
type person struct {
	ordinals []uint32 // of the names; two where first and last name stand apart
	name     uint32   // the organisation, else none
	hash     []uint64 // of everything in the record
	emails   []uint32 // ordinals
	phones   []uint32
	field    exposure.Field
}

// read finds the organisations of a record and which of them, if any, the rest
// of it belongs to: its only affected domain, else its only company, else
// whichever single name it has.
func (k *linker) read(m *model, items []item) {
	k.domains, k.others, k.companies, k.sole = k.domains[:0], k.others[:0], k.companies[:0], none
	companyName := none
	for i := range items {
		it := &items[i]
		switch {
		case it.name == none:
		case it.mention.Kind == exposure.Company:
			if !slices.Contains(k.companies, it.ordinal) {
				k.companies = append(k.companies, it.ordinal)
				companyName = it.name
			}
		case m.names.affected(it.name):
			if !slices.Contains(k.domains, it.name) {
				k.domains = append(k.domains, it.name)
			}
		case m.names.flags[it.name]&(apartOwn|apartVendor) != 0:
			if !slices.Contains(k.others, it.name) {
				k.others = append(k.others, it.name)
			}
		}
	}
	switch {
	case len(k.domains) == 1:
		k.sole = k.domains[0]
	case len(k.domains) > 1:
	case len(k.companies) == 1:
		k.sole = companyName
	case len(k.companies) == 0 && len(k.others) == 1:
		k.sole = k.others[0]
	}
	k.split(m, items)
}

// nameFor returns the organisation that a mention belongs to.
func (k *linker) nameFor(m *model, it *item, i int) uint32 {
	if it.name != none && m.names.flags[it.name]&(apartFreeMail|apartReserved|systemOnly) == 0 {
		return it.name
	}
	if i < len(k.slotAt) && k.slotAt[i] >= 0 {
		if p := &k.persons[k.slotAt[i]]; p.name != none {
			return p.name
		}
	}
	if k.sole == none && it.name != none { // a free-mail address that stands with nobody
		return it.name
	}
	return k.sole
}

// split parts a record by the persons that it names: what follows a name up to
// the next belongs to it, and what precedes the first belongs to that one. First
// and last name in columns of their own are one person.
func (k *linker) split(m *model, items []item) {
	k.slotAt, k.persons = k.slotAt[:0], k.persons[:0]
	current := -1
	for i := range items {
		it := &items[i]
		if it.mention.Kind == exposure.Person && it.mention.Record != 0 {
			current = k.personFor(it, current)
		}
		k.slotAt = append(k.slotAt, current)
	}
	if len(k.persons) == 0 {
		return
	}
	for i := range items {
		if k.slotAt[i] < 0 {
			k.slotAt[i] = 0
		}
		k.persons[k.slotAt[i]].take(m, &items[i])
	}
	for i := range k.persons {
		if k.persons[i].name == none && len(k.persons) == 1 {
			k.persons[i].name = k.sole
		}
	}
}

// personFor returns the person that a name belongs to.
func (k *linker) personFor(it *item, current int) int {
	for i := range k.persons {
		if slices.Contains(k.persons[i].ordinals, it.ordinal) {
			return i
		}
	}
	field := it.mention.Field
	if current >= 0 && parts(k.persons[current].field, field) && len(k.persons[current].ordinals) == 1 {
		k.persons[current].ordinals = append(k.persons[current].ordinals, it.ordinal)
		return current
	}
	n := len(k.persons)
	if n == cap(k.persons) {
		k.persons = append(k.persons, person{})
	}
	k.persons = k.persons[:n+1]
	k.persons[n].start(it)
	return n
}

// start uses the memory of a person of an earlier record again.
func (p *person) start(it *item) {
	*p = person{
		ordinals: append(p.ordinals[:0], it.ordinal), name: none, hash: p.hash[:0], emails: p.emails[:0], phones: p.phones[:0],
		field: it.mention.Field,
	}
}

// parts reports whether two fields hold the two parts of one name.
func parts(a, b exposure.Field) bool {
	return a == exposure.FieldFirstName && b == exposure.FieldLastName || a == exposure.FieldLastName && b == exposure.FieldFirstName
}

// take adds a mention to what is known of a person.
func (p *person) take(m *model, it *item) {
	switch it.mention.Kind {
	case exposure.Message, exposure.IP, exposure.Host, exposure.Secret:
		return // of the record, and new with every mail and log line
	case exposure.Email:
		if m.emailSort[it.ordinal]&sharedMailbox == 0 {
			p.emails = append(p.emails, it.ordinal)
		}
		if p.name == none && it.name != none && m.names.flags[it.name]&(apartFreeMail|apartReserved|systemOnly) == 0 {
			p.name = it.name
		}
	case exposure.Phone:
		p.phones = append(p.phones, it.ordinal)
	}
	p.hash = append(p.hash, it.hash())
}

// evidence notes which companies stand with which domains, and which countries
// are stated.
func (k *linker) evidence(m *model, items []item) {
	for _, c := range k.companies {
		m.records.alone[c]++
		for _, list := range [...][]uint32{k.domains, k.others} {
			for _, d := range list {
				n, _ := m.records.together.at(uint64(c)<<32 | uint64(d))
				*n++
			}
		}
	}
	if k.sole == none {
		return
	}
	var seen []region
	for i := range items {
		if it := &items[i]; it.mention.Kind == exposure.Country {
			r := m.stated[it.ordinal]
			if r == 0 || slices.Contains(seen, r) {
				continue
			}
			seen = append(seen, r)
			n, _ := m.records.stated.at(uint64(k.sole)<<16 | uint64(r))
			*n++
		}
	}
}

// people hands on the persons of the record.
func (k *linker) people(m *model) {
	for i := range k.persons {
		m.records.slots.add(&k.persons[i])
	}
}

// secretCount counts credentials by rule and class.
type secretCount struct {
	sorts    map[secretSort]uint32
	list     []secretSort
	mentions []uint64
	holdings holdings
}

type secretSort struct {
	rule  string
	class exposure.Class
}

func (s *secretCount) count(m *model, it *item, ways uint64) {
	if it.mention.Kind != exposure.Secret {
		return
	}
	sort := secretSort{it.mention.Rule, m.secretOf[it.ordinal]}
	at, ok := s.sorts[sort]
	if !ok {
		if s.sorts == nil {
			s.sorts = map[secretSort]uint32{}
		}
		sort.rule = strings.Clone(sort.rule)
		at = uint32(len(s.list))
		s.sorts[sort] = at
		s.list = append(s.list, sort)
		s.mentions = append(s.mentions, 0)
	}
	s.mentions[at] += ways
	s.holdings.add(at, it.print)
}

func (m *model) finishSecrets() {
	s := &m.records.secrets
	s.holdings.compact()
	distinct := make([]uint64, len(s.list))
	for _, h := range s.holdings.list {
		distinct[h.owner]++
	}
	m.figures.Secrets = make([]SecretFigure, 0, len(s.list))
	for i, sort := range s.list {
		m.figures.Secrets = append(m.figures.Secrets, SecretFigure{Rule: sort.rule, Class: sort.class, Mentions: s.mentions[i], Distinct: distinct[i]})
	}
	slices.SortFunc(m.figures.Secrets, func(a, b SecretFigure) int {
		return cmp.Or(cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Class, b.Class))
	})
}
