package sweep

import (
	"context"
	"errors"
	"strings"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
)

// A worker reads one file after another.
type worker struct {
	s       *sweep
	ctx     context.Context
	stream  *detect.Stream
	place   int64
	path    string
	root    string // of the ways in it: the path, as UTF-8
	out     []byte // what was found and has not been passed on
	segment exposure.Segment
	lines   lines
	busy    bool // a segment is open
	masks   masks
	whys    whys
	order   order
	finding Finding // that is being written
}

// wipe forgets what was found.
func (w *worker) wipe() {
	w.masks.wipe()
	w.order.wipe()
	w.finding = Finding{}
	clear(w.out[:cap(w.out)])
	w.out = nil
}

func newWorker(s *sweep) *worker {
	w := &worker{s: s, masks: newMasks(), whys: whys{}}
	w.afresh()
	return w
}

// file looks through one file. What is wrong with the file is a gap; only an error
// that ends the run is returned. err is why it cannot even be opened.
func (w *worker) file(ctx context.Context, place int64, path string, err error) error {
	w.ctx, w.place, w.path, w.root, w.out = ctx, place, path, path, w.out[:0]
	var in extract.Input
	var done func() error
	if err == nil {
		in, done, err = open(path, w.s.Stdin)
	}
	if err != nil {
		w.gap(openGap(path, err))
		return w.s.line.end(ctx, place, w.out)
	}
	body := &counting{in: in.Body}
	in.Body = body
	err = errors.Join(w.guarded(in), done())
	w.s.files.Add(1)
	w.s.bytes.Add(max(body.n, in.Size))
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.Is(err, errQueue):
		return err
	case err != nil:
		w.gap(readGap(path, err))
	}
	return w.s.line.end(ctx, place, w.out)
}

// gap tells of a gap, and writes it where findings stand in formats that have it
// there.
func (w *worker) gap(g Gap) {
	w.s.gap(g)
	if w.s.Format.gap != nil {
		w.out = w.s.Format.gap(w.out, &g)
	}
}

// errFault says that a reader or detector gave up in disorder. What it said is not
// repeated: it may quote what it stumbled on.
var errFault = errors.New("a fault of this program")

// guarded looks through what was opened. A panic costs the rest of that file and
// nothing else.
func (w *worker) guarded(in extract.Input) (err error) {
	defer func() {
		if recover() != nil {
			w.out = w.order.flush(w.out)
			w.afresh()
			err = errFault
		}
		w.busy = false
	}()
	return w.walk(in)
}

// afresh throws away what a panic may have left in disorder.
func (w *worker) afresh() {
	w.masks.wipe()
	w.stream = w.s.Engine.Stream(detect.Segment{}, w.met)
}

// walk looks through what was opened, and takes in what was read before an error.
func (w *worker) walk(in extract.Input) error {
	if w.s.Extractor == nil {
		return w.raw(in)
	}
	err := w.s.Extractor.Walk(w.ctx, in, w)
	if err != nil && w.ctx.Err() == nil && !errors.Is(err, errQueue) {
		err = errors.Join(err, w.end())
	}
	return err
}

// raw takes the whole file for one text.
func (w *worker) raw(in extract.Input) error {
	buf := make([]byte, 256<<10)
	w.segment = exposure.Segment{Way: w.path}
	w.begin()
	for {
		if err := w.ctx.Err(); err != nil {
			return err
		}
		n, err := in.Body.Read(buf)
		if n > 0 {
			w.lines.add(buf[:n])
			if err := w.stream.Write(buf[:n], nil); err != nil {
				return err
			}
		}
		if err != nil {
			return errors.Join(w.end(), notEOF(err))
		}
	}
}

// Begin implements [extract.Sink].
func (w *worker) Begin(c *extract.Content) (bool, error) {
	if c.Depth == 0 {
		w.root = c.Way
	}
	return true, w.end()
}

// Segment implements [extract.Sink].
func (w *worker) Segment(s *exposure.Segment) error {
	if s.Offset == 0 {
		if err := w.end(); err != nil {
			return err
		}
		w.segment = *s
		w.segment.Text, w.segment.Marks, w.segment.Tables = nil, nil, nil // lent
		w.begin()
	}
	w.lines.add(s.Text)
	w.stream.Tables(s.Tables)
	return w.stream.Write(s.Text, s.Marks)
}

func (w *worker) begin() {
	w.busy = true
	w.lines.reset()
	w.stream.Reset(detect.Segment{Way: w.segment.Way, Media: w.segment.Media, Part: w.segment.Part}, w.met)
}

func (w *worker) end() error {
	if !w.busy {
		return nil
	}
	w.busy = false
	err := w.stream.Close()
	w.out = w.order.flush(w.out)
	return errors.Join(err, w.pass())
}

// NotRead implements [extract.Sink].
func (w *worker) NotRead(way string, r exposure.Reason, size int64, detail string) error {
	w.gap(Gap{Path: w.path, Way: strings.TrimPrefix(way, w.root), Reason: r, Bytes: size, Detail: detail})
	return w.pass()
}

// End implements [extract.Sink].
func (w *worker) End(*extract.Content) error { return w.end() }

// verbatim are the media whose text extraction hands on as it stands.
var verbatim = map[string]bool{
	"": true, "text/plain": true, "text/csv": true, "text/tab-separated-values": true, "application/json": true, "application/sql": true,
}

// errQueue wraps errors of writing what was found.
var errQueue = errors.New("write findings")

// met takes in one mention.
func (w *worker) met(m detect.Mention) error {
	if w.s.Allow.allows(w.path, &m) {
		return nil
	}
	w.s.findings.Add(1)
	f := &w.finding
	*f = Finding{
		Path: w.path, Way: strings.TrimPrefix(w.segment.Way, w.root), Part: w.segment.Part,
		Line: w.lines.at(m.Offset), Offset: m.Offset, Length: m.Length,
		Kind: m.Kind, Rule: m.Rule, Score: m.Score, Class: m.Class, Field: m.Field,
		Role: exposure.RoleIn(uint64(m.Record), m.Field), Masked: w.masks.of(m.Kind, m.Value), Why: w.whys.of(&m),
	}
	if within := m.Within(); within != "" {
		f.Way += "#" + within
	}
	f.InFile = f.Way == "" && verbatim[w.segment.Media]
	from := len(w.order.text)
	w.order.text = w.s.Format.append(w.order.text, f)
	w.order.add(m.Offset, from)
	if !w.order.due() {
		return nil
	}
	w.out = w.order.release(w.out)
	return w.pass()
}

// pass hands on what is in order, where there is much of it and it is its turn.
func (w *worker) pass() error {
	if len(w.out) < passFrom {
		return nil
	}
	passed, err := w.s.line.pass(w.ctx, w.place, w.out, len(w.out) >= maxHeld)
	if err != nil {
		return errors.Join(errQueue, err)
	}
	if passed {
		w.out = w.out[:0]
	}
	return nil
}

// passFrom is from how many bytes on a worker asks whether its turn has come.
const passFrom = 32 << 10
