package exposure

import "fmt"

// A Basis is the ground on which a target may be examined. It decides what may
// survive a scan: see [Basis.KeepsValues].
type Basis string

// The four bases. Finder is the default: someone who came across the exposure
// and has no right of their own to its contents.
const (
	Owner    Basis = "owner"    // the data is the operator's own
	Contract Basis = "contract" // its owner has asked for the examination in writing
	Statute  Basis = "statute"  // an express legal power, as a national CERT may have
	Finder   Basis = "finder"   // none of these: list, and take a bounded sample
)

// ParseBasis reads a basis as an operator writes it.
func ParseBasis(s string) (Basis, error) {
	switch b := Basis(s); b {
	case Owner, Contract, Statute, Finder:
		return b, nil
	}
	return "", fmt.Errorf("basis %q: want owner, contract, statute or finder", s)
}

// KeepsValues reports whether values may be kept in the campaign's vault.
// Every other basis keeps keyed fingerprints and masked forms alone.
func (b Basis) KeepsValues() bool { return b == Owner }

// MayRead reports whether the basis carries depth Read: the owner's own data,
// or an express legal power. A contract carries it because the owner signed it.
func (b Basis) MayRead() bool { return b == Owner || b == Contract || b == Statute }

// A Depth is how far an examination may go. Each depth includes those before it.
type Depth int

// The depths, in order.
const (
	Probe Depth = iota + 1 // ask whether it is open
	List                   // names, sizes and dates
	Read                   // contents
)

// ParseDepth reads a depth as an operator writes it.
func ParseDepth(s string) (Depth, error) {
	for d := Probe; d <= Read; d++ {
		if d.String() == s {
			return d, nil
		}
	}
	return 0, fmt.Errorf("depth %q: want probe, list or read", s)
}

// String returns the depth as an operator writes it.
func (d Depth) String() string {
	switch d {
	case Probe:
		return "probe"
	case List:
		return "list"
	case Read:
		return "read"
	}
	return fmt.Sprintf("Depth(%d)", int(d))
}

// MarshalText implements [encoding.TextMarshaler].
func (d Depth) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (d *Depth) UnmarshalText(text []byte) error {
	parsed, err := ParseDepth(string(text))
	if err == nil {
		*d = parsed
	}
	return err
}
