package attribute

import "github.com/hemostat/hemostat/exposure"

// Figures are the counts of one campaign. They depend on contents, on the
// digest of rules and data, on the operator's decisions and on the campaign's
// key, and on nothing else: not on the number of workers, the order of work,
// retries or interruptions. No time of the run stands in them. Every list is
// sorted, so that equal figures are equal bytes as JSON.
type Figures struct {
	Kinds     []KindFigure    `json:"kinds"`
	Persons   PersonFigure    `json:"persons"`
	Entities  EntityFigure    `json:"entities"`
	Countries []CountryFigure `json:"countries"`
	Documents DocumentFigures `json:"documents"`
	Secrets   []SecretFigure  `json:"secrets"`
	// UsableSecrets are the distinct credentials that may still open something. One
	// that several rules find is one here, and stands in each of their sorts.
	UsableSecrets uint64           `json:"usableSecrets"`
	Duplicates    DuplicateFigures `json:"duplicates"`
	NotRead       []NotReadFigure  `json:"notRead"`
}

// A Range is a lower and an upper bound. Low merges what is probably the same,
// High merges only what is certainly the same; Low ≤ High ≤ distinct.
type Range struct {
	Low  uint64 `json:"low"`
	High uint64 `json:"high"`
}

// A KindFigure is one kind, three numbers wide: raw references counted once for
// each way that leads to them, exactly equal canonical values counted once, and
// what these come to when other spellings of one thing are merged.
type KindFigure struct {
	Kind     exposure.Kind `json:"kind"`
	Mentions uint64        `json:"mentions"`
	Distinct uint64        `json:"distinct"`
	Resolved Range         `json:"resolved"`
	// Examples are those of the distinct values that open or name nothing: published
	// test values and placeholders.
	Examples uint64 `json:"examples"`
	// Reserved are those in domains and ranges that are kept for documentation, tests
	// and private networks.
	Reserved uint64 `json:"reserved"`
}

// A PersonFigure counts human beings: Mentions are references by name, Distinct
// are distinct records that name a person, Resolved are persons. A record that
// names several, as the header of a mail does, is as many records: what follows
// a name up to the next belongs to it. A name outside of records is a mention
// alone.
type PersonFigure struct {
	Mentions uint64 `json:"mentions"`
	Distinct uint64 `json:"distinct"`
	Resolved Range  `json:"resolved"`
}

// An EntityFigure counts organisations. Distinct are registrable domains and
// names of companies; Resolved are organisations. Free-mail providers, reserved
// domains and the owner's own are counted apart and are no affected entity.
type EntityFigure struct {
	Mentions uint64            `json:"mentions"`
	Distinct uint64            `json:"distinct"`
	Resolved Range             `json:"resolved"`
	Apart    map[string]uint64 `json:"apart"` // domains by why they are no affected entity
	List     []Entity          `json:"list"`  // by weight of evidence, then by name
}

// An Entity is an organisation whose data it is.
type Entity struct {
	ID             string            `json:"id"`   // registrable domain, or "company:" and the folded name where it has none
	Name           string            `json:"name"` // as it is shown
	Domains        []string          `json:"domains"`
	Sort           string            `json:"sort,omitempty"`          // see [Sorts]
	SortCause      string            `json:"sortCause,omitempty"`     // what says so
	Apart          bool              `json:"apart,omitempty"`         // it is no affected entity; never in figures
	Country        string            `json:"country"`                 // ISO 3166-1 alpha-2, "" unknown
	CountryShare   int               `json:"countryShare"`            // per cent of the votes that Country has, 0 to 100
	Countries      []CountryShare    `json:"countries,omitempty"`     // where more than one has [CountryLeast] of the votes or more: all that have
	Jurisdictions  []string          `json:"jurisdictions,omitempty"` // parts of a country, ISO 3166-2, that addresses of its name; those of most records first
	Mentions       uint64            `json:"mentions"`
	Kinds          map[string]uint64 `json:"kinds"`           // distinct identities by kind
	Contents       uint64            `json:"contents"`        // distinct contents that touch it
	Roles          []exposure.Role   `json:"roles,omitempty"` // that it has in documents, in the order of their numbers
	Merges         []Merge           `json:"merges,omitempty"`
	Probable       string            `json:"probable,omitempty"` // ID of the entity that it probably is
	ProbableCause  string            `json:"probableCause,omitempty"`
	LooksLike      string            `json:"looksLike,omitempty"` // a bigger domain of the campaign that its own looks like: a slip, or made to deceive; never merged for that
	LooksLikeCause string            `json:"looksLikeCause,omitempty"`
}

// A CountryShare is a country and its share of the votes, in per cent.
type CountryShare struct {
	Country string `json:"country"`
	Share   int    `json:"share"`
}

// A Merge says why another name is taken for the same organisation. It can be
// undone by a decision that names it.
type Merge struct {
	Other  string `json:"other"`
	Reason string `json:"reason"`
}

// A CountryFigure counts the entities and the votes of one country.
type CountryFigure struct {
	Country  string `json:"country"` // ISO 3166-1 alpha-2, "" unknown
	Entities uint64 `json:"entities"`
	Mentions uint64 `json:"mentions"`
}

// DocumentFigures count documents: Ways are all copies, Distinct are different
// contents.
type DocumentFigures struct {
	Ways     uint64           `json:"ways"`
	Distinct uint64           `json:"distinct"`
	Resolved Range            `json:"resolved"` // low: versions of one document are one; high: only the same words are
	Kinds    []DocumentFigure `json:"kinds"`
	Years    []YearFigure     `json:"years"`
}

// A DocumentFigure is one kind of document.
type DocumentFigure struct {
	Kind     exposure.DocumentKind `json:"kind"`
	Ways     uint64                `json:"ways"`
	Distinct uint64                `json:"distinct"`
}

// A YearFigure counts documents of one kind by the month of their file date,
// the earliest of all ways that lead to them.
type YearFigure struct {
	Month    string                `json:"month"` // "2022-08", "" unknown
	Kind     exposure.DocumentKind `json:"kind"`
	Distinct uint64                `json:"distinct"`
}

// A SecretFigure is one sort of credential.
type SecretFigure struct {
	Rule     string         `json:"rule"`
	Class    exposure.Class `json:"class"`
	Mentions uint64         `json:"mentions"`
	Distinct uint64         `json:"distinct"`
}

// DuplicateFigures say where mentions beyond the distinct ones come from. Of all
// kinds together, mentions are the distinct ones and SameContent, SameIdentity and
// FurtherWays.
type DuplicateFigures struct {
	SameBytesObjects uint64 `json:"sameBytesObjects"` // objects beyond the first whose content another object has too
	SameContentWays  uint64 `json:"sameContentWays"`  // further ways to documents inside archives and mails
	SameContent      uint64 `json:"sameContent"`      // mentions of an identity already met in the same content
	FurtherWays      uint64 `json:"furtherWays"`      // mentions in the further ways to a content
	SameIdentity     uint64 `json:"sameIdentity"`     // mentions of an identity already met in another content, contents counted once
	OtherSpelling    uint64 `json:"otherSpelling"`    // distinct values that certainly resolve to another one, all kinds but companies and domains
	EntityOtherNames uint64 `json:"entityOtherNames"` // names and domains that resolve to another entity
}

// A NotReadFigure counts what was not read.
type NotReadFigure struct {
	Reason exposure.Reason `json:"reason"`
	Parts  uint64          `json:"parts"` // objects, and members and pages within them; of equal bytes one
	Bytes  uint64          `json:"bytes"` // where their size is known
	// Objects counts those of the parts that are objects, InPart those of which
	// something was read: what was found there stands in the figures.
	Objects uint64 `json:"objects"`
	InPart  uint64 `json:"inPart"`
}
