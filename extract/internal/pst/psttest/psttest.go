// Package psttest makes Outlook data files for tests: no program that could be had writes them. What it makes is
// read by readpst and pffexport as well.
package psttest

import (
	"encoding/binary"
	"unicode/utf16"
)

// A Form is a layout of a file.
type Form int

// The forms.
const (
	ANSI Form = iota
	Unicode
	Unicode4K
)

// A File is what a file is made of.
type File struct {
	Form    Form
	Crypt   byte // 0 none, 1 permute, 2 cyclic, 16 protected
	Store   string
	Names   []Name // of properties from 0x8000 on
	Folders []Folder
	Deleted []string // data of blocks that are no longer in use

	// What makes trees of small files: bytes of a block of data, entries of a list of blocks, entries of a
	// page. 0 takes as many as there may be.
	Block, List, Page int
	Tight             bool // without the room that there is behind the header
}

// A Name is what a named property is called.
type Name struct {
	Set uint32 // the first number of its GUID
	ID  uint32
	Str string // in place of ID
}

// A Folder holds messages.
type Folder struct {
	Name, Comment string
	Folders       []Folder
	Messages      []Message
	Unlisted      []Message // that its table does not list
	Associated    []Message // that programs keep for themselves
}

// A Message is an item.
type Message struct {
	Props       []Prop
	Recipients  [][]Prop
	Attachments []Attachment
}

// An Attachment is a file, a message, or an object.
type Attachment struct {
	Props  []Prop
	Inner  *Message
	Object []byte
	Loop   bool // it holds the message that it is attached to
}

// A Prop is a property. Of a fixed type the number counts, of several values the list.
type Prop struct {
	ID, Type uint16
	Number   uint64
	Bytes    []byte
	List     [][]byte
}

// Wide is a property of text in UTF-16.
func Wide(id uint16, s string) Prop { return Prop{ID: id, Type: 0x1f, Bytes: UTF16(s)} }

// Narrow is a property of text in a code page.
func Narrow(id uint16, s string) Prop { return Prop{ID: id, Type: 0x1e, Bytes: []byte(s)} }

// Binary is a property of bytes.
func Binary(id uint16, p []byte) Prop { return Prop{ID: id, Type: 0x102, Bytes: p} }

// Number is a property of 32 bits.
func Number(id uint16, n uint32) Prop { return Prop{ID: id, Type: 3, Number: uint64(n)} }

// Time is a property that is a FILETIME.
func Time(id uint16, n uint64) Prop { return Prop{ID: id, Type: 0x40, Number: n} }

// UTF16 is s as Windows writes it.
func UTF16(s string) []byte {
	var p []byte
	for _, u := range utf16.Encode([]rune(s)) {
		p = binary.LittleEndian.AppendUint16(p, u)
	}
	return p
}

// Make makes the file.
func Make(f File) []byte {
	w := newWriter(f)
	key := []byte("0123456789abcdef") // of the store
	top := append(append([]byte{0, 0, 0, 0}, key...), 0x22, 0x80, 0, 0)
	w.node(0x21, w.object([]Prop{w.text(0x3001, f.Store), Binary(0x0ff9, key), Binary(0x35e0, top)}, nil), 0)
	w.node(0x61, w.object(names(f.Names), nil), 0)
	w.node(0x122, w.object([]Prop{w.text(0x3001, "")}, nil), 0x122)
	w.table(0x12e, 0, nil)
	w.table(0x12d, 0, w.folders(f.Folders, 0x122))
	for _, s := range f.Deleted {
		w.block([]byte(s), false)
		w.bbt = w.bbt[:len(w.bbt)-1]
	}
	return w.file()
}

// text is a text as the form has it.
func (w *writer) text(id uint16, s string) Prop {
	if w.f.Form == ANSI {
		return Narrow(id, s)
	}
	return Wide(id, s)
}

// names makes the properties of the map of names.
func names(list []Name) []Prop {
	le := binary.LittleEndian
	var guids, entries, strs []byte
	for i, n := range list {
		kind := uint16(2*i + 6)
		guids = append(le.AppendUint32(guids, n.Set), 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46)
		id := n.ID
		if n.Str != "" {
			kind |= 1
			id = uint32(len(strs))
			s := UTF16(n.Str)
			strs = append(le.AppendUint32(strs, uint32(len(s))), s...)
			for len(strs)%4 != 0 {
				strs = append(strs, 0)
			}
		}
		entries = le.AppendUint16(le.AppendUint16(le.AppendUint32(entries, id), kind), uint16(i))
	}
	return []Prop{Number(1, 251), Binary(2, guids), Binary(3, entries), Binary(4, strs)}
}

// folders writes the folders in another and returns their identifiers.
func (w *writer) folders(list []Folder, parent uint32) []uint32 {
	var ids []uint32
	for i := range list {
		ids = append(ids, w.folder(&list[i], parent))
	}
	return ids
}

// folder writes a folder and what is in it.
func (w *writer) folder(f *Folder, parent uint32) uint32 {
	id := w.id(2)
	props := []Prop{w.text(0x3001, f.Name), Number(0x3602, uint32(len(f.Messages)))}
	if f.Comment != "" {
		props = append(props, w.text(0x3004, f.Comment))
	}
	w.node(id, w.object(props, nil), parent)
	var listed, unlisted, associated []uint32
	add := func(kind uint32, list []Message, ids *[]uint32) {
		for i := range list {
			one := w.id(kind)
			w.node(one, w.message(&list[i]), id)
			*ids = append(*ids, one)
		}
	}
	add(4, f.Messages, &listed)
	add(4, f.Unlisted, &unlisted)
	add(8, f.Associated, &associated)
	w.table(id&^0x1f|0x0e, 0, listed)
	w.table(id&^0x1f|0x0f, 0, associated)
	w.table(id&^0x1f|0x0d, 0, w.folders(f.Folders, id))
	return id
}

// message writes a message, and returns what its node holds.
func (w *writer) message(m *Message) held {
	var subs []sub
	if m.Recipients != nil {
		h := w.rows(m.Recipients)
		subs = append(subs, sub{0x692, h.data, h.sub})
	}
	var loops []uint32
	for i := range m.Attachments {
		id := uint32(0x8000+i)<<5 | 5
		a := &m.Attachments[i]
		if a.Loop {
			loops = append(loops, id)
		}
		h := w.attachment(a)
		subs = append(subs, sub{id, h.data, h.sub})
	}
	h := w.object(m.Props, subs)
	for _, id := range loops {
		w.loop(h, id)
	}
	return h
}

// attachment writes an attachment.
func (w *writer) attachment(a *Attachment) held {
	props := a.Props
	var subs []sub
	switch {
	case a.Inner != nil:
		h := w.message(a.Inner)
		subs = append(subs, sub{0x2004, h.data, h.sub})
	case a.Object != nil:
		subs = append(subs, sub{0x201f, w.data(a.Object), 0})
	case a.Loop:
		subs = append(subs, sub{0x2004, 0, 0})
	default:
		return w.object(props, nil)
	}
	ref := binary.LittleEndian.AppendUint32(nil, subs[0].id)
	ref = binary.LittleEndian.AppendUint32(ref, 1)
	return w.object(append(props[:len(props):len(props)], Prop{ID: 0x3701, Type: 0x0d, Bytes: ref}), subs)
}
