package attribute

import (
	"cmp"
	"context"
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
		return cmp.Or(cmp.Compare(a.Record, b.Record), cmp.Compare(a.Part, b.Part), cmp.Compare(a.Offset, b.Offset))
	})
	for i := range list {
		s.mention = &list[i]
		x.see(&s)
	}
	return nil
}
