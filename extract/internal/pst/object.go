package pst

import (
	"encoding/binary"
	"errors"
)

// A Property is a property of an object ([MS-OXCDATA], section 2.8).
type Property struct {
	ID, Type uint16
	Number   uint64 // of a type of at most eight bytes
	ref      uint32 // of another: where its value is
}

// Types of properties that this package tells apart ([MS-OXCDATA], section 2.11.1).
const (
	typeObject = 0x000d
)

// fixed is how many bytes the values of a type have; 0 where they are of any size.
func fixed(t uint16) int {
	switch t {
	case 0x02, 0x0b:
		return 2
	case 0x03, 0x04, 0x0a:
		return 4
	case 0x05, 0x06, 0x07, 0x14, 0x40:
		return 8
	}
	return 0
}

// An Object is what has properties: a message, an attachment, a folder, the row of a table.
type Object struct {
	Properties []Property
	Lost       bool // some of it cannot be read
	heap       *heap
	node       Node
}

// maxProperties is how many properties an object has at most.
const maxProperties = 1 << 14

var errMany = errors.New("too many")

// Object reads the properties of a node (section 2.3.3).
func (f *File) Object(n Node) (*Object, error) {
	h, err := f.heap(n)
	if err != nil {
		return nil, err
	}
	if h.kind != heapProperties {
		return nil, ErrFormat
	}
	o := &Object{heap: h, node: n}
	le := binary.LittleEndian
	err = h.records(h.root, 2, 6, func(key, value []byte) error {
		if len(o.Properties) >= maxProperties {
			return errMany
		}
		p := Property{ID: le.Uint16(key), Type: le.Uint16(value), ref: le.Uint32(value[2:])}
		switch fixed(p.Type) {
		case 2:
			p.Number, p.ref = uint64(uint16(p.ref)), 0
		case 4:
			p.Number, p.ref = uint64(p.ref), 0
		case 8:
			b, err := h.item(p.ref)
			if err != nil || len(b) < 8 {
				o.Lost = true
				return notFormat(err)
			}
			p.Number = le.Uint64(b)
		}
		o.Properties = append(o.Properties, p)
		return nil
	})
	if err == errMany || errors.Is(err, ErrFormat) {
		o.Lost, err = true, nil
	}
	return o, err
}

// Find finds a property of one of the types.
func (o *Object) Find(id uint16, types ...uint16) (Property, bool) {
	for _, t := range types {
		for _, p := range o.Properties {
			if p.ID == id && p.Type == t {
				return p, true
			}
		}
	}
	return Property{}, false
}

// Value finds the value of a property that is of no fixed size (section 2.3.3.2): in the heap, or in a
// node beneath the object.
func (o *Object) Value(p Property) (*Value, error) {
	f := o.heap.f
	if p.ref&0x1f == 0 {
		b, err := o.heap.item(p.ref)
		return &Value{f: f, data: b, size: int64(len(b))}, err
	}
	n, err := f.sub(o.heap.sub, p.ref)
	if err != nil {
		return nil, err
	}
	return f.nodeValue(n)
}

// nodeValue is the whole of what a node holds.
func (f *File) nodeValue(n Node) (*Value, error) {
	all, size, err := f.leaves(n.data)
	if err != nil && len(all) == 0 {
		return nil, err
	}
	if !f.form.packed {
		size = min(size, f.size) // no block is there twice
	}
	if n.data == 0 {
		return &Value{f: f, data: []byte{}}, nil
	}
	return &Value{f: f, bid: n.data, size: size}, nil
}

// Inner finds what an attachment holds that is an object of its own (section 2.4.6.2): a message, or
// bytes, or neither.
func (o *Object) Inner() (*Object, *Value, error) {
	p, ok := o.Find(0x3701, typeObject)
	if !ok {
		return nil, nil, nil
	}
	b, err := o.heap.item(p.ref)
	if err != nil || len(b) < 4 {
		return nil, nil, notFormat(err)
	}
	f := o.heap.f
	n, err := f.sub(o.heap.sub, binary.LittleEndian.Uint32(b))
	if err != nil {
		return nil, nil, err
	}
	inner, err := f.Object(n)
	if err == nil {
		return inner, nil, nil
	}
	if notFormat(err) != nil {
		return nil, nil, err
	}
	v, err := f.nodeValue(n)
	return nil, v, err
}

// Node is the node that holds the object.
func (o *Object) Node() Node { return o.node }

// Same says that two nodes hold the same.
func (n Node) Same(m Node) bool { return n.data == m.data && n.sub == m.sub }

// Attachments calls fn with the attachments of a message, also those that its table does not list. Its
// error ends the walk.
func (o *Object) Attachments(fn func(a *Object) error) error {
	f := o.heap.f
	err := f.subs(o.heap.sub, func(n Node) error {
		if n.Type() != TypeAttachment {
			return nil
		}
		a, err := f.Object(n)
		if err != nil {
			o.Lost = true
			return notFormat(err)
		}
		return fn(a)
	})
	if errors.Is(err, ErrFormat) {
		o.Lost, err = true, nil
	}
	return err
}

// Recipients calls fn with the recipients of a message (section 2.4.5.3). Its error ends the walk.
func (o *Object) Recipients(fn func(r *Object) error) error {
	f := o.heap.f
	if o.heap.sub == 0 {
		return nil
	}
	n, err := f.sub(o.heap.sub, nodeRecips)
	if err != nil {
		return notFormat(err) // most items that are no mails have none
	}
	t, err := f.table(n)
	if err == nil {
		err = t.rows(fn)
	}
	if errors.Is(err, ErrFormat) {
		o.Lost, err = true, nil
	}
	return err
}
