package register

import "time"

// An Event is what became of a target.
type Event string

// The events. Asked is a question with its answer, which is evidence and stands in the
// chain; the others are the time line.
const (
	Asked     Event = "asked"
	Found     Event = "found"          // open for the first time that it was asked
	Changed   Event = "rights-changed" // open before and after, and not the same rights
	Contents  Event = "contents-changed"
	Denied    Event = "denied"   // what was open is refused from here
	Closed    Event = "closed"   // and closure is verified
	Reopened  Event = "reopened" // open again
	Doubtful  Event = "inconclusive"
	OwnerSaid Event = "owner-says"
	// ScanLists and ScanReads are of a scan that begins, which keeps its evidence itself.
	ScanLists Event = "scan-lists"
	ScanReads Event = "scan-reads"
	// PlaceNamed is of no target: to which network a proxy leads, by somebody's word.
	PlaceNamed Event = "place-named"
	Retired    Event = "retired" // rights were taken off the list of what must be denied: see Retirement
)

// A State is where an exposure stands.
type State string

// The states. A target that was never seen open has none of its own: StateShut.
const (
	StateOpen   State = "open"
	StateDenied State = "denied" // from one place: not yet verified to be closed
	StateClosed State = "closed"
	StateShut   State = "shut" // it was never seen open
	StateDoubt  State = "inconclusive"
	// StateRetired is of a target of which all that was open was retired and none of it refused.
	StateRetired State = "retired"
	// StateEnded is of a target of which all that was open was by signed links that have ended by their
	// own words. It is not closed: that needs denials as anything else.
	StateEnded State = "ended"
)

// A Change is one event of a target.
type Change struct {
	At     time.Time `json:"at"`
	Event  Event     `json:"event"`
	Target string    `json:"target"`
	Detail string    `json:"detail,omitempty"`
	By     string    `json:"by,omitempty"`
	// Of is the place of the observation that it follows from, among those of one write.
	Of int `json:"-"`
}
