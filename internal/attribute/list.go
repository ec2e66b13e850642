package attribute

import (
	"cmp"
	"context"
	"slices"

	"github.com/hemostat/hemostat/exposure"
)

// A Listed is one identity in a list of those of its kind.
type Listed struct {
	Print    string         `json:"fingerprint"`
	Mask     string         `json:"mask"`
	Class    exposure.Class `json:"class,omitempty"`
	Mentions uint64         `json:"mentions"` // with ways
	Contents uint64         `json:"contents"`
}

// list lists the identities of a kind that count, those that are mentioned most
// first.
func (x *explainer) list(ctx context.Context, in Input, kind exposure.Kind) error {
	m, err := newModel(ctx, in)
	if err != nil {
		return err
	}
	var all []Listed
	met := 0
	for use, err := range in.Ledger.Identities(kind) {
		if err := wanted(ctx, met, err); err != nil {
			return err
		}
		met++
		id, err := use.Identity()
		if err != nil {
			return err
		}
		one := Listed{Print: id.Fingerprint.String(), Mask: id.Mask, Class: id.Class}
		for u := range use.Units() {
			at, ok := m.units.find(&u.Unit)
			n := u.Tallies.From(in.MinScore)
			if !ok || n == 0 {
				continue
			}
			one.Contents++
			one.Mentions += n * m.units.waysOf(at)
			x.out.Totals.Postings += n
		}
		if one.Mentions == 0 {
			continue
		}
		x.out.Totals.Identities++
		x.out.Totals.Mentions += one.Mentions
		if all = append(all, one); len(all) >= 4*ExplainLimit {
			all = mostMentioned(all)
		}
	}
	x.out.Identities = mostMentioned(all)
	return nil
}

func mostMentioned(all []Listed) []Listed {
	slices.SortFunc(all, func(a, b Listed) int {
		return cmp.Or(cmp.Compare(b.Mentions, a.Mentions), cmp.Compare(a.Print, b.Print))
	})
	return all[:min(len(all), ExplainLimit)]
}
