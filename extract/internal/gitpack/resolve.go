package gitpack

import (
	"bufio"
	"crypto/sha1"
	"io"
)

// An Object is one object of a pack. Its reader holds until the next one.
type Object struct {
	Type Type
	Hash Hash
	Size int64
	Data []byte    // lent until then; nil where it is large
	Body io.Reader // of a large blob
}

// Each calls f for the objects of the types that want wants, each once, the bases
// before the deltas upon them. Types are to be wanted in one call each. An error of
// f or of the source ends it and is returned.
func (p *Pack) Each(want func(Type) bool, f func(*Object) error) error {
	var stack []int32
	for i := range p.entries {
		if e := &p.entries[i]; e.delta || !want(e.kind) {
			continue
		}
		stack = append(stack[:0], int32(i))
		for len(stack) > 0 {
			k := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if p.entries[k].done {
				continue
			}
			p.entries[k].done = true
			if err := p.object(k, f); err == errLost {
				p.Lost++
				continue
			} else if err != nil {
				return err
			}
			e := &p.entries[k]
			for c := p.first[k]; c >= 0; c = p.next[c] {
				stack = append(stack, c)
			}
			for _, c := range p.waiting[e.hash] {
				p.entries[c].base = k
				stack = append(stack, c)
			}
			delete(p.waiting, e.hash)
		}
	}
	return nil
}

// Left counts the objects that Each did not come to, as those whose base is in
// another pack.
func (p *Pack) Left() int {
	n := 0
	for i := range p.entries {
		if !p.entries[i].done {
			n++
		}
	}
	return n
}

// Deltas calls f for the deltas that could not be put together, unpacked: they hold
// what was added to bases that are elsewhere.
func (p *Pack) Deltas(f func([]byte) error) error {
	for i := range p.entries {
		e := &p.entries[i]
		if e.done || !e.delta {
			continue
		}
		data, err := p.unpack(e)
		if err == errLost {
			continue
		}
		if err == nil {
			err = f(data)
			p.cache.spare.put(data)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// object puts an object together and hands it on.
func (p *Pack) object(i int32, f func(*Object) error) error {
	e := &p.entries[i]
	if !e.delta && e.size > whole && e.kind == Blob {
		r, err := p.open(e)
		if err != nil {
			return err
		}
		return f(&Object{Type: e.kind, Hash: e.hash, Size: e.size, Body: r})
	}
	data, err := p.data(i)
	if err != nil {
		return err
	}
	if e.delta {
		e.kind = p.entries[e.base].kind
		h := sha1.New()
		h.Write(title(e.kind, int64(len(data))))
		h.Write(data)
		h.Sum(e.hash[:0])
	}
	if e.kind != Blob {
		p.known[e.hash] = i
	}
	return f(&Object{Type: e.kind, Hash: e.hash, Size: int64(len(data)), Data: data})
}

// Find returns the data of a commit, tree or tag that was handed on.
func (p *Pack) Find(h Hash, t Type) ([]byte, bool, error) {
	i, ok := p.known[h]
	if !ok || p.entries[i].kind != t {
		return nil, false, nil
	}
	data, err := p.data(i)
	if err == errLost {
		return nil, false, nil
	}
	return data, err == nil, err
}

type lost struct{}

func (lost) Error() string { return "git: an object cannot be put together" }

var errLost error = lost{}

// open opens the data of an entry.
func (p *Pack) open(e *entry) (io.Reader, error) {
	at := e.at + int64(e.head)
	r := io.NewSectionReader(p.at, at, p.size-at)
	if p.br == nil {
		p.br = bufio.NewReaderSize(r, 16<<10)
	} else {
		p.br.Reset(r)
	}
	return p.inflater(p.br)
}

// unpack unpacks the data of an entry.
func (p *Pack) unpack(e *entry) ([]byte, error) {
	if e.size > maxObject {
		return nil, errLost
	}
	if p.work -= e.size; p.work < 0 {
		return nil, ErrWork
	}
	r, err := p.open(e)
	if err != nil {
		return nil, lostUnless(err)
	}
	data := p.cache.spare.get(int(e.size))
	if _, err := io.ReadFull(r, data); err != nil {
		return nil, lostUnless(err)
	}
	return data, nil
}

// lostUnless is errLost for what was sound when the pack was scanned, as it can
// only be that the source fails now.
func lostUnless(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return errLost
	}
	return err
}

// data puts an entry together.
func (p *Pack) data(i int32) ([]byte, error) {
	var chain []int32
	data, ok := p.cache.get(i)
	for k := i; !ok; {
		e := &p.entries[k]
		if !e.delta {
			var err error
			if data, err = p.unpack(e); err != nil {
				return nil, err
			}
			p.cache.put(k, data)
			break
		}
		if chain = append(chain, k); len(chain) > maxChain || e.base < 0 {
			return nil, errLost
		}
		k = e.base
		data, ok = p.cache.get(k)
	}
	for n := len(chain) - 1; n >= 0; n-- {
		delta, err := p.unpack(&p.entries[chain[n]])
		if err != nil {
			return nil, err
		}
		data, err = p.apply(data, delta)
		p.cache.spare.put(delta)
		if err != nil {
			return nil, err
		}
		p.cache.put(chain[n], data)
	}
	return data, nil
}

// number reads a number of variable length, the low bits first.
func number(d []byte) (int64, []byte) {
	v := int64(0)
	for i, b := range d {
		if i > 8 {
			break
		}
		v |= int64(b&0x7f) << (7 * i)
		if b < 0x80 {
			return v, d[i+1:]
		}
	}
	return -1, nil
}

// apply applies a delta to its base ("Deltified representation").
func (p *Pack) apply(base, d []byte) ([]byte, error) {
	from, d := number(d)
	size, d := number(d)
	if from != int64(len(base)) || size < 0 || size > maxObject {
		return nil, errLost
	}
	if p.work -= size; p.work < 0 {
		return nil, ErrWork
	}
	out := p.cache.spare.get(int(size))[:0]
	for len(d) > 0 {
		op := d[0]
		d = d[1:]
		if op&0x80 == 0 {
			if n := int(op); n == 0 || n > len(d) || int64(len(out)+n) > size {
				return nil, errLost
			}
			out, d = append(out, d[:op]...), d[op:]
			continue
		}
		var v [7]int64
		for i := range v {
			if op&(1<<i) != 0 {
				if len(d) == 0 {
					return nil, errLost
				}
				v[i], d = int64(d[0]), d[1:]
			}
		}
		off, n := v[0]|v[1]<<8|v[2]<<16|v[3]<<24, v[4]|v[5]<<8|v[6]<<16
		if n == 0 {
			n = 1 << 16
		}
		if off+n > int64(len(base)) || int64(len(out))+n > size {
			return nil, errLost
		}
		out = append(out, base[off:off+n]...)
	}
	if int64(len(out)) != size {
		return nil, errLost
	}
	return out, nil
}
