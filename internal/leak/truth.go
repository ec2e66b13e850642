package leak

import "github.com/hemostat/hemostat/exposure"

// Truth is what a leak holds, counted from what the generator noted while it
// wrote each object.
type Truth struct {
	Objects    uint64         `json:"objects"`
	Bytes      uint64         `json:"bytes"`
	Kinds      []KindTruth    `json:"kinds"`
	Persons    PersonTruth    `json:"persons"`
	Entities   []Entity       `json:"entities"` // that are mentioned anywhere, by number
	Countries  []CountryTruth `json:"countries"`
	Documents  DocumentTruth  `json:"documents"`
	Secrets    []SecretTruth  `json:"secrets"`
	Duplicates DuplicateTruth `json:"duplicates"`
	NotRead    []NotReadTruth `json:"notRead"`
	Claim      Claim          `json:"claim"`
}

// A KindTruth is one kind: how often it is mentioned, in how many exact forms,
// and how many true things these are.
type KindTruth struct {
	Kind     exposure.Kind `json:"kind"`
	Mentions uint64        `json:"mentions"`
	InNames  uint64        `json:"inNames"` // of them, in names of objects and members
	Distinct uint64        `json:"distinct"`
	Resolved uint64        `json:"resolved"`
}

// PersonTruth counts human beings, the owner's own among them.
type PersonTruth struct {
	Mentions uint64 `json:"mentions"`
	Records  uint64 `json:"records"`  // mentions that stand with other values of the person
	Distinct uint64 `json:"distinct"` // names, case folded
	Resolved uint64 `json:"resolved"`
	Own      uint64 `json:"own"` // of Resolved, the owner's
}

// An Entity is a company as it truly is.
type Entity struct {
	Number  int      `json:"number"`
	Name    string   `json:"name"`
	Names   []string `json:"names"`   // every name that is written somewhere
	Domains []string `json:"domains"` // registrable, that are written somewhere; none where it has only a name
	Country string   `json:"country"` // ISO 3166-1 alpha-2
	Persons int      `json:"persons"`

	NameSorts   []NameSort `json:"nameSorts"`   // as Names
	DomainSorts []NameSort `json:"domainSorts"` // as Domains
	Snare       Snare      `json:"snare,omitempty"`
	Trap        int        `json:"trap,omitempty"` // of a snare: which one, from 1; its companies have the same
}

// A CountryTruth counts the entities of a country.
type CountryTruth struct {
	Country  string `json:"country"`
	Entities uint64 `json:"entities"`
}

// DocumentTruth counts documents: files that are no archive, at every way.
type DocumentTruth struct {
	Ways     uint64              `json:"ways"`
	Distinct uint64              `json:"distinct"`
	Kinds    []DocumentKindTruth `json:"kinds"`
}

// A DocumentKindTruth is one kind of document.
type DocumentKindTruth struct {
	Kind     exposure.DocumentKind `json:"kind"`
	Ways     uint64                `json:"ways"`
	Distinct uint64                `json:"distinct"`
}

// A SecretTruth is one sort of credential: see the constants.
type SecretTruth struct {
	Sort     string `json:"sort"`
	Mentions uint64 `json:"mentions"`
	Distinct uint64 `json:"distinct"`
}

// DuplicateTruth counts the sorts of duplicates: same bytes, same content in another
// container, quoted history, other spelling, same person twice.
type DuplicateTruth struct {
	SameBytesObjects uint64 `json:"sameBytesObjects"` // objects beyond the first with the same bytes
	SharingObjects   uint64 `json:"sharingObjects"`   // objects whose bytes another object has too
	SameContentWays  uint64 `json:"sameContentWays"`  // further ways to a document inside archives and mails
	OtherSpelling    uint64 `json:"otherSpelling"`    // distinct forms beyond one for each true thing, all kinds but persons and companies
	EntityOtherNames uint64 `json:"entityOtherNames"` // names and domains beyond one for each entity
	QuotedHistory    uint64 `json:"quotedHistory"`    // mentions in what a mail quotes of those before it
	SamePerson       uint64 `json:"samePerson"`       // spellings of a name, and mailboxes, beyond one for each human being
}

// A NotReadTruth counts objects without any text, by what is the matter with
// them. They are no documents.
type NotReadTruth struct {
	Reason exposure.Reason `json:"reason"`
	Parts  uint64          `json:"parts"`
}

// A Claim is what a finder publishes who counts raw references: every mention
// is a thing of its own, every name and domain an organisation.
type Claim struct {
	Objects   uint64 `json:"objects"`
	Bytes     uint64 `json:"bytes"`
	Entities  uint64 `json:"entities"`
	Countries uint64 `json:"countries"`
	Emails    uint64 `json:"emails"`
	Projects  uint64 `json:"projects"`
	Users     uint64 `json:"users"`
	Documents uint64 `json:"documents"`
}

// Kind returns the truth about one kind.
func (t *Truth) Kind(kind exposure.Kind) KindTruth {
	for _, k := range t.Kinds {
		if k.Kind == kind {
			return k
		}
	}
	return KindTruth{Kind: kind}
}
