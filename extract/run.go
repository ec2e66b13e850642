package extract

import (
	"bytes"
	"slices"
	"unicode/utf8"

	"github.com/hemostat/hemostat/exposure"
)

// A run is one run of text of a content: it gathers text and marks and hands
// them on in pieces.
type run struct {
	c     *content
	seg   exposure.Segment // way, media, part
	off   int64            // of text[0] in the run
	text  []byte
	marks []exposure.Mark
	heads []exposure.Table // that are not handed on yet
	last  exposure.Mark    // the mark that holds at the end of text
	good  int              // length of text up to the last end of a record
	tail  byte             // the last byte that was handed on
	hold  int              // bytes up to which text is held and not handed on
	most  int              // marks that there were at once
	long  longNames
	lines *keys // marks the lines of a document that give a value to a label; may be nil
}

// labelled makes r mark such lines, whenever [run.label] says that one ended.
func (r *run) labelled() *run {
	r.lines = &keys{c: r.c, r: r, names: new(names), strict: true}
	return r
}

// label says that the last line of the text is whole. Within a table, and where
// something in the line is marked already, there is no label.
func (r *run) label() {
	if r.lines == nil || r.last.Field != "" {
		return
	}
	line := bytes.TrimSuffix(r.text, []byte{'\n'})
	from := bytes.LastIndexByte(line, '\n') + 1
	off := r.off + int64(from)
	if from == 0 && r.off > 0 && r.tail != '\n' || r.last.Offset > off {
		return
	}
	if r.last.Record == 0 {
		r.lines.record = 0
	} else if r.last.Record != r.lines.record {
		return
	}
	r.lines.line(line[from:], off)
}

// newRun begins a run. Suffix follows the content's way, as in "#p2".
func (c *content) newRun(suffix string, part exposure.Part) *run {
	r := &run{c: c, seg: exposure.Segment{Way: c.Way + suffix, Media: c.Media, Part: part}}
	if c.first == nil {
		c.first = r
		if m, ok := c.w.x.runs.Get().(*runMemory); ok {
			r.text, r.marks = m.text, m.marks
		}
	}
	return r
}

// again makes r, which has ended, another run of its content.
func (r *run) again(part exposure.Part) {
	r.seg = exposure.Segment{Way: r.seg.Way, Media: r.seg.Media, Part: part}
	*r = run{c: r.c, seg: r.seg, text: r.text[:0], marks: r.marks[:0], heads: r.heads[:0], most: r.most}
}

// runMemory is the memory of a content's first run, which the next content uses
// again: text takes some 250 KiB, the marks of a table's piece some MB.
type runMemory struct {
	text  []byte
	marks []exposure.Mark
}

// returnRun gives back the memory of a content's first run.
func (c *content) returnRun() {
	r := c.first
	if r == nil || cap(r.marks) == 0 && cap(r.text) == 0 {
		return
	}
	clear(r.marks[:max(r.most, len(r.marks))])
	m := &runMemory{text: r.text[:0], marks: r.marks[:0]}
	if cap(m.text) > 2*MaxPiece {
		m.text = nil
	}
	r.text, r.marks = nil, nil
	c.w.x.runs.Put(m)
}

// mark says to which field and record the text from here on belongs.
func (r *run) mark(field string, record int64) {
	r.markAt(r.at(), field, record)
}

// markRows is mark for a cell that is merged with those in so many rows below.
func (r *run) markRows(field string, record int64, rows int) {
	r.markAt(r.at(), field, record)
	if rows > 0 && len(r.marks) > 0 && r.last.Offset == r.at() {
		r.last.Rows = min(rows, exposure.MostSpanned)
		r.marks[len(r.marks)-1] = r.last
	}
}

// at is the offset in the run of what is written next.
func (r *run) at() int64 { return r.off + int64(len(r.text)) }

// markAt is mark for text that is handed on with direct: at ascends.
func (r *run) markAt(at int64, field string, record int64) {
	if r.last.Field == field && r.last.Record == record {
		return
	}
	again := len(r.marks) > 0 && r.last.Offset == at
	r.last = exposure.Mark{Offset: at, Field: field, Record: record}
	if again {
		r.marks[len(r.marks)-1] = r.last
		return
	}
	r.marks = append(r.marks, r.last)
}

// table says that the rows which begin at an offset of the run are of a table with these columns.
// They must not change afterwards.
func (r *run) table(at int64, columns []string) {
	if n := len(r.heads); n > 0 && r.heads[n-1].Offset == at {
		r.heads = r.heads[:n-1]
	}
	r.heads = append(r.heads, exposure.Table{Offset: at, Columns: columns})
}

// recordEnd says that here is a good place to cut.
func (r *run) recordEnd() { r.good = len(r.text) }

// write adds text, which must be valid UTF-8.
func (r *run) write(p []byte) error {
	for len(r.text)+len(p) > max(MaxPiece, r.hold) {
		r.hold = 0
		for len(r.text) > MaxPiece {
			if err := r.flush(cutPoint(r.text[:MaxPiece])); err != nil {
				return err
			}
		}
		n := min(MaxPiece-len(r.text), len(p))
		for n > 0 && n < len(p) && !utf8.RuneStart(p[n]) {
			n--
		}
		r.text = append(r.text, p[:n]...)
		if p = p[n:]; len(r.text) < MaxPiece/2 {
			continue
		}
		if err := r.flush(r.cutPoint()); err != nil {
			return err
		}
	}
	r.text = append(r.text, p...)
	return nil
}

// writeString is write.
func (r *run) writeString(s string) error {
	if len(r.text)+len(s) > max(MaxPiece, r.hold) {
		return r.write([]byte(s))
	}
	r.text = append(r.text, s...)
	return nil
}

// endLine ends the line unless the text is at the start of one.
func (r *run) endLine() error {
	if b := r.lastByte(); b == 0 || b == '\n' {
		return nil
	}
	return r.writeString("\n")
}

// lastByte is the last byte of the run so far, 0 where there is none.
func (r *run) lastByte() byte {
	if n := len(r.text); n > 0 {
		return r.text[n-1]
	}
	return r.tail
}

// cutPoint finds the best place to cut a full text.
func (r *run) cutPoint() int {
	if r.good > len(r.text)/2 {
		return r.good
	}
	return cutPoint(r.text)
}

// cutPoint finds the best place to cut in the second half of p: after a line,
// else after a space, else after a rune.
func cutPoint(p []byte) int {
	half := len(p) / 2
	if i := bytes.LastIndexByte(p[half:], '\n'); i >= 0 {
		return half + i + 1
	}
	if i := bytes.LastIndexByte(p[half:], ' '); i >= 0 {
		return half + i + 1
	}
	if n := len(trimRune(p)); n > 0 {
		return n
	}
	return len(p)
}

// flush hands on the first n bytes of the text.
func (r *run) flush(n int) error {
	err := r.direct(r.text[:n])
	r.text = r.text[:copy(r.text, r.text[n:])]
	r.good = max(0, r.good-n)
	return err
}

// end hands on what is left. A run without text hands on nothing.
func (r *run) end() error {
	for len(r.text) > MaxPiece {
		if err := r.flush(cutPoint(r.text[:MaxPiece])); err != nil {
			return err
		}
	}
	return r.flush(len(r.text))
}

// direct hands on p, which stands at the end of the run, without copying it.
// Marks beyond it are kept for what follows.
func (r *run) direct(p []byte) error {
	if len(p) == 0 {
		return nil
	}
	end := r.off + int64(len(p))
	k := len(r.marks)
	r.most = max(r.most, k)
	for k > 0 && r.marks[k-1].Offset >= end {
		k--
	}
	r.long.look(r.marks[:k], end, r.c)
	heads := 0
	for heads < len(r.heads) && r.heads[heads].Offset < end {
		heads++
	}
	r.seg.Offset, r.seg.Text, r.seg.Marks, r.seg.Tables = r.off, p, r.marks[:k], r.heads[:heads]
	err := r.c.piece(&r.seg)
	r.marks = r.marks[:copy(r.marks, r.marks[k:])]
	r.heads = slices.Delete(r.heads, 0, heads)
	r.off, r.tail = end, p[len(p)-1]
	return err
}
