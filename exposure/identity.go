package exposure

import (
	"encoding/hex"
	"fmt"
	"slices"
)

// A Fingerprint stands for one canonical value of one kind: HMAC-SHA-256 under
// the campaign's key, cut to 128 bits. Equal values have equal fingerprints
// within one campaign and unrelated ones in any two.
type Fingerprint [16]byte

// String returns the fingerprint in hexadecimal.
func (f Fingerprint) String() string { return hex.EncodeToString(f[:]) }

// ParseFingerprint reads what [Fingerprint.String] wrote.
func ParseFingerprint(s string) (f Fingerprint, err error) {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != len(f) {
		return f, fmt.Errorf("fingerprint %q: want %d hexadecimal digits", s, 2*len(f))
	}
	return Fingerprint(b), nil
}

// An Identity is what mentions refer to after exact deduplication.
type Identity struct {
	Kind        Kind
	Fingerprint Fingerprint
	Mask        string    // what may be shown: "j•••@contoso.example"
	Clear       string    // the canonical value, only where the kind names an organisation; for an Email, its registrable domain
	Class       Class     // what sort of address, number or credential it is
	Features    []Feature // keyed, ascending
}

// A Class tells apart what figures must tell apart within a kind.
type Class string

// The classes. The empty class is an ordinary one.
const (
	ClassRole     Class = "role"      // sales@, info@
	ClassSystem   Class = "system"    // no-reply@, mailer-daemon@, message identifiers that look like addresses
	ClassFreeMail Class = "free-mail" // a provider where anybody has a mailbox
	ClassOwn      Class = "own"       // of the owner of the data, by the domains that the operator named
	ClassReserved Class = "reserved"  // example domains, private ranges, documentation addresses
	ClassTest     Class = "test"      // published test cards and keys
	ClassExample  Class = "example"   // placeholders
	ClassExpired  Class = "expired"   // a credential whose end has passed, by its own words
	ClassLive     Class = "live"      // a credential that looks usable
	ClassHash     Class = "hash"      // of a password: it opens nothing as it is
	ClassNumber   Class = "number"    // the identifier of a project, not its name
)

// precedence orders the classes by what must not be overlooked.
var precedence = []Class{ClassLive, ClassNumber, ClassOwn, ClassRole, ClassFreeMail, "", ClassHash, ClassSystem, ClassExpired, ClassReserved, ClassTest, ClassExample}

// Precedence tells which class a value has that stands in several: the one with
// the least. A password that one file uses and another gives as an example is in
// use.
func (c Class) Precedence() int {
	if i := slices.Index(precedence, c); i >= 0 {
		return i
	}
	return len(precedence)
}

// Usable reports whether a credential of this class may still open something.
func (c Class) Usable() bool {
	switch c {
	case ClassExpired, ClassExample, ClassTest, ClassReserved, ClassHash:
		return false
	}
	return true
}

// Example reports whether something of this class is none: a published test value or
// a placeholder.
func (c Class) Example() bool { return c == ClassTest || c == ClassExample }

// A Feature is one keyed property of an identity by which two identities can be
// compared without their values: equal hashes mean equal properties. One sort of them, a
// coarse one, is not keyed: [FeatureRegion].
type Feature struct {
	Of   FeatureOf
	Hash uint64
}

// FeatureOf says what a feature is the hash of. The numbers are written to disk.
type FeatureOf uint8

// The features.
const (
	FeatureMailbox    FeatureOf = iota + 1 // e-mail without tag: the same mailbox for certain
	FeatureMailboxDot                      // e-mail without tag and dots: probably the same mailbox
	FeatureLocal                           // local part of an e-mail
	FeatureToken                           // one word of a company's name or an address; of a date, that it is the first of a year
	FeatureSorted                          // the words of a name in order: "Doe Jane" is "Jane Doe"
	FeaturePhonetic                        // sound of a name
	FeatureInitial                         // first letter of a word of a name
	FeatureStem                            // company name without its legal form
	FeatureSubscriber                      // the last eight digits of a telephone number
	FeatureFolded                          // lower case, no diacritics, no separators
	FeatureWord                            // one word of a person's name, or a number; see [OfWord]
	FeatureNear                            // the same with a letter left out, two hashes in one; see [PairNear]
	FeatureRoot                            // the name of which a word is a short form: "bob" is "robert"; a word that is its own tells generations apart
	FeatureDatePart                        // month or day of a date; the year is a word
	FeatureRegion                          // where an address is, not keyed: see [RegionHash]
	FeatureNumeral                         // one number of an address
	FeatureSound                           // consonants of one word of a name, those that are written for each other as one; odd where the word is in another script than the Latin one, and with the next bit where it ends as a woman's name does
	FeatureLogin                           // what stands before the @ of an address, or what would for a name: in common, they fit each other; of an account, a login and no number
	FeatureHead                            // a word of a name without its last letter, or its last two: Paul and Paula have one in common
	FeatureTitle                           // whose title a name has: a man's or a woman's
	FeatureRow                             // an account that is the number of a row, which means nothing outside of its dump: "customer 17"
	FeatureLatin                           // one word of a name that is written in Chinese characters, in Latin letters: others are read so too
)

// A Unit is the key under which the ledger keeps the mentions of one leaf
// content: the first 128 bits of the content's SHA-256 where it was known before
// the text was read, else a keyed name of the reading and way.
type Unit [16]byte

// String returns the unit in hexadecimal.
func (u Unit) String() string { return hex.EncodeToString(u[:]) }

// A Mention is one reference to an identity, as the ledger keeps it.
type Mention struct {
	Kind     Kind
	Identity Fingerprint
	Part     uint32 // ordinal of the segment within the content, from 0
	Offset   uint64 // in the segment's text, in bytes
	Length   uint32 // in bytes
	Record   uint64 // ordinal of the record within the content, from 1; 0 outside of any
	Field    Field
	Rule     string
	Score    uint8 // 0 to 100
}
