package attribute

import (
	"context"
	"math/bits"
	"slices"

	"github.com/hemostat/hemostat/exposure"
)

// resolve says what the identities of a kind come to when other spellings of one
// thing are merged, by what [exposure.FeatureOf] says of each feature. It holds
// to Low ≤ High ≤ distinct whatever features say.
func (m *model) resolve(ctx context.Context, kind exposure.Kind, distinct uint64, parts []*found) (r Range, err error) {
	r = Range{Low: distinct, High: distinct}
	switch kind {
	case exposure.Company:
		r.High, r.Low = countCompanies(m.companyOf)
		return r, nil
	case exposure.Phone:
		var all telephones
		for _, f := range parts {
			all.join(&f.phones)
		}
		r.Low = all.count()
	case exposure.Email:
		if r.High, err = different(ctx, len(m.mailboxOf), func(i int) uint64 { return m.mailboxOf[i] }); err != nil {
			return r, err
		}
		r.Low, err = different(ctx, len(m.undotted), func(i int) uint64 { return m.undotted[i] })
	case exposure.Person: // namesakes are two, and a name alone does not tell them
		r.Low, err = different(ctx, len(m.sortedOf), func(i int) uint64 {
			if m.sortedOf[i] == 0 {
				return m.persons.prints[i]
			}
			return m.sortedOf[i]
		})
	case exposure.User:
		folded := joined(parts, func(f *found) *[]uint64 { return &f.folded })
		r.Low, err = different(ctx, len(folded), func(i int) uint64 { return folded[i] })
	}
	r.High = min(r.High, distinct)
	r.Low = min(r.Low, r.High)
	return r, err
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

// orPrint lets an identity without the feature stand for itself.
func orPrint(hash uint64, id *exposure.Identity) uint64 {
	if hash == 0 {
		return short(id.Fingerprint)
	}
	return hash
}

// atOnce is about how many hashes are sorted at once.
const atOnce = 1 << 18

// different counts the different of n hashes. It goes over them several times,
// each time for one share of all that could be, and sorts only those.
func different(ctx context.Context, n int, hash func(int) uint64) (uint64, error) {
	shares := 1 << bits.Len(uint(n/atOnce))
	counts := make([]uint64, shares)
	lists := make([][]uint64, workers(shares))
	err := inParallel(ctx, shares, func(_ context.Context, worker, share int) error {
		list := slices.Grow(lists[worker][:0], min(n, atOnce+atOnce/8))
		for i := range n {
			if h := hash(i); int(mix(h)&uint64(shares-1)) == share {
				list = append(list, h)
			}
		}
		slices.Sort(list)
		lists[worker], counts[share] = list, uint64(len(slices.Compact(list)))
		return nil
	})
	var sum uint64
	for _, c := range counts {
		sum += c
	}
	return sum, err
}

// telephones are numbers by their last eight digits.
type telephones struct {
	loners   uint64   // too short to compare
	national []uint64 // written without a country
	abroad   []uint64 // and with one
}

func (t *telephones) add(id *exposure.Identity) {
	if h := feature(id, exposure.FeatureSubscriber); h == 0 {
		t.loners++
	} else if len(id.Mask) > 0 && id.Mask[0] == '+' {
		t.abroad = append(t.abroad, h)
	} else {
		t.national = append(t.national, h)
	}
}

// join adds other telephones and leaves none there.
func (t *telephones) join(other *telephones) {
	t.loners += other.loners
	t.national = append(t.national, other.national...)
	t.abroad = append(t.abroad, other.abroad...)
	*other = telephones{}
}

// count counts telephones: a number without a country is taken for one with a
// country that has the same last eight digits, if there is any. Two countries
// make two telephones.
func (t *telephones) count() uint64 {
	slices.Sort(t.abroad)
	slices.Sort(t.national)
	n, at := t.loners+uint64(len(t.abroad)), 0
	for i, h := range t.national {
		if i > 0 && t.national[i-1] == h {
			continue
		}
		for at < len(t.abroad) && t.abroad[at] < h {
			at++
		}
		if at == len(t.abroad) || t.abroad[at] != h {
			n++
		}
	}
	return n
}
