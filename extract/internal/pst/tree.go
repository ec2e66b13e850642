package pst

import (
	"encoding/binary"
	"errors"
	"sort"
)

// Types of pages (section 2.2.2.7.1).
const (
	pageBBT = 0x80
	pageNBT = 0x81
)

// maxLevels is how many levels a tree has at most; real ones have up to five.
const maxLevels = 16

// A tree is one of the two trees of pages (section 2.2.2.7.7): of nodes, or of blocks.
type tree struct {
	f    *File
	kind byte
	root int64
	min  int // bytes of an entry of a leaf

	// The leaves that were found, in place of the tree.
	leaves []leaf
}

// A leaf is a page of entries that was found without the tree.
type leaf struct {
	first uint64 // key
	bid   uint64 // of the page: a later one has a higher
	at    int64
}

// A page is a page of a tree.
type page struct {
	data  []byte
	count int
	size  int // of an entry
	level int
}

func (p *page) entry(i int) []byte { return p.data[i*p.size : (i+1)*p.size] }

// read reads a page of t.
func (t *tree) read(at int64) (page, error) {
	f := t.f
	data := f.pages.get(uint64(at))
	if data == nil {
		if at <= 0 || at > f.size-int64(f.form.page) {
			return page{}, ErrFormat
		}
		data = make([]byte, f.form.page)
		if n, err := f.src.ReadAt(data, at); n < len(data) {
			return page{}, cause(err)
		}
		f.pages.put(uint64(at), data)
	}
	p, ok := t.parse(data)
	if !ok {
		return page{}, ErrFormat
	}
	return p, nil
}

// parse takes a page apart (section 2.2.2.7.7.1).
func (t *tree) parse(data []byte) (page, bool) {
	meta := data[t.f.form.entries:]
	p := page{data: data, count: int(meta[0]), size: int(meta[2]), level: int(meta[3])}
	kind := data[t.f.form.page-16:]
	switch {
	case t.f.form.packed:
		p.count, p.size, p.level = int(binary.LittleEndian.Uint16(meta)), int(meta[4]), int(meta[5])
		kind = data[t.f.form.page-24:]
	case t.f.form.word == 4:
		kind = data[t.f.form.page-12:]
	}
	least := t.min
	if p.level > 0 {
		least = 3 * t.f.form.word
	}
	return p, kind[0] == t.kind && kind[1] == t.kind && p.size >= least && p.level <= maxLevels && p.count*p.size <= t.f.form.entries
}

// key is what an entry is found by.
func (t *tree) key(p []byte) uint64 {
	k := t.f.word(p)
	if t.kind == pageNBT {
		return k & 0xffffffff
	}
	return k &^ 1
}

// check goes over the pages beneath a page, which must be of a level below above.
func (t *tree) check(at int64, above int, seen map[int64]bool) error {
	p, err := t.read(at)
	if err != nil || p.level == 0 {
		return err
	}
	if p.level >= above || seen[at] {
		return ErrFormat
	}
	seen[at] = true
	for i := range p.count {
		if err := t.check(int64(t.f.word(p.entry(i)[2*t.f.form.word:])), p.level, seen); err != nil {
			return err
		}
	}
	return nil
}

// find finds the entry of a leaf; nil where there is none. A page that cannot be read makes the file one whose
// leaves are searched.
func (t *tree) find(key uint64) ([]byte, error) {
	e, err := t.lookup(key)
	if errors.Is(err, ErrFormat) && t.leaves == nil {
		if err = t.f.search(); err == nil {
			e, err = t.lookup(key)
		}
	}
	return e, err
}

func (t *tree) lookup(key uint64) ([]byte, error) {
	at, level := t.root, maxLevels+1
	if t.leaves != nil {
		i := sort.Search(len(t.leaves), func(i int) bool { return t.leaves[i].first > key })
		return t.found(key, i)
	}
	for {
		p, err := t.read(at)
		if err != nil {
			return nil, err
		}
		if p.level >= level {
			return nil, ErrFormat
		}
		level = p.level
		i := sort.Search(p.count, func(i int) bool { return t.key(p.entry(i)) > key }) - 1
		if i < 0 {
			return nil, nil
		}
		if level == 0 {
			if e := p.entry(i); t.key(e) == key {
				return e, nil
			}
			return nil, nil
		}
		at = int64(t.f.word(p.entry(i)[2*t.f.form.word:]))
	}
}

// overlaps is how many leaves that were found may hold the same key: pages that were written anew are
// there in both their forms.
const overlaps = 32

// found finds an entry in the leaves that were found, of which the first i begin no later than it. Of several
// the one on the latest page counts.
func (t *tree) found(key uint64, i int) ([]byte, error) {
	var best []byte
	newest := uint64(0)
	for _, l := range t.leaves[max(0, i-overlaps):i] {
		p, err := t.read(l.at)
		if err != nil {
			return nil, err
		}
		j := sort.Search(p.count, func(j int) bool { return t.key(p.entry(j)) > key }) - 1
		if j >= 0 && t.key(p.entry(j)) == key && (best == nil || l.bid > newest) {
			best, newest = p.entry(j), l.bid
		}
	}
	return best, nil
}

// walk calls fn with the entries of the leaves, in ascending order of keys, each key once.
func (t *tree) walk(fn func(p []byte) error) error {
	w := walker{t: t, fn: fn, seen: make(map[int64]bool)}
	if t.leaves == nil {
		return w.page(t.root, maxLevels+1)
	}
	for _, l := range t.leaves {
		if err := w.page(l.at, 1); err != nil {
			return err
		}
	}
	return nil
}

type walker struct {
	t    *tree
	fn   func(p []byte) error
	seen map[int64]bool
	last uint64
	any  bool
}

// page walks over a page that must be of a level below above.
func (w *walker) page(at int64, above int) error {
	p, err := w.t.read(at)
	if err != nil || p.level >= above || w.seen[at] {
		w.t.f.Damaged = true
		return notFormat(err)
	}
	w.seen[at] = true
	for i := range p.count {
		e := p.entry(i)
		if p.level > 0 {
			if err := w.page(int64(w.t.f.word(e[2*w.t.f.form.word:])), p.level); err != nil {
				return err
			}
			continue
		}
		k := w.t.key(e)
		if w.any && k <= w.last {
			continue
		}
		w.last, w.any = k, true
		if w.t.leaves != nil {
			if later, err := w.t.find(k); err != nil {
				return err
			} else if later != nil {
				e = later
			}
		}
		if err := w.fn(e); err != nil {
			return err
		}
	}
	return nil
}
