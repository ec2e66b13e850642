package inquiry

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

// A Party is somebody whom a document is from or for, signs it or is a side of it.
type Party struct {
	Role  exposure.Role `json:"role"`
	Names []Named       `json:"names"` // what stands in its block, organisations and persons first

	record uint64
	place  [2]uint64 // part and offset of what comes first
	at     map[namedKey]int
}

// A namedKey is what is named.
type namedKey struct {
	kind  exposure.Kind
	print string
}

// A parties gathers the parties of a content as its mentions come.
type parties struct {
	kind exposure.DocumentKind
	mail bool // whose header says whom it is from and for
	list []*Party
	by   map[partyKey]*Party
}

// A partyKey tells parties apart: by their records, and in one record of keys by their roles.
type partyKey struct {
	record uint64
	role   exposure.Role
}

// Records of a mail's sender and of those whom it is for.
const (
	senderRecord    = 1<<64 - 1
	recipientRecord = 1<<64 - 2
)

// partiesOf gathers those of a document of that kind and form.
func partiesOf(kind exposure.DocumentKind, media string) parties {
	return parties{kind: kind, mail: strings.HasPrefix(media, "message/") || media == "application/vnd.ms-outlook"}
}

// role returns that of the party to which a mention belongs, and its record; "" of none.
func (p *parties) role(m *exposure.Mention) (exposure.Role, uint64) {
	role := exposure.RoleIn(m.Record, m.Field).In(p.kind)
	switch {
	case role != "":
		return role, m.Record
	case p.mail && m.Field == exposure.FieldFrom:
		return exposure.RoleIssuer, senderRecord
	case p.mail && m.Field == exposure.FieldTo:
		return exposure.RoleRecipient, recipientRecord
	}
	return "", 0
}

// meet takes in a mention, if it is one of a party.
func (p *parties) meet(m *exposure.Mention, name Named) {
	role, record := p.role(m)
	if role == "" {
		return
	}
	key := partyKey{record, role}
	x := p.by[key]
	if x == nil {
		if p.by == nil {
			p.by = map[partyKey]*Party{}
		}
		x = &Party{Role: role, record: record, place: [2]uint64{uint64(m.Part), m.Offset}, at: map[namedKey]int{}}
		p.by[key] = x
		p.list = append(p.list, x)
	}
	if at := [2]uint64{uint64(m.Part), m.Offset}; slices.Compare(at[:], x.place[:]) < 0 {
		x.place = at
	}
	named := namedKey{name.Kind, name.Print}
	if i, ok := x.at[named]; ok {
		x.Names[i].Mentions++
		return
	}
	x.at[named] = len(x.Names)
	name.Mentions = 1
	x.Names = append(x.Names, name)
}

// said returns the parties in the order of the text.
func (p *parties) said() []Party {
	slices.SortFunc(p.list, func(a, b *Party) int {
		return cmp.Or(slices.Compare(a.place[:], b.place[:]), cmp.Compare(a.record, b.record))
	})
	var out []Party
	for _, x := range p.list {
		slices.SortStableFunc(x.Names, func(a, b Named) int { return rank(a.Kind) - rank(b.Kind) })
		out = append(out, *x)
	}
	return out
}

// rank orders what stands in a party's block: who it is, where, how to reach it.
func rank(k exposure.Kind) int {
	order := []exposure.Kind{exposure.Company, exposure.Person, exposure.Address, exposure.Country, exposure.Email, exposure.Domain, exposure.Phone, exposure.Register}
	if i := slices.Index(order, k); i >= 0 {
		return i
	}
	return len(order) + int(k)
}
