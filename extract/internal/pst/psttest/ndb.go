package psttest

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"slices"
)

// held is what a node holds.
type held struct{ data, sub uint64 }

// A sub is a node beneath another.
type sub struct {
	id        uint32
	data, sub uint64
}

type form struct{ version, word, page, entries, trailer, align, maxBlock int }

var forms = map[Form]form{
	ANSI:      {14, 4, 512, 496, 12, 64, 8180},
	Unicode:   {23, 8, 512, 488, 16, 64, 8176},
	Unicode4K: {36, 8, 4096, 4056, 24, 512, 65512},
}

// A writer writes a file.
type writer struct {
	f     File
	out   []byte
	next  uint64 // identifier of a block
	ids   uint32
	bbt   [][]byte
	nbt   [][]byte
	place map[uint64]int
}

func newWriter(f File) *writer {
	start := 0x4400
	if f.Tight {
		start = 0x400
	}
	return &writer{f: f, out: make([]byte, start), next: 0x100, ids: 0x400, place: make(map[uint64]int)}
}

func (w *writer) form() form { return forms[w.f.Form] }

// id gives out the identifier of a node.
func (w *writer) id(kind uint32) uint32 {
	w.ids++
	return w.ids<<5 | kind
}

// word adds an identifier or a place.
func (w *writer) word(p []byte, v uint64) []byte {
	if w.form().word == 4 {
		return binary.LittleEndian.AppendUint32(p, uint32(v))
	}
	return binary.LittleEndian.AppendUint64(p, v)
}

// node adds a node of the file.
func (w *writer) node(id uint32, h held, parent uint32) {
	e := w.word(w.word(w.word(nil, uint64(id)), h.data), h.sub)
	e = binary.LittleEndian.AppendUint32(e, parent)
	if w.form().word == 8 {
		e = append(e, 0, 0, 0, 0)
	}
	w.nbt = append(w.nbt, e)
}

func (w *writer) align(n int) {
	for len(w.out)%n != 0 {
		w.out = append(w.out, 0)
	}
}

// block writes a block.
func (w *writer) block(p []byte, internal bool) uint64 {
	le := binary.LittleEndian
	id := w.next
	w.next += 4
	p, size := slices.Clone(p), len(p)
	if internal {
		id |= 2
	} else {
		Encode(w.f.Crypt, id, p)
	}
	if w.f.Form == Unicode4K {
		var b bytes.Buffer
		z := zlib.NewWriter(&b)
		z.Write(p)
		z.Close()
		if b.Len() < len(p) {
			p = b.Bytes()
		}
	}
	w.align(w.form().align)
	at := len(w.out)
	w.place[id] = at
	w.out = append(w.out, p...)
	for (len(w.out)+w.form().trailer)%w.form().align != 0 {
		w.out = append(w.out, 0)
	}
	sign := uint16(uint32(at)^uint32(id)) ^ uint16((uint32(at)^uint32(id))>>16)
	t := le.AppendUint16(le.AppendUint16(nil, uint16(len(p))), sign)
	if w.form().word == 4 {
		t = le.AppendUint32(le.AppendUint32(t, uint32(id)), crc(p))
	} else {
		t = le.AppendUint64(le.AppendUint32(t, crc(p)), id)
	}
	if w.f.Form == Unicode4K {
		t = append(le.AppendUint16(append(t, 0, 0), uint16(size)), 0, 0, 0, 0)
	}
	w.out = append(w.out, t...)
	e := le.AppendUint16(w.word(w.word(nil, id), uint64(at)), uint16(len(p)))
	switch w.f.Form {
	case ANSI:
		e = le.AppendUint16(e, 2)
	case Unicode:
		e = append(le.AppendUint16(e, 2), 0, 0, 0, 0)
	default:
		e = append(le.AppendUint16(le.AppendUint16(e, uint16(size)), 2), 0, 0)
	}
	w.bbt = append(w.bbt, e)
	return id
}

// Encode encodes data in its place.
func Encode(method byte, id uint64, p []byte) {
	for i, b := range p {
		switch method {
		case 1:
			p[i] = tableR[b]
		case 2: // the same there and back
			key := (uint16(id) ^ uint16(id>>16)) + uint16(i)
			low, high := byte(key), byte(key>>8)
			p[i] = tableI[tableS[tableR[b+low]+high]-high] - low
		}
	}
}

// data writes a value.
func (w *writer) data(p []byte) uint64 {
	n := w.form().maxBlock
	if w.f.Block > 0 {
		n = w.f.Block
	}
	return w.blocks(slices.Collect(slices.Chunk(p, n)))
}

// blocks writes data in blocks as they are given, and lists of them where there are several.
func (w *writer) blocks(list [][]byte) uint64 {
	if len(list) == 0 {
		return 0
	}
	le := binary.LittleEndian
	type part struct {
		id   uint64
		size int
	}
	var parts []part
	for _, p := range list {
		parts = append(parts, part{w.block(p, false), len(p)})
	}
	per := (w.form().maxBlock - 8) / w.form().word
	if w.f.List > 0 {
		per = w.f.List
	}
	for level := byte(1); len(parts) > 1; level++ {
		var up []part
		for chunk := range slices.Chunk(parts, per) {
			p, size := []byte{1, level}, 0
			p = le.AppendUint16(p, uint16(len(chunk)))
			p = append(p, 0, 0, 0, 0)
			for _, one := range chunk {
				p = w.word(p, one.id)
				size += one.size
			}
			le.PutUint32(p[4:], uint32(size))
			up = append(up, part{w.block(p, true), size})
		}
		parts = up
	}
	return parts[0].id
}

// subs writes a list of the nodes beneath another, and a list of such lists where there are many.
func (w *writer) subs(list []sub) uint64 {
	if len(list) == 0 {
		return 0
	}
	slices.SortFunc(list, func(a, b sub) int { return int(a.id) - int(b.id) })
	per := 300
	if w.f.List > 0 {
		per = w.f.List
	}
	head := func(level byte, n int) []byte {
		p := binary.LittleEndian.AppendUint16([]byte{2, level}, uint16(n))
		if w.form().word == 8 {
			p = append(p, 0, 0, 0, 0)
		}
		return p
	}
	var up []byte
	n, one := 0, uint64(0)
	for chunk := range slices.Chunk(list, per) {
		p := head(0, len(chunk))
		for _, s := range chunk {
			p = w.word(w.word(w.word(p, uint64(s.id)), s.data), s.sub)
		}
		one = w.block(p, true)
		up = w.word(w.word(up, uint64(chunk[0].id)), one)
		n++
	}
	if n == 1 {
		return one
	}
	return w.block(append(head(1, n), up...), true)
}

// loop makes the attachment of a message hold the message.
func (w *writer) loop(h held, id uint32) {
	le := binary.LittleEndian
	at := w.place[h.sub] + 4
	if w.form().word == 8 {
		at += 4
	}
	for le.Uint32(w.out[at:]) != id {
		at += 3 * w.form().word
	}
	inner := w.out[at+2*w.form().word:]
	at = w.place[uint64(le.Uint32(inner))]
	at += 4
	if w.form().word == 8 {
		at += 4
	}
	for i, v := range []uint64{h.data, h.sub} {
		copy(w.out[at+(i+1)*w.form().word:], w.word(nil, v))
	}
}
