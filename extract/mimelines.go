package extract

import (
	"bufio"
	"bytes"
	"io"
	"strings"
)

// A lineSource gives the lines of a mail and ends at the boundaries of its
// open multiparts. As an io.Reader it gives the body of one part.
type lineSource struct {
	br     *bufio.Reader // nil where the mail is in memory
	rest   []byte        // of a mail in memory
	bounds [][]byte      // of the open multiparts, "--" and the boundary
	at     int           // of the boundary that was met: the body ended; -1 none
	last   bool          // and it was the closing one
	mid    bool          // the next bytes go on with a line
	eol    []byte        // the line end that may belong to a boundary
	pre    []byte        // the line end that Read gives next
	buf    []byte        // what Read gives then; lent
	back   []byte        // lines that were given back; they come before all else
	err    error
}

// lines gives the lines of c.
func (c *content) lines() *lineSource {
	if c.whole {
		return &lineSource{rest: c.head, at: -1}
	}
	return &lineSource{br: bufio.NewReaderSize(c.stream(), pageSize), at: -1}
}

// slice reads one line or a page of a longer one, as bufio.Reader.ReadSlice.
func (s *lineSource) slice() ([]byte, error) {
	if len(s.back) > 0 {
		line, rest := cutLine(s.back)
		s.back = rest
		switch {
		case len(rest) > 0 || line[len(line)-1] == '\n' || s.at >= 0:
			return line, nil
		case s.err != nil:
			return line, s.err
		}
		return line, bufio.ErrBufferFull // a page of a longer one
	}
	if s.br != nil {
		return s.br.ReadSlice('\n')
	}
	page, err := s.rest, io.EOF
	if len(page) >= pageSize {
		page, err = page[:pageSize], bufio.ErrBufferFull
	}
	if i := bytes.IndexByte(page, '\n'); i >= 0 {
		page, err = page[:i+1], nil
	}
	s.rest = s.rest[len(page):]
	return page, err
}

// giveBack makes p, the lines that were read last, the next ones.
func (s *lineSource) giveBack(p []byte) {
	if len(p) > 0 {
		s.back, s.mid = bytes.Clone(p), false
	}
}

// peek returns up to n of the bytes that follow the line that was read last, which
// is not valid any more.
func (s *lineSource) peek(n int) []byte {
	if s.br == nil {
		return s.rest[:min(n, len(s.rest))]
	}
	p, _ := s.br.Peek(n)
	return p
}

// plain reports whether rest is all that Read would give: the mail is in memory and
// has no parts.
func (s *lineSource) plain() bool {
	return s.br == nil && len(s.bounds) == 0 && s.at < 0 && s.err == nil && len(s.pre)+len(s.buf)+len(s.eol)+len(s.back) == 0
}

// line returns one line of a header with its end, cut at a page's size; empty
// at a boundary and at the end.
func (s *lineSource) line() ([]byte, error) {
	s.eol = s.eol[:0]
	return s.next()
}

// next reads one line, or a piece of a long one.
func (s *lineSource) next() ([]byte, error) {
	if len(s.back) == 0 && s.at >= 0 {
		return nil, io.EOF
	}
	if len(s.back) == 0 && s.err != nil {
		return nil, s.err
	}
	line, err := s.slice()
	fresh := !s.mid
	s.mid = err == bufio.ErrBufferFull
	if err != nil && err != bufio.ErrBufferFull {
		s.err = err
	}
	if fresh && len(line) > 2 && line[0] == '-' && line[1] == '-' && s.boundary(line) {
		return nil, io.EOF
	}
	return line, nil
}

// boundary reports whether a line is the boundary of an open multipart.
func (s *lineSource) boundary(line []byte) bool {
	line = bytes.TrimRight(line, " \t\r\n")
	for i := len(s.bounds) - 1; i >= 0; i-- {
		b := s.bounds[i]
		if !bytes.HasPrefix(line, b) {
			continue
		}
		if rest := line[len(b):]; len(rest) == 0 || string(rest) == "--" {
			s.at, s.last = i, len(rest) > 0
			return true
		}
	}
	return false
}

func (s *lineSource) push(boundary string) int {
	s.bounds = append(s.bounds, []byte("--"+strings.TrimRight(boundary, " ")))
	return len(s.bounds) - 1
}

func (s *lineSource) pop(level int) { s.bounds = s.bounds[:level] }

// toBoundary goes on to the next part of the multipart at level, and reports
// whether there is one.
func (s *lineSource) toBoundary(level int) bool {
	for {
		if s.at >= 0 {
			if s.at < level || s.last && s.at == level {
				if s.at == level {
					s.at = -1
				}
				return false
			}
			found := s.at == level
			s.at, s.eol, s.pre, s.buf, s.back = -1, s.eol[:0], nil, nil, nil
			if found {
				return true
			}
			continue
		}
		if _, err := s.next(); err != nil && s.at < 0 {
			return false
		}
	}
}

// Read gives the body of a part. The line end before a boundary belongs to that.
func (s *lineSource) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		if len(s.pre) > 0 {
			k := copy(p[n:], s.pre)
			s.pre = s.pre[k:]
			n += k
			continue
		}
		if len(s.buf) > 0 {
			k := copy(p[n:], s.buf)
			s.buf = s.buf[k:]
			n += k
			continue
		}
		line, err := s.next()
		if err != nil && len(line) == 0 {
			if s.at < 0 && len(s.eol) > 0 {
				s.pre, s.eol = append(s.pre[:0], s.eol...), s.eol[:0]
				continue
			}
			if n > 0 {
				return n, nil
			}
			return 0, err
		}
		s.buf = bytes.TrimRight(line, "\r\n")
		s.pre = append(s.pre[:0], s.eol...)
		s.eol = append(s.eol[:0], line[len(s.buf):]...)
	}
	return n, nil
}
