package extract

import (
	"bytes"
	"errors"
	"io"
	"slices"

	"github.com/hemostat/hemostat/exposure"
)

// stream returns c from its first byte. It is to be read once.
func (c *content) stream() io.Reader {
	if c.whole {
		return &counted{c: c, r: bytes.NewReader(c.head)}
	}
	return &counted{c: c, r: io.MultiReader(bytes.NewReader(c.head), c.rest)}
}

// counted keeps count of how far a content was read, always by full reads, so
// that the count does not depend on how the input hands out its bytes.
type counted struct {
	c *content
	r io.Reader
}

func (s *counted) Read(p []byte) (int, error) {
	if err := s.c.w.alive(); err != nil {
		return 0, err
	}
	n, err := io.ReadFull(s.r, p)
	s.c.consumed += int64(n)
	if err == io.ErrUnexpectedEOF || err == io.EOF && n > 0 {
		err = nil
	}
	if err != nil && err != io.EOF {
		return n, s.c.w.fail(err)
	}
	return n, err
}

// random returns c for reading at any place, and its size.
func (c *content) random() (io.ReaderAt, int64, error) {
	if c.whole {
		return bytes.NewReader(c.head), int64(len(c.head)), nil
	}
	if c.at != nil {
		c.consumed = c.Size
		return c.at, c.Size, nil
	}
	if c.w.x.spool == nil {
		return nil, 0, stopf(exposure.NotReadSpool, c.Size, "needs a spool file, and none is configured")
	}
	f, err := c.spoolFile()
	if err != nil {
		return nil, 0, err
	}
	c.spool = f
	sw := &spoolWriter{f: f}
	buf := c.w.x.mem.get(pageSize)
	defer c.w.x.mem.put(buf)
	if _, err := io.CopyBuffer(sw, struct{ io.Reader }{c.stream()}, buf); err != nil {
		if errors.Is(sw.err, ErrSpoolFull) {
			return nil, 0, stopf(exposure.NotReadSpool, c.Size, "larger than the spool")
		}
		return nil, 0, c.w.fail(err)
	}
	return f, f.Size(), nil
}

// spoolFile makes a spool file, beside one that the walk holds already. That
// there is none to be had ends the walk: it is no property of c.
func (c *content) spoolFile() (SpoolFile, error) {
	f, err := c.w.x.spool.Create()
	if err != nil {
		return nil, c.w.fail(err)
	}
	if f, ok := f.(interface{ Within(outer io.ReaderAt) }); ok && len(c.w.spools) > 0 {
		f.Within(c.w.spools[0])
	}
	c.w.spools = append(c.w.spools, f)
	return f, nil
}

// closeSpool closes a spool file of the walk.
func (w *walk) closeSpool(f SpoolFile) {
	f.Close()
	w.spools = slices.DeleteFunc(w.spools, func(o SpoolFile) bool { return o == f })
}

// spoolWriter remembers that it was the spool that failed.
type spoolWriter struct {
	f   SpoolFile
	err error
}

func (s *spoolWriter) Write(p []byte) (int, error) {
	n, err := s.f.Write(p)
	if err == nil && n < len(p) {
		err = io.ErrShortWrite
	}
	s.err = err
	return n, err
}
