package rotate

import (
	"cmp"
	"fmt"
	"math/bits"
	"slices"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
)

// finish says of a key what follows from what is known of it, at a moment.
func (k *Key) finish(now time.Time) {
	k.Reach = reachOf(k)
	k.Life = k.life(now)
	digits := []Reason{k.stateDigit(), k.lifeDigit(), {"reach", k.Reach.Rank, k.Reach.Words}, k.powerDigit(), k.exposedDigit(), k.placesDigit()}
	k.Rank = 0
	for _, d := range digits {
		k.Rank = 10*k.Rank + uint64(d.Digit)
	}
	k.Order = digits
}

// life says whether a credential looks usable at a moment, by its own words alone.
func (k *Key) life(now time.Time) Life {
	switch {
	case k.End != nil && !now.Before(*k.End), k.End == nil && k.Class == exposure.ClassExpired:
		return Ended
	case k.Locked || k.Reach == names:
		return Unclear
	case k.End != nil || k.Class == exposure.ClassLive:
		return Usable
	}
	return Unclear
}

func (k *Key) stateDigit() Reason {
	if k.State.Word == Open {
		return Reason{"state", 1, "nobody has said that it is rotated"}
	}
	return Reason{"state", 0, k.State.Word}
}

func (k *Key) lifeDigit() Reason {
	switch {
	case k.Life == Ended && k.End == nil:
		return Reason{"life", 0, "its end has passed, by its own words"}
	case k.Life == Ended:
		return Reason{"life", 0, "it ended on " + k.End.Format(time.DateOnly) + ", by its own words"}
	case k.Locked:
		return Reason{"life", 1, "it is encrypted under a passphrase"}
	case k.Reach == names:
		return Reason{"life", 1, "what opens with it was not found beside it"}
	case k.Life == Usable && k.End != nil:
		return Reason{"life", 2, "it looks usable until " + k.End.Format(time.DateOnly)}
	case k.Life == Usable:
		return Reason{"life", 2, "it looks usable, and states no end"}
	}
	return Reason{"life", 1, "nobody can tell whether it is usable"}
}

// changing stand in rights by which something can be changed.
var changing = []string{"write", "delete", "create", "add", "update", "permissions", "ownership", "move", "admin", "manage", "all", "*", "owner"}

func (k *Key) powerDigit() Reason {
	switch {
	case k.admin:
		return Reason{"power", 3, "its user is one who may do everything"}
	case slices.ContainsFunc(k.Rights, func(r string) bool { return containsAny(strings.ToLower(r), changing) }):
		return Reason{"power", 3, "it may change or delete: " + strings.Join(k.Rights, ", ")}
	case len(k.Rights) > 0:
		return Reason{"power", 1, "it may " + strings.Join(k.Rights, ", ")}
	case k.Policy:
		return Reason{"power", 2, "a stored access policy says what it may"}
	}
	return Reason{"power", 2, "what it may do does not stand in it"}
}

func (k *Key) exposedDigit() Reason {
	if len(k.Exposed) > 0 {
		return Reason{"exposed", 1, "it stands where anybody can read"}
	}
	return Reason{"exposed", 0, "no verdict says that anybody can read where it stands"}
}

func (k *Key) placesDigit() Reason {
	return Reason{"places", min(bits.Len64(k.Ways), 10) - min(1, bits.Len64(k.Ways)), fmt.Sprintf("places: %d", k.Ways)}
}

// sortKeys puts the first things first.
func sortKeys(keys []Key) {
	slices.SortFunc(keys, func(a, b Key) int {
		return cmp.Or(cmp.Compare(b.Rank, a.Rank), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Fingerprint, b.Fingerprint))
	})
}
