package extract

import (
	"io"

	"github.com/hemostat/hemostat/exposure"
)

// runsOf gives the runs of text of a content that could not be taken apart, and
// then the reason why.
func (c *content) runsOf(at io.ReaderAt, size int64, shortest int, why error) error {
	if c.w.err != nil {
		return c.w.err
	}
	r := c.newRun("", "")
	if err := textRuns(io.NewSectionReader(at, 0, size), r, shortest); err != nil {
		return err
	}
	return firstError(r.end(), why)
}

// A solid is a stream that holds several members of c, one behind the other.
type solid struct {
	c   *content
	r   io.Reader
	err error // which ended it
}

// Read reads the stream.
func (s *solid) Read(p []byte) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.r.Read(p)
	s.err = err
	return n, err
}

// skip passes over n bytes, which count as unpacked. Its error is one of the
// walk or the budget.
func (s *solid) skip(n int64) error {
	buf := s.c.w.x.mem.get(pageSize)
	defer s.c.w.x.mem.put(buf)
	for n > 0 && s.err == nil {
		if err := s.c.w.alive(); err != nil {
			return err
		}
		if s.c.spent() {
			return stopf(exposure.NotReadRatio, -1, "expands to more than the budget allows; its further members were left")
		}
		m, err := s.r.Read(buf[:min(n, int64(len(buf)))])
		s.c.charge(int64(m))
		n, s.err = n-int64(m), err
	}
	return s.c.w.err
}
