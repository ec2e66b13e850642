package lzma

// bit decodes one bit by its probability.
func (d *decoder) bit(p *uint16) uint32 {
	if d.rng < top {
		d.rng, d.code = d.rng<<8, d.code<<8|uint32(d.in[d.pos])
		d.pos++
	}
	v := uint32(*p)
	bound := d.rng >> 11 * v
	if d.code < bound {
		d.rng = bound
		*p = uint16(v + (2048-v)>>5)
		return 0
	}
	d.rng, d.code = d.rng-bound, d.code-bound
	*p = uint16(v - v>>5)
	return 1
}

// The loops below decode without a branch on the bit, which no processor could
// foretell: less is all ones where the bit is 0.

// tree decodes a number of bits, the highest first, into a symbol that begins
// with a 1 and is at least limit.
func (d *decoder) tree(p []uint16, limit uint32) uint32 {
	rng, code, in, pos := d.rng, d.code, d.in, d.pos
	sym := uint32(1)
	for sym < limit {
		if rng < top {
			rng, code = rng<<8, code<<8|uint32(in[pos])
			pos++
		}
		q := &p[sym]
		v := uint32(*q)
		bound := rng >> 11 * v
		less := uint32(int64(uint64(code)-uint64(bound)) >> 63)
		rng = bound&less | (rng-bound)&^less
		code -= bound &^ less
		*q = uint16(int32(v) - (int32(v)+int32(less)&(31-2048))>>5)
		sym = sym<<1 + 1 + less
	}
	d.rng, d.code, d.pos = rng, code, pos
	return sym
}

// reverse decodes n bits, the lowest first.
func (d *decoder) reverse(p []uint16, n uint32) uint32 {
	sym, v := uint32(1), uint32(0)
	for i := range n {
		b := d.bit(&p[sym])
		sym = sym<<1 | b
		v |= b << i
	}
	return v
}

// direct decodes n bits of equal chance, the highest first.
func (d *decoder) direct(n uint32) uint32 {
	rng, code, in, pos := d.rng, d.code, d.in, d.pos
	v := uint32(0)
	for ; n > 0; n-- {
		if rng < top {
			rng, code = rng<<8, code<<8|uint32(in[pos])
			pos++
		}
		rng >>= 1
		code -= rng
		less := -(code >> 31)
		code += rng & less
		v = v<<1 + 1 + less
	}
	d.rng, d.code, d.pos = rng, code, pos
	return v
}

// literal decodes one byte.
func (d *decoder) literal() {
	prev := byte(0)
	if d.full > 0 && d.w > 0 {
		prev = d.win[d.w-1]
	} else if d.full > 0 {
		prev = d.win[len(d.win)-1]
	}
	at := 0x300 * ((d.n&d.lpMask)<<d.lc + uint32(prev)>>(8-d.lc))
	p := (*[0x300]uint16)(d.literals[at:])
	rng, code, in, pos := d.rng, d.code, d.in, d.pos
	sym := uint32(1)
	match, offset := uint32(0), uint32(0)
	if d.state >= 7 && int(d.rep0) < d.full {
		from := d.w - int(d.rep0) - 1
		if from < 0 {
			from += len(d.win)
		}
		match, offset = uint32(d.win[from])<<1, 0x100
	}
	for sym < 0x100 && offset != 0 {
		if rng < top {
			rng, code = rng<<8, code<<8|uint32(in[pos])
			pos++
		}
		want := match & offset
		q := &p[offset+want+sym]
		v := uint32(*q)
		bound := rng >> 11 * v
		less := uint32(int64(uint64(code)-uint64(bound)) >> 63)
		rng = bound&less | (rng-bound)&^less
		code -= bound &^ less
		*q = uint16(int32(v) - (int32(v)+int32(less)&(31-2048))>>5)
		sym = sym<<1 + 1 + less
		offset &= want ^ less
		match <<= 1
	}
	for sym < 0x100 {
		if rng < top {
			rng, code = rng<<8, code<<8|uint32(in[pos])
			pos++
		}
		q := &p[sym]
		v := uint32(*q)
		bound := rng >> 11 * v
		less := uint32(int64(uint64(code)-uint64(bound)) >> 63)
		rng = bound&less | (rng-bound)&^less
		code -= bound &^ less
		*q = uint16(int32(v) - (int32(v)+int32(less)&(31-2048))>>5)
		sym = sym<<1 + 1 + less
	}
	d.rng, d.code, d.pos = rng, code, pos
	d.win[d.w] = byte(sym)
	d.w++
	d.n++
	if d.full < len(d.win) {
		d.full++
	}
	switch {
	case d.state < 4:
		d.state = 0
	case d.state < 10:
		d.state -= 3
	default:
		d.state -= 6
	}
}
