package attribute

import (
	"context"
	"io"
	"iter"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/ledger"
)

// A Content is a published content as the catalog knows it.
type Content struct {
	Unit     exposure.Unit
	Ways     uint64 // how many ways lead to it, over all objects; at least 1
	Objects  uint64 // objects whose own bytes it is; 0 for a member
	Document exposure.DocumentKind
	Language string // of its text, by ISO 639-1; "" where none is told
	Media    string
	Size     uint64
	Modified time.Time // the earliest file date of all ways; zero where unknown
	// Leaf reports a document. A content that only holds others, such as an
	// archive, and a name in which something was found are none: their mentions
	// count, documents they are not.
	Leaf bool
	// Sketch is that of its text, by which versions of one document are told; nil
	// where it has no words. It is lent until the next content.
	Sketch []byte
	// Name reports that it is the name of an object and no bytes, so that it is
	// no duplicate either.
	Name bool
}

// A Decision is an operator's hand in attribution. Names are registrable
// domains, names of companies, or IDs of entities.
type Decision struct {
	Op     string `json:"op"` // [OpMerge], [OpSplit], [OpRename], [OpUndo] or one of [Marks]; others are not about organisations
	A      string `json:"a"`
	B      string `json:"b,omitempty"`
	Reason string `json:"reason"`
}

// An Input is everything that figures depend on.
type Input struct {
	Ledger    *ledger.Ledger
	Contents  func() iter.Seq2[Content, error] // published ones, strictly ascending by Unit; may be called several times
	NotRead   []NotReadFigure
	Own       []string   // the owner's registrable domains
	Vendors   []string   // registrable domains or names of vendors that run targets for the owner
	Decisions []Decision // in their order
	// Values opens the words of names, where the basis keeps values: names are then compared
	// letter by letter, and by their fingerprints where it is nil. ID is what
	// stands for a word in the features of names ([exposure.FeatureWord]).
	Values   func(ctx context.Context, word func(id uint64, letters string)) error
	MinScore uint8 // mentions below it do not count, 0 to 100
	// Placed yields where contents with keys of rows stand, in any order, so that what a row of one table says is its
	// whom another of the same export names. Nil joins no tables of several contents. Only [People] and those who ask for persons look.
	Placed func(ctx context.Context) iter.Seq2[Placed, error]
	// Kept spares the passes over the ledger where nothing but organisations is asked for and only
	// decisions have changed; nil where nothing is kept. What is there for another input is not taken.
	Kept Keeper
}

// A Keeper keeps files by their names. What it hands out is what was given to it, whole and
// unchanged, or an error; see [seal.Kept].
type Keeper interface {
	Read(name string, read func(io.Reader) error) error
	Write(name string, fill func(io.Writer) error) error
}
