// Package extracttest holds the suite that each format of package extract
// passes, and the sink that the suite watches a walk with.
package extracttest

import (
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
)

// A Recorder is an [extract.Sink] that renders what it is told and holds the
// walk to the contract of the sink. Its zero value works.
type Recorder struct {
	// Skip, if set, answers for [extract.Sink.Begin].
	Skip func(c *extract.Content) bool
	// OnEvent, if set, is called before each event; its error ends the walk.
	OnEvent func() error
	// Bare leaves out the names of the object and what depends on them.
	Bare bool

	Texts    int   // pieces
	Bytes    int64 // of text
	NotReads []exposure.Reason
	Faults   []string // breaches of the contract

	out  strings.Builder
	open []string
	run  exposure.Segment // the run that goes on, its text aside
	next int64
	root string
}

// String is the rendering: brackets, text with its marks as ⟦field record⟧, and
// what was not read.
func (r *Recorder) String() string { return r.out.String() }

func (r *Recorder) fault(format string, args ...any) {
	r.Faults = append(r.Faults, fmt.Sprintf(format, args...))
}

func (r *Recorder) event() error {
	if r.OnEvent != nil {
		return r.OnEvent()
	}
	return nil
}

func (r *Recorder) linef(format string, args ...any) {
	r.closeText()
	fmt.Fprintf(&r.out, "%s%s\n", strings.Repeat("  ", len(r.open)), fmt.Sprintf(format, args...))
}

// way renders a way without the object's name where that is wanted.
func (r *Recorder) way(way string) string {
	if r.Bare {
		return strings.TrimPrefix(way, r.root)
	}
	return way
}

// Begin implements [extract.Sink].
func (r *Recorder) Begin(c *extract.Content) (bool, error) {
	if err := r.event(); err != nil {
		return false, err
	}
	if len(r.open) == 0 {
		r.root = c.Way
	}
	if c.Depth != len(r.open) {
		r.fault("%s begins at depth %d beneath %d open contents", c.Way, c.Depth, len(r.open))
	}
	if n := len(r.open); n > 0 && !strings.HasPrefix(c.Way, r.open[n-1]+"!/") {
		r.fault("%s begins beneath %s", c.Way, r.open[n-1])
	}
	if c.HashKnown && c.Size > extract.Whole {
		r.fault("%s: hash known before its %d bytes were read", c.Way, c.Size)
	}
	if !utf8.ValidString(c.Way) || !utf8.ValidString(c.Name) {
		r.fault("a name is not UTF-8")
	}
	r.linef("begin %q %s", r.way(c.Way), c.Media)
	r.open = append(r.open, c.Way)
	return r.Skip == nil || !r.Skip(c), nil
}

// Segment implements [extract.Sink].
func (r *Recorder) Segment(s *exposure.Segment) error {
	if err := r.event(); err != nil {
		return err
	}
	r.check(s)
	if s.Offset == 0 {
		r.closeText()
		r.linef("text %q %s %s", r.way(s.Way), s.Media, s.Part)
		r.run = exposure.Segment{Way: s.Way, Media: s.Media, Part: s.Part}
	}
	r.Texts++
	r.Bytes += int64(len(s.Text))
	at := s.Offset
	for _, m := range s.Marks {
		r.out.Write(s.Text[at-s.Offset : m.Offset-s.Offset])
		rows := ""
		if m.Rows > 0 {
			rows = fmt.Sprintf("+%d", m.Rows)
		}
		fmt.Fprintf(&r.out, "⟦%s %d%s⟧", m.Field, m.Record, rows)
		at = m.Offset
	}
	r.out.Write(s.Text[at-s.Offset:])
	r.next = s.Offset + int64(len(s.Text))
	return nil
}

// check holds a piece of text to the contract of [exposure.Segment].
func (r *Recorder) check(s *exposure.Segment) {
	if len(r.open) == 0 {
		r.fault("text outside of any content")
		return
	}
	if !strings.HasPrefix(s.Way, r.open[len(r.open)-1]) {
		r.fault("text of %s within %s", s.Way, r.open[len(r.open)-1])
	}
	if len(s.Text) == 0 || len(s.Text) > extract.MaxPiece {
		r.fault("%s: a piece of %d bytes", s.Way, len(s.Text))
	}
	if !utf8.Valid(s.Text) {
		r.fault("%s: text at %d is not UTF-8", s.Way, s.Offset)
	}
	if s.Offset != 0 && (s.Offset != r.next || s.Way != r.run.Way || s.Part != r.run.Part || s.Media != r.run.Media) {
		r.fault("%s: a piece at %d after one that ended at %d", s.Way, s.Offset, r.next)
	}
	last := s.Offset - 1
	for _, m := range s.Marks {
		if m.Offset <= last || m.Offset >= s.Offset+int64(len(s.Text)) {
			r.fault("%s: mark at %d after %d in a piece of %d at %d", s.Way, m.Offset, last, len(s.Text), s.Offset)
			break
		}
		if !utf8.RuneStart(s.Text[m.Offset-s.Offset]) || !utf8.ValidString(m.Field) {
			r.fault("%s: mark at %d is within a character, or its field is no UTF-8", s.Way, m.Offset)
		}
		last = m.Offset
	}
}

// closeText ends the text that is being rendered.
func (r *Recorder) closeText() {
	if r.next == 0 {
		return
	}
	if !strings.HasSuffix(r.out.String()[max(0, r.out.Len()-1):], "\n") {
		r.out.WriteString("¶\n")
	}
	r.next, r.run = 0, exposure.Segment{}
}

// NotRead implements [extract.Sink].
func (r *Recorder) NotRead(way string, reason exposure.Reason, size int64, detail string) error {
	if err := r.event(); err != nil {
		return err
	}
	if len(r.open) == 0 || !strings.HasPrefix(way, r.open[len(r.open)-1]) {
		r.fault("%s not read outside of its content", way)
	}
	if reason.Explain().Text == (exposure.Reason("?")).Explain().Text {
		r.fault("%s: reason %q is not on the list", way, reason)
	}
	r.NotReads = append(r.NotReads, reason)
	r.linef("not read %q: %s, %d bytes: %s", r.way(way), reason, size, detail)
	return nil
}

// End implements [extract.Sink].
func (r *Recorder) End(c *extract.Content) error {
	if err := r.event(); err != nil {
		return err
	}
	if len(r.open) == 0 || r.open[len(r.open)-1] != c.Way {
		r.fault("%s ends and is not the innermost", c.Way)
		return nil
	}
	r.closeText()
	r.open = r.open[:len(r.open)-1]
	if !c.HashKnown || c.Size < 0 {
		r.fault("%s ends without hash or size", c.Way)
	}
	line := fmt.Sprintf("end %s %d bytes, sha256 %s, expanded %d, below %d", c.Media, c.Size, hex.EncodeToString(c.Hash[:4]), c.Expanded, c.Below)
	if c.Cut {
		line += ", cut"
	}
	if c.Facts != (extract.Facts{}) {
		line += fmt.Sprintf(", facts %+q", facts(c.Facts))
	}
	r.linef("%s", line)
	return nil
}

// facts lists what is known.
func facts(f extract.Facts) []string {
	var list []string
	for _, kv := range [][2]string{{"message-id", f.MessageID}, {"title", f.Title}, {"author", f.Author}, {"company", f.Company}, {"signed-by", f.SignedBy}} {
		if kv[1] != "" {
			list = append(list, kv[0]+"="+kv[1])
		}
	}
	if !f.Created.IsZero() {
		list = append(list, "created="+f.Created.UTC().Format("2006-01-02T15:04:05Z"))
	}
	if f.Signed {
		list = append(list, "signed")
	}
	return list
}

// Closed reports whether every bracket was closed.
func (r *Recorder) Closed() bool { return len(r.open) == 0 }
