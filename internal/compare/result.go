package compare

import (
	"fmt"
	"math/bits"
	"slices"

	"github.com/hemostat/hemostat/exposure"
)

// A Result holds claims against counts.
type Result struct {
	Campaign   string         `json:"campaign"`
	Incomplete []string       `json:"incomplete,omitempty"` // why there may be more than is counted
	Claims     []ClaimResult  `json:"claims"`
	Kinds      []KindCount    `json:"kinds"`
	Documents  DocumentCounts `json:"documents"`
	Persons    PersonCounts   `json:"persons"`
	Entities   EntityCount    `json:"entities"`
}

// DocumentCounts say how many documents there are in each way.
type DocumentCounts struct {
	Ways          uint64 `json:"inEveryCopy"`
	Distinct      uint64 `json:"byContent"`
	NearDuplicate uint64 `json:"byNearDuplicate"`
}

// PersonCounts say what the records that name persons come to.
type PersonCounts struct {
	Records  uint64 `json:"records"`
	Low      uint64 `json:"resolvedLow"`
	High     uint64 `json:"resolvedHigh"`
	Twice    uint64 `json:"samePersonTwice"`         // records beyond the first of one person, certainly
	Probably uint64 `json:"samePersonTwiceProbably"` // and probably
}

// A ClaimResult is one claim.
type ClaimResult struct {
	Source string `json:"source"`
	Date   string `json:"date"`
	Words  []Word `json:"words"`
}

// A Word is one figure of a claim under every reading.
type Word struct {
	Word     string  `json:"word"`
	Claimed  uint64  `json:"claimed"` // bytes, for gigabytes
	Readings []Taken `json:"readings"`
	Nearest  int     `json:"nearest"` // in Readings, -1 where nothing was counted
	Verdict  Verdict `json:"verdict"`
	Said     string  `json:"said"` // a sentence
}

// A Taken is one reading of a claimed figure.
type Taken struct {
	Reading
	Difference int64 `json:"difference"` // counted less claimed
	PerMille   int64 `json:"perMille"`   // counted of claimed, in thousandths; -1 beyond a million times
	Within     bool  `json:"within"`     // the tolerance of a figure that is reached
}

// A Verdict says how near the nearest reading comes.
type Verdict string

// The verdicts.
const (
	Reached Verdict = "reached" // within 5 per cent
	Near    Verdict = "near"    // within 25 per cent
	Unlike  Verdict = "unlike"  // no reading comes near
)

// The tolerances of the verdicts, in thousandths of the greater of both.
const (
	reachedWithin = 50
	nearWithin    = 250
)

// Compare holds claims against counts.
func Compare(campaign string, claims []Claim, c *Counts) *Result {
	r := &Result{
		Campaign: campaign, Incomplete: c.Incomplete, Kinds: c.Kinds, Entities: c.Entities,
		Documents: DocumentCounts{c.Documents.Ways, c.Documents.Distinct, c.Documents.Resolved.Low},
		Persons:   personsOf(c),
	}
	for _, claim := range claims {
		out := ClaimResult{Source: claim.Source, Date: claim.Date}
		for _, s := range claim.Figures {
			out.Words = append(out.Words, compareWord(s, c))
		}
		r.Claims = append(r.Claims, out)
	}
	return r
}

func personsOf(c *Counts) PersonCounts {
	p := c.Persons
	return PersonCounts{p.Distinct, p.Resolved.Low, p.Resolved.High, p.Distinct - min(p.Distinct, p.Resolved.High), p.Distinct - min(p.Distinct, p.Resolved.Low)}
}

func compareWord(s Said, c *Counts) Word {
	w := Word{Word: s.Word, Claimed: s.Count, Nearest: -1, Verdict: Unlike}
	for i, reading := range readings[s.Word](c) {
		t := Taken{Reading: reading, Difference: int64(reading.Count) - int64(s.Count), PerMille: ratio(reading.Count, s.Count)}
		off := offBy(reading.Count, s.Count)
		t.Within = off <= reachedWithin
		w.Readings = append(w.Readings, t)
		if reading.Count > 0 && (w.Nearest < 0 || nearer(reading.Count, w.Readings[w.Nearest].Count, s.Count)) {
			w.Nearest = i
		}
	}
	if w.Nearest >= 0 {
		switch off := offBy(w.Readings[w.Nearest].Count, s.Count); {
		case off <= reachedWithin:
			w.Verdict = Reached
		case off <= nearWithin:
			w.Verdict = Near
		}
	}
	w.Said = w.sentence(c)
	return w
}

// ratio is a of b in thousandths, -1 beyond a million times.
func ratio(a, b uint64) int64 {
	hi, lo := bits.Mul64(a, 1000)
	if b == 0 || hi >= b {
		return -1
	}
	q, _ := bits.Div64(hi, lo, b)
	if q > 1e9 {
		return -1
	}
	return int64(q)
}

// offBy is how far two numbers are apart, in thousandths of the greater one.
func offBy(a, b uint64) int64 {
	if a > b {
		a, b = b, a
	}
	return ratio(b-a, b)
}

// nearer reports whether a is nearer to a claim than b is, by how often one is in the
// other: a/claim against b/claim, whichever is the greater of each. Equal ones are not.
func nearer(a, b, claim uint64) bool {
	aHi, aLo := bits.Mul64(max(a, claim), min(b, claim))
	bHi, bLo := bits.Mul64(max(b, claim), min(a, claim))
	return aHi < bHi || aHi == bHi && aLo < bLo
}

// kindOf is the kind of which a word's duplicates are told.
var kindOf = map[string]exposure.Kind{
	"emails": exposure.Email, "users": exposure.User, "projects": exposure.Project, "phones": exposure.Phone, "companies": exposure.Company, "domains": exposure.Domain,
	"credentials": exposure.Secret, "messages": exposure.Message, "accounts": exposure.User, "cards": exposure.Card, "persons": exposure.Person,
}

func (w *Word) sentence(c *Counts) string {
	claimed := shown(w.Word, w.Claimed)
	if w.Nearest < 0 {
		return fmt.Sprintf("%s %s: nothing of the sort was found in what was examined.", claimed, w.Word)
	}
	n := w.Readings[w.Nearest]
	counted := shown(w.Word, n.Count)
	var text string
	switch w.Verdict {
	case Reached:
		text = fmt.Sprintf("%s %s is reached by counting %s: %s (%s).", claimed, w.Word, n.How, counted, apart(n.Count, w.Claimed))
	case Near:
		text = fmt.Sprintf("%s %s is not reached; counting %s comes nearest: %s (%s).", claimed, w.Word, n.How, counted, apart(n.Count, w.Claimed))
	default:
		text = fmt.Sprintf("%s %s is reached under no reading; the nearest counts %s: %s (%s).", claimed, w.Word, n.How, counted, apart(n.Count, w.Claimed))
	}
	var also []string
	for i, t := range w.Readings {
		if t.Within && i != w.Nearest && t.Count > 0 {
			also = append(also, t.Name)
		}
	}
	if len(also) > 0 {
		text += " So it is, within 5 %, by: " + join(also) + "; the figure alone cannot tell which was meant."
	}
	if e := c.Entities; w.Word == "entities" && w.Claimed > e.Resolved.High && e.Distinct > e.Resolved.High {
		return text + fmt.Sprintf(" Of %s of companies, %s (%s) are another name of an organisation that is counted already.",
			plural(e.Distinct, "domain and name", "domains and names"), number(e.Distinct-e.Resolved.High), perCent(e.Distinct-e.Resolved.High, e.Distinct))
	}
	if kind, ok := kindOf[w.Word]; ok {
		k := c.Of(kind)
		if many := k.Mentions - k.Distinct; many > 0 && w.Claimed > k.Distinct && k.Sorts != (Sorts{}) {
			text += " " + k.Sorts.sentence(kind, k)
		}
	}
	if p := personsOf(c); (w.Word == "users" || w.Word == "persons") && p.Records > 0 && w.Claimed > p.High {
		text += " " + p.sentence()
	}
	return text
}

// sentence says what the references beyond the distinct values are.
func (s *Sorts) sentence(kind exposure.Kind, k KindCount) string {
	type part struct {
		n    uint64
		what string
	}
	parts := []part{
		{s.SameBytes, "in further objects of the same bytes"}, {s.OtherContainer, "in the same content within other archives and mails"},
		{s.NearDuplicate, "in further versions of a document"}, {s.Quoted, "in history that mails quote"}, {s.Again, "of a value that stands elsewhere too"},
	}
	slices.SortStableFunc(parts, func(a, b part) int {
		switch {
		case a.n > b.n:
			return -1
		case a.n < b.n:
			return 1
		}
		return 0
	})
	var list []string
	for _, p := range parts {
		if p.n > 0 {
			list = append(list, fmt.Sprintf("%s %s", perCent(p.n, k.Mentions), p.what))
		}
	}
	text := fmt.Sprintf("Of %s to %s values (%s), %s are repetitions: %s.", plural(k.Mentions, "reference", "references"), number(k.Distinct), kind,
		perCent(k.Mentions-k.Distinct, k.Mentions), join(list))
	if s.OtherSpelling > 0 {
		text += fmt.Sprintf(" Of the values, %s are another spelling of one that is counted already.", perCent(s.OtherSpelling, k.Distinct))
	}
	return text
}
