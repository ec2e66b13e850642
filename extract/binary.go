package extract

import (
	"bufio"
	"io"

	"github.com/hemostat/hemostat/exposure"
)

// The shortest runs of printable characters that are text: in ordinary bytes,
// and in compressed ones, where shorter runs come by chance.
const (
	minRun       = 6
	minRunPacked = 12
)

func sniffBinary(h *head) int { return 1 }

// readBinary gives the runs of printable text of a content that nothing else
// reads, a line each: ASCII, and UTF-16LE that is mostly ASCII. What else may be in
// it was not read.
func readBinary(c *content, h *head) error {
	r := c.newRun("", "")
	if err := textRuns(c.stream(), r, minRun); err != nil {
		return err
	}
	if len(h.raw) == 0 {
		return r.end()
	}
	if err := r.end(); err != nil {
		return err
	}
	return firstError(c.appended(), stopf(exposure.NotReadUnsupported, c.knownSize(), "of no format that is known; only runs of plain text were read"))
}

// printable reports whether b stands in a run.
func printable(b byte) bool { return b >= 0x20 && b < 0x7f || b == '\t' }

// textRuns writes the printable runs of src, of at least shortest characters, to r.
func textRuns(src io.Reader, r *run, shortest int) error {
	br := bufio.NewReaderSize(src, pageSize)
	narrow, wide := runFinder{min: shortest}, runFinder{min: shortest}
	for {
		p, err := br.Peek(br.Size())
		if len(p) == 0 {
			if e := narrow.end(r); e != nil {
				return e
			}
			if e := wide.end(r); e != nil {
				return e
			}
			if err == io.EOF {
				return nil
			}
			return err
		}
		if e := findRuns(p, &narrow, &wide, r); e != nil {
			return e
		}
		if _, e := br.Discard(len(p)); e != nil {
			return e
		}
	}
}

// A runFinder holds the run under way.
type runFinder struct {
	min  int
	text []byte
	long bool // the run was long enough, and a part of it is written
	half bool // of a UTF-16 pair the low byte was seen
}

// findRuns goes over one page.
func findRuns(p []byte, narrow, wide *runFinder, r *run) error {
	for _, b := range p {
		// UTF-16LE: printable, zero, printable, zero, …
		switch {
		case wide.half && b == 0:
			wide.half = false
		case wide.half:
			wide.text = wide.text[:len(wide.text)-1]
			if err := wide.end(r); err != nil {
				return err
			}
			wide.half = false
			fallthrough
		default:
			if printable(b) {
				wide.text = append(wide.text, b)
				wide.half = true
			} else if err := wide.end(r); err != nil {
				return err
			}
		}
		if printable(b) {
			narrow.text = append(narrow.text, b)
			if len(narrow.text) >= 4096 {
				if err := narrow.part(r); err != nil {
					return err
				}
			}
		} else if err := narrow.end(r); err != nil {
			return err
		}
		if len(wide.text) >= 4096 && !wide.half {
			if err := wide.part(r); err != nil {
				return err
			}
		}
	}
	return nil
}

// part writes what there is of a long run.
func (f *runFinder) part(r *run) error {
	f.long = true
	err := r.write(f.text)
	f.text = f.text[:0]
	return err
}

// end ends a run and writes it if it is long enough.
func (f *runFinder) end(r *run) error {
	if f.half {
		f.half = false
		f.text = f.text[:max(0, len(f.text)-1)]
	}
	if len(f.text) < f.min && !f.long {
		f.text = f.text[:0]
		return nil
	}
	if err := f.part(r); err != nil {
		return err
	}
	f.long = false
	return r.writeString("\n")
}
