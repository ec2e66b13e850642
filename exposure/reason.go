package exposure

// A Reason says why something was not read. It is a closed list, so that a
// report can explain each one; skipped is never silent.
type Reason string

// The reasons.
const (
	NotReadScope       Reason = "scope"       // the grant does not go as deep
	NotReadExcluded    Reason = "excluded"    // the operator's --include and --exclude
	NotReadSample      Reason = "sample"      // beyond the bounded sample of a finder
	NotReadCeiling     Reason = "ceiling"     // beyond the grant's ceiling of bytes
	NotReadDenied      Reason = "denied"      // the provider refused this object
	NotReadGone        Reason = "gone"        // listed, and no longer there
	NotReadChanging    Reason = "changing"    // changed at each attempt
	NotReadArchived    Reason = "archived"    // in a tier that must be rehydrated first
	NotReadSpecial     Reason = "special"     // a device, socket, pipe or link
	NotReadNetwork     Reason = "network"     // connection lost at each attempt
	NotReadThrottled   Reason = "throttled"   // the provider asked to slow down at each attempt
	NotReadTimeout     Reason = "timeout"     // took too long; marks the campaign incomplete
	NotReadLength      Reason = "length"      // longer or shorter than announced
	NotReadEncrypted   Reason = "encrypted"   // needs a password or key
	NotReadUnsupported Reason = "unsupported" // a format that is not read yet
	NotReadBroken      Reason = "broken"      // does not follow its format
	NotReadImage       Reason = "image"       // a picture, or a page that shows one and no text
	NotReadDepth       Reason = "depth"       // nested too deep
	NotReadRatio       Reason = "ratio"       // expands too much
	NotReadEntries     Reason = "entries"     // too many members
	NotReadBytes       Reason = "bytes"       // too many bytes of text
	NotReadSteps       Reason = "steps"       // too much work for one content
	NotReadSpool       Reason = "spool"       // too large for the spool
	NotReadFailed      Reason = "failed"      // an error of reading or opening
	NotReadFault       Reason = "fault"       // Hemostat's own fault: a parser gave up in disorder
	NotReadUnlisted    Reason = "unlisted"    // a directory of which the server gives no listing
	NotReadSnapshot    Reason = "not-current" // an older version or snapshot, listed and not read
)

// Reasons returns every reason with the sentence that a report prints for it.
func Reasons() []ReasonText { return reasons[:] }

// ReasonText is a reason and its sentence.
type ReasonText struct {
	Reason Reason
	Text   string
	// Final reports whether trying again cannot change it. Any other reason
	// leaves the campaign incomplete.
	Final bool
}

// Explain returns the entry of r, or one that says that r is unknown.
func (r Reason) Explain() ReasonText {
	for _, t := range reasons {
		if t.Reason == r {
			return t
		}
	}
	return ReasonText{Reason: r, Text: "a reason that this version does not know"}
}

var reasons = [...]ReasonText{
	{NotReadScope, "the grant does not go as deep as reading", true},
	{NotReadExcluded, "left out by the operator's --include and --exclude", true},
	{NotReadSample, "beyond the bounded sample that a finder may take", true},
	{NotReadCeiling, "beyond the grant's ceiling of bytes", true},
	{NotReadDenied, "access to it was refused", false},
	{NotReadGone, "it was listed and is no longer there", true},
	{NotReadChanging, "it changed each time it was read", false},
	{NotReadArchived, "it lies in an archive tier and must be rehydrated first", true},
	{NotReadSpecial, "it is a device, a socket, a pipe or a link, which is not followed", true},
	{NotReadNetwork, "the connection was lost each time", false},
	{NotReadThrottled, "the provider asked to slow down each time", false},
	{NotReadTimeout, "it took too long", false},
	{NotReadLength, "it is longer or shorter than the provider announced", true},
	{NotReadEncrypted, "it is encrypted", true},
	{NotReadUnsupported, "its format is not read yet", true},
	{NotReadBroken, "it does not follow its own format", true},
	{NotReadImage, "it is a picture: text that is seen in it, if any, was not read", true},
	{NotReadDepth, "it is nested too deep", true},
	{NotReadRatio, "it expands to far more than its size", true},
	{NotReadEntries, "it has too many members", true},
	{NotReadBytes, "it holds too many bytes of text", true},
	{NotReadSteps, "it takes too much work", true},
	{NotReadSpool, "it is too large for the spool", true},
	{NotReadFailed, "it could not be read", false},
	{NotReadFault, "a parser of Hemostat gave up on it", true},
	{NotReadUnlisted, "it is a directory and the server gives a page in place of its listing", true},
	{NotReadSnapshot, "it is an older version or a snapshot: listed, not read", true},
}
