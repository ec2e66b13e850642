// Package compare holds figures that somebody has claimed of a campaign against what is in
// it: under each reading of a vague word, such as e-mails or users, it tells what Hemostat counts,
// which reading comes nearest, and of which sorts of duplicates the difference is made.
//
// Everything is counted from the ledger and the catalog, by another way than the figures are made,
// and held to them: see [Counts.Check].
package compare

import (
	"fmt"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/attribute"
)

// Counts are what readings choose from.
type Counts struct {
	Kinds      []KindCount               `json:"kinds"`
	Persons    attribute.PersonFigure    `json:"persons"`
	Entities   EntityCount               `json:"entities"`
	Countries  CountryCount              `json:"countries"`
	Documents  attribute.DocumentFigures `json:"documents"`
	Files      FileCount                 `json:"files"`
	Secrets    uint64                    `json:"usableSecrets"`
	Incomplete []string                  `json:"incomplete,omitempty"` // why there may be more than is counted
}

// A KindCount is one kind, counted in every way.
type KindCount struct {
	Kind     exposure.Kind   `json:"kind"`
	Mentions uint64          `json:"mentions"`    // in every copy
	PerFile  uint64          `json:"oncePerFile"` // each value once a file, in every copy
	Once     uint64          `json:"byContent"`   // mentions, each distinct content once
	Near     uint64          `json:"byNearDuplicate"`
	InQuoted uint64          `json:"inQuotedHistory"` // mentions that stand there, in every copy
	Distinct uint64          `json:"distinct"`
	Resolved attribute.Range `json:"resolved"`
	Sorts    Sorts           `json:"duplicates"`
}

// Sorts say what the mentions beyond the distinct values are: Mentions are Distinct and
// SameBytes, OtherContainer, NearDuplicate, Quoted and Again; Distinct is Resolved.High and
// OtherSpelling.
type Sorts struct {
	SameBytes      uint64 `json:"sameBytes"`      // in further objects of the same bytes
	OtherContainer uint64 `json:"otherContainer"` // in the same content within further archives and mails
	NearDuplicate  uint64 `json:"nearDuplicate"`  // in further versions of a document, of what another version holds
	Quoted         uint64 `json:"quoted"`         // in history that mails quote, of what stands elsewhere
	Again          uint64 `json:"again"`          // of a value that stands elsewhere too, or twice in one text
	OtherSpelling  uint64 `json:"otherSpelling"`  // distinct values that are certainly another one
}

// EntityCount are organisations.
type EntityCount struct {
	Mentions uint64            `json:"mentions"`
	Distinct uint64            `json:"distinct"` // domains and names of companies
	Resolved attribute.Range   `json:"resolved"`
	Apart    map[string]uint64 `json:"apart"` // domains that are no affected entity, by why
}

// CountryCount are countries.
type CountryCount struct {
	OfEntities uint64 `json:"ofEntities"` // that at least one entity is of
	Mentioned  uint64 `json:"mentioned"`  // with at least one vote, entities or none
	Unknown    uint64 `json:"entitiesWithout"`
}

// FileCount are objects and bytes.
type FileCount struct {
	Listed        uint64 `json:"objectsListed"`
	Read          uint64 `json:"objectsRead"`
	Distinct      uint64 `json:"distinctObjects"` // of those that were read, by their bytes
	ListedBytes   uint64 `json:"bytesListed"`
	ReadBytes     uint64 `json:"bytesRead"`
	DistinctBytes uint64 `json:"distinctBytes"` // of the distinct objects
	OpenedBytes   uint64 `json:"openedBytes"`   // of all documents with every way, archives opened
	Mails         uint64 `json:"mails"`         // documents that are mails, in every copy
	DistinctMails uint64 `json:"distinctMails"`
}

// Of returns what was counted of a kind.
func (c *Counts) Of(kind exposure.Kind) KindCount {
	for _, k := range c.Kinds {
		if k.Kind == kind {
			return k
		}
	}
	return KindCount{Kind: kind}
}

// Check holds what was counted to the figures, which are made by another way.
func (c *Counts) Check(f *attribute.Figures) error {
	for _, k := range f.Kinds {
		have := c.Of(k.Kind)
		if have.Mentions != k.Mentions || have.Distinct != k.Distinct {
			return fmt.Errorf("compare: of %s %d mentions of %d values were counted, and the figures say %d of %d: keep the data folder as it is and report this",
				k.Kind, have.Mentions, have.Distinct, k.Mentions, k.Distinct)
		}
	}
	return nil
}
