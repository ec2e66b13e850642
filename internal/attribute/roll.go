package attribute

import (
	"time"

	"github.com/hemostat/hemostat/exposure"
)

// A Subject is somebody whose data it is, an entity or a person, with all that stands
// there of theirs: what a list of those to be told, and a pack, are made of.
type Subject struct {
	ID      string // of an entity as [Entity.ID]; of a person 16 hexadecimal digits, see [PersonOf]
	Name    string // of an entity as it is shown; of a person masked, the one that is mentioned most
	Sort    string // of an entity "customer", "partner", "vendor", "own", …; of a person "customer-contact", "employee", …
	Entity  string // of a person: ID of the entity that a record says it belongs to, "" where none does
	Country string // ISO 3166-1 alpha-2, "" unknown
	// Jurisdiction is the part of the country whose law asks for a notice of its own, by ISO
	// 3166-2 ("US-CA", "CA-QC"), "" where no address says it.
	Jurisdiction string
	Further      []string  // of an entity: further parts of countries ("US-NY"), then further countries ("FR"), those of most evidence first
	Elements     []Element // ascending by kind, then those of most contents first, then by fingerprint
	Mentions     uint64    // with ways
	Contents     uint64    // distinct ones that touch it
	First, Last  time.Time // earliest and latest file date of those; zero where none is known
	Touched      []Touched // those contents, ascending by unit, where [Roster.Contents] asks for them
}

// A Touched is one content that touches a subject.
type Touched struct {
	Unit     exposure.Unit
	Document exposure.DocumentKind
	Leaf     bool      // it is a document, as [Content.Leaf]
	Modified time.Time // as [Content.Modified]
	Ways     uint64
	Mentions uint64 // with ways, for this subject
}

// An Element is one identity of a subject.
type Element struct {
	Kind        exposure.Kind
	Print       exposure.Fingerprint // opens the value in the vault, where the basis keeps values
	Mask        string
	Clear       string // as [exposure.Identity.Clear]
	Class       exposure.Class
	Login       bool   // of an entity's credential: it was seen beside who or where it signs in, and that is the entity's
	Authority   string // of a person's number: the country whose authority gave it, ISO 3166-1 alpha-2; "" where none is known
	Mentions    uint64 // with ways, for this subject
	Contents    uint64
	First, Last time.Time
}
