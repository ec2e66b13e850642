package sevenzip

import (
	"encoding/binary"
	"io"
)

// openFilter opens a filter: one that made a program's code, or numbers, easier to
// pack.
func openFilter(c *coder, in []io.Reader) (io.Reader, error) {
	f := &filter{r: in[0]}
	switch c.method {
	case methodDelta:
		if len(c.props) != 1 {
			return nil, ErrFormat
		}
		f.step = (&delta{n: int(c.props[0]) + 1}).step
	case methodX86, methodOldX86:
		f.step = (&x86{}).step
	case methodPPC, methodOldPPC:
		f.step = stepPPC
	case methodARM, methodOldARM:
		f.step = stepARM
	case methodARMT, methodOldARMT:
		f.step = stepARMT
	case methodARM64:
		if len(c.props) != 0 {
			return nil, ErrMethod // it begins elsewhere
		}
		f.step = stepARM64
	case methodSPARC, methodOldSPRC:
		f.step = stepSPARC
	case methodBCJ2:
		return openBCJ2(in)
	default:
		return nil, ErrMethod
	}
	return f, nil
}

// A filter turns bytes back in place. Its step says how many from the front of p,
// which stands at offset at, are done; the others come again with more behind them.
type filter struct {
	r    io.Reader
	step func(p []byte, at uint32) int
	buf  []byte
	from int // bytes of buf that were handed on
	done int // bytes of buf that are turned back
	at   uint32
	err  error
}

func (f *filter) Read(p []byte) (int, error) {
	for f.from == f.done {
		if f.err != nil {
			return 0, f.err
		}
		if f.buf == nil {
			f.buf = make([]byte, 0, readSize)
		}
		n := copy(f.buf[:cap(f.buf)], f.buf[f.done:])
		m, err := io.ReadFull(f.r, f.buf[n:cap(f.buf)])
		f.buf = f.buf[:n+m]
		f.from, f.done = 0, f.step(f.buf, f.at)
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			f.done, err = len(f.buf), io.EOF // no code is in what is left
		}
		f.at += uint32(f.done)
		f.err = err
	}
	n := copy(p, f.buf[f.from:f.done])
	f.from += n
	return n, nil
}

// delta adds to each byte the one that stood n before it.
type delta struct {
	n    int
	last [256]byte
	i    byte
}

func (d *delta) step(p []byte, _ uint32) int {
	for k, b := range p {
		b += d.last[byte(int(d.i)+d.n)]
		d.last[d.i] = b
		d.i--
		p[k] = b
	}
	return len(p)
}

// x86 turns absolute targets of calls and jumps back into relative ones (Bra86.c
// of the LZMA SDK 9.20).
type x86 struct{ mask uint32 }

func x86Far(b byte) bool { return b == 0 || b == 0xff }

func (x *x86) step(p []byte, at uint32) int {
	const allowed = 1<<0 | 1<<1 | 1<<2 | 1<<4
	bit := [8]uint{0, 1, 2, 2, 3, 3, 3, 3}
	if len(p) < 5 {
		return 0
	}
	prev, mask, i := -1, x.mask&7, 0
	for {
		for i < len(p)-4 && p[i]&0xfe != 0xe8 {
			i++
		}
		if i >= len(p)-4 {
			break
		}
		if d := i - prev; d > 3 {
			mask = 0
		} else if mask = mask << (d - 1) & 7; mask != 0 {
			if b := p[i+4-int(bit[mask])]; allowed>>mask&1 == 0 || x86Far(b) {
				prev = i
				mask = mask<<1&7 | 1
				i++
				continue
			}
		}
		prev = i
		if !x86Far(p[i+4]) {
			mask = mask<<1&7 | 1
			i++
			continue
		}
		v := uint32(p[i+4])<<24 | uint32(p[i+3])<<16 | uint32(p[i+2])<<8 | uint32(p[i+1])
		for {
			v -= at + uint32(i) + 5
			if mask == 0 {
				break
			}
			k := bit[mask] * 8
			if !x86Far(byte(v >> (24 - k))) {
				break
			}
			v ^= 1<<(32-k) - 1
		}
		p[i+4] = byte(-(v >> 24 & 1))
		p[i+3], p[i+2], p[i+1] = byte(v>>16), byte(v>>8), byte(v)
		i += 5
	}
	if d := i - prev; d > 3 {
		x.mask = 0
	} else {
		x.mask = mask << (d - 1) & 7
	}
	return i
}

func stepPPC(p []byte, at uint32) int {
	i := 0
	for ; i+4 <= len(p); i += 4 {
		if p[i]>>2 == 0x12 && p[i+3]&3 == 1 {
			v := uint32(p[i]&3)<<24 | uint32(p[i+1])<<16 | uint32(p[i+2])<<8 | uint32(p[i+3])&^3
			v -= at + uint32(i)
			p[i], p[i+1], p[i+2] = 0x48|byte(v>>24&3), byte(v>>16), byte(v>>8)
			p[i+3] = p[i+3]&3 | byte(v)&^3
		}
	}
	return i
}

func stepARM(p []byte, at uint32) int {
	i := 0
	for ; i+4 <= len(p); i += 4 {
		if p[i+3] == 0xeb {
			v := (uint32(p[i+2])<<16|uint32(p[i+1])<<8|uint32(p[i]))<<2 - (at + uint32(i) + 8)
			v >>= 2
			p[i+2], p[i+1], p[i] = byte(v>>16), byte(v>>8), byte(v)
		}
	}
	return i
}

func stepARMT(p []byte, at uint32) int {
	i := 0
	for ; i+4 <= len(p); i += 2 {
		if p[i+1]&0xf8 == 0xf0 && p[i+3]&0xf8 == 0xf8 {
			v := uint32(p[i+1]&7)<<19 | uint32(p[i])<<11 | uint32(p[i+3]&7)<<8 | uint32(p[i+2])
			v = (v<<1 - (at + uint32(i) + 4)) >> 1
			p[i+1], p[i], p[i+3], p[i+2] = 0xf0|byte(v>>19&7), byte(v>>11), 0xf8|byte(v>>8&7), byte(v)
			i += 2
		}
	}
	return i
}

// stepARM64 turns the targets of BL and ADRP (Bra.c of the LZMA SDK 23.01).
func stepARM64(p []byte, at uint32) int {
	const flag, far = 1 << 20, 1<<24 - 1<<21
	le := binary.LittleEndian
	i := 0
	for ; i+4 <= len(p); i += 4 {
		v, pc := le.Uint32(p[i:]), at+uint32(i)
		if v&0xfc000000 == 0x94000000 {
			le.PutUint32(p[i:], (v-pc>>2)&0x03ffffff|0x94000000)
			continue
		}
		if v -= 0x90000000; v&0x9f000000 != 0 {
			continue
		}
		if v += flag; v&far != 0 {
			continue
		}
		z := v&0xffffffe0 | v>>26
		z -= pc >> 9 &^ 7
		le.PutUint32(p[i:], v&0x1f|0x90000000|z<<26|0x00ffffe0&(z&(flag<<1-1)-flag))
	}
	return i
}

func stepSPARC(p []byte, at uint32) int {
	i := 0
	for ; i+4 <= len(p); i += 4 {
		if p[i] == 0x40 && p[i+1]&0xc0 == 0 || p[i] == 0x7f && p[i+1]&0xc0 == 0xc0 {
			v := (uint32(p[i])<<24|uint32(p[i+1])<<16|uint32(p[i+2])<<8|uint32(p[i+3]))<<2 - (at + uint32(i))
			v >>= 2
			v = (0-(v>>22&1))<<22&0x3fffffff | v&0x3fffff | 0x40000000
			p[i], p[i+1], p[i+2], p[i+3] = byte(v>>24), byte(v>>16), byte(v>>8), byte(v)
		}
	}
	return i
}
