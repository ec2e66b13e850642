package sevenzip

import (
	"bufio"
	"compress/bzip2"
	"encoding/binary"
	"errors"
	"io"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/zstd"
	"github.com/stangelandcl/ppmd"

	"github.com/hemostat/hemostat/extract/internal/lzma"
)

// The methods that are read (Methods.txt).
const (
	methodCopy    = 0x00
	methodDelta   = 0x03
	methodX86     = 0x04
	methodPPC     = 0x05
	methodARM     = 0x07
	methodARMT    = 0x08
	methodSPARC   = 0x09
	methodARM64   = 0x0a
	methodLZMA2   = 0x21
	methodLZMA    = 0x030101
	methodOldX86  = 0x03030103
	methodBCJ2    = 0x0303011b
	methodOldPPC  = 0x03030205
	methodOldARM  = 0x03030501
	methodOldARMT = 0x03030701
	methodOldSPRC = 0x03030805
	methodPPMd    = 0x030401
	methodDeflate = 0x040108
	methodBzip2   = 0x040202
	methodZstd    = 0x04f71101
	methodAES     = 0x06f10701
)

// Encrypted reports whether a folder needs a password.
func (a *Archive) Encrypted(folder int) bool {
	for _, c := range a.s.folders[folder].coders {
		if c.method == methodAES {
			return true
		}
	}
	return false
}

// Folder unpacks a folder: the files that are in it, one after the other. What
// the reader holds is memory alone.
func (a *Archive) Folder(i int) (io.Reader, error) {
	if a.Encrypted(i) {
		return nil, ErrEncrypted
	}
	u := &unpacking{a: a, fo: a.s.folders[i], left: a.most}
	last := u.fo.last()
	if last < 0 {
		return nil, ErrFormat
	}
	r, err := u.output(last)
	if err != nil {
		return nil, err
	}
	return &limited{r, u.fo.size()}, nil
}

// limited reads n bytes; that there are fewer is an error.
type limited struct {
	r io.Reader
	n int64
}

func (l *limited) Read(p []byte) (int, error) {
	if l.n == 0 {
		return 0, io.EOF
	}
	n, err := l.r.Read(p[:min(int64(len(p)), l.n)])
	if l.n -= int64(n); err == io.EOF && l.n > 0 {
		err = io.ErrUnexpectedEOF
	} else if l.n == 0 && err == nil {
		err = io.EOF
	}
	return n, err
}

// unpacking opens the coders of a folder.
type unpacking struct {
	a    *Archive
	fo   *folder
	used [maxCoders]bool
	left int64 // bytes of memory that are still allowed
}

// output opens what comes out of a coder.
func (u *unpacking) output(i int) (io.Reader, error) {
	if u.used[i] {
		return nil, ErrFormat // they lead in a circle
	}
	u.used[i] = true
	first := 0
	for _, c := range u.fo.coders[:i] {
		first += c.in
	}
	c := &u.fo.coders[i]
	if c.in != 1 && c.method != methodBCJ2 {
		return nil, ErrMethod
	}
	ins := make([]io.Reader, c.in)
	for k := range ins {
		r, err := u.input(first + k)
		if err != nil {
			return nil, err
		}
		ins[k] = r
	}
	return u.open(c, u.fo.sizes[i], ins)
}

// input opens what goes into input i: a packed stream or what comes out of a coder.
func (u *unpacking) input(i int) (io.Reader, error) {
	for k, in := range u.fo.inputs {
		if in == i {
			at := u.fo.at
			for _, n := range u.a.s.packed[u.fo.first : u.fo.first+k] {
				at += n
			}
			return io.NewSectionReader(u.a.at, at, u.a.s.packed[u.fo.first+k]), nil
		}
	}
	for _, p := range u.fo.pairs {
		if p.in == i {
			return u.output(p.out)
		}
	}
	return nil, ErrFormat
}

// need takes memory, as far as what comes out of the coder can make use of it.
func (u *unpacking) need(n, size int64) error {
	if u.left -= min(n, size); u.left < 0 {
		return ErrMemory
	}
	return nil
}

const readSize = 64 << 10

// open opens a coder whose output is size bytes.
func (u *unpacking) open(c *coder, size int64, in []io.Reader) (io.Reader, error) {
	le := binary.LittleEndian
	p := c.props
	switch c.method {
	case methodCopy:
		return in[0], nil
	case methodLZMA:
		if len(p) < 5 {
			return nil, ErrFormat
		}
		dict := int64(le.Uint32(p[1:]))
		if err := u.need(dict, size); err != nil {
			return nil, err
		}
		return opened(lzma.NewReader(in[0], p[0], dict, size, u.a.most))
	case methodLZMA2:
		if len(p) != 1 || p[0] > 40 {
			return nil, ErrFormat
		}
		dict := int64(2|p[0]&1) << (p[0]/2 + 11)
		if err := u.need(dict, size); err != nil {
			return nil, err
		}
		return opened(lzma.NewReader2(bufio.NewReaderSize(in[0], readSize), dict, size, u.a.most))
	case methodPPMd:
		if len(p) < 5 || p[0] < 2 || p[0] > 64 {
			return nil, ErrFormat
		}
		memory := int64(le.Uint32(p[1:]))
		if err := u.need(memory, memory); err != nil {
			return nil, err
		}
		return openPPMd(bufio.NewReaderSize(in[0], readSize), int(p[0]), int(memory), size)
	case methodDeflate:
		return flate.NewReader(bufio.NewReaderSize(in[0], readSize)), nil
	case methodBzip2:
		return bzip2.NewReader(bufio.NewReaderSize(in[0], readSize)), nil
	case methodZstd:
		return zstd.NewReader(in[0], zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
			zstd.WithDecoderMaxWindow(uint64(u.a.most)), zstd.WithDecoderMaxMemory(1<<62))
	}
	return openFilter(c, in)
}

func opened(r *lzma.Reader, err error) (io.Reader, error) {
	switch {
	case errors.Is(err, lzma.ErrMemory):
		return nil, ErrMemory
	case err != nil:
		return nil, ErrFormat
	}
	return r, nil
}

// ppmdReader turns the panics of a foreign decoder into an error.
type ppmdReader struct {
	r   ppmd.Reader
	err error
}

func openPPMd(r io.Reader, order, memory int, size int64) (_ io.Reader, err error) {
	defer func() {
		if recover() != nil {
			err = ErrFormat
		}
	}()
	z, err := ppmd.NewH7zReader(r, order, memory, int(size))
	if err != nil {
		return nil, ErrFormat
	}
	return &ppmdReader{r: z}, nil
}

func (p *ppmdReader) Read(b []byte) (n int, err error) {
	if p.err != nil {
		return 0, p.err
	}
	defer func() {
		if recover() != nil {
			n, err = 0, ErrFormat
		}
		p.err = err
	}()
	return p.r.Read(b)
}
