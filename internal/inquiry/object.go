package inquiry

import (
	"cmp"
	"context"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/catalog"
)

// An Object is an object of a target, or what lies in one, with what was found in it.
type Object struct {
	Target   string          `json:"target"`
	Way      string          `json:"way"` // masked
	Bytes    int64           `json:"bytes"`
	Modified time.Time       `json:"modified,omitzero"`
	ReadAt   time.Time       `json:"readAt,omitzero"`
	NotRead  exposure.Reason `json:"notRead,omitempty"` // why it was not read
	Detail   string          `json:"detail,omitempty"`
	Content  *Content        `json:"content,omitempty"` // nil where it was not read
	Alike    int             `json:"alike,omitempty"`   // further objects that this way names
	// Namesakes are further members of the same container that are called so, by what tells
	// them apart: "message~2". There may be more than are listed.
	Namesakes      []string `json:"namesakes,omitempty"`
	NamesakesTotal int      `json:"namesakesTotal,omitempty"`
}

// A Content is what was read of an object, or of a member of one.
type Content struct {
	Unit     exposure.Unit         `json:"unit"`
	SHA256   string                `json:"sha256"`
	Bytes    int64                 `json:"bytes"`
	Media    string                `json:"media"`
	Document exposure.DocumentKind `json:"document,omitempty"`
	Score    int                   `json:"score,omitempty"` // 0 to 100
	Why      string                `json:"why,omitempty"`   // why it is that kind of document
	Leaf     bool                  `json:"leaf"`            // it is a document; else it holds others, or nothing of it was read
	Dated    time.Time             `json:"dated,omitzero"`  // by its own word

	Language string `json:"language,omitempty"` // of its text, by ISO 639-1
	Total    *Total `json:"total,omitempty"`    // the amount to which it comes

	Parties  []Party           `json:"parties,omitempty"` // whom it is from and for, in the order of the text
	Mentions uint64            `json:"mentions"`
	Kinds    map[string]uint64 `json:"kinds"` // mentions by kind
	Names    []Named           `json:"names"` // what it mentions, the most often first within a kind
	Shown    []attribute.Shown `json:"shown"` // in the order of the text
	Members  []Held            `json:"members,omitempty"`
	Gaps     []Gap             `json:"notRead,omitempty"`
}

// A Total is the amount to which a document comes.
type Total struct {
	Mask   string `json:"mask"`
	Print  string `json:"fingerprint"`
	Beside string `json:"beside"` // the word of the rules that says so
}

// A Named is what a content mentions.
type Named struct {
	Kind     exposure.Kind  `json:"kind"`
	Mask     string         `json:"mask"`
	Print    string         `json:"fingerprint"`
	Class    exposure.Class `json:"class,omitempty"`
	Mentions uint64         `json:"mentions"`
}

// A Held is a member of a content.
type Held struct {
	Name     string                `json:"name"` // masked
	Copies   int64                 `json:"copies"`
	Media    string                `json:"media"`
	Bytes    int64                 `json:"bytes"`
	Document exposure.DocumentKind `json:"document,omitempty"`
}

// A Gap is a part of a content that was not read.
type Gap struct {
	Way    string          `json:"way"`
	Reason exposure.Reason `json:"reason"`
	Detail string          `json:"detail,omitempty"`
}

// objectMembers is how many members an answer lists.
const objectMembers = 10_000

// Object implements [Answerer].
func (d *Desk) Object(ctx context.Context, way string, mentions int) (*Object, error) {
	name, inner, _ := strings.Cut(way, "!/")
	targets, err := d.campaign.Catalog.Targets(ctx)
	if err != nil {
		return nil, err
	}
	at, found, err := d.named(ctx, targets, name)
	if err == nil && len(found) == 0 {
		err = d.notNamed(ctx, targets, name)
	}
	if err != nil {
		return nil, err
	}
	o := &Object{Target: at, Way: found[0].Mask, Bytes: found[0].Size, Modified: found[0].Modified, Alike: len(found) - 1}
	reading, ok, err := d.campaign.Catalog.ReadingOf(ctx, found[0].ID)
	if err != nil {
		return nil, err
	}
	if !ok {
		o.NotRead, o.Detail = found[0].Reason, found[0].Detail
		return o, nil
	}
	o.ReadAt, o.Bytes = reading.At, reading.Size
	content, err := d.within(ctx, o, reading.Content, inner)
	if err != nil {
		return nil, err
	}
	o.Content, err = d.explainContent(ctx, content, mentions)
	return o, err
}

// explainContent gathers what was found in a content, and what it holds.
func (d *Desk) explainContent(ctx context.Context, c catalog.Content, mentions int) (*Content, error) {
	x := &Content{
		Unit: c.Unit, SHA256: hex.EncodeToString(c.Hash[:]), Bytes: c.Size, Media: c.Media, Document: c.Document, Score: c.Score, Why: c.Why, Leaf: c.Leaf, Dated: c.Dated, Language: c.Language,
		Kinds: map[string]uint64{}, Names: []Named{}, Shown: []attribute.Shown{},
	}
	type identity struct {
		kind  exposure.Kind
		print exposure.Fingerprint
	}
	at := map[identity]int{}
	who := partiesOf(c.Document, c.Media)
	for m, err := range d.campaign.Ledger.Mentions(c.Unit) {
		if err != nil {
			return nil, err
		}
		x.Mentions++
		x.Kinds[m.Kind.String()]++
		i, ok := at[identity{m.Kind, m.Identity}]
		if !ok {
			id, _, err := d.campaign.Ledger.Lookup(m.Kind, m.Identity)
			if err != nil {
				return nil, err
			}
			i = len(x.Names)
			at[identity{m.Kind, m.Identity}] = i
			x.Names = append(x.Names, Named{Kind: m.Kind, Mask: id.Mask, Print: m.Identity.String(), Class: id.Class})
		}
		x.Names[i].Mentions++
		who.meet(&m, x.Names[i])
		if t := c.Total; t.Label != "" && m.Field == exposure.FieldTotal && m.Part == t.Part && m.Offset == uint64(t.Offset) {
			x.Total = &Total{Mask: x.Names[i].Mask, Print: x.Names[i].Print, Beside: t.Label}
		}
		if len(x.Shown) < mentions {
			x.Shown = append(x.Shown, attribute.Shown{Kind: m.Kind, Mask: x.Names[i].Mask, Print: x.Names[i].Print, Part: m.Part, Offset: m.Offset,
				Record: exposure.FirstRow(m.Record), Field: m.Field, Rule: m.Rule, Score: m.Score})
		}
	}
	x.Parties = who.said()
	slices.SortStableFunc(x.Names, func(a, b Named) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(b.Mentions, a.Mentions), cmp.Compare(a.Print, b.Print))
	})
	slices.SortStableFunc(c.Members, func(a, b catalog.Member) int { return catalog.CompareNumbered(a.Name, b.Name) })
	for _, m := range c.Members[:min(len(c.Members), objectMembers)] {
		child, _, err := d.campaign.Catalog.Content(ctx, m.Child)
		if err != nil {
			return nil, err
		}
		x.Members = append(x.Members, Held{Name: m.Name, Copies: m.N, Media: child.Media, Bytes: child.Size, Document: child.Document})
	}
	for _, p := range c.NotRead {
		x.Gaps = append(x.Gaps, Gap{Way: p.Way, Reason: p.Reason, Detail: p.Detail})
	}
	return x, nil
}
