package attribute

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

// ErrNotFound is returned by Explain for what no mention refers to.
var ErrNotFound = errors.New("not found in what was examined")

// ExplainLimit is how many mentions, units and entities an explanation shows at
// most; its totals count all of them.
const ExplainLimit = 1000

// An Explanation says why a figure is what it is.
type Explanation struct {
	What     string         `json:"what"`
	ID       string         `json:"id"`
	Entity   *Entity        `json:"entity,omitempty"`
	Names    []NameUse      `json:"names,omitempty"`    // of the entity, by mentions
	Person   *PersonWhy     `json:"person,omitempty"`   // asked for by the identifier of a person
	Votes    []Vote         `json:"votes,omitempty"`    // for its country, the heaviest country first; of a country, by source over all its entities
	Apart    string         `json:"apart,omitempty"`    // why a domain is no affected entity
	Entities []Entity       `json:"entities,omitempty"` // of a country, at most ExplainLimit
	Units    []UnitMentions `json:"units,omitempty"`    // by mentions, at most ExplainLimit
	// Identities are those of a kind, by mentions, at most ExplainLimit, or those that were asked for.
	Identities []Listed `json:"identities,omitempty"`
	Totals     Totals   `json:"totals"`
}

// Totals count what an explanation shows a part of.
type Totals struct {
	Mentions uint64 `json:"mentions"` // with ways
	Postings uint64 `json:"postings"` // without
	Units    uint64 `json:"units"`
	Entities uint64 `json:"entities"`
	// Identities counts those of a kind of which a list shows a part.
	Identities uint64 `json:"identities,omitempty"`
}

// A NameUse is one name of an entity.
type NameUse struct {
	Name     string `json:"name"`
	Mentions uint64 `json:"mentions"`
}

// UnitMentions are the mentions of one content that belong to what is explained.
type UnitMentions struct {
	Unit     exposure.Unit     `json:"unit"`
	Ways     uint64            `json:"ways"`
	Postings uint64            `json:"postings"`
	Kinds    map[string]uint64 `json:"kinds"` // postings by kind
	Shown    []Shown           `json:"shown"`
}

// Shown is one mention, masked.
type Shown struct {
	Kind   exposure.Kind  `json:"kind"`
	Mask   string         `json:"mask"`
	Print  string         `json:"fingerprint"`
	Part   uint32         `json:"part"`
	Offset uint64         `json:"offset"`
	Record uint64         `json:"record"`
	Field  exposure.Field `json:"field,omitempty"`
	Rule   string         `json:"rule"`
	Score  uint8          `json:"score"`
}

// Explain says why. What is "entity" (ID: an entity's ID, one of its domains or
// names), "country" (an ISO 3166-1 code, or "" for unknown), or the name of a
// kind, such as "person" or "email" (ID: a fingerprint, or "" for a list of those
// of the kind). It returns
// [ErrNotFound] where nothing refers to it.
func Explain(ctx context.Context, in Input, what, id string) (*Explanation, error) {
	x := &explainer{out: Explanation{What: what, ID: id}, units: map[exposure.Unit]*UnitMentions{}}
	var err error
	switch kind, kindErr := exposure.ParseKind(what); {
	case what == "entity":
		err = x.entity(ctx, in, id)
	case what == "country" && len(id) != 32:
		err = x.country(ctx, in, id)
	case kindErr == nil && id == "":
		err = x.list(ctx, in, kind)
	case kindErr == nil:
		err = x.identity(ctx, in, kind, id)
	default:
		err = fmt.Errorf("nothing is called %q; want entity, country or a kind: %v", what, exposure.Kinds())
	}
	if errors.Is(err, ErrNotFound) {
		return nil, err // who asked knows for what
	}
	if err != nil {
		return nil, fmt.Errorf("explain %s: %w", what, err)
	}
	return &x.out, nil
}

type explainer struct {
	out   Explanation
	units map[exposure.Unit]*UnitMentions
	shown int
}

// entity passes over the records again: merges are known only after the first
// time.
func (x *explainer) entity(ctx context.Context, in Input, id string) error {
	m, err := readOrganisations(ctx, in, true)
	if err != nil {
		return err
	}
	e, err := m.onlyEntities(ctx)
	if err != nil {
		return err
	}
	name, err := m.search(id, e)
	if err != nil {
		return err
	}
	o := e.list[e.of[name]]
	x.out.Entity, x.out.Votes = &o.Entity, o.votes.votes()
	names := o.names
	if o.Apart {
		x.out.Apart = o.Sort
	}
	for _, n := range names {
		x.out.Names = append(x.out.Names, NameUse{m.names.ids[n], m.records.mentions[n]})
	}
	err = m.watch(ctx, names, x.see)
	if err != nil {
		return err
	}
	return x.finish(in)
}

// whyApart says why a name is no affected entity by itself, "" where it may be one.
func (m *model) whyApart(name uint32) string {
	for _, a := range aparts {
		if m.names.flags[name]&a.flag != 0 {
			return a.why
		}
	}
	return ""
}

// whyApart says why the organisation of a name is no affected entity.
func (e *entities) whyApart(m *model, name uint32) string {
	if at := e.of[name]; at != none {
		return e.list[at].Sort
	}
	return m.whyApart(name)
}

func (x *explainer) see(s *sighting) {
	u := x.units[s.unit]
	if u == nil {
		x.out.Totals.Units++
		if len(x.units) < ExplainLimit {
			u = &UnitMentions{Unit: s.unit, Ways: s.ways, Kinds: map[string]uint64{}, Shown: []Shown{}}
			x.units[s.unit] = u
		}
	}
	x.out.Totals.Mentions += s.ways
	x.out.Totals.Postings++
	if u == nil {
		return
	}
	u.Postings++
	u.Kinds[s.mention.Kind.String()]++
	if x.shown < ExplainLimit {
		x.shown++
		u.Shown = append(u.Shown, Shown{
			Kind: s.mention.Kind, Print: s.mention.Identity.String(), Part: s.mention.Part, Offset: s.mention.Offset,
			Record: exposure.FirstRow(s.mention.Record), Field: s.mention.Field, Rule: s.mention.Rule, Score: s.mention.Score,
		})
	}
}

// finish sorts and fills in the masks.
func (x *explainer) finish(in Input) error {
	for _, u := range x.units {
		for i := range u.Shown {
			s := &u.Shown[i]
			fp, err := exposure.ParseFingerprint(s.Print)
			if err != nil {
				return err
			}
			id, _, err := in.Ledger.Lookup(s.Kind, fp)
			if err != nil {
				return err
			}
			s.Mask = id.Mask
		}
		x.out.Units = append(x.out.Units, *u)
	}
	slices.SortFunc(x.out.Units, func(a, b UnitMentions) int {
		return cmp.Or(cmp.Compare(b.Postings*b.Ways, a.Postings*a.Ways), slices.Compare(a.Unit[:], b.Unit[:]))
	})
	return nil
}

// country lists the entities of a country, those too that have it as one of several, and
// sums the votes for it.
func (x *explainer) country(ctx context.Context, in Input, id string) error {
	m, err := readOrganisations(ctx, in, false)
	if err != nil {
		return err
	}
	e, err := m.onlyEntities(ctx)
	if err != nil {
		return err
	}
	var votes [sourceCount]Vote
	for _, o := range slices.SortedFunc(slices.Values(e.list[:e.affected]), (*organisation).compare) {
		several := slices.ContainsFunc(o.Countries, func(c CountryShare) bool { return strings.EqualFold(c.Country, id) })
		if !strings.EqualFold(o.Country, id) && !several {
			continue
		}
		x.out.Totals.Entities++
		x.out.Totals.Mentions += o.Mentions
		if len(x.out.Entities) < ExplainLimit {
			x.out.Entities = append(x.out.Entities, o.Entity)
		}
		o.votes.sum(parseRegion(strings.ToUpper(id)), &votes)
	}
	if x.out.Totals.Entities == 0 {
		return ErrNotFound
	}
	for _, v := range votes {
		if v.Count > 0 {
			x.out.Votes = append(x.out.Votes, v)
		}
	}
	return nil
}

// identity shows where one identity is mentioned.
func (x *explainer) identity(ctx context.Context, in Input, kind exposure.Kind, id string) error {
	fp, err := exposure.ParseFingerprint(id)
	if err != nil {
		return err
	}
	return x.identities(ctx, in, kind, []exposure.Fingerprint{fp})
}
