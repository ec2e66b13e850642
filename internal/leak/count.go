package leak

import (
	"cmp"
	"hash/maphash"
	"iter"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

// Events yields what one object mentions, its name included, in the order of
// writing; nothing where no object has the name.
func (l *Leak) Events(name string) iter.Seq[Event] {
	return func(yield func(Event) bool) {
		i, ok := l.index(name)
		if !ok {
			return
		}
		more := true
		l.record(i, maphash.MakeSeed(), func(e Event) {
			if more {
				more = yield(e)
			}
		})
	}
}

// record writes the i-th object and its name for what they mention.
func (l *Leak) record(i int, seed maphash.Seed, sink func(Event)) []byte {
	rec := &recorder{sink: sink, seed: seed}
	l.name(i, rec)
	return l.object(i, rec)
}

type identitySets struct {
	distinct map[uint64]struct{}
	resolved map[uint64]struct{}
}

type documentSet struct {
	ways     uint64
	contents map[uint64]struct{}
}

// A counter turns events into truth.
type counter struct {
	seed                maphash.Seed
	truth               *Truth
	kinds               map[exposure.Kind]*KindTruth
	sets                map[exposure.Kind]*identitySets
	documents           map[exposure.DocumentKind]*documentSet
	contents            map[uint64]struct{}
	secrets             map[string]*SecretTruth
	secretSets          map[string]map[uint64]struct{}
	entities            map[uint64]struct{}
	domains             map[uint64]struct{}
	own                 map[uint64]struct{}
	bodies              map[uint64]uint32 // objects by their bytes
	unread              map[exposure.Reason]uint64
	called              map[uint64]struct{} // human beings by their names
	memberWays, objWays uint64
}

// Truth writes every object once and counts. Its memory grows with the number
// of distinct things, some 40 bytes each, and not with bytes.
func (l *Leak) Truth() *Truth {
	c := &counter{
		seed: maphash.MakeSeed(), truth: &Truth{}, kinds: map[exposure.Kind]*KindTruth{}, sets: map[exposure.Kind]*identitySets{},
		documents: map[exposure.DocumentKind]*documentSet{}, contents: map[uint64]struct{}{}, secrets: map[string]*SecretTruth{},
		secretSets: map[string]map[uint64]struct{}{}, entities: map[uint64]struct{}{}, domains: map[uint64]struct{}{},
		own: map[uint64]struct{}{}, bodies: map[uint64]uint32{}, unread: map[exposure.Reason]uint64{},
		called: map[uint64]struct{}{},
	}
	for i := range l.Len() {
		body := l.record(i, c.seed, c.count)
		l.remember(i, body)
		c.truth.Objects++
		c.truth.Bytes += uint64(len(body))
		c.bodies[maphash.Bytes(c.seed, body)]++
	}
	c.finish(l)
	return c.truth
}

func (c *counter) count(e Event) {
	switch {
	case e.NotRead != "":
		c.unread[e.NotRead]++
		return
	case e.Kind == 0:
		c.document(e)
		return
	}
	k, sets := c.kinds[e.Kind], c.sets[e.Kind]
	if k == nil {
		k, sets = &KindTruth{Kind: e.Kind}, &identitySets{map[uint64]struct{}{}, map[uint64]struct{}{}}
		c.kinds[e.Kind], c.sets[e.Kind] = k, sets
	}
	k.Mentions++
	if e.InName {
		k.InNames++
	}
	if e.Quoted {
		c.truth.Duplicates.QuotedHistory++
	}
	sets.distinct[maphash.String(c.seed, e.Canonical)] = struct{}{}
	sets.resolved[e.Identity] = struct{}{}
	switch e.Kind {
	case exposure.Secret:
		c.secret(e)
	case exposure.Person:
		if e.Record {
			c.truth.Persons.Records++
		}
		c.owner(e.Identity>>8, e.Identity)
		c.called[maphash.String(c.seed, e.Canonical)^mix(e.Identity)] = struct{}{}
	case exposure.Company, exposure.Domain:
		if e.Identity&tenantID == 0 {
			c.entity(e.Identity)
		}
	case exposure.Email:
		_, domain, _ := strings.Cut(e.Canonical, "@")
		if domain != "gmail.com" && domain != OwnerDomain {
			c.domains[maphash.String(c.seed, domain)] = struct{}{}
		}
		c.entity(e.Identity &^ homeID >> 8)
		if e.Identity&homeID != 0 {
			c.called[mix(e.Identity)] = struct{}{}
		}
	}
	if e.Kind == exposure.Domain && e.Identity&tenantID == 0 {
		c.domains[maphash.String(c.seed, e.Canonical)] = struct{}{}
	}
}

func (c *counter) owner(org, person uint64) {
	if org == ownerID {
		c.own[person] = struct{}{}
	}
}

func (c *counter) entity(id uint64) {
	if id != ownerID {
		c.entities[id] = struct{}{}
	}
}

func (c *counter) document(e Event) {
	d := c.documents[e.Document]
	if d == nil {
		d = &documentSet{contents: map[uint64]struct{}{}}
		c.documents[e.Document] = d
	}
	d.ways++
	d.contents[e.Content] = struct{}{}
	c.contents[e.Content] = struct{}{}
	if e.Way == "" {
		c.objWays++
	} else {
		c.memberWays++
	}
}

func (c *counter) secret(e Event) {
	s := c.secrets[e.Sort]
	if s == nil {
		s = &SecretTruth{Sort: e.Sort}
		c.secrets[e.Sort], c.secretSets[e.Sort] = s, map[uint64]struct{}{}
	}
	s.Mentions++
	c.secretSets[e.Sort][e.Identity] = struct{}{}
	s.Distinct = uint64(len(c.secretSets[e.Sort]))
}

func (c *counter) finish(l *Leak) {
	t := c.truth
	for _, kind := range exposure.Kinds() {
		k := c.kinds[kind]
		if k == nil {
			k = &KindTruth{Kind: kind}
		} else {
			k.Distinct, k.Resolved = uint64(len(c.sets[kind].distinct)), uint64(len(c.sets[kind].resolved))
		}
		t.Kinds = append(t.Kinds, *k)
		if kind != exposure.Person && kind != exposure.Company && k.Distinct > k.Resolved {
			t.Duplicates.OtherSpelling += k.Distinct - k.Resolved
		}
	}
	person := t.Kind(exposure.Person)
	t.Persons.Mentions, t.Persons.Distinct, t.Persons.Resolved, t.Persons.Own = person.Mentions, person.Distinct, person.Resolved, uint64(len(c.own))
	t.Duplicates.SamePerson = uint64(len(c.called)) - person.Resolved
	c.places(l)
	c.papers()
	names := t.Kind(exposure.Company).Distinct + uint64(len(c.domains))
	if n := uint64(len(t.Entities)); names > n {
		t.Duplicates.EntityOtherNames = names - n
	}
	t.Claim = Claim{
		Objects: t.Objects, Bytes: t.Bytes, Entities: names, Countries: uint64(len(t.Countries)), Documents: t.Documents.Ways,
		Emails: t.Kind(exposure.Email).Mentions, Projects: t.Kind(exposure.Project).Mentions,
		Users: t.Kind(exposure.User).Mentions + person.Mentions,
	}
}

func (c *counter) places(l *Leak) {
	byCountry := map[string]uint64{}
	ids := make([]uint64, 0, len(c.entities))
	for id := range c.entities {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		o := l.organisation(int(id))
		c.truth.Entities = append(c.truth.Entities, c.entityOf(o))
		byCountry[o.country.code]++
	}
	for code, n := range byCountry {
		c.truth.Countries = append(c.truth.Countries, CountryTruth{code, n})
	}
	slices.SortFunc(c.truth.Countries, func(a, b CountryTruth) int { return strings.Compare(a.Country, b.Country) })
}

// entityOf is a company with those of its names and domains that stand in the leak.
func (c *counter) entityOf(o *organisation) Entity {
	e := Entity{Number: o.id, Country: o.country.code, Persons: o.people, Snare: o.snare, Names: []string{}, Domains: []string{}}
	if o.snare != "" {
		trap, _ := snareOf(o.id)
		e.Trap = trap + 1
	}
	companies := c.sets[exposure.Company].distinct
	for i, name := range o.names {
		if _, ok := companies[maphash.String(c.seed, strings.ToLower(name))]; ok {
			e.Names, e.NameSorts = append(e.Names, name), append(e.NameSorts, o.nameSorts[i])
		}
	}
	for i, domain := range o.domains {
		if _, ok := c.domains[maphash.String(c.seed, domain)]; ok {
			e.Domains, e.DomainSorts = append(e.Domains, domain), append(e.DomainSorts, o.domainSorts[i])
		}
	}
	if len(o.names) > 0 {
		e.Name = o.names[0]
	} else if len(o.domains) > 0 {
		e.Name = o.domains[0]
	}
	return e
}

func (c *counter) papers() {
	t := c.truth
	for kind, d := range c.documents {
		t.Documents.Kinds = append(t.Documents.Kinds, DocumentKindTruth{kind, d.ways, uint64(len(d.contents))})
	}
	slices.SortFunc(t.Documents.Kinds, func(a, b DocumentKindTruth) int { return strings.Compare(string(a.Kind), string(b.Kind)) })
	t.Documents.Ways, t.Documents.Distinct = c.objWays+c.memberWays, uint64(len(c.contents))
	for _, s := range c.secrets {
		t.Secrets = append(t.Secrets, *s)
	}
	slices.SortFunc(t.Secrets, func(a, b SecretTruth) int { return strings.Compare(a.Sort, b.Sort) })
	for reason, n := range c.unread {
		t.NotRead = append(t.NotRead, NotReadTruth{reason, n})
	}
	slices.SortFunc(t.NotRead, func(a, b NotReadTruth) int { return cmp.Compare(a.Reason, b.Reason) })
	for _, n := range c.bodies {
		if n > 1 {
			t.Duplicates.SameBytesObjects += uint64(n - 1)
			t.Duplicates.SharingObjects += uint64(n)
		}
	}
	t.Duplicates.SameContentWays = t.Documents.Ways - t.Documents.Distinct - t.Duplicates.SameBytesObjects
}
