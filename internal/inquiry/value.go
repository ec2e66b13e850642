package inquiry

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/ledger"
	"github.com/hemostat/hemostat/internal/seal"
)

// nearLimit is how many identities are told that are near to one that was not found.
const nearLimit = 5

// explainValue explains the identities that a value may be, which a person wrote down.
// Where none is mentioned, the error names what is near.
func (s *sight) explainValue(ctx context.Context, in attribute.Input, kind exposure.Kind, value string) (*attribute.Explanation, error) {
	sealer := s.campaign.Key.Sealer()
	var prints []exposure.Fingerprint
	for _, form := range seal.Asked(kind, value) {
		prints = append(prints, sealer.Fingerprint(kind, form))
	}
	same, near, err := s.resembling(ctx, sealer, kind, value)
	if err != nil {
		return nil, err
	}
	for _, id := range same {
		if !slices.Contains(prints, id.Fingerprint) {
			prints = append(prints, id.Fingerprint)
		}
	}
	e, err := attribute.ExplainIdentities(ctx, in, kind, prints)
	if !errors.Is(err, attribute.ErrNotFound) {
		return e, err
	}
	var told []string
	for _, id := range near {
		told = append(told, id.Mask+" ("+id.Fingerprint.String()+")")
	}
	switch {
	case len(told) > nearLimit:
		told = append(told[:nearLimit], fmt.Sprintf("%d more", len(told)-nearLimit))
		fallthrough
	case len(told) > 0:
		return nil, fmt.Errorf("%w; there is what is like it: %s", err, strings.Join(told, "; "))
	case kind == exposure.Phone && seal.WithoutCountry(value):
		return nil, fmt.Errorf("%w, neither without a country nor with the code of any", err)
	}
	return nil, err
}

// resembling returns the identities that a value is too, as a company is whose legal form
// is written otherwise, and those that are merely like it, the likest first.
func (s *sight) resembling(ctx context.Context, sealer *seal.Sealer, kind exposure.Kind, value string) (same, near []exposure.Identity, err error) {
	by := seal.Near(kind)
	if len(by) == 0 && kind != exposure.Company {
		return nil, nil, nil
	}
	want := sealer.Seal(kind, []byte(value), "")
	_, form := seal.CompanyStem(value)
	ranks := map[exposure.Fingerprint]int{}
	for id, err := range s.campaign.Ledger.Identities(kind, ledger.Part{}) {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, nil, err
		}
		rank := slices.IndexFunc(by, func(of exposure.FeatureOf) bool { return sharesFeature(id, &want, of) })
		if kind == exposure.Company {
			var alike bool
			if rank, alike = attribute.Alike(value, id.Clear); !alike {
				continue
			}
		}
		if rank < 0 {
			continue
		}
		found := *id
		found.Features = nil // lent
		// A name without a legal form is any of those that differ in it alone.
		if kind == exposure.Company && (id.Clear == want.Clear || rank == 0 && !form) {
			same = append(same, found)
		} else if len(near) < attribute.ExplainLimit {
			ranks[id.Fingerprint] = rank
			near = append(near, found)
		}
	}
	slices.SortFunc(near, func(a, b exposure.Identity) int {
		return cmp.Or(cmp.Compare(ranks[a.Fingerprint], ranks[b.Fingerprint]), cmp.Compare(a.Mask, b.Mask), slices.Compare(a.Fingerprint[:], b.Fingerprint[:]))
	})
	return same, near, nil
}

// sharesFeature reports whether two identities have a feature of that sort in common.
func sharesFeature(a, b *exposure.Identity, of exposure.FeatureOf) bool {
	for _, x := range a.Features {
		if x.Of == of && slices.Contains(b.Features, x) {
			return true
		}
	}
	return false
}
