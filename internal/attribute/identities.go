package attribute

import (
	"context"
	"slices"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/ledger"
)

// readIdentities passes over the inverse side of the ledger: exact counts, what
// other spellings come to, and an index for the pass over records.
func (m *model) readIdentities(ctx context.Context) error {
	for _, kind := range exposure.Kinds() {
		r := spellings{kind: kind}
		figure := KindFigure{Kind: kind}
		for use, err := range m.in.Ledger.Identities(kind) {
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				return err
			}
			mentions, again := m.countUse(use)
			if mentions == 0 {
				continue
			}
			figure.Mentions += mentions
			figure.Distinct++
			m.figures.Duplicates.SameIdentity += again
			id, err := use.Identity()
			if err != nil {
				return err
			}
			r.add(id)
			m.index(id)
		}
		m.sealIndex(kind)
		if r.later {
			if err := m.readProbable(ctx, &r); err != nil {
				return err
			}
		}
		figure.Resolved = r.resolve(figure.Distinct)
		if kind != exposure.Company && kind != exposure.Domain {
			m.figures.Duplicates.OtherSpelling += figure.Distinct - figure.Resolved.High
		}
		m.figures.Kinds = append(m.figures.Kinds, figure)
	}
	return nil
}

// readProbable passes once more over a kind of which there are too many for the
// hashes of two features at once.
func (m *model) readProbable(ctx context.Context, r *spellings) error {
	r.high, r.counted = r.certain.different(), true
	of := probably(r.kind)
	for use, err := range m.in.Ledger.Identities(r.kind) {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		if mentions, _ := m.countUse(use); mentions == 0 {
			continue
		}
		id, err := use.Identity()
		if err != nil {
			return err
		}
		r.probable.add(orPrint(feature(id, of), id))
	}
	return nil
}

// countUse returns the mentions of an identity that count, and how many of them
// stand in another content than the first, not counting copies of contents.
func (m *model) countUse(use *ledger.Use) (mentions, again uint64) {
	first := true
	for u := range use.Units() {
		at, ok := m.units.find(&u.Unit)
		if !ok {
			continue
		}
		n := u.Tallies.From(m.in.MinScore)
		if n == 0 {
			continue
		}
		mentions += n * m.units.waysOf(at)
		if !first {
			again += n
		}
		first = false
	}
	return mentions, again
}

// index keeps of an identity what the pass over records needs.
func (m *model) index(id *exposure.Identity) {
	switch id.Kind {
	case exposure.Email:
		m.emails.add(id.Fingerprint)
		at := m.names.domain(id.Clear)
		m.names.flags[at] |= flagsOf(id.Class)
		m.emailName = append(m.emailName, at)
		var sort uint8
		if id.Class == exposure.ClassRole || id.Class == exposure.ClassSystem {
			sort = sharedMailbox
		}
		m.emailSort = append(m.emailSort, sort)
		m.mailboxOf = append(m.mailboxOf, orPrint(feature(id, exposure.FeatureMailbox), id))
		m.undotted = append(m.undotted, orPrint(feature(id, exposure.FeatureMailboxDot), id))
	case exposure.Domain:
		m.domains.add(id.Fingerprint)
		at := m.names.domain(id.Clear)
		m.names.flags[at] |= domainFlags(id.Class)
		m.domainName = append(m.domainName, at)
	case exposure.Company:
		m.companies.add(id.Fingerprint)
		m.companyOf = append(m.companyOf, newCompany(m.names.company(id.Clear), id))
	case exposure.Phone:
		m.phones.add(id.Fingerprint)
		m.phoneFrom = append(m.phoneFrom, phoneRegion(id.Mask))
	case exposure.IBAN:
		m.ibans.add(id.Fingerprint)
		m.ibanFrom = append(m.ibanFrom, parseRegion(id.Mask))
	case exposure.Country:
		m.countries.add(id.Fingerprint)
		m.stated = append(m.stated, parseRegion(id.Clear))
	case exposure.Person:
		m.persons.add(id.Fingerprint)
		m.sortedOf = append(m.sortedOf, feature(id, exposure.FeatureSorted))
	case exposure.Secret:
		m.secrets.add(id.Fingerprint)
		m.secretOf = append(m.secretOf, id.Class)
	}
}

func (m *model) sealIndex(kind exposure.Kind) {
	if x := m.indexOf(kind); x != nil {
		x.seal()
	}
}

func (m *model) indexOf(kind exposure.Kind) *kindIndex {
	switch kind {
	case exposure.Email:
		return &m.emails
	case exposure.Domain:
		return &m.domains
	case exposure.Company:
		return &m.companies
	case exposure.Phone:
		return &m.phones
	case exposure.IBAN:
		return &m.ibans
	case exposure.Country:
		return &m.countries
	case exposure.Person:
		return &m.persons
	case exposure.Secret:
		return &m.secrets
	}
	return nil
}

func flagsOf(c exposure.Class) apart {
	switch c {
	case exposure.ClassFreeMail:
		return apartFreeMail | hasMailbox
	case exposure.ClassReserved:
		return apartReserved | hasMailbox
	case exposure.ClassSystem:
		return 0
	}
	return hasMailbox
}

// domainFlags are those of a domain that stands by itself: one of a tenant of a
// cloud names no organisation.
func domainFlags(c exposure.Class) apart {
	if c == exposure.ClassSystem {
		return 0
	}
	return flagsOf(c) | hasMailbox
}

// feature returns the first feature of that sort, 0 where there is none.
func feature(id *exposure.Identity, of exposure.FeatureOf) uint64 {
	for _, f := range id.Features {
		if f.Of == of {
			return f.Hash
		}
	}
	return 0
}

// spellings resolve the identities of one kind among themselves, by what
// [exposure.FeatureOf] says of each feature.
type spellings struct {
	kind      exposure.Kind
	certain   hashes // one an identity; equal ones are certainly the same
	probable  hashes
	loners    uint64 // telephones too short to compare
	later     bool   // probable takes a pass of its own
	counted   bool   // high has been taken from certain
	high      uint64
	companies []company
	national  []uint64 // subscriber numbers that are written without a country
	abroad    []uint64 // and those with one
}

// onePass is up to how many identities of a kind both features are held at once.
const onePass = 2 << 20

// certainly and probably name the features by which a kind is resolved.
func certainly(kind exposure.Kind) exposure.FeatureOf {
	switch kind {
	case exposure.Email:
		return exposure.FeatureMailbox
	}
	return 0
}

func probably(kind exposure.Kind) exposure.FeatureOf {
	switch kind {
	case exposure.Email:
		return exposure.FeatureMailboxDot
	case exposure.Person: // namesakes are two, and a name alone does not tell them
		return exposure.FeatureSorted
	case exposure.User, exposure.Project:
		return exposure.FeatureFolded
	}
	return 0
}

func (s *spellings) add(id *exposure.Identity) {
	switch s.kind {
	case exposure.Company:
		s.companies = append(s.companies, newCompany(0, id))
		return
	case exposure.Phone:
		if h := feature(id, exposure.FeatureSubscriber); h == 0 {
			s.loners++
		} else if len(id.Mask) > 0 && id.Mask[0] == '+' {
			s.abroad = append(s.abroad, h)
		} else {
			s.national = append(s.national, h)
		}
		return
	}
	if of := certainly(s.kind); of != 0 {
		s.certain.add(orPrint(feature(id, of), id))
	}
	if s.certain.n > onePass && !s.later {
		s.later, s.probable = true, hashes{}
	}
	if of := probably(s.kind); of != 0 && !s.later {
		s.probable.add(orPrint(feature(id, of), id))
	}
}

// orPrint lets an identity without the feature stand for itself.
func orPrint(hash uint64, id *exposure.Identity) uint64 {
	if hash == 0 {
		return short(id.Fingerprint)
	}
	return hash
}

// resolve holds to Low ≤ High ≤ distinct whatever features say.
func (s *spellings) resolve(distinct uint64) Range {
	r := Range{Low: distinct, High: distinct}
	switch s.kind {
	case exposure.Company:
		r.High, r.Low = countCompanies(s.companies)
		return r
	case exposure.Phone:
		r.Low = s.subscribers() + s.loners
	default:
		if certainly(s.kind) != 0 {
			if r.High = s.high; !s.counted {
				r.High = s.certain.different()
			}
		}
		if r.Low = r.High; probably(s.kind) != 0 {
			r.Low = s.probable.different()
		}
	}
	r.High = min(r.High, distinct)
	r.Low = min(r.Low, r.High)
	return r
}

// subscribers counts telephones: a number without a country is taken for one
// with a country that has the same last eight digits, if there is any. Two
// countries make two telephones.
func (s *spellings) subscribers() uint64 {
	slices.Sort(s.abroad)
	slices.Sort(s.national)
	n, at := uint64(len(s.abroad)), 0
	for i, h := range s.national {
		if i > 0 && s.national[i-1] == h {
			continue
		}
		for at < len(s.abroad) && s.abroad[at] < h {
			at++
		}
		if at == len(s.abroad) || s.abroad[at] != h {
			n++
		}
	}
	return n
}
