package rotate

import (
	"cmp"
	"slices"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/credential"
	"github.com/hemostat/hemostat/internal/strength"
)

// A Found is a credential as ledger and catalog know it.
type Found struct {
	Print    exposure.Fingerprint
	Key      Key                // Rule, Title, Class, Masked, places and what is counted
	Facts    []credential.Facts // of the contents that tell of it, in the order of their units
	Beside   []credential.Sealed
	Password bool // its rule finds passwords
}

// Make makes the list of what was found: each name beside a credential once, the two
// halves of a pair as one, ranked at a moment.
func Make(found []Found, states map[exposure.Fingerprint]State, now time.Time) []Key {
	keys := make([]Key, 0, len(found))
	for i := range found {
		f := &found[i]
		k := f.Key
		k.Fingerprint = f.Print.String()
		k.State = State{Word: Open}
		if s, ok := states[f.Print]; ok {
			k.State = s
		}
		k.tell(f)
		keys = append(keys, k)
	}
	keys = paired(keys)
	for i := range keys {
		keys[i].finish(now)
	}
	sortKeys(keys)
	return keys
}

// shownNames bounds the names of one role that are told of a credential which stands
// with several.
const shownNames = 4

// tell takes over what facts say of a key. The names of several contents are what the
// same credential opens in several places; of what else differs the first counts.
func (k *Key) tell(f *Found) {
	users := map[credential.Role]map[string]bool{}
	add := func(n credential.Sealed) {
		if users[n.Role] == nil {
			users[n.Role] = map[string]bool{}
		}
		if users[n.Role][n.Print] {
			return
		}
		users[n.Role][n.Print] = true
		if len(users[n.Role]) <= shownNames {
			k.Names = append(k.Names, Named{Role: string(n.Role), Masked: n.Mask, Fingerprint: n.Print})
		}
		if n.Role == credential.KeyID {
			k.halves = append(k.halves, n.Print)
		}
	}
	score := 0
	for i := range f.Facts {
		x := &f.Facts[i]
		for _, n := range x.Names {
			add(n)
		}
		k.Form, k.Part = cmp.Or(k.Form, x.Form), cmp.Or(k.Part, x.Reach)
		if len(k.Rights) == 0 {
			k.Rights = x.Rights
		}
		k.Start, k.End = cmp.Or(k.Start, moment(x.Start)), cmp.Or(k.End, moment(x.End))
		k.Locked, k.Policy, k.admin = k.Locked || x.Locked, k.Policy || x.Policy, k.admin || x.Admin
		score = max(score, x.Strength)
	}
	for _, n := range f.Beside {
		add(n)
	}
	slices.SortStableFunc(k.Names, func(a, b Named) int { return cmp.Compare(roleOrder(a.Role), roleOrder(b.Role)) })
	if f.Password || score > 0 {
		k.Password = passwordOf(score, max(len(users[credential.User]), len(users[credential.Host]), len(users[credential.Database])))
	}
}

func passwordOf(score, users int) *Password {
	p := &Password{Users: users, Words: "not judged"}
	if score > 0 {
		n := score - 1
		p.Score, p.Words = &n, strength.Score(n).Words()
	}
	return p
}

func moment(unix int64) *time.Time {
	if unix == 0 {
		return nil
	}
	t := time.Unix(unix, 0).UTC()
	return &t
}

// roleOrder is the order in which names are told: who, then where.
func roleOrder(role string) int {
	return slices.Index([]string{
		string(credential.KeyID), string(credential.User), string(credential.Client), string(credential.Tenant), string(credential.Account), string(credential.Container),
		string(credential.Host), string(credential.Database), string(credential.Region), string(credential.Audience), string(credential.Subject), string(credential.Keeper),
	}, role)
}

// paired takes the public half of a pair, which is listed too, into the row of its
// secret half, with the account that it names.
func paired(keys []Key) []Key {
	at := map[string]int{}
	for i := range keys {
		at[keys[i].Fingerprint] = i
	}
	gone := map[int]bool{}
	for i := range keys {
		k := &keys[i]
		for _, half := range k.halves {
			j, listed := at[half]
			if !listed || j == i || reachOf(&keys[j]) != names {
				continue
			}
			gone[j] = true
			for _, more := range keys[j].Names {
				if !slices.Contains(k.Names, more) {
					k.Names = append(k.Names, more)
				}
			}
		}
	}
	out := keys[:0:0]
	for i := range keys {
		if !gone[i] {
			out = append(out, keys[i])
		}
	}
	return out
}
