package inquiry

import (
	"cmp"
	"slices"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/credential"
)

// A heldRecord is one that holds credentials.
type heldRecord struct {
	keys    []heldKey
	names   []heldName
	keepers []heldName // who look after what the credentials open
	person  bool       // somebody is named there, whose website need not be where they sign in
}

// A heldKey is where a credential stands in a record first.
type heldKey struct {
	n     int // its place in the list
	at    uint64
	names []heldName // that are its own
}

// A heldName is a mention of who signs in, or where.
type heldName struct {
	kind  exposure.Kind
	print exposure.Fingerprint
	at    uint64
}

func (x heldName) role() credential.Role {
	if x.kind == exposure.Host || x.kind == exposure.Domain || x.kind == exposure.IP {
		return credential.Host
	}
	return credential.User
}

// The bounds of a record of which the user of a credential is known: a file of settings is
// one record, and holds those of many.
const (
	mostInRecord    = 2
	mostNamesRecord = 32
	mostKeepers     = 4
)

// hold notes that a credential stands in the record.
func (r *heldRecord) hold(n int, at uint64) {
	for i := range r.keys {
		if key := &r.keys[i]; key.n == n {
			key.at = min(key.at, at)
			return
		}
	}
	if len(r.keys) <= mostInRecord {
		r.keys = append(r.keys, heldKey{n: n, at: at})
	}
}

// take notes a mention of the record, or of whom its row names beside, that may say who signs in, where,
// and who looks after what is there.
func (r *heldRecord) take(m *exposure.Mention) {
	_, beside := exposure.RowOf(m.Record)
	x := heldName{kind: m.Kind, print: m.Identity, at: m.Offset}
	switch m.Kind {
	case exposure.Person:
		r.person = r.person || !beside
	case exposure.Domain, exposure.IP:
		if m.Field != exposure.FieldDomain && !(m.Kind == exposure.IP && m.Field == exposure.FieldHost) {
			return
		}
		fallthrough
	case exposure.User, exposure.Email, exposure.Host:
		switch {
		case m.Field == exposure.FieldKeeper, m.Field == exposure.FieldContact:
			if m.Kind == exposure.Email {
				r.keep(x)
			}
		case beside || m.Field == exposure.FieldBeside:
		case len(r.names) <= mostNamesRecord:
			r.names = append(r.names, x)
		}
	}
}

// keep notes a keeper.
func (r *heldRecord) keep(x heldName) {
	known := slices.ContainsFunc(r.keepers, func(y heldName) bool { return y.print == x.print })
	if !known && len(r.keepers) < mostKeepers {
		r.keepers = append(r.keepers, x)
	}
}

// paired returns the credentials of a record with the names that are theirs: one who signs
// in and one host. Where a record has several, those of a credential stand between the one
// before it and itself. Where that does not tell, nobody is named: a password with the
// wrong user is worse than one with none.
func (r *heldRecord) paired() []heldKey {
	if len(r.keys) > mostInRecord || len(r.names) > mostNamesRecord {
		return nil
	}
	slices.SortFunc(r.keys, func(a, b heldKey) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.n, b.n)) })
	for _, kinds := range [][]exposure.Kind{{exposure.User, exposure.Email}, r.places()} {
		for i, own := range r.own(kinds) {
			if own != nil {
				r.keys[i].names = append(r.keys[i].names, *own)
			}
		}
	}
	return r.keys
}

// places are the kinds of names that say where a credential of the record signs in.
func (r *heldRecord) places() []exposure.Kind {
	if r.person {
		return []exposure.Kind{exposure.Host, exposure.IP}
	}
	return []exposure.Kind{exposure.Host, exposure.IP, exposure.Domain}
}

// own returns for each credential the name of some kinds that is its own, nil where that
// is not known. A name of the first of the kinds goes before one of the next.
func (r *heldRecord) own(kinds []exposure.Kind) []*heldName {
	own := make([]*heldName, len(r.keys))
	parts := make([][]heldName, len(r.keys)+1) // before each credential, and behind the last
	filled, all := 0, []heldName(nil)
	for _, x := range r.names {
		if !slices.Contains(kinds, x.kind) {
			continue
		}
		part := 0
		for part < len(r.keys) && x.at > r.keys[part].at {
			part++
		}
		if parts[part] == nil {
			filled++
		}
		parts[part], all = append(parts[part], x), append(all, x)
	}
	if only := sole(all, kinds); filled == 1 || len(r.keys) == 1 && only != nil { // a record about one
		for i := range own {
			own[i] = only
		}
		return own
	}
	for i := range own {
		if own[i] = sole(parts[i], kinds); own[i] == nil {
			return make([]*heldName, len(own)) // names stand in another order
		}
	}
	return own
}

// sole returns the name of the first of the kinds that stands among some at all, nil where
// several of that kind do.
func sole(list []heldName, kinds []exposure.Kind) (only *heldName) {
	for _, kind := range kinds {
		for i := range list {
			switch x := &list[i]; {
			case x.kind != kind:
			case only == nil:
				only = x
			case only.print != x.print:
				return nil
			}
		}
		if only != nil {
			return only
		}
	}
	return nil
}
