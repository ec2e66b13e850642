package extract

import (
	"bytes"
	"io"
)

// A base64Reader decodes base64, also where it was broken into several, each with its
// own padding. Lines of words are handed on as they stand: lists and gateways put
// such behind what others encoded.
type base64Reader struct {
	r    io.Reader
	in   [transferBuf]byte
	out  [transferBuf + 8]byte
	left int // bytes at the front of in that were not decoded yet
	have []byte
	bits uint32
	n    int // sextets in bits
	err  error

	mid   bool // a line goes on
	words bool // the line, or the last one, is one of words
	open  bool // the last byte that was handed on ends no line
}

func (d *base64Reader) Read(p []byte) (int, error) {
	for len(d.have) == 0 {
		if d.err != nil {
			return 0, d.err
		}
		n, err := d.r.Read(d.in[d.left:])
		d.err = err
		d.decode(d.in[:d.left+n])
	}
	n := copy(p, d.have)
	d.have = d.have[n:]
	return n, nil
}

// maxCoded is how many bytes of a line tell whether it is base64. It is the longest
// line of a mail (RFC 5322, section 2.1.1).
const maxCoded = 998

// decode decodes p line by line, but for the beginning of a line that does not tell
// yet what it is; at the end and at padding, an incomplete group too.
func (d *base64Reader) decode(p []byte) {
	out := d.out[:0]
	for len(p) > 0 {
		line, rest := cutLine(p)
		whole := line[len(line)-1] == '\n'
		if !d.mid {
			if !whole && len(line) < maxCoded && d.err == nil {
				break
			}
			d.words = isWords(line[:min(len(line), maxCoded)], d.words)
			if d.words {
				out = d.flush(out)
				if len(out) > 0 && out[len(out)-1] != '\n' || len(out) == 0 && d.open {
					out = append(out, '\n')
				}
			}
		}
		if d.words {
			out = append(out, line...)
		} else {
			out = d.group(out, line)
		}
		d.mid, p = !whole, rest
	}
	if d.err != nil {
		out = d.flush(out)
	}
	if len(out) > 0 {
		d.open = out[len(out)-1] != '\n'
	}
	d.have = out
	d.left = copy(d.in[:], p)
}

// group decodes p.
func (d *base64Reader) group(out, p []byte) []byte {
	for _, b := range p {
		v := base64Values[b]
		if v < 0 {
			if b == '=' {
				out = d.flush(out)
			}
			continue
		}
		d.bits = d.bits<<6 | uint32(v)
		if d.n++; d.n == 4 {
			out = append(out, byte(d.bits>>16), byte(d.bits>>8), byte(d.bits))
			d.bits, d.n = 0, 0
		}
	}
	return out
}

// flush decodes an incomplete group.
func (d *base64Reader) flush(out []byte) []byte {
	switch d.n {
	case 2:
		out = append(out, byte(d.bits>>4))
	case 3:
		out = append(out, byte(d.bits>>10), byte(d.bits>>2))
	}
	d.bits, d.n = 0, 0
	return out
}

// isWords reports whether a line is no base64: one byte in 20 or more within it is
// not of the alphabet, or all draw a line. After such a line, a short one is none
// either.
func isWords(line []byte, after bool) bool {
	line = bytes.TrimFunc(line, func(r rune) bool { return r >= 0x80 || base64Values[r] < 0 && r != '=' })
	none, drawn := 0, 0
	for _, b := range line {
		none += b2i(base64Values[b] < 0 && b != '=')
		drawn += b2i(b == '_' || b == '-')
	}
	const short = 40
	return none > 0 && none*20 >= len(line) || drawn > 3 && drawn == len(line) || after && len(line) < short
}

// base64Values are the values of the digits of base64 and base64url, -1 of none.
var base64Values = func() (values [256]int8) {
	for i := range values {
		values[i] = -1
	}
	for i, b := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") {
		values[b] = int8(i)
	}
	values['-'], values['_'] = 62, 63
	return values
}()
