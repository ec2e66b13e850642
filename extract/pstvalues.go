package extract

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"unicode/utf16"

	"github.com/hemostat/hemostat/extract/internal/cfb"
	"github.com/hemostat/hemostat/extract/internal/pst"
)

// tag is the tag of a property in the file that is made; none where nothing is known of what it means.
func (k *messageMaker) tag(p pst.Property) (uint32, bool) {
	id := p.ID
	if id >= 0x8000 {
		n, ok := k.m.dict.named[id]
		if !ok || len(k.names) >= 0x7fff {
			return 0, false
		}
		if id, ok = k.ids[n]; !ok {
			id = 0x8000 + uint16(len(k.names))
			k.ids[n] = id
			k.names = append(k.names, n)
		}
	}
	return uint32(id)<<16 | uint32(p.Type), true
}

// value adds the streams of a value of no fixed size.
func (k *messageMaker) value(s *cfb.Node, o *pst.Object, p pst.Property) {
	tag, ok := k.tag(p)
	if !ok {
		return
	}
	v, err := o.Value(p)
	if err != nil {
		k.lost = true
		return
	}
	if p.Type&mapiMulti == 0 {
		if p.ID == pidSubject {
			v = withoutPrefix(v, p.Type)
		}
		s.Children = appendNode(s.Children, k.stream(tag, v))
		return
	}
	all, err := v.Several()
	k.lost = k.lost || err != nil
	for i, one := range all {
		if n := k.stream(tag, one); n != nil {
			n.Name += fmt.Sprintf("-%08X", i)
			s.Children = append(s.Children, n)
		}
	}
}

func appendNode(list []*cfb.Node, n *cfb.Node) []*cfb.Node {
	if n == nil {
		return list
	}
	return append(list, n)
}

// withoutPrefix is a subject without the mark of how long its "Re:" is ([MS-PST], section 2.5.3.1.1.1).
func withoutPrefix(v *pst.Value, t uint16) *pst.Value {
	var p [2]byte
	n, _ := v.ReadAt(p[:], 0)
	switch {
	case n == 2 && t == mapiUnicode && p == [2]byte{1, 0}:
		return v.Cut(4)
	case n > 0 && t == mapiString8 && p[0] == 1:
		return v.Cut(2)
	}
	return v
}

// stream makes a stream of a value.
func (k *messageMaker) stream(tag uint32, v *pst.Value) *cfb.Node {
	n := v.Size()
	if n == 0 || !k.room(1) {
		return nil
	}
	if k.total += n; n < smallValue {
		k.small += n
	}
	if k.total > maxMessageBytes || k.small > maxMessageSmall {
		k.cut = "the message is longer than the budget allows"
		return nil
	}
	return &cfb.Node{Name: fmt.Sprintf("%s%08X", msgValue, tag), Data: &lenientValue{k, v}, Size: n}
}

// A lenientValue ends where it cannot be read further, and notes it.
type lenientValue struct {
	k *messageMaker
	v *pst.Value
}

func (l *lenientValue) ReadAt(p []byte, off int64) (int, error) {
	n, err := l.v.ReadAt(p, off)
	if err != nil && err != io.EOF {
		l.k.lost, err = true, io.EOF
	}
	return n, err
}

// dictionary makes the storage that says what the named properties are called (section 2.2.3).
func (k *messageMaker) dictionary() *cfb.Node {
	le := binary.LittleEndian
	var guids, entries, strs []byte
	sets := make(map[uint32]int)
	for i, n := range k.names {
		g, ok := sets[n.set]
		if !ok {
			g = 3 + len(sets)
			sets[n.set] = g
			guids = append(le.AppendUint32(guids, n.set), 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46)
		}
		id, named := n.id, 0
		if n.str != "" {
			id, named = uint32(len(strs)), 1
			units := utf16.Encode([]rune(n.str))
			strs = le.AppendUint32(strs, uint32(2*len(units)))
			for _, u := range units {
				strs = le.AppendUint16(strs, u)
			}
			for len(strs)%4 != 0 {
				strs = append(strs, 0)
			}
		}
		entries = le.AppendUint32(entries, id)
		entries = le.AppendUint16(entries, uint16(g<<1|named))
		entries = le.AppendUint16(entries, uint16(i))
	}
	s := &cfb.Node{Name: msgNames}
	for i, p := range [][]byte{guids, entries, strs} {
		s.Children = append(s.Children, &cfb.Node{Name: fmt.Sprintf("%s%08X", msgValue, uint32(2+i)<<16|mapiBinary), Data: bytes.NewReader(p), Size: int64(len(p))})
	}
	return s
}
