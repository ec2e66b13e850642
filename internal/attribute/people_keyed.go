package attribute

import "github.com/hemostat/hemostat/exposure"

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
