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
				fixed = appendFixed(fixed, tag, p.Number)
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
	_, page := o.Find(pidCodePage, mapiInt32)
	_, inet := o.Find(pidInternetCodePage, mapiInt32)
	if narrow := func(p pst.Property) bool { return p.Type == mapiString8 }; skip > 8 && !page && !inet && k.m.page != 0 && slices.ContainsFunc(o.Properties, narrow) {
		fixed = appendFixed(fixed, uint32(pidCodePage)<<16|mapiInt32, uint64(k.m.page))
	}
	if k.room(1) {
		s.Children = append(s.Children, &cfb.Node{Name: msgProperties, Data: bytes.NewReader(fixed), Size: int64(len(fixed))})
	}
	return s
}

// appendFixed adds a property of fixed size ([MS-OXMSG], section 2.4.2.1).
func appendFixed(list []byte, tag uint32, number uint64) []byte {
	list = binary.LittleEndian.AppendUint32(list, tag)
	list = binary.LittleEndian.AppendUint32(list, 6) // to be read and written
	return binary.LittleEndian.AppendUint64(list, number)
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
