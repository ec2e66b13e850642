package extract

import (
	"context"
	"io"
	"time"

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

// content opens m, reads it and closes it. Its error ends the walk.
func (w *walk) content(parent *content, m member) error {
	if err := w.alive(); err != nil {
		return err
	}
	c := &content{w: w, parent: parent, at: m.at}
	c.Name, c.Way, c.Size, c.Modified = m.name, m.way, m.size, exposure.Told(m.modified)
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
