package pgdump

import (
	"io"

	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
)

// Next goes on to the data of the next entry. Blobs reports that they are large
// objects, for [Archive.Blob]. [io.EOF] ends the archive.
func (a *Archive) Next() (id int64, body io.Reader, blobs bool, err error) {
	if a.format != custom {
		return 0, nil, false, io.EOF
	}
	if err := a.drain(); err != nil {
		return 0, nil, false, err
	}
	kind, err := a.br.ReadByte()
	if err != nil {
		return 0, nil, false, err
	}
	id = a.int()
	switch {
	case a.err != nil:
		return 0, nil, false, a.err
	case kind == blockBlobs:
		a.blobs = true
		return id, nil, true, nil
	case kind != blockData:
		return 0, nil, false, ErrFormat
	}
	body, err = a.open()
	return id, body, false, err
}

// Blob goes on to the next large object. [io.EOF] ends them.
func (a *Archive) Blob() (oid int64, body io.Reader, err error) {
	if err := a.chunksEnd(); err != nil {
		return 0, nil, err
	}
	if oid = a.int(); a.err != nil {
		return 0, nil, a.err
	}
	if oid == 0 {
		a.blobs = false
		return 0, nil, io.EOF
	}
	body, err = a.open()
	return oid, body, err
}

// drain passes over what is left of a block.
func (a *Archive) drain() error {
	if err := a.chunksEnd(); err != nil {
		return err
	}
	for a.blobs {
		if _, _, err := a.Blob(); err != nil && err != io.EOF {
			return err
		}
	}
	return nil
}

func (a *Archive) chunksEnd() error {
	if a.body == nil {
		return nil
	}
	b := a.body
	a.body = nil
	_, err := io.Copy(io.Discard, b)
	return err
}

// open opens the data that begins here.
func (a *Archive) open() (io.Reader, error) {
	a.body = &chunks{a: a}
	switch a.method {
	case none:
		return a.body, nil
	case gzip:
		return &lazy{open: func() (io.Reader, error) { return zlib.NewReader(a.body) }}, nil
	case lz4Frame:
		return lz4.NewReader(a.body), nil
	case zstdFrame:
		return zstd.NewReader(a.body, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(window), zstd.WithDecoderMaxMemory(1<<62))
	}
	return nil, ErrVersion
}

// lazy opens its reader when it is read: an empty table has no packed data.
type lazy struct {
	open func() (io.Reader, error)
	r    io.Reader
}

func (l *lazy) Read(p []byte) (int, error) {
	if l.r == nil {
		r, err := l.open()
		if err != nil {
			return 0, err
		}
		l.r = r
	}
	return l.r.Read(p)
}

// chunks are the runs of bytes of a block, up to an empty one.
type chunks struct {
	a    *Archive
	left int64
	done bool
}

func (c *chunks) Read(p []byte) (int, error) {
	if c.a.err != nil {
		return 0, c.a.err
	}
	for c.left == 0 {
		if c.done {
			return 0, io.EOF
		}
		if c.left = c.a.int(); c.a.err != nil {
			return 0, c.a.err
		}
		if c.left < 0 {
			c.a.err = ErrFormat
			return 0, ErrFormat
		}
		c.done = c.left == 0
	}
	n, err := c.a.br.Read(p[:min(int64(len(p)), c.left)])
	if c.left -= int64(n); err != nil {
		c.a.err = noEOF(err)
		err = c.a.err
	}
	return n, err
}
