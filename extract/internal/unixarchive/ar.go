package unixarchive

import (
	"bufio"
	"bytes"
	"io"
	"strings"
)

// The first bytes of an archive of ar, and of one that only names its members.
const (
	MagicAr   = "!<arch>\n"
	MagicThin = "!<thin>\n"
)

const (
	arHeader = 60
	maxNames = 16 << 20 // bytes of a table of long names
)

// An Ar reads an archive of ar.
type Ar struct {
	br    *bufio.Reader
	body  body
	names []byte
	thin  bool
}

// NewAr opens an archive.
func NewAr(r io.Reader) (*Ar, error) {
	a := &Ar{br: bufio.NewReaderSize(r, 64<<10)}
	magic := make([]byte, len(MagicAr))
	if _, err := io.ReadFull(a.br, magic); err != nil {
		return nil, noEOF(err)
	}
	if a.thin = string(magic) == MagicThin; !a.thin && string(magic) != MagicAr {
		return nil, ErrFormat
	}
	a.body.br = a.br
	return a, nil
}

// Next goes on to the next member; [io.EOF] ends the archive. The tables of symbols
// and names are none.
func (a *Ar) Next() (*Member, error) {
	for {
		if err := a.body.skip(); err != nil {
			return nil, err
		}
		h := make([]byte, arHeader)
		if n, err := io.ReadFull(a.br, h); n == 0 && err == io.EOF || n == 1 && h[0] == '\n' {
			return nil, io.EOF
		} else if err != nil {
			return nil, noEOF(err)
		}
		size := number(h[48:58], 10)
		if string(h[58:]) != "`\n" || size < 0 {
			return nil, ErrFormat
		}
		m := &Member{Name: strings.TrimRight(string(h[:16]), " "), Size: size, Modified: seconds(number(h[16:28], 10))}
		m.Special = a.thin
		a.body.left, a.body.pad = size, size&1
		more, err := a.name(m)
		if err != nil {
			return nil, err
		}
		if more {
			continue
		}
		if a.thin {
			a.body.left, a.body.pad = 0, 0
		}
		return m, nil
	}
}

// name finds the name of m, and reports whether m is a table and no member.
func (a *Ar) name(m *Member) (table bool, err error) {
	switch name := m.Name; {
	case name == "//": // the long names of GNU
		if m.Size > maxNames {
			return true, ErrFormat
		}
		a.names, err = io.ReadAll(&a.body)
		return true, err
	case name == "/" || name == "/SYM64/" || strings.HasPrefix(name, "__.SYMDEF"):
		return true, nil
	case strings.HasPrefix(name, "#1/"): // a long name of BSD
		n := number([]byte(name[3:]), 10)
		if n < 0 || n > m.Size || n > maxName {
			return false, ErrFormat
		}
		p := make([]byte, n)
		if _, err := io.ReadFull(&a.body, p); err != nil {
			return false, noEOF(err)
		}
		m.Size -= n
		m.Name = string(bytes.TrimRight(p, "\x00"))
		return strings.HasPrefix(m.Name, "__.SYMDEF"), nil
	case len(name) > 1 && name[0] == '/':
		at := number([]byte(name[1:]), 10)
		if at < 0 || at >= int64(len(a.names)) {
			return false, nil
		}
		long, _, _ := bytes.Cut(a.names[at:], []byte{'\n'})
		m.Name = strings.TrimSuffix(string(long), "/")
	default:
		m.Name = strings.TrimSuffix(name, "/")
	}
	return false, nil
}

// Read reads the member.
func (a *Ar) Read(p []byte) (int, error) { return a.body.Read(p) }
