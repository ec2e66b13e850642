package redisrdb

import (
	"encoding/binary"
	"strconv"
)

// stream reads a stream: all its entries, and the names of those who read it.
func (r *reader) stream(kind byte) {
	for n := r.length(); n > 0 && r.err == nil; n-- {
		first := r.string()
		r.entries(first, listpack(r.string()))
	}
	lengths := 3
	if kind >= typeStream2 {
		lengths = 8
	}
	for range lengths {
		r.length()
	}
	for groups := r.length(); groups > 0 && r.err == nil; groups-- {
		r.give(nil, r.string())
		r.length()
		r.length()
		if kind >= typeStream2 {
			r.length()
		}
		for n := r.length(); n > 0 && r.err == nil; n-- {
			r.take(16 + 8)
			r.length()
		}
		for consumers := r.length(); consumers > 0 && r.err == nil; consumers-- {
			r.give(nil, r.string())
			r.take(8)
			if kind >= typeStream3 {
				r.take(8)
			}
			for n := r.length(); n > 0 && r.err == nil; n-- {
				r.take(16)
			}
		}
	}
}

// Flags of an entry (stream.h and t_stream.c). One that was deleted is there until
// its whole node is: it is read like the others.
const sameFields = 2

// maxFields is how many names of fields the entries of a node may share.
const maxFields = 64 << 10

// entries gives the entries of one node of a stream. First is the number of its master
// entry, which has the names of the fields that entries may leave out.
func (r *reader) entries(first []byte, list packed) {
	if r.err == nil && (len(first) != 16 || !list.sound()) {
		r.fail(ErrFormat)
	}
	if r.err != nil {
		return
	}
	n := &streamNode{r: r, list: list, ms: binary.BigEndian.Uint64(first), seq: binary.BigEndian.Uint64(first[8:])}
	left := n.number()
	left += n.number() // those that were deleted
	for shared := n.number(); shared > 0 && r.err == nil; shared-- {
		if len(n.fields) == maxFields {
			r.fail(ErrLarge)
			return
		}
		n.fields = append(n.fields, n.next())
	}
	n.next() // ends the master entry
	for ; left > 0 && r.err == nil; left-- {
		n.entry()
	}
}

// A streamNode is one that is being read.
type streamNode struct {
	r       *reader
	list    packed
	ms, seq uint64
	fields  [][]byte
}

// next takes the next value of the node.
func (n *streamNode) next() []byte {
	v, ok := n.list.next()
	if !ok {
		n.r.fail(ErrFormat)
	}
	return v
}

func (n *streamNode) number() int64 {
	v, err := strconv.ParseInt(string(n.next()), 10, 64)
	if err != nil {
		n.r.fail(ErrFormat)
	}
	return v
}

func (n *streamNode) entry() {
	flags, ms, seq := n.number(), n.number(), n.number()
	count := int64(len(n.fields))
	if flags&sameFields == 0 {
		count = n.number()
	}
	if n.r.err != nil {
		return
	}
	number := strconv.AppendUint(nil, n.ms+uint64(ms), 10)
	n.r.fail(n.r.sink.Entry(strconv.AppendUint(append(number, '-'), n.seq+uint64(seq), 10)))
	for i := int64(0); i < count && n.r.err == nil; i++ {
		var field []byte
		if flags&sameFields != 0 {
			field = n.fields[i]
		} else {
			field = n.next()
		}
		n.r.give(field, n.next())
	}
	n.next() // how many values it has, to be read from behind
}

// module reads the value of a module: its strings.
func (r *reader) module() {
	for r.err == nil {
		switch r.length() {
		case 0:
			return
		case 1, 2:
			r.length()
		case 3:
			r.take(4)
		case 4:
			r.take(8)
		case 5:
			r.give(nil, r.string())
		default:
			r.fail(ErrFormat)
		}
	}
}
