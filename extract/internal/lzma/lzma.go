// Package lzma unpacks streams of LZMA and LZMA2, as xz, 7z, lzip, rpm and the
// older .lzma files hold them (Igor Pavlov, "LZMA specification", draft of
// 2015-06-14, and lzma2 of the XZ utilities).
//
// It takes memory as its output grows, never more than the dictionary that the
// stream declares, and refuses a stream that declares more than the caller allows.
package lzma

import (
	"errors"
	"io"
)

// ErrData says that a stream does not follow the format.
var ErrData = errors.New("lzma: data does not follow the format")

// ErrMemory says that a stream asks for more memory than the caller allows.
var ErrMemory = errors.New("lzma: dictionary larger than allowed")

const (
	top      = 1 << 24 // below it the range is filled up
	half     = 1 << 10 // a probability of one half
	longest  = 24      // bytes of input that one symbol takes at most, and some
	padding  = 32      // zero bytes behind the last of the input
	inSize   = 64 << 10
	minDict  = 4 << 10
	firstWin = 256 << 10 // of the window, in bytes
	states   = 12
)

// lengths decodes the length of a match.
type lengths struct {
	choice, choice2 uint16
	low, mid        [16][8]uint16
	high            [256]uint16
}

// probs are the probabilities of all but literals.
type probs struct {
	isMatch, isRep0Long              [states][16]uint16
	isRep, isRepG0, isRepG1, isRepG2 [states]uint16
	slots                            [4][64]uint16
	special                          [128]uint16
	align                            [16]uint16
	matchLen, repLen                 lengths
}

// A decoder decodes symbols of LZMA into a window.
type decoder struct {
	rng, code uint32
	in        []byte // with padding behind its last bytes
	pos       int
	end       int // of the input's own bytes in in, where padded
	padded    bool
	fill      func() error // takes more input; nil where there is none

	win  []byte
	dict int // bytes that the window may have
	w, r int // where the window is written and read
	full int // bytes of the window that a distance may reach
	n    uint32

	state, rep0, rep1, rep2, rep3 uint32
	left                          int // of a match that the window had no room for
	ended                         bool

	lc, lpMask, pbMask uint32
	literals           []uint16
	p                  probs
}

// set takes the parameters of section "lc/lp/pb".
func (d *decoder) set(props byte) error {
	if props >= 9*5*5 {
		return ErrData
	}
	lc, lp, pb := uint32(props)%9, uint32(props)/9%5, uint32(props)/45
	d.lc, d.lpMask, d.pbMask = lc, 1<<lp-1, 1<<pb-1
	if n := 0x300 << (lc + lp); cap(d.literals) >= n {
		d.literals = d.literals[:n]
	} else {
		d.literals = make([]uint16, n)
	}
	return nil
}

// reset sets all probabilities to one half.
func (d *decoder) reset() {
	d.state, d.rep0, d.rep1, d.rep2, d.rep3, d.left = 0, 0, 0, 0, 0, 0
	for i := range d.literals {
		d.literals[i] = half
	}
	p := &d.p
	for s := range states {
		for i := range 16 {
			p.isMatch[s][i], p.isRep0Long[s][i] = half, half
		}
		p.isRep[s], p.isRepG0[s], p.isRepG1[s], p.isRepG2[s] = half, half, half, half
	}
	for i := range p.slots {
		fillHalf(p.slots[i][:])
	}
	fillHalf(p.special[:])
	fillHalf(p.align[:])
	for _, l := range []*lengths{&p.matchLen, &p.repLen} {
		l.choice, l.choice2 = half, half
		for i := range l.low {
			fillHalf(l.low[i][:])
			fillHalf(l.mid[i][:])
		}
		fillHalf(l.high[:])
	}
}

func fillHalf(p []uint16) {
	for i := range p {
		p[i] = half
	}
}

// begin takes the five bytes that begin the range coder.
func (d *decoder) begin() error {
	if len(d.in)-d.pos < longest && d.fill != nil {
		if err := d.fill(); err != nil {
			return err
		}
	}
	if len(d.in)-d.pos < 5 || d.in[d.pos] != 0 {
		return ErrData
	}
	b := d.in[d.pos+1:]
	d.rng, d.code = 1<<32-1, uint32(b[0])<<24|uint32(b[1])<<16|uint32(b[2])<<8|uint32(b[3])
	d.pos += 5
	return nil
}

// room makes room in the window, all of which was read: it grows up to the
// dictionary, then begins again.
func (d *decoder) room() {
	if d.w < len(d.win) {
		return
	}
	if len(d.win) < d.dict {
		win := make([]byte, min(d.dict, max(firstWin, 4*len(d.win))))
		copy(win, d.win)
		d.win = win
		return
	}
	d.w, d.r = 0, 0
}

// copyMatch copies what is left of a match, up to limit of the window.
func (d *decoder) copyMatch(limit int) error {
	dist := int(d.rep0) + 1
	if dist > d.full {
		return ErrData
	}
	n := min(d.left, limit-d.w)
	d.left -= n
	d.n += uint32(n)
	d.full = min(d.full+n, len(d.win))
	from := d.w - dist
	if from < 0 {
		from += len(d.win)
	}
	w, win := d.w, d.win
	d.w += n
	if from+n <= len(win) && dist >= n {
		copy(win[w:w+n], win[from:from+n])
		return nil
	}
	if from < w { // what was copied is copied again
		for n > 0 {
			m := copy(win[w:w+n], win[from:w])
			w, n = w+m, n-m
		}
		return nil
	}
	for ; n > 0; n-- {
		win[w] = win[from]
		w++
		if from++; from == len(win) {
			from = 0
		}
	}
	return nil
}

// decode decodes up to limit of the window, or to the end marker.
func (d *decoder) decode(limit int) error {
	for d.left > 0 {
		if d.w == limit {
			return nil
		}
		if err := d.copyMatch(limit); err != nil {
			return err
		}
	}
	for d.w < limit {
		if len(d.in)-d.pos < longest {
			if err := d.more(); err != nil {
				return err
			}
		}
		posState := d.n & d.pbMask
		if d.bit(&d.p.isMatch[d.state][posState]) == 0 {
			d.literal()
			continue
		}
		if err := d.match(posState); err != nil || d.ended {
			return err
		}
		if err := d.copyMatch(limit); err != nil {
			return err
		}
	}
	if d.padded && d.pos > d.end {
		return io.ErrUnexpectedEOF
	}
	return nil
}

// more takes more input.
func (d *decoder) more() error {
	if d.padded {
		return io.ErrUnexpectedEOF
	}
	return d.fill()
}
