package sweep

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/internal/language"
)

// OutlineOptions say how files are laid open.
type OutlineOptions struct {
	Extractor *extract.Extractor
	Stdin     io.Reader // what "-" means
	Tree      bool      // contents alone, without their text
	JSON      bool      // an object a line; what was not read is among them
	Out       io.Writer
	// Gap is told of what was not read.
	Gap func(Gap)
}

// Outline writes what files hold: the text of each content, not masked, or the
// tree of contents. In text for people a line ends with a line feed alone. It returns the first error of writing, or the
// context's; in its summary nothing is found.
func Outline(ctx context.Context, o OutlineOptions, files iter.Seq2[string, error]) (Summary, error) {
	w := &outline{OutlineOptions: o}
	for path, err := range files {
		if err := w.file(ctx, path, err); err != nil {
			return w.sum, err
		}
	}
	return w.sum, nil
}

// An outline is the sink of one walk after another.
type outline struct {
	OutlineOptions
	sum     Summary
	path    string
	root    string             // of the ways in it: the path, as UTF-8
	b       []byte             // the line that is made
	pending *extract.Content   // begun, and its line of the tree not written: what it is read as may become more exact
	open    []int64            // text of the contents that are open, in bytes
	spoken  []*language.Teller // of their languages, where JSON is written
	inText  bool               // the last that was written is text, and did not end its line
}

// errOutline wraps errors of writing.
var errOutline = errors.New("write what files hold")

func (w *outline) file(ctx context.Context, path string, err error) error {
	w.path, w.pending, w.open = path, nil, w.open[:0]
	var in extract.Input
	var done func() error
	if err == nil {
		in, done, err = open(path, w.Stdin)
	}
	if err != nil {
		return w.gap(openGap(path, err))
	}
	body := &counting{in: in.Body}
	in.Body = body
	err = errors.Join(w.Extractor.Walk(ctx, in, w), done())
	w.sum.Files++
	w.sum.Bytes += max(body.n, in.Size)
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.Is(err, errOutline):
		return err
	case err != nil:
		return errors.Join(w.settle(), w.gap(readGap(path, err)))
	}
	return nil
}

// gap tells of what was not read.
func (w *outline) gap(g Gap) error {
	w.sum.Gaps++
	if g.Again() {
		w.sum.Again++
	}
	if w.Gap != nil {
		w.Gap(g)
	}
	switch {
	case w.JSON:
		w.b = appendJSONGap(w.b, &g)
	case w.Tree:
		w.indent(len(w.open))
		if way := g.Way[strings.LastIndex(g.Way, "!/")+1:]; way != "" {
			w.b = append(appendLine(w.b, strings.TrimPrefix(way, "/")), ": "...)
		}
		w.b = append(appendLine(append(w.b, "not read: "...), g.Text()), '\n')
	}
	return w.write()
}

// write writes the line that was made.
func (w *outline) write() error {
	if len(w.b) == 0 {
		return nil
	}
	_, err := w.Out.Write(w.b)
	w.b = w.b[:0]
	if err != nil {
		return errors.Join(errOutline, err)
	}
	return nil
}

func (w *outline) indent(depth int) { w.b = append(w.b, strings.Repeat("  ", depth)...) }

// settle writes the line of a content of which all is known now that will be.
func (w *outline) settle() error {
	c := w.pending
	if w.pending = nil; c == nil || !w.Tree || w.JSON {
		return nil
	}
	w.indent(c.Depth)
	name := c.Name + c.Number()
	if c.Depth == 0 {
		name = w.path
	}
	w.b = fmt.Appendf(appendLine(w.b, name), "  %s", c.Media)
	if c.Size >= 0 {
		w.b = fmt.Appendf(w.b, ", %d bytes", c.Size)
	}
	w.b = append(w.b, '\n')
	return w.write()
}

// Begin implements [extract.Sink].
func (w *outline) Begin(c *extract.Content) (bool, error) {
	err := errors.Join(w.endText(), w.settle())
	if c.Depth == 0 {
		w.root = c.Way
	}
	w.pending, w.open = c, append(w.open, 0)
	if w.JSON {
		w.speak(len(w.open)).Reset()
	}
	return true, err
}

// Segment implements [extract.Sink].
func (w *outline) Segment(s *exposure.Segment) error {
	if err := w.settle(); err != nil {
		return err
	}
	w.open[len(w.open)-1] += int64(len(s.Text))
	if w.JSON {
		w.speak(len(w.open)).Segment(s)
	}
	switch {
	case w.Tree:
		return nil
	case w.JSON:
		w.appendSegment(s)
		return w.write()
	}
	if s.Offset == 0 {
		if err := w.endText(); err != nil {
			return err
		}
		w.b = fmt.Appendf(appendLine(append(w.b, "--- "...), s.Way), " (%s", s.Media)
		if s.Part != "" {
			w.b = fmt.Appendf(w.b, ", %s", s.Part)
		}
		w.b = append(w.b, ")\n"...)
	}
	w.b = append(w.b, bytes.ReplaceAll(s.Text, []byte("\r\n"), []byte{'\n'})...)
	w.inText = s.Text[len(s.Text)-1] != '\n'
	return w.write()
}

// speak returns what tells the language of the content at a depth, from 1.
func (w *outline) speak(depth int) *language.Teller {
	for len(w.spoken) < depth {
		w.spoken = append(w.spoken, new(language.Teller))
	}
	return w.spoken[depth-1]
}

// endText ends the line of a text that did not.
func (w *outline) endText() error {
	if !w.inText {
		return nil
	}
	w.inText = false
	w.b = append(w.b, '\n')
	return w.write()
}

// NotRead implements [extract.Sink].
func (w *outline) NotRead(way string, r exposure.Reason, size int64, detail string) error {
	return errors.Join(w.settle(), w.endText(),
		w.gap(Gap{Path: w.path, Way: strings.TrimPrefix(way, w.root), Reason: r, Bytes: size, Detail: detail}))
}

// End implements [extract.Sink].
func (w *outline) End(c *extract.Content) error {
	if err := errors.Join(w.settle(), w.endText()); err != nil {
		return err
	}
	text := w.open[len(w.open)-1]
	w.open = w.open[:len(w.open)-1]
	if !w.JSON {
		return nil
	}
	w.appendContent(c, text, w.speak(len(w.open)+1).Language())
	return w.write()
}

// appendSegment appends a piece of text and its marks as an object on a line.
func (w *outline) appendSegment(s *exposure.Segment) {
	w.member(`{"event":"text","path":`, w.path)
	w.memberIf(`,"way":`, strings.TrimPrefix(s.Way, w.root))
	w.member(`,"media":`, s.Media)
	w.memberIf(`,"part":`, string(s.Part))
	w.b = strconv.AppendInt(append(w.b, `,"offset":`...), s.Offset, 10)
	w.member(`,"text":`, string(s.Text))
	for i, m := range s.Marks {
		if i == 0 {
			w.b = append(w.b, `,"marks":[`...)
		} else {
			w.b = append(w.b, ',')
		}
		w.b = strconv.AppendInt(append(w.b, `{"offset":`...), m.Offset, 10)
		w.memberIf(`,"field":`, m.Field)
		w.b = strconv.AppendInt(append(w.b, `,"record":`...), m.Record, 10)
		if m.Rows > 0 {
			w.b = strconv.AppendInt(append(w.b, `,"rows":`...), int64(m.Rows), 10)
		}
		w.b = append(w.b, '}')
	}
	if len(s.Marks) > 0 {
		w.b = append(w.b, ']')
	}
	w.b = append(w.b, "}\n"...)
}

// appendContent appends a content that has ended, with text bytes of text of its own in a language.
func (w *outline) appendContent(c *extract.Content, text int64, spoken string) {
	w.member(`{"event":"content","path":`, w.path)
	w.memberIf(`,"way":`, strings.TrimPrefix(c.Way, w.root))
	w.member(`,"name":`, c.Name)
	w.b = strconv.AppendInt(append(w.b, `,"depth":`...), int64(c.Depth), 10)
	w.member(`,"media":`, c.Media)
	w.b = strconv.AppendInt(append(w.b, `,"bytes":`...), c.Size, 10)
	w.b = strconv.AppendInt(append(w.b, `,"textBytes":`...), text, 10)
	w.memberIf(`,"language":`, spoken)
	w.member(`,"sha256":`, hex.EncodeToString(c.Hash[:]))
	w.time(`,"modified":`, c.Modified)
	f := &c.Facts
	w.memberIf(`,"messageId":`, f.MessageID)
	w.memberIf(`,"title":`, f.Title)
	w.memberIf(`,"author":`, f.Author)
	w.memberIf(`,"company":`, f.Company)
	w.time(`,"created":`, f.Created)
	if f.Signed {
		w.b = append(w.b, `,"signed":true`...)
	}
	w.memberIf(`,"signedBy":`, f.SignedBy)
	w.b = append(w.b, "}\n"...)
}

func (w *outline) member(key, value string) { w.b = appendString(append(w.b, key...), value) }

func (w *outline) memberIf(key, value string) {
	if value != "" {
		w.member(key, value)
	}
}

func (w *outline) time(key string, t time.Time) {
	if !t.IsZero() {
		w.member(key, t.UTC().Format(time.RFC3339))
	}
}
