package detect

import (
	"math/bits"

	"github.com/hemostat/hemostat/exposure"
)

// A Mention is one reference found in a text. Value is lent: it is valid during
// the call that hands it over, and whoever keeps it copies it.
type Mention struct {
	Kind   exposure.Kind
	Rule   string         // ID of the rule that found it
	Value  []byte         // what is referred to; see Length
	Offset int64          // in the whole text, in bytes
	Length int            // bytes of text that the mention takes; Value is these bytes unless the rule decodes or joins
	Field  exposure.Field // meaning of the column, key or header in which it stands
	Record int64          // ordinal of its record as the marks gave it, 0 outside of any
	Score  int            // 0 to 100
	Class  exposure.Class
	// Around is the text about a credential, from up to 480 bytes before it to up to 4 KiB
	// behind it, and At where the credential begins in it: what it opens stands beside it.
	// It is nil for other kinds, and where the credential stands in another coding. It is
	// lent as Value is.
	Around []byte
	At     int
	why    why
	within *within
	total  *totalLabel
	rank   totalRank
}

// Within says in which codings within the text the mention stands, each with the
// place where the coded text begins in what holds it: "base64@1042/percent@17". It
// is "" for what stands in the text itself. Offset and Length are those of the coded
// text, in the text, to the characters that hold the value.
func (m *Mention) Within() string { return m.within.String() }

// Why explains the score: the reasons, joined by "; ". It never quotes the text.
func (m *Mention) Why() string { return string(m.AppendWhy(nil)) }

// AppendWhy appends what [Mention.Why] returns to dst.
func (m *Mention) AppendWhy(dst []byte) []byte {
	for w := m.why; w != 0; w &= w - 1 {
		if w != m.why {
			dst = append(dst, "; "...)
		}
		dst = append(dst, whyText[bits.TrailingZeros32(uint32(w))]...)
	}
	if m.total != nil {
		dst = append(append(dst, ": "...), m.total.said...)
	}
	return dst
}

// why is a set of reasons.
type why uint32

const (
	whyShape why = 1 << iota
	whyPrefix
	whyCheck
	whyField
	whyContext
	whyStructure
	whyEntropy
	whyPair
	whyDisplay
	whySalutation
	whySignature
	whyLegalForm
	whyURL
	whyInternational
	whyIssuer
	whySuffix
	whyReserved
	whyPlaceholder
	whyTest
	whyExpiry
	whyEncrypted
	whyShort
	whyCommon
	whyList
	whyWeak
	whyExpired
	whyParty
)

var whyText = [...]string{
	"has the form",
	"has the vendor's prefix",
	"its check digits agree",
	"its column, key or header says so",
	"a word beside it says so",
	"its inner structure reads well",
	"is as random as a key",
	"its counterpart stands beside it",
	"is the display name of an address",
	"follows a salutation",
	"stands in a signature",
	"ends in a legal form",
	"stands in a URL",
	"is in international form",
	"lies in an issuer's range",
	"ends in a public suffix",
	"is reserved for documentation, tests or private networks",
	"looks like a placeholder",
	"is a published test value",
	"states its own expiry",
	"is encrypted",
	"is short",
	"is common to many texts",
	"is in a list of known names",
	"could be something else",
	"says that its end has passed",
	"stands in the block of lines of a party to the document",
}
