package extract

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/hemostat/hemostat/exposure"
)

// memberWeight is what each content adds to the expansion of its container
// beside its bytes, so that a million empty members are not free.
const memberWeight = 512

// A walk is one call of [Extractor.Walk].
type walk struct {
	x      *Extractor
	ctx    context.Context
	sink   Sink
	err    error       // the first error that ends the walk: of ctx, the input or the sink
	inSink bool        // a call of the sink is under way: a panic is the sink's own
	spools []SpoolFile // open ones
}

// alive returns the error that ends the walk, if any.
func (w *walk) alive() error {
	if w.err == nil {
		w.err = w.ctx.Err()
	}
	return w.err
}

// fail ends the walk.
func (w *walk) fail(err error) error {
	if w.err == nil {
		w.err = err
	}
	return w.err
}

// A stop is the error by which a reader of a format says that it did not read
// the rest.
type stop struct {
	reason exposure.Reason
	size   int64 // of what was not read, -1 where it is not known
	detail string
}

func (s *stop) Error() string { return string(s.reason) + ": " + s.detail }

func stopf(r exposure.Reason, size int64, detail string) error { return &stop{r, size, detail} }

// broken says that a content does not follow its format. The error that a
// library gave is left out on purpose: it may quote contents.
func broken(detail string) error { return &stop{exposure.NotReadBroken, -1, detail} }

// A member is a content that is about to be opened.
type member struct {
	name     string // clean, see cleanName
	way      string
	size     int64 // as announced, -1 where it is not
	modified time.Time
	body     io.Reader
	at       io.ReaderAt
}

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
	names    map[string]int
	records  int64 // ordinals given out
	first    *run  // of its runs: its memory is used again
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

// content opens m, reads it and closes it. Its error ends the walk.
func (w *walk) content(parent *content, m member) error {
	if err := w.alive(); err != nil {
		return err
	}
	c := &content{w: w, parent: parent, at: m.at}
	c.Name, c.Way, c.Size, c.Modified = m.name, m.way, m.size, m.modified
	if parent != nil {
		c.Depth = parent.Depth + 1
		if c.Depth > w.x.budget.Depth {
			for p := parent; p != nil; p = p.parent {
				p.Cut = true
			}
			return parent.notRead(m.way, exposure.NotReadDepth, m.size, "nested deeper than the budget allows")
		}
		parent.charge(memberWeight)
	}
	head, whole, err := w.x.mem.readHead(m.body, Whole)
	c.head, c.whole = head, whole
	defer c.release()
	if err != nil {
		return w.fail(err)
	}
	return c.run(m)
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
	return c.report(c.Way, err)
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

// memberWay is the way of a member of c. Members of one name are told apart.
func (c *content) memberWay(name string) string {
	way := c.Way + "!/" + name
	if c.names == nil {
		c.names = make(map[string]int)
	}
	c.names[way]++
	if n := c.names[way]; n > 1 {
		return fmt.Sprintf("%s~%d", way, n)
	}
	return way
}

// maxName is the length in bytes at which names of members are cut.
const maxName = 1024

// cleanName makes a foreign name fit for a way: valid UTF-8, not empty, of
// bounded length.
func cleanName(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if len(s) > maxName {
		i := maxName
		for !utf8.RuneStart(s[i]) {
			i--
		}
		s = s[:i] + "…"
	}
	if s == "" {
		return "unnamed"
	}
	return s
}
