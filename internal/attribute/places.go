package attribute

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/ledger"
)

// watch shows every mention that was given to one of the names, content by
// content in their order.
func (m *model) watch(ctx context.Context, names []uint32, see func(*sighting)) error {
	w := m.newWalker()
	w.watch = func(s *sighting) {
		if slices.Contains(names, s.name) {
			see(s)
		}
	}
	var contents []uint32
	for _, t := range m.records.traces {
		t.each(func(content, name uint32) {
			if slices.Contains(names, name) && (len(contents) == 0 || contents[len(contents)-1] != content) {
				contents = append(contents, content)
			}
		})
	}
	if len(contents) > m.units.count()/fewContents {
		return w.walk(ctx, ledger.Part{})
	}
	slices.Sort(contents)
	for _, c := range contents {
		if err := w.walkUnit(ctx, *m.units.at(c)); err != nil {
			return err
		}
	}
	return nil
}

// fewContents says which share of all contents is faster looked up one by one
// than read with all others.
const fewContents = 16

// identityIn shows where one identity is mentioned in one content.
func (x *explainer) identityIn(ctx context.Context, m *model, content uint32, kind exposure.Kind, fp exposure.Fingerprint) error {
	s := sighting{unit: *m.units.at(content), ways: m.units.waysOf(content), name: none}
	var list []exposure.Mention
	for b, err := range m.in.Ledger.UnitBlocks(s.unit) {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		for i := range b.Mentions {
			if mention := &b.Mentions[i]; mention.Kind == kind && mention.Identity == fp && mention.Score >= m.in.MinScore {
				list = append(list, *mention)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b exposure.Mention) int {
		if a.Record == 0 || b.Record == 0 { // outside of records as they were found
			return cmp.Compare(a.Record, b.Record)
		}
		return cmp.Or(cmp.Compare(exposure.FirstRow(a.Record), exposure.FirstRow(b.Record)), cmp.Compare(a.Part, b.Part), cmp.Compare(a.Offset, b.Offset))
	})
	for i := range list {
		s.mention = &list[i]
		x.see(&s)
	}
	return nil
}

// ExplainIdentities says where identities of one kind are mentioned, which somebody
// asked for as one. It returns [ErrNotFound] where none of them is.
func ExplainIdentities(ctx context.Context, in Input, kind exposure.Kind, prints []exposure.Fingerprint) (*Explanation, error) {
	x := &explainer{out: Explanation{What: kind.String()}, units: map[exposure.Unit]*UnitMentions{}}
	if err := x.identities(ctx, in, kind, prints); err != nil {
		return nil, fmt.Errorf("explain %s: %w", kind, err)
	}
	return &x.out, nil
}

func (x *explainer) identities(ctx context.Context, in Input, kind exposure.Kind, prints []exposure.Fingerprint) error {
	m, err := newModel(ctx, in)
	if err != nil {
		return err
	}
	for _, fp := range prints {
		if err := x.addIdentity(ctx, m, kind, fp); err != nil {
			return err
		}
	}
	if x.out.Totals.Postings == 0 {
		return ErrNotFound
	}
	x.out.Identities = mostMentioned(x.out.Identities)
	x.out.ID = x.out.Identities[0].Print
	return x.finish(in)
}

// addIdentity adds the mentions of one identity.
func (x *explainer) addIdentity(ctx context.Context, m *model, kind exposure.Kind, fp exposure.Fingerprint) error {
	contents, err := m.mentioning(ctx, ledger.IdentityRef{Kind: kind, Fingerprint: fp})
	if err != nil || len(contents) == 0 {
		return err
	}
	before := x.out.Totals.Mentions
	for _, content := range contents {
		if err := x.identityIn(ctx, m, content, kind, fp); err != nil {
			return err
		}
	}
	id, _, err := m.in.Ledger.Lookup(kind, fp)
	if n := x.out.Totals.Mentions - before; n > 0 {
		x.out.Identities = append(x.out.Identities, Listed{Print: fp.String(), Mask: id.Mask, Class: id.Class, Mentions: n, Contents: uint64(len(contents))})
	}
	return err
}

// mentioning returns the published contents that mention an identity, ascending.
func (m *model) mentioning(ctx context.Context, id ledger.IdentityRef) ([]uint32, error) {
	found := make([][]uint32, walkParts)
	err := inParallel(ctx, walkParts, func(ctx context.Context, _, part int) error {
		for b, err := range m.in.Ledger.Counts(id.Kind, m.in.MinScore, ledger.Part{Ordinal: part, Of: walkParts}) {
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				return err
			}
			if slices.Contains(b.Identities, id) {
				if content, ok := m.units.find(&b.Unit); ok {
					found[part] = append(found[part], content)
				}
			}
		}
		return nil
	})
	return slices.Compact(slices.Concat(found...)), err
}
