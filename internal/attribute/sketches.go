package attribute

import (
	"slices"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/linkage"
)

// sketches are several hashes for each identity of a kind, by ordinal.
type sketches struct {
	list []uint64
	ends []uint32
}

// add appends those that an identity has of one feature.
func (s *sketches) add(id *exposure.Identity, of exposure.FeatureOf) {
	for _, f := range id.Features {
		if f.Of == of {
			s.list = append(s.list, f.Hash)
		}
	}
	s.ends = append(s.ends, uint32(len(s.list)))
}

func (s *sketches) of(ordinal uint32) []uint64 {
	if int(ordinal) >= len(s.ends) {
		return nil
	}
	from := uint32(0)
	if ordinal > 0 {
		from = s.ends[ordinal-1]
	}
	return s.list[from:s.ends[ordinal]]
}

// joinSketches makes one of those of all parts, and lets go of theirs.
func joinSketches(parts []*found, of func(*found) *sketches) (all sketches) {
	n, ends := 0, 0
	for _, f := range parts {
		n, ends = n+len(of(f).list), ends+len(of(f).ends)
	}
	all = sketches{make([]uint64, 0, n), make([]uint32, 0, ends)}
	for _, f := range parts {
		s, before := of(f), uint32(len(all.list))
		all.list = append(all.list, s.list...)
		for _, end := range s.ends {
			all.ends = append(all.ends, before+end)
		}
		*s = sketches{}
	}
	return all
}

// traits are what persons are compared by, by ordinal of its kind.
type traits struct {
	names       spellings // of persons
	numbers     spellings // of identifiers
	health      spellings // and of numbers of health care
	logins      sketches  // what stands before the @ of an address that fits a name
	emails      sketches  // and of an address
	places      sketches  // words of addresses
	numerals    sketches  // and numbers of them
	births      []linkage.Date
	titles      []uint64 // of persons: whose title a name has, 0 where it has none
	rows        []bool   // of accounts: it is the number of a row
	signIns     []bool   // and: it is a login
	subscribers []uint64 // the last digits of telephones
}

// spellings are how words are written, of names or numbers by ordinal.
type spellings struct{ words, latins, initials, sounds, heads, near, roots sketches }

func (s *spellings) add(id *exposure.Identity) {
	s.words.add(id, exposure.FeatureWord)
	s.latins.add(id, exposure.FeatureLatin)
	s.initials.add(id, exposure.FeatureInitial)
	s.sounds.add(id, exposure.FeatureSound)
	s.heads.add(id, exposure.FeatureHead)
	s.near.add(id, exposure.FeatureNear)
	s.roots.add(id, exposure.FeatureRoot)
}

func joinSpellings(parts []*found, of func(*found) *spellings) spellings {
	return spellings{
		joinSketches(parts, func(f *found) *sketches { return &of(f).words }),
		joinSketches(parts, func(f *found) *sketches { return &of(f).latins }),
		joinSketches(parts, func(f *found) *sketches { return &of(f).initials }),
		joinSketches(parts, func(f *found) *sketches { return &of(f).sounds }),
		joinSketches(parts, func(f *found) *sketches { return &of(f).heads }),
		joinSketches(parts, func(f *found) *sketches { return &of(f).near }),
		joinSketches(parts, func(f *found) *sketches { return &of(f).roots }),
	}
}

// appendWords appends the words of what has an ordinal.
func (s *spellings) appendWords(list []linkage.Spelling, ordinal uint32) []linkage.Spelling {
	from := len(list)
	for _, h := range s.words.of(ordinal) {
		_, hash := exposure.Feature{Hash: h}.Word()
		list = append(list, linkage.Spelling{ID: hash})
	}
	name := list[from:]
	at := func(h uint64) (*linkage.Spelling, uint64) {
		n, hash := exposure.Feature{Hash: h}.Word()
		if n >= len(name) {
			return &linkage.Spelling{}, 0
		}
		return &name[n], hash
	}
	for _, h := range s.latins.of(ordinal) {
		w, hash := at(h)
		w.Latin = hash
	}
	for _, h := range s.initials.of(ordinal) {
		w, hash := at(h)
		w.Initial = hash
	}
	for _, h := range s.sounds.of(ordinal) {
		w, hash := at(h)
		w.Sound = hash
	}
	for _, h := range s.heads.of(ordinal) {
		w, hash := at(h)
		w.Heads = append(w.Heads, hash)
	}
	for _, h := range s.roots.of(ordinal) {
		w, hash := at(h)
		w.Roots = append(w.Roots, hash)
	}
	for _, h := range s.near.of(ordinal) {
		w, hash := at(h)
		w.Near = appendNear(w.Near, hash)
	}
	for i := range name {
		slices.Sort(name[i].Near)
	}
	return list
}

func appendNear(list []uint32, hash uint64) []uint32 {
	a, b := exposure.Feature{Hash: hash}.Near()
	list = append(list, a)
	if a != b {
		list = append(list, b)
	}
	return list
}

// dateOf takes the parts of a date of birth out of its features.
func dateOf(id *exposure.Identity) (d linkage.Date) {
	n := 0
	for _, f := range id.Features {
		switch {
		case f.Of == exposure.FeatureWord:
			_, d.Year = f.Word()
		case f.Of == exposure.FeatureToken:
			d.Rough = true
		case f.Of == exposure.FeatureNear:
			d.Near = appendNear(d.Near, f.Hash)
		case f.Of == exposure.FeatureDatePart && n < len(d.Parts):
			d.Parts[n] = f.Hash
			n++
		}
	}
	slices.Sort(d.Near)
	if n == 1 { // month and day are the same number
		d.Parts[1] = d.Parts[0]
	}
	return d
}
