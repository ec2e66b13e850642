package quality

import (
	"cmp"
	"path"
	"slices"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/leak"
	"github.com/hemostat/hemostat/internal/seal"
)

// A key is what mentions of one object are compared by.
type key struct {
	kind  exposure.Kind
	value string
}

// kinds of comparison beyond those of mentions.
const (
	document exposure.Kind = 240 + iota
	documentType
	notRead
)

func nameOf(k exposure.Kind) string {
	switch k {
	case document:
		return "document"
	case documentType:
		return "document type"
	case notRead:
		return "not read"
	}
	return k.String()
}

func join(parts []map[exposure.Kind]*Kind) *Result {
	all := map[exposure.Kind]*Kind{}
	for _, part := range parts {
		for kind, p := range part {
			k := all[kind]
			if k == nil {
				k = &Kind{Name: nameOf(kind)}
				all[kind] = k
			}
			k.Truth, k.Found, k.Right = k.Truth+p.Truth, k.Found+p.Found, k.Right+p.Right
			k.Missing, k.Extra = append(k.Missing, p.Missing...), append(k.Extra, p.Extra...)
		}
	}
	r := &Result{}
	for _, kind := range exposure.Kinds() {
		if k := all[kind]; k != nil {
			r.Kinds = append(r.Kinds, *k)
		}
	}
	for kind, to := range map[exposure.Kind]*Kind{document: &r.Documents, documentType: &r.Types, notRead: &r.NotRead} {
		*to = Kind{Name: nameOf(kind)}
		if k := all[kind]; k != nil {
			*to = *k
		}
	}
	return r
}

// truth gathers what the generator noted for an object.
func truth(l *leak.Leak, name string) map[key][]Difference {
	all := map[key][]Difference{}
	add := func(kind exposure.Kind, value string, e *leak.Event) {
		k := key{kind, value}
		all[k] = append(all[k], Difference{Way: e.Way, Detail: e.Written})
	}
	for e := range l.Events(name) {
		switch {
		case e.NotRead != "":
			add(notRead, string(e.NotRead), &e)
		case e.Kind == 0:
			add(document, path.Base(e.Way), &e)
			add(documentType, path.Base(e.Way)+" "+string(e.Document), &e)
		case e.Kind == exposure.Secret:
			add(e.Kind, e.Written, &e)
		case e.Kind == exposure.Phone:
			// Without a country the writing tells no more than its digits.
			add(e.Kind, seal.Canonical(e.Kind, e.Written), &e)
		default:
			add(e.Kind, seal.Canonical(e.Kind, e.Canonical), &e)
		}
	}
	return all
}

func compare(object string, truth, found map[key][]Difference) map[exposure.Kind]*Kind {
	out := map[exposure.Kind]*Kind{}
	of := func(kind exposure.Kind) *Kind {
		if out[kind] == nil {
			out[kind] = &Kind{Name: nameOf(kind)}
		}
		return out[kind]
	}
	surplus := func(of, than map[key][]Difference, take func(exposure.Kind, Difference)) {
		var keys []key
		for k := range of {
			keys = append(keys, k)
		}
		slices.SortFunc(keys, func(a, b key) int { return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.value, b.value)) })
		for _, k := range keys {
			// Those in the members that the other side has less of.
			list := slices.Clone(of[k])
			for _, d := range than[k] {
				if i := slices.IndexFunc(list, func(x Difference) bool { return x.Way == d.Way }); i >= 0 {
					list = slices.Delete(list, i, i+1)
				} else if len(list) > 0 {
					list = list[:len(list)-1]
				}
			}
			for _, d := range list[:max(0, len(of[k])-len(than[k]))] {
				d.Object, d.Value = object, k.value
				take(k.kind, d)
			}
		}
	}
	for k, list := range truth {
		of(k.kind).Truth += len(list)
		of(k.kind).Right += min(len(list), len(found[k]))
	}
	for k, list := range found {
		of(k.kind).Found += len(list)
	}
	surplus(truth, found, func(kind exposure.Kind, d Difference) { k := of(kind); k.Missing = append(k.Missing, d) })
	surplus(found, truth, func(kind exposure.Kind, d Difference) { k := of(kind); k.Extra = append(k.Extra, d) })
	return out
}
