package extract

import (
	"bytes"
	"io"
)

// transfer undoes a Content-Transfer-Encoding (RFC 2045, section 6). It is
// tolerant: what is not of the alphabet is passed over.
func transfer(r io.Reader, encoding string) io.Reader {
	switch encoding {
	case "base64":
		return &base64Reader{r: r}
	case "quoted-printable":
		return &quotedReader{r: r}
	}
	return r
}

// transferBuf is how much a decoder reads at once, in bytes.
const transferBuf = 8 << 10

// A quotedReader decodes quoted-printable.
type quotedReader struct {
	r    io.Reader
	in   [transferBuf]byte
	out  [transferBuf + 8]byte
	left int // bytes at the front of in that were not decoded yet
	have []byte
	err  error
}

func (d *quotedReader) Read(p []byte) (int, error) {
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

// decode decodes p, but for an escape that may go on beyond it.
func (d *quotedReader) decode(p []byte) {
	out := d.out[:0]
	for len(p) > 0 {
		i := bytes.IndexByte(p, '=')
		if i < 0 {
			out, p = append(out, p...), nil
			break
		}
		out, p = append(out, p[:i]...), p[i:]
		if d.err == nil && goesOn(p) {
			break
		}
		n, b, ok := quotedEscape(p)
		if ok {
			out = append(out, b)
		}
		p = p[n:]
		if n == 1 && !ok {
			out = append(out, '=')
		}
	}
	d.have = out
	d.left = copy(d.in[:], p)
}

// quotedEscape reads the escape that p begins with: n bytes, a byte if ok.
func quotedEscape(p []byte) (n int, b byte, ok bool) {
	if len(p) >= 3 {
		hi, lo := hexValue(p[1]), hexValue(p[2])
		if hi >= 0 && lo >= 0 {
			return 3, byte(hi<<4 | lo), true
		}
	}
	i := softSpace(p)
	if i < len(p) && p[i] == '\r' {
		i++
	}
	if i < len(p) && p[i] == '\n' {
		return i + 1, 0, false
	}
	return 1, 0, false
}

// goesOn reports whether what comes next decides what the escape is.
func goesOn(p []byte) bool {
	i := softSpace(p)
	return len(p) < 3 || i == len(p) && i < maxSoftSpace || i == len(p)-1 && p[i] == '\r'
}

// maxSoftSpace is how much white space may stand in a soft line break, in bytes.
const maxSoftSpace = 256

// softSpace returns where the white space ends that stands behind p[0]: on its way a
// mail may get some at the ends of lines (RFC 2045, section 6.7, rule 3).
func softSpace(p []byte) int {
	i := 1
	for i < len(p) && i < maxSoftSpace && (p[i] == ' ' || p[i] == '\t') {
		i++
	}
	return i
}

func hexValue(b byte) int {
	switch {
	case b >= '0' && b <= '9':
		return int(b - '0')
	case b >= 'A' && b <= 'F':
		return int(b-'A') + 10
	case b >= 'a' && b <= 'f':
		return int(b-'a') + 10
	}
	return -1
}
