// Package unixarchive reads the archives of Unix that are read from front to back:
// ar (ar(5) of BSD, and the long names of GNU and System V), cpio in its four forms
// (cpio(5) of libarchive), and what stands before the cpio in an rpm ("RPM V4 Package
// format").
package unixarchive

import (
	"bufio"
	"errors"
	"io"
	"time"
)

// ErrFormat says that an archive does not follow its format.
var ErrFormat = errors.New("archive: does not follow the format")

// maxName bounds the names of members, in bytes.
const maxName = 64 << 10

// A Member is one entry. Its data is read from the archive's reader.
type Member struct {
	Name     string
	Size     int64
	Modified time.Time // zero where it is not known
	Dir      bool
	Special  bool // a link or a device, or a file whose data another entry has
}

// body reads the data of a member, and what pads it.
type body struct {
	br   *bufio.Reader
	left int64
	pad  int64
}

func (b *body) Read(p []byte) (int, error) {
	if b.left == 0 {
		return 0, io.EOF
	}
	n, err := b.br.Read(p[:min(int64(len(p)), b.left)])
	if b.left -= int64(n); err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// skip passes over what is left of a member.
func (b *body) skip() error {
	for n := b.left + b.pad; n > 0; {
		m, err := b.br.Discard(int(min(n, 1<<20)))
		n -= int64(m)
		if err != nil && n > 0 {
			if b.left = 0; n <= b.pad && err == io.EOF {
				b.pad = 0
				return nil // padding at the very end is often left out
			}
			return noEOF(err)
		}
	}
	b.left, b.pad = 0, 0
	return nil
}

func noEOF(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return ErrFormat
	}
	return err
}

// seconds is a time in seconds since 1970.
func seconds(s int64) time.Time {
	if s <= 0 || s > 1<<37 {
		return time.Time{}
	}
	return time.Unix(s, 0).UTC()
}

// number reads digits of a base, with blanks behind them; -1 where there are others.
func number(p []byte, base int64) int64 {
	v := int64(0)
	for len(p) > 0 && (p[len(p)-1] == ' ' || p[len(p)-1] == 0) {
		p = p[:len(p)-1]
	}
	for len(p) > 0 && p[0] == ' ' {
		p = p[1:]
	}
	for _, b := range p {
		d := int64(-1)
		switch {
		case b >= '0' && b <= '9':
			d = int64(b - '0')
		case b|0x20 >= 'a' && b|0x20 <= 'f':
			d = int64(b|0x20-'a') + 10
		}
		if d < 0 || d >= base || v > 1<<58 {
			return -1
		}
		v = v*base + d
	}
	return v
}
