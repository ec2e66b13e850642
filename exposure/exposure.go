package exposure

import "time"

// A Right is one thing that anybody can do to a target.
type Right string

// The rights. Write is never tried, only read from policy.
const (
	RightList         Right = "list"
	RightRead         Right = "read"
	RightReadACL      Right = "read-acl"
	RightListVersions Right = "list-versions" // older versions, snapshots and what was deleted
	RightMetadata     Right = "metadata"      // properties of the target itself
	RightWrite        Right = "write"
)

// A Verdict says whether a right is open, on the evidence of one response.
type Verdict string

// The verdicts.
const (
	Open         Verdict = "open"
	Closed       Verdict = "closed"
	Inconclusive Verdict = "inconclusive"
)

// A Finding is the verdict on one right of one target and what shows it.
type Finding struct {
	Right   Right     `json:"right"`
	Verdict Verdict   `json:"verdict"`
	Access  string    `json:"access,omitempty"` // by which it was seen: "anonymous", "sas", "shared key", …
	Why     string    `json:"why"`              // "HTTP 200 to List Blobs without credentials"
	Status  int       `json:"status,omitempty"` // HTTP status, 0 where none came
	Code    string    `json:"code,omitempty"`   // the provider's error code
	At      time.Time `json:"at"`
	// Suspected is of a verdict that is inconclusive: the answer is one that is given where the
	// right is open.
	Suspected bool `json:"suspected,omitempty"`
	// Gone is of a verdict that is inconclusive: what was seen there is there no longer, and others
	// may be whose names are not known.
	Gone bool `json:"gone,omitempty"`
	// Evidence names the questions and answers that show it.
	Evidence []string `json:"evidence,omitempty"`
}

// An Exposure is a target with at least one open right.
type Exposure struct {
	Target    string    `json:"target"`
	Vendor    string    `json:"vendor,omitempty"` // who runs it for its owner, by the scope
	Access    string    `json:"access"`           // "anonymous", "sas", "shared key", "folder", …
	Rights    []Finding `json:"rights"`           // of one right several where it was seen otherwise, or by another access, before; the newest last
	FirstSeen time.Time `json:"firstSeen"`
	LastSeen  time.Time `json:"lastSeen"`
	LastWrite time.Time `json:"lastWrite,omitzero"` // newest Last-Modified of its objects
	Objects   int64     `json:"objects"`
	Bytes     int64     `json:"bytes"`
}
