package attribute

import (
	"cmp"
	"context"
	"slices"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/ledger"
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
	n, err := in.Ledger.CountIdentities()
	if err != nil {
		return err
	}
	var all []Listed
	shares := m.sharesFor(n)
	for share := range shares {
		if all, err = x.listShare(ctx, m, kind, ledger.Part{Ordinal: share, Of: shares}, all); err != nil {
			return err
		}
	}
	x.out.Identities = mostMentioned(all)
	return nil
}

// placed is how often an identity that is listed is mentioned.
type placed struct {
	mentions, contents uint64
	last               uint32 // content that was met
}

// listShare adds those of one share to the list.
func (x *explainer) listShare(ctx context.Context, m *model, kind exposure.Kind, share ledger.Part, all []Listed) ([]Listed, error) {
	counts := map[exposure.Fingerprint]placed{}
	for b, err := range m.in.Ledger.Counts(kind, m.in.MinScore, ledger.Part{}) {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, err
		}
		content, ok := m.units.find(&b.Unit)
		if !ok {
			continue
		}
		for i, id := range b.Identities {
			if !share.Has(id.Fingerprint) {
				continue
			}
			p := counts[id.Fingerprint]
			if p.contents == 0 || p.last != content {
				p.contents++
			}
			p.last = content
			p.mentions += uint64(b.Mentions[i]) * m.units.waysOf(content)
			counts[id.Fingerprint] = p
			x.out.Totals.Postings += uint64(b.Mentions[i])
		}
	}
	met := 0
	for id, err := range m.in.Ledger.Identities(kind, share) {
		if err := wanted(ctx, met, err); err != nil {
			return nil, err
		}
		met++
		p, ok := counts[id.Fingerprint]
		if !ok {
			continue
		}
		x.out.Totals.Identities++
		x.out.Totals.Mentions += p.mentions
		all = append(all, Listed{Print: id.Fingerprint.String(), Mask: id.Mask, Class: id.Class, Mentions: p.mentions, Contents: p.contents})
		if len(all) >= 4*ExplainLimit {
			all = mostMentioned(all)
		}
	}
	return all, nil
}

func mostMentioned(all []Listed) []Listed {
	slices.SortFunc(all, func(a, b Listed) int {
		return cmp.Or(cmp.Compare(b.Mentions, a.Mentions), cmp.Compare(b.Contents, a.Contents), cmp.Compare(a.Mask, b.Mask), cmp.Compare(a.Print, b.Print))
	})
	return all[:min(len(all), ExplainLimit)]
}
