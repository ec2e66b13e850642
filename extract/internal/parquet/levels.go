package parquet

import (
	"bytes"
	"io"
	"math/bits"
)

// data1 opens a page of version 1: levels and values are packed together.
func (c *cursor) data1(h *pageHeader) error {
	if err := c.unpack(h.unpacked, false); err != nil {
		return err
	}
	c.begin(h)
	var err error
	if c.column.maxRep > 0 {
		c.reps, err = c.levels1(0, c.column.maxRep, h.repEnc, h.values)
	}
	if c.column.maxDef > 0 && err == nil {
		c.defs, err = c.levels1(1, c.column.maxDef, h.defEnc, h.values)
	}
	return err
}

// levels1 reads the bytes of levels of version 1.
func (c *cursor) levels1(which, most int, encoding, values int64) (runs, error) {
	width := bits.Len(uint(most))
	n := (values*int64(width) + 7) / 8
	if encoding != encBitPacked {
		p, err := c.src.take(4)
		if err != nil {
			return runs{}, err
		}
		n = int64(p[0]) | int64(p[1])<<8 | int64(p[2])<<16 | int64(p[3])<<24
	}
	if n > maxValue {
		return runs{}, ErrLarge
	}
	p, err := c.src.take(int(n))
	if err == nil {
		err = c.hold(n)
	}
	if err != nil {
		return runs{}, err
	}
	c.levels[which] = append(c.levels[which][:0], p...)
	src := &source{buf: c.levels[which]}
	if encoding == encBitPacked {
		return highRuns(src, width), nil
	}
	return newRuns(src, width), nil
}

// data2 opens a page of version 2: levels stand before what is packed.
func (c *cursor) data2(h *pageHeader) error {
	c.begin(h)
	if h.reps+h.defs > maxValue {
		return ErrLarge
	}
	if err := c.hold(h.reps + h.defs); err != nil {
		return err
	}
	for which, n := range []int64{h.reps, h.defs} {
		b := bytes.NewBuffer(c.levels[which][:0])
		if _, err := b.ReadFrom(io.LimitReader(c.body, n)); err != nil {
			return firstError(c.f.fail, err)
		}
		if c.levels[which] = b.Bytes(); int64(b.Len()) < n {
			return ErrFormat
		}
	}
	c.extra += h.reps + h.defs
	c.reps = newRuns(&source{buf: c.levels[0]}, bits.Len(uint(c.column.maxRep)))
	c.defs = newRuns(&source{buf: c.levels[1]}, bits.Len(uint(c.column.maxDef)))
	return c.unpack(max(h.unpacked-h.reps-h.defs, 0), h.bare)
}
