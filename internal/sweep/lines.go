package sweep

import (
	"bytes"
	"io"
	"slices"
)

// lines tells the line of an offset in a text that comes in pieces. Detection
// hands on mentions a little late and nearly in order, so only the ends of lines
// of the last part of the text are kept.
type lines struct {
	size    int64   // of the text so far
	dropped int64   // line ends that are no longer in ends
	last    int64   // offset of the last of those
	ends    []int64 // offsets of '\n', ascending
}

// linesKept is how many bytes before the end of the text an offset may lie: more
// than detection ever holds back.
const linesKept = 256 << 10

func (l *lines) reset() { *l = lines{ends: l.ends[:0]} }

// add takes the next piece of the text.
func (l *lines) add(text []byte) {
	if len(l.ends) > 0 && l.ends[0] < l.size-2*linesKept {
		n, _ := slices.BinarySearch(l.ends, l.size-linesKept)
		l.last = l.ends[n-1]
		l.ends = append(l.ends[:0], l.ends[n:]...)
		l.dropped += int64(n)
	}
	for i := 0; ; i++ {
		n := bytes.IndexByte(text[i:], '\n')
		if n < 0 {
			break
		}
		i += n
		l.ends = append(l.ends, l.size+int64(i))
	}
	l.size += int64(len(text))
}

// at returns the line of an offset, from 1, and 0 where the ends of lines before it
// are not kept any more.
func (l *lines) at(offset int64) int64 {
	if l.dropped > 0 && offset <= l.last {
		return 0
	}
	n, _ := slices.BinarySearch(l.ends, offset)
	return l.dropped + int64(n) + 1
}

// counting counts what is read.
type counting struct {
	in io.Reader
	n  int64
}

func (c *counting) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	c.n += int64(n)
	return n, err
}

func notEOF(err error) error {
	if err == io.EOF {
		return nil
	}
	return err
}
