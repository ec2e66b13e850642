package extract

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"

	"github.com/hemostat/hemostat/exposure"
)

// A content is an open content.
type content struct {
	Content
	w        *walk
	parent   *content
	format   *format
	head     []byte // the whole content, or its first bytes
	whole    bool   // head is the whole content
	valid    int    // bytes of head that are known to be UTF-8
	rest     *tee   // what follows head; nil where whole
	at       io.ReaderAt
	spool    SpoolFile
	consumed int64 // how far stream was read
	used     int64 // bytes expanded so far beneath it
	entries  int
	text     int64
	steps    int64
	pictures int // whose text was asked for
	names    map[string]int
	records  int64 // ordinals given out
	first    *run  // of its runs: its memory is used again

	longNames int // values that are too long to be the names that their fields are for
}

// A tee hashes and counts what is read through it.
type tee struct {
	r   io.Reader
	h   hash.Hash
	n   int64
	eof bool
}

func (t *tee) Read(p []byte) (int, error) {
	if t.eof {
		return 0, io.EOF
	}
	n, err := io.ReadFull(t.r, p)
	t.h.Write(p[:n])
	t.n += int64(n)
	if errors.Is(err, io.ErrUnexpectedEOF) || err == io.EOF {
		t.eof, err = true, io.EOF
		if n > 0 {
			err = nil
		}
	}
	return n, err
}

// run passes c through its bracket.
func (c *content) run(m member) error {
	if c.whole {
		c.Size, c.Hash, c.HashKnown = int64(len(c.head)), sha256.Sum256(c.head), true
	} else {
		h := sha256.New()
		h.Write(c.head)
		c.rest = &tee{r: m.body, h: h, n: int64(len(c.head))}
	}
	hd := newHead(c.head, c.whole)
	c.valid = hd.valid
	c.format = c.w.x.sniff(hd)
	c.Media = c.format.media
	descend, err := c.begin()
	if err != nil {
		return err
	}
	if descend {
		if err := c.read(hd); err != nil {
			return err
		}
		c.Expanded = c.used
	}
	if err := c.finish(); err != nil {
		return err
	}
	if c.parent != nil {
		c.parent.Below = max(c.parent.Below, c.Below+1)
		if c.whole || !descend {
			c.parent.charge(c.Expanded)
		}
	}
	return nil
}

// begin tells the sink that c begins.
func (c *content) begin() (bool, error) {
	c.w.inSink = true
	descend, err := c.w.sink.Begin(&c.Content)
	c.w.inSink = false
	if err != nil {
		return false, c.w.fail(err)
	}
	return descend, nil
}

// read hands c to its format and reports what that could not read.
func (c *content) read(hd *head) error {
	err := c.guarded(func() error { return c.format.read(c, hd) })
	c.returnRun()
	if c.w.err != nil {
		return c.w.err
	}
	return firstError(c.report(c.Way, err), c.reportLong())
}

// report tells the sink what err, from a reader of a format, means for way.
func (c *content) report(way string, err error) error {
	var s *stop
	switch {
	case c.w.err != nil:
		return c.w.err
	case err == nil || err == io.EOF:
		return nil
	case errors.As(err, &s):
		return c.notRead(way, s.reason, s.size, s.detail)
	}
	return c.notRead(way, exposure.NotReadBroken, -1, "does not follow its format")
}

// guarded turns a panic of f into "not read: fault". A panic of the sink goes on.
func (c *content) guarded(f func() error) (err error) {
	defer func() {
		if c.w.inSink {
			return
		}
		if p := recover(); p != nil {
			err = stopf(exposure.NotReadFault, -1, fmt.Sprintf("the reader of %s gave up in disorder", c.format.name))
		}
	}()
	return f()
}

// finish reads what is left for the hash and tells the sink that c ends.
func (c *content) finish() error {
	if !c.whole {
		buf := c.w.x.mem.get(pageSize)
		defer c.w.x.mem.put(buf)
		for !c.rest.eof {
			if _, err := c.rest.Read(buf); err != nil && err != io.EOF {
				return c.w.fail(err)
			}
		}
		c.Size, c.HashKnown = c.rest.n, true
		c.rest.h.Sum(c.Hash[:0])
	}
	c.w.inSink = true
	c.Facts.Created = exposure.Told(c.Facts.Created)
	err := c.w.sink.End(&c.Content)
	c.w.inSink = false
	if err != nil {
		return c.w.fail(err)
	}
	return nil
}

// release gives back the memory and files that c holds.
func (c *content) release() {
	c.w.x.mem.put(c.head)
	c.head = nil
	if c.spool != nil {
		c.w.closeSpool(c.spool)
	}
}

// notRead tells the sink that something beneath c was not read.
func (c *content) notRead(way string, r exposure.Reason, size int64, detail string) error {
	c.w.inSink = true
	err := c.w.sink.NotRead(way, r, size, detail)
	c.w.inSink = false
	if err != nil {
		return c.w.fail(err)
	}
	return nil
}

// piece hands one piece of text to the sink.
func (c *content) piece(s *exposure.Segment) error {
	if err := c.w.alive(); err != nil {
		return err
	}
	if c.text += int64(len(s.Text)); c.text > c.w.x.budget.Text {
		return stopf(exposure.NotReadBytes, -1, "more text than the budget allows")
	}
	c.w.inSink = true
	err := c.w.sink.Segment(s)
	c.w.inSink = false
	if err != nil {
		return c.w.fail(err)
	}
	return nil
}

// step counts n steps of work and says when there were too many.
func (c *content) step(n int64) error {
	if err := c.w.alive(); err != nil {
		return err
	}
	if c.steps += n; c.steps > c.w.x.budget.Steps {
		return stopf(exposure.NotReadSteps, -1, "more work than the budget allows")
	}
	return nil
}

// record gives out the next ordinal of a record.
func (c *content) record() int64 {
	c.records++
	return c.records
}
