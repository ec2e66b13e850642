package attribute

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/hemostat/hemostat/exposure"
)

// openKeys readies the keys of a content that refers to others.
func (r *reaper) openKeys() {
	if j := r.h.c.keyed; j != nil && j.contents[r.content] {
		r.keys = r.h.c.m.newKeyCursor(r.content, func(exposure.Key) {})
	}
}

// closeKeys ends them; an error is the harvest's.
func (r *reaper) closeKeys() {
	if r.keys == nil {
		return
	}
	r.keys.stop()
	if r.keys.err != nil && r.err == nil {
		r.err = r.keys.err
	}
	r.keys = nil
}

// byKey is whose a record is by its keys.
func (r *reaper) byKey(items []item) (owner uint32, by keyedBy) {
	if r.keys == nil {
		return nobodys, by
	}
	return r.h.c.keyed.owner(r.content, r.keys.of(items[0].record))
}

// keyedRows are the rows that are a person's by keys, by where they stand and where the key is defined.
type keyedRows map[keyedAt]*keyedSum

type keyedAt struct {
	in      exposure.Unit
	column  exposure.KeyColumn
	defined uint32
}

// A keyedSum counts rows, which come one after another.
type keyedSum struct{ rows, last uint64 }

func (l keyedRows) take(s *sighting, by *keyedBy) {
	at := keyedAt{s.unit, by.key.Column, by.reference.definedIn(by.key.Hash)}
	sum := l[at]
	if sum == nil {
		if len(l) == ExplainLimit {
			return
		}
		sum = &keyedSum{}
		l[at] = sum
	}
	if sum.rows == 0 || sum.last != by.key.Record {
		sum.rows, sum.last = sum.rows+1, by.key.Record
	}
}

// told lists them, those of most rows first.
func (l keyedRows) told(u *units) (list []KeyedRows) {
	for at, sum := range l {
		list = append(list, KeyedRows{at.column.String(), sum.rows, at.in, *u.at(at.defined)})
	}
	slices.SortFunc(list, func(a, b KeyedRows) int {
		return cmp.Or(cmp.Compare(b.Rows, a.Rows), bytes.Compare(a.In[:], b.In[:]), cmp.Compare(a.Key, b.Key), bytes.Compare(a.Defined[:], b.Defined[:]))
	})
	return list
}
