package attribute

import "strings"

// hands are the decisions that stand.
type hands struct {
	own, vendors   []string
	merges, splits []Decision
}

// newHands replays the decisions. "undo" takes back the latest that stands
// about the same two names, in whichever order they are written.
func newHands(in Input) hands {
	var standing []Decision
	for _, d := range in.Decisions {
		if d.Op != "undo" {
			standing = append(standing, d)
			continue
		}
		for i := len(standing) - 1; i >= 0; i-- {
			if standing[i].about(d) {
				standing = append(standing[:i:i], standing[i+1:]...)
				break
			}
		}
	}
	h := hands{own: append([]string(nil), in.Own...), vendors: append([]string(nil), in.Vendors...)}
	for _, d := range standing {
		switch d.Op {
		case "own":
			h.own = append(h.own, d.A)
		case "vendor":
			h.vendors = append(h.vendors, d.A)
		case "merge":
			h.merges = append(h.merges, d)
		case "split":
			h.splits = append(h.splits, d)
		}
	}
	return h
}

func (d Decision) about(undo Decision) bool {
	if strings.EqualFold(d.A, undo.A) && (undo.B == "" || strings.EqualFold(d.B, undo.B)) {
		return true
	}
	return undo.B != "" && strings.EqualFold(d.A, undo.B) && strings.EqualFold(d.B, undo.A)
}
