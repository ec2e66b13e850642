package extract

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"
	"unicode/utf16"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract/internal/cfb"
	"github.com/hemostat/hemostat/extract/internal/pst"
	"github.com/hemostat/hemostat/extract/internal/wire"
)

// A messageMaker makes a message file ([MS-OXMSG]) of a message in a store, so that both are
// read in one way and a message is the same content wherever it lies. For the same
// reason what only its store needs is left out (identifiers of entries, keys, when it was filed), and named
// properties are numbered by their names. What is in it is what [mapiMessage] asks for.
type messageMaker struct {
	m        *mailStore
	ids      map[mapiName]uint16
	names    []mapiName
	open     []pst.Node // the messages around
	nodes    int
	small    int64 // bytes of values that are held
	total    int64 // bytes of all values
	modified time.Time
	lost     bool   // some of it cannot be read
	cut      string // why some of it was left out
}

// The bounds of one message.
const (
	maxMessageNodes = 1 << 16
	maxMessageSmall = 32 << 20
	maxMessageBytes = 2 << 30 // a stream of a compound file cannot be longer
	maxMessageDepth = 32      // messages within messages
	smallValue      = 4096
)

// make returns the bytes of the message, which end with why something is missing.
func (k *messageMaker) make(o *pst.Object) (io.Reader, error) {
	k.modified = filedAt(o)
	top, err := k.message(o, 32)
	if err != nil {
		return nil, err
	}
	if len(k.names) > 0 {
		top.Children = append(top.Children, k.dictionary())
	}
	return &madeMessage{r: cfb.Make(top), k: k}, nil
}

// A madeMessage tells at its end what is missing.
type madeMessage struct {
	r io.Reader
	k *messageMaker
}

func (r *madeMessage) Read(p []byte) (int, error) {
	n, err := r.r.Read(p)
	if err == io.EOF && r.k.cut != "" {
		err = stopf(exposure.NotReadBytes, -1, r.k.cut)
	} else if err == io.EOF && r.k.lost {
		err = broken("parts of the message cannot be read")
	}
	return n, err
}

// filedAt is when an object was changed last.
func filedAt(o *pst.Object) time.Time {
	p, _ := o.Find(pidModified, mapiTime)
	return wire.FileTime(p.Number)
}

const pidModified = 0x3008

// again reports whether err only says that something is broken, and notes it.
func (k *messageMaker) again(err error) bool {
	if errors.Is(err, pst.ErrFormat) {
		k.lost = true
		return true
	}
	return false
}

// room counts n more nodes.
func (k *messageMaker) room(n int) bool {
	if k.nodes += n; k.nodes > maxMessageNodes {
		k.cut = "the message has more parts than the budget allows"
	}
	return k.nodes <= maxMessageNodes
}

// message makes the storage of a message. Skip is the length of what stands in front of its properties of fixed
// size, in bytes.
func (k *messageMaker) message(o *pst.Object, skip int) (*cfb.Node, error) {
	if err := k.m.c.w.alive(); err != nil {
		return nil, err
	}
	k.open = append(k.open, o.Node())
	defer func() { k.open = k.open[:len(k.open)-1] }()
	s := k.object(o, skip, nil)
	i := 0
	err := o.Recipients(func(r *pst.Object) error {
		if k.room(1) {
			one := k.object(r, 8, nil)
			one.Name = fmt.Sprintf(msgRecipient+"%08X", i)
			s.Children = append(s.Children, one)
		}
		i++
		return k.m.c.w.alive()
	})
	if err != nil && !k.again(err) {
		return nil, err
	}
	i = 0
	err = o.Attachments(func(a *pst.Object) error {
		if !k.room(1) {
			return nil
		}
		one, err := k.attachment(a)
		if err != nil {
			return err
		}
		one.Name = fmt.Sprintf(msgAttachment+"%08X", i)
		s.Children = append(s.Children, one)
		i++
		return nil
	})
	if err != nil && !k.again(err) {
		return nil, err
	}
	k.lost = k.lost || o.Lost
	return s, nil
}

// attachment makes the storage of an attachment.
func (k *messageMaker) attachment(a *pst.Object) (*cfb.Node, error) {
	inner, data, err := a.Inner()
	if err != nil && !k.again(err) {
		return nil, err
	}
	var held *cfb.Node
	switch {
	case inner != nil && slices.ContainsFunc(k.open, inner.Node().Same):
		k.lost = true // a message in itself
	case inner != nil && len(k.open) > maxMessageDepth:
		k.cut = "messages within messages are nested too deep"
	case inner != nil:
		if held, err = k.message(inner, 24); err != nil {
			return nil, err
		}
		held.Name = msgValue + "3701000D"
	case data != nil:
		held = k.stream(uint32(pidData)<<16|mapiBinary, data)
	}
	return k.object(a, 8, held), nil
}

// keptNumbers are the properties of fixed size that are read.
var keptNumbers = map[uint16]bool{
	pidSubmitTime: true, pidDeliveryTime: true, pidRecipientType: true, pidCodePage: true, pidInternetCodePage: true, pidMethod: true, 0x3a41: true, 0x3a42: true,
}

// keptBytes are those of bytes that are read.
var keptBytes = map[uint16]bool{pidHTML: true, pidRTF: true, pidData: true}

// object makes the storage of the properties of an object, and of one more node.
func (k *messageMaker) object(o *pst.Object, skip int, held *cfb.Node) *cfb.Node {
	s := &cfb.Node{}
	if held != nil {
		s.Children = append(s.Children, held)
	}
	k.lost = k.lost || o.Lost
	_, sent := o.Find(pidSubmitTime, mapiTime)
	_, came := o.Find(pidDeliveryTime, mapiTime)
	fixed := make([]byte, skip)
	for _, p := range k.sorted(o) {
		keep := keptNumbers[p.ID] || p.ID >= 0x8000 && p.Type == mapiTime || p.ID == pidCreated && !sent && !came && skip > 8 || p.ID == pidModified && skip == 8
		switch p.Type {
		case mapiInt16, mapiInt32, mapiBool, mapiTime:
			if tag, ok := k.tag(p); keep && ok {
				fixed = binary.LittleEndian.AppendUint32(fixed, tag)
				fixed = binary.LittleEndian.AppendUint32(fixed, 6)
				fixed = binary.LittleEndian.AppendUint64(fixed, p.Number)
			}
		case mapiString8, mapiUnicode, mapiBinary, mapiString8 | mapiMulti, mapiUnicode | mapiMulti, mapiBinary | mapiMulti:
			if bin := p.Type&^mapiMulti == mapiBinary; bin && !keptBytes[p.ID] && !k.members(p) {
				continue
			}
			if p.ID == pidData && held != nil {
				continue
			}
			k.value(s, o, p)
		}
	}
	if k.room(1) {
		s.Children = append(s.Children, &cfb.Node{Name: msgProperties, Data: bytes.NewReader(fixed), Size: int64(len(fixed))})
	}
	return s
}

// members says that a property lists the members of a distribution list.
func (k *messageMaker) members(p pst.Property) bool {
	n, ok := k.m.dict.named[p.ID]
	return ok && n == mapiName{set: setAddress, id: lidOneOffMembers}
}

// sorted gives the properties in an order that does not depend on their store.
func (k *messageMaker) sorted(o *pst.Object) []pst.Property {
	all := slices.Clone(o.Properties)
	slices.SortStableFunc(all, func(a, b pst.Property) int {
		x, y := k.m.dict.named[a.ID], k.m.dict.named[b.ID]
		return cmp.Or(b2i(a.ID >= 0x8000)-b2i(b.ID >= 0x8000), cmp.Compare(x.set, y.set), cmp.Compare(x.id, y.id), cmp.Compare(x.str, y.str), cmp.Compare(a.ID, b.ID))
	})
	return all
}

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
