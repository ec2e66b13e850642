package attribute

import (
	"encoding/binary"
	"math/bits"
	"slices"

	"github.com/hemostat/hemostat/exposure"
)

// short is what identities of one kind are told apart by inside of records.
func short(fp exposure.Fingerprint) uint64 { return binary.BigEndian.Uint64(fp[:8]) }

// kindIndex are the identities of one kind that count, ascending by
// fingerprint. What else is known of them stands in lists of the same order.
type kindIndex struct {
	prints []uint64
	starts []uint32 // ordinals by the first bits, one to two of them each
	shift  int
}

// seal makes find usable.
func (x *kindIndex) seal() {
	width := max(1, bits.Len(uint(len(x.prints)/2)))
	x.shift = 64 - width
	x.starts = make([]uint32, 1<<width+1)
	for i, p := range x.prints {
		x.starts[p>>x.shift+1] = uint32(i + 1)
	}
	for i := 1; i < len(x.starts); i++ {
		x.starts[i] = max(x.starts[i], x.starts[i-1])
	}
}

func (x *kindIndex) find(p uint64) (ordinal uint32, ok bool) {
	return x.findFrom(x.start(p), p)
}

// start is the first ordinal at which p may stand.
func (x *kindIndex) start(p uint64) uint32 {
	if at := p >> x.shift; at < uint64(len(x.starts)) {
		return x.starts[at]
	}
	return 0 // not sealed: nothing is there
}

// at is the fingerprint at an ordinal, 0 behind the last.
func (x *kindIndex) at(ordinal uint32) uint64 {
	if int(ordinal) < len(x.prints) {
		return x.prints[ordinal]
	}
	return 0
}

// findFrom is find from the first ordinal on at which p may stand.
func (x *kindIndex) findFrom(ordinal uint32, p uint64) (uint32, bool) {
	for ; int(ordinal) < len(x.prints) && x.prints[ordinal] <= p; ordinal++ {
		if x.prints[ordinal] == p {
			return ordinal, true
		}
	}
	return 0, false
}

// findHash is find for the hash of an item, which lacks the last bits.
func (x *kindIndex) findHash(h uint64) (ordinal uint32, ok bool) {
	h &^= kindMask
	at, _ := slices.BinarySearch(x.prints, h)
	return uint32(at), at < len(x.prints) && x.prints[at]&^kindMask == h
}

func (m *model) indexOf(kind exposure.Kind) *kindIndex {
	switch kind {
	case exposure.Email:
		return &m.emails
	case exposure.Domain:
		return &m.domains
	case exposure.Company:
		return &m.companies
	case exposure.Phone:
		return &m.phones
	case exposure.IBAN:
		return &m.ibans
	case exposure.Country:
		return &m.countries
	case exposure.Person:
		return &m.persons
	case exposure.Secret:
		return &m.secrets
	case exposure.Project:
		return &m.numbers
	case exposure.Register:
		return &m.registers
	case exposure.Amount:
		return &m.amounts
	}
	if tied(kind) {
		return &m.tied[kind]
	}
	return nil
}

// A namedIndex is a kindIndex and the names of its identities.
type namedIndex struct {
	kindIndex
	names []uint32 // by ordinal; of a kind that has no names one that is none
}

// indexes are those of all kinds.
type indexes struct {
	by   [kindMask + 1]*namedIndex
	none namedIndex // of a kind that needs none
}

func (m *model) indexes() *indexes {
	noNames := []uint32{none}
	x := &indexes{none: namedIndex{names: noNames}}
	for i := range x.by {
		kind := exposure.Kind(i)
		list := m.indexOf(kind)
		if list == nil {
			x.by[i] = &x.none
			continue
		}
		x.by[i] = &namedIndex{kindIndex: *list, names: noNames}
		if names := m.namesOf(kind); len(names) > 0 {
			x.by[i].names = names
		}
	}
	return x
}

func (x *indexes) of(kind exposure.Kind) *namedIndex {
	if int(kind) < len(x.by) {
		return x.by[kind]
	}
	return &x.none
}

// namesOf are the names of the identities of a kind, by ordinal.
func (m *model) namesOf(kind exposure.Kind) []uint32 {
	switch kind {
	case exposure.Email:
		return m.emailName
	case exposure.Domain:
		return m.domainName
	case exposure.Company:
		return m.companyName
	}
	return nil
}
