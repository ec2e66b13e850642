package rotate

import (
	"time"

	"github.com/hemostat/hemostat/exposure"
)

// A Key is one credential to rotate, with what belongs to it.
type Key struct {
	Fingerprint string         `json:"fingerprint"` // keyed: what `hemostat keys CAMPAIGN set` and `explain CAMPAIGN secret` take
	Rule        string         `json:"rule"`
	Title       string         `json:"title"`
	Class       exposure.Class `json:"class"`
	Masked      string         `json:"masked"`
	Form        string         `json:"form,omitempty"` // what it is by its own form: "account SAS", "RSA-2048 private key"
	// Names are what stands with it: who signs in, the public half of a pair, the account, host, database and tenant that it
	// opens.
	Names    []Named    `json:"names,omitempty"`
	Reach    Reach      `json:"reach"`
	Part     string     `json:"part,omitempty"` // how much of its place it opens, by its own words: "container"
	Rights   []string   `json:"rights,omitempty"`
	Policy   bool       `json:"policy,omitempty"` // a stored access policy holds its rights and end
	Life     Life       `json:"life"`
	Start    *time.Time `json:"start,omitempty"`
	End      *time.Time `json:"end,omitempty"` // by its own words
	Locked   bool       `json:"locked,omitempty"`
	Password *Password  `json:"password,omitempty"`
	Mentions uint64     `json:"mentions"`
	Contents uint64     `json:"contents"`
	Ways     uint64     `json:"ways"`   // places, copies of equal bytes counted each
	Places   []string   `json:"places"` // masked, the smallest first, limited
	First    *Position  `json:"first,omitempty"`
	Exposed  []string   `json:"exposed,omitempty"` // targets among them that anybody can read, by the newest verdict
	State    State      `json:"state"`
	Advice   string     `json:"advice,omitempty"`
	Rank     uint64     `json:"rank"`
	Order    []Reason   `json:"order"` // the digits of Rank

	admin  bool
	halves []string // fingerprints of public halves that stand with it
}

// A Named is a name that stands with a credential. Value is it in the clear, where it
// was opened from the vault.
type Named struct {
	Role        string `json:"role"`
	Masked      string `json:"masked"`
	Fingerprint string `json:"fingerprint,omitempty"`
	Value       string `json:"value,omitempty"`
}

// Shown is the value where it is open, else the mask.
func (n Named) Shown() string {
	if n.Value != "" {
		return n.Value
	}
	return n.Masked
}

// A Position is where a credential stands in the first of its places.
type Position struct {
	Part   uint64         `json:"part"`   // from 0
	Offset uint64         `json:"offset"` // in the text of the part, in bytes
	Record uint64         `json:"record,omitempty"`
	Field  exposure.Field `json:"field,omitempty"`
}

// A Password says how good a password is.
type Password struct {
	Score *int   `json:"score,omitempty"` // 0 to 4, as zxcvbn; nil where it was not judged
	Words string `json:"words"`
	// Users are the different users, hosts and databases with which the same password stands, the most of one sort.
	Users int `json:"users,omitempty"`
	// Breached is how often the operator's file has it; nil where it was not looked up.
	Breached *int64 `json:"breached,omitempty"`
}

// Life says whether a credential looks usable.
type Life string

// The lives.
const (
	Usable  Life = "usable"
	Unclear Life = "unclear"
	Ended   Life = "ended"
)

// A Reason is one digit of a rank.
type Reason struct {
	What  string `json:"what"` // "state", "life", "reach", "power", "exposed", "places"
	Digit int    `json:"digit"`
	Why   string `json:"why"`
}

// A List is the answer to what is to be rotated.
type List struct {
	At    time.Time `json:"at"` // against which ends were held
	Keys  []Key     `json:"keys"`
	Total uint64    `json:"total"` // credentials that open something or once did, pairs counted once as far as they are listed
	Open  uint64    `json:"open"`  // that are to be rotated: nobody has said otherwise, and no end of theirs has passed
	Done  uint64    `json:"done"`  // of which somebody has said that they are rotated or a false alarm
	Ended uint64    `json:"ended"` // of the others those whose end has passed, by their own words
	// LeftOut are distinct credentials that open nothing, by class: placeholders, hashes, published test keys.
	LeftOut map[string]uint64 `json:"leftOut,omitempty"`
	// Cut counts the least urgent ones beyond what is listed.
	Cut  uint64   `json:"cut,omitempty"`
	Note []string `json:"note,omitempty"` // what cannot be told, and why
}

// Count sums the listed keys; those beyond what is listed are to be rotated.
func (l *List) Count() {
	l.Total, l.Open, l.Done, l.Ended = uint64(len(l.Keys))+l.Cut, l.Cut, 0, 0
	for i := range l.Keys {
		switch k := &l.Keys[i]; {
		case k.State.Word != Open:
			l.Done++
		case k.Life == Ended:
			l.Ended++
		default:
			l.Open++
		}
	}
}

// Keep leaves those keys in the list of which keep is true; the totals stay.
func (l *List) Keep(keep func(*Key) bool) {
	kept := l.Keys[:0]
	for i := range l.Keys {
		if keep(&l.Keys[i]) {
			kept = append(kept, l.Keys[i])
		}
	}
	l.Keys = kept
}
