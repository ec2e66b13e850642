package parquet

import (
	"bytes"
	"io"

	"github.com/klauspost/compress/s2"
)

// streamed counts what is unpacked of a page, and makes errors of its decompressor
// errors of the format.
type streamed struct {
	c     *cursor
	r     io.Reader
	size  int64
	given int64
	codec int
	body  *io.SectionReader // the packed page
}

func (s *streamed) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	s.given += int64(n)
	if e := s.c.f.worked(int64(n)); e != nil {
		s.c.f.fail = e
		return n, e
	}
	switch {
	case err == errFar:
		return n, s.afar()
	case err != nil && err != io.EOF && !own(err):
		err = firstError(s.c.f.fail, ErrFormat)
	}
	return n, err
}

// afar unpacks the page once more, at once: copies in it reach back too far for a
// stream. What was given already is left out.
func (s *streamed) afar() error {
	if s.size > maxWindow {
		return ErrLarge
	}
	if err := s.c.hold(s.size + s.body.Size()); err != nil {
		return err
	}
	in, err := io.ReadAll(s.body)
	if err != nil {
		s.c.f.fail = err
		return err
	}
	n, err := s2.DecodedLen(in)
	if err != nil || s.codec != codecSnappy || int64(n) != s.size || n > 64*len(in) {
		return ErrFormat
	}
	out, err := s2.Decode(nil, in)
	if err != nil {
		return ErrFormat
	}
	s.r = bytes.NewReader(out[s.given:])
	return nil
}
