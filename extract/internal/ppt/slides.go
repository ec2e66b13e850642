package ppt

import (
	"encoding/binary"
	"io"
	"slices"
)

// The lists of slides of a document (section 2.4.14.3).
const (
	listSlides  = 0
	listMasters = 1
	listNotes   = 2
)

// maxInfo is among how many records of a slide the one is looked for that says
// whether it is shown: it is the second one there.
const maxInfo = 64

// document reads the slides in their order, what leads out of them, and the margins
// (section 2.4.1).
func (x *reader) document(d record) error {
	return x.each(d, func(r record) error {
		switch r.kind {
		case recSlideList:
			if r.instance != listMasters {
				return x.list(r)
			}
		case recExObjList:
			x.begin(Links, 0, false)
			return x.each(r, func(r record) error {
				if r.kind != recHyperlink {
					return nil
				}
				return x.strings(r)
			})
		case recMargins:
			x.begin(Margins, 0, false)
			return x.strings(r)
		}
		return nil
	})
}

// strings hands on the strings in a record.
func (x *reader) strings(r record) error {
	return x.each(r, func(r record) error {
		if r.kind != recString {
			return nil
		}
		r.end = min(r.end, r.at+maxString)
		return x.text(r, true)
	})
}

// list reads the slides that a list names. The text of titles and bodies stands in
// the list, behind the name of its slide.
func (x *reader) list(l record) error {
	n, at := 0, int64(-1)
	finish := func() error {
		if at < 0 {
			return nil
		}
		return x.object(at)
	}
	err := x.each(l, func(r record) error {
		switch r.kind {
		case recPersistAtom:
			if err := finish(); err != nil {
				return err
			}
			p, err := x.bytes(r, 20)
			if err != nil || len(p) < 16 {
				at = -1
				return err
			}
			var ok bool
			if at, ok = x.persist[binary.LittleEndian.Uint32(p)]; !ok {
				at = -1
			}
			if l.instance == listNotes {
				return nil
			}
			n++
			x.numbers[binary.LittleEndian.Uint32(p[12:])] = n
			hidden, err := x.isHidden(at)
			x.begin(Slide, n, hidden)
			return err
		case recChars:
			return x.text(r, true)
		case recBytes:
			return x.text(r, false)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return finish()
}

// former reads what an earlier version of the document had in its lists of slides
// and has no more.
func (x *reader) former(d record) error {
	x.anew = true
	x.begin(Old, 0, false)
	return x.each(d, func(r record) error {
		if r.kind != recSlideList || r.instance == listMasters {
			return nil
		}
		return x.each(r, func(r record) error {
			if r.kind != recChars && r.kind != recBytes {
				return nil
			}
			return x.text(r, r.kind == recChars)
		})
	})
}

// isHidden reports whether the slide at a place is left out when it is shown
// (section 2.6.6).
func (x *reader) isHidden(at int64) (hidden bool, err error) {
	if at < 0 {
		return false, nil
	}
	if shown, ok := x.shown[at]; ok {
		return !shown, nil
	}
	s, err := x.header(at, x.size)
	if err != nil || s.kind != recSlide {
		return false, skipEOF(err)
	}
	left := maxInfo
	err = x.each(s, func(r record) error {
		if left--; left < 0 {
			return io.EOF // slides that lie upon each other would be walked again for each
		}
		if r.kind != recSlideInfo {
			return nil
		}
		p, err := x.bytes(r, 16)
		hidden = len(p) >= 12 && p[10]&4 != 0
		if err == nil {
			err = io.EOF // enough
		}
		return err
	})
	x.shown[at] = !hidden
	return hidden, skipEOF(err)
}

func skipEOF(err error) error {
	if err == io.EOF {
		return nil
	}
	return err
}

// object reads the slide or the notes at a place, once.
func (x *reader) object(at int64) error {
	if x.seen[at] {
		return nil
	}
	r, err := x.header(at, x.size)
	if err != nil || !r.container {
		return skipEOF(err)
	}
	x.seen[at] = true
	if r.kind == recNotes {
		if err := x.noteOf(r); err != nil {
			return err
		}
	}
	return x.within(r, 0)
}

// noteOf begins the notes to a slide.
func (x *reader) noteOf(n record) error {
	x.begin(Notes, 0, false)
	return x.each(n, func(r record) error {
		if r.kind != recNotesAtom {
			return nil
		}
		p, err := x.bytes(r, 8)
		if len(p) >= 4 {
			x.slide = x.numbers[binary.LittleEndian.Uint32(p)]
		}
		return err
	})
}

// within hands on the text in a record.
func (x *reader) within(r record, depth int) error {
	if depth > maxDepth {
		return nil
	}
	return x.each(r, func(r record) error {
		switch {
		case r.kind == recChars:
			return x.text(r, true)
		case r.kind == recBytes:
			return x.text(r, false)
		case r.kind == recMargins:
			return x.strings(r)
		case r.kind == recComment:
			part, slide, hidden := x.part, x.slide, x.hidden
			x.begin(Comments, slide, false)
			err := x.strings(r)
			x.begin(part, slide, hidden) // what follows begins anew
			return err
		case r.container || r.kind == recTagData:
			return x.within(r, depth+1)
		}
		return nil
	})
}

// rest reads what no list names: notes, embedded documents, and what slides said
// before they were changed.
func (x *reader) rest() error {
	live := make(map[int64]bool, len(x.persist))
	for _, at := range x.persist {
		live[at] = true
	}
	for _, kind := range []int{recSlide, recNotes} {
		for _, r := range x.top {
			if r.kind != kind || x.seen[r.at-8] {
				continue
			}
			part := Old
			if live[r.at-8] && kind == recSlide {
				part = Slide
			}
			x.begin(part, 0, part == Slide)
			if live[r.at-8] && kind == recNotes {
				if err := x.object(r.at - 8); err != nil {
					return err
				}
				continue
			}
			if err := x.within(r, 0); err != nil {
				return err
			}
		}
	}
	objects := slices.DeleteFunc(slices.Clone(x.top), func(r record) bool { return r.kind != recObject })
	for _, r := range objects {
		if !live[r.at-8] {
			continue
		}
		skip := int64(0)
		if r.instance == 1 {
			skip = 4 // the size that it has unpacked
		}
		if err := x.h.Object(r.instance == 1, io.NewSectionReader(x.src, r.at+skip, max(r.end-r.at-skip, 0))); err != nil {
			return err
		}
	}
	return nil
}
