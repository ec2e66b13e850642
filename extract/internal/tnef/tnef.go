// Package tnef reads the Transport Neutral Encapsulation Format ([MS-OXTNEF]), in
// which Outlook sends messages to itself: the attachment winmail.dat.
//
// Values are told of by where they lie; none is read into memory but names.
package tnef

import (
	"encoding/binary"
	"errors"
	"io"

	"github.com/hemostat/hemostat/extract/internal/wire"
)

// Magic is what a file begins with (section 2.1.3.1).
const Magic = "\x78\x9f\x3e\x22"

// ErrFormat says that a file breaks off.
var ErrFormat = errors.New("tnef: breaks off")

// A Property is a property of MAPI.
type Property struct {
	ID, Type uint16
	Number   uint64  // of a type of fixed size
	At, Size int64   // of one that has no fixed size: where its first value lies
	All      []Value // of one of several values without a fixed size: where they lie

	// Of a named one: the first number of its set, and its number or name.
	Set, Named uint32
	Name       string
}

// A Value is where a value lies.
type Value struct{ At, Size int64 }

// An Attachment is an attached file.
type Attachment struct {
	Title, Data Value
	Properties  []Property
}

// A Message is what a file holds.
type Message struct {
	Subject, Body, From, Class, ID Value // as versions before MAPI had them
	Sent                           Value
	CodePage                       int
	Properties                     []Property
	Recipients                     [][]Property
	Attachments                    []Attachment
}

// Attributes (section 2.1.3.3), without their types.
const (
	attFrom       = 0x8000
	attSubject    = 0x8004
	attSent       = 0x8005
	attClass      = 0x8008
	attID         = 0x8009
	attBody       = 0x800c
	attData       = 0x800f
	attTitle      = 0x8010
	attRender     = 0x9002
	attProperties = 0x9003
	attRecipients = 0x9004
	attAttachment = 0x9005
	attCodePage   = 0x9007
)

// The bounds of one file.
const (
	maxAll  = 1 << 17 // properties, recipients, attachments
	maxName = 128     // characters
)

// A reader reads one file.
type reader struct {
	src  io.ReaderAt
	off  int64
	end  int64
	left int
	err  error
	buf  [16]byte
}

// Read reads the file. What there is before it breaks off comes with the error.
func Read(src io.ReaderAt, size int64) (*Message, error) {
	m := &Message{}
	x := &reader{src: src, off: 6, end: size, left: maxAll}
	for x.off+9 <= size {
		level, id, n := x.number(1), x.number(4), int64(x.number(4))
		at := x.off
		if x.err != nil || level < 1 || level > 2 || n > size-at {
			return m, errors.Join(ErrFormat, x.err)
		}
		x.attribute(m, uint16(id), Value{at, n})
		if x.err != nil {
			return m, x.err
		}
		x.off, x.end = at+n+2, size // a check sum of two bytes
	}
	return m, nil
}

// attribute takes one attribute.
func (x *reader) attribute(m *Message, id uint16, v Value) {
	if last := len(m.Attachments) - 1; last < 0 || id == attRender {
		if id == attRender && x.count(1) {
			m.Attachments = append(m.Attachments, Attachment{})
		}
	} else {
		a := &m.Attachments[last]
		switch id {
		case attTitle:
			a.Title = v
		case attData:
			a.Data = v
		case attAttachment:
			x.end = v.At + v.Size
			a.Properties = x.properties()
		}
	}
	switch id {
	case attFrom:
		m.From = v
	case attSubject:
		m.Subject = v
	case attSent:
		m.Sent = v
	case attClass:
		m.Class = v
	case attID:
		m.ID = v
	case attBody:
		m.Body = v
	case attCodePage:
		m.CodePage = int(x.number(4))
	case attProperties:
		x.end = v.At + v.Size
		m.Properties = append(m.Properties, x.properties()...)
	case attRecipients:
		x.end = v.At + v.Size
		for n := x.number(4); n > 0 && x.off < x.end && x.count(1); n-- {
			m.Recipients = append(m.Recipients, x.properties())
		}
	}
}

// count takes n of what may be held, and says whether there is as much.
func (x *reader) count(n int) bool {
	x.left -= n
	return x.left > 0
}

// number reads a number of n bytes; 0 beyond the end.
func (x *reader) number(n int) uint64 {
	p := x.buf[:8]
	clear(p)
	if x.off+int64(n) > x.end {
		x.off = x.end
		return 0
	}
	if got, err := x.src.ReadAt(p[:n], x.off); got < n {
		if err == io.EOF || err == nil {
			err = ErrFormat
		}
		x.err = err
	}
	x.off += int64(n)
	return binary.LittleEndian.Uint64(p)
}

// properties reads a list of properties (section 2.1.3.4).
func (x *reader) properties() []Property {
	var list []Property
	for n := x.number(4); n > 0 && x.off < x.end && x.err == nil && x.count(1); n-- {
		p := Property{Type: uint16(x.number(2)), ID: uint16(x.number(2))}
		if p.ID >= 0x8000 {
			x.name(&p)
		}
		x.value(&p)
		list = append(list, p)
	}
	return list
}

// name reads the name of a property.
func (x *reader) name(p *Property) {
	p.Set = uint32(x.number(4))
	x.skip(12)
	if x.number(4) == 0 {
		p.Named = uint32(x.number(4))
		return
	}
	n := int64(x.number(4))
	end := x.off + (n+3)&^3
	var units []uint16
	for i := int64(0); i+2 <= min(n, 2*maxName); i += 2 {
		if u := uint16(x.number(2)); u != 0 {
			units = append(units, u)
		}
	}
	p.Name = string(wire.UTF8(units))
	x.off = min(end, x.end)
}

func (x *reader) skip(n int64) { x.off = min(x.off+max(n, 0), x.end) }

// value reads a value, or goes over it; of several the first counts, and
// all are told of.
func (x *reader) value(p *Property) {
	fixed := int64(4)
	switch p.Type &^ 0x1000 {
	case 0x0005, 0x0006, 0x0007, 0x0014, 0x0040:
		fixed = 8
	case 0x0048:
		fixed = 16
	case 0x000d, 0x001e, 0x001f, 0x0102:
		fixed = 0
	}
	if p.Type&0x1000 == 0 && fixed > 0 {
		p.Number = x.number(int(min(fixed, 8)))
		x.skip(fixed - 8)
		return
	}
	for n, i := x.number(4), 0; n > 0 && x.off < x.end && x.err == nil; n, i = n-1, i+1 {
		if fixed > 0 {
			x.skip(fixed * int64(n))
			return
		}
		size := int64(x.number(4))
		one := Value{x.off, min(size, x.end-x.off)}
		if i == 0 {
			p.At, p.Size = one.At, one.Size
		}
		if p.Type&0x1000 != 0 && x.count(1) {
			p.All = append(p.All, one)
		}
		x.skip((size + 3) &^ 3)
	}
}
