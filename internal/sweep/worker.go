package sweep

import (
	"bytes"
	"context"
	"errors"
	"strings"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/internal/seal"
)

// A worker reads one file after another.
type worker struct {
	s       *sweep
	ctx     context.Context
	stream  *detect.Stream
	place   int64
	path    string
	out     []byte // what was found and has not been passed on
	segment exposure.Segment
	lines   lines
	busy    bool // a segment is open
	masks   masks
}

func newWorker(s *sweep) *worker {
	w := &worker{s: s}
	w.afresh()
	return w
}

// file looks through one file. What is wrong with the file is a gap; only an error
// that ends the run is returned.
func (w *worker) file(ctx context.Context, place int64, path string) error {
	w.ctx, w.place, w.path, w.out = ctx, place, path, w.out[:0]
	in, done, err := w.s.open(path)
	if err != nil {
		w.s.gap(Gap{Path: path, Reason: exposure.NotReadFault, Bytes: -1, Detail: reason(err)})
		return w.s.line.end(ctx, place, nil)
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
		w.s.gap(Gap{Path: path, Reason: exposure.NotReadFault, Bytes: -1, Detail: reason(err)})
	}
	return w.s.line.end(ctx, place, w.out)
}

// errFault says that a reader or detector gave up in disorder. What it said is not
// repeated: it may quote what it stumbled on.
var errFault = errors.New("a fault of this program")

// guarded looks through what was opened. A panic costs the rest of that file and
// nothing else.
func (w *worker) guarded(in extract.Input) (err error) {
	defer func() {
		if recover() != nil {
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
func (w *worker) Begin(*extract.Content) (bool, error) { return true, w.end() }

// Segment implements [extract.Sink].
func (w *worker) Segment(s *exposure.Segment) error {
	if s.Offset == 0 {
		if err := w.end(); err != nil {
			return err
		}
		w.segment = *s
		w.segment.Text, w.segment.Marks = nil, nil // lent
		w.begin()
	}
	w.lines.add(s.Text)
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
	return w.stream.Close()
}

// NotRead implements [extract.Sink].
func (w *worker) NotRead(way string, r exposure.Reason, size int64, detail string) error {
	w.s.gap(Gap{Path: w.path, Way: strings.TrimPrefix(way, w.path), Reason: r, Bytes: size, Detail: detail})
	return nil
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
	f := Finding{
		Path: w.path, Way: strings.TrimPrefix(w.segment.Way, w.path), Part: w.segment.Part,
		Line: w.lines.at(m.Offset), Offset: m.Offset, Length: m.Length,
		Kind: m.Kind, Rule: m.Rule, Score: m.Score, Class: m.Class, Field: m.Field,
		Masked: w.masks.of(m.Kind, m.Value), Why: m.Why(),
	}
	if within := m.Within(); within != "" {
		f.Way += "#" + within
	}
	f.InFile = f.Way == "" && verbatim[w.segment.Media]
	w.out = w.s.Format.append(w.out, &f)
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

// masks remembers the masks of values that come one after another again and again.
// Values are personal data: it lives as long as its worker and no longer.
type masks struct {
	kind  exposure.Kind
	value []byte
	mask  string
}

func (k *masks) of(kind exposure.Kind, value []byte) string {
	if kind != k.kind || !bytes.Equal(value, k.value) {
		if len(value) > cap(k.value) {
			k.wipe()
		}
		k.kind, k.value = kind, append(k.value[:0], value...)
		k.mask = seal.Mask(kind, seal.Canonical(kind, string(value)))
	}
	return k.mask
}

// wipe forgets the value.
func (k *masks) wipe() {
	clear(k.value[:cap(k.value)])
	*k = masks{}
}
