package extract

import (
	"bytes"
	"cmp"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract/internal/cfb"
	"github.com/hemostat/hemostat/extract/internal/jet"
)

// sniffAccess takes databases of Jet and of ACE, which name their engine.
func sniffAccess(h *head) int {
	return 90 * b2i(h.hasAt(4, "Standard Jet DB\x00") || h.hasAt(4, "Standard ACE DB\x00"))
}

// readAccess reads a database of Microsoft Access: each table is a run of rows, whose
// cells carry the names of their columns; objects and attachments are members. Tables
// of the system, where queries and the addresses of linked tables stand, come last.
func readAccess(c *content, h *head) error {
	at, size, err := c.random()
	if err != nil {
		return err
	}
	a := &accessText{rowText: &rowText{c: c, r: c.newRun("", exposure.PartTable)}, free: 4 * size}
	f, err := jet.Open(at, size)
	var tables []jet.Table
	if err == nil {
		f.Decode, f.Work = decodePage, a.work
		tables, err = f.Tables()
	}
	switch {
	case err == nil:
	case c.w.err != nil:
		return c.w.err
	case errors.Is(err, jet.ErrEncrypted):
		return stopf(exposure.NotReadEncrypted, size, "needs a password")
	case errors.Is(err, jet.ErrFormat):
		return c.runsOf(at, size, minRun, broken("its list of tables cannot be read; only runs of plain text were read"))
	default:
		return err
	}
	a.narrow, a.wide = runFinder{min: minRun}, runFinder{min: minRun}
	a.open = a.object
	for i := range tables {
		if err := a.table(f, tables[i]); err != nil {
			return err
		}
	}
	if err := a.left(f); err != nil {
		return err
	}
	if f.Broken > 0 {
		return broken("some of its pages or rows do not follow its format")
	}
	return nil
}

// work counts bytes that were read or written. Each page is read once, and its rows are
// text once, unless pointers lead to the same in many ways: that is charged.
func (a *accessText) work(n int64) error {
	if a.free -= n; a.free >= 0 {
		return a.c.w.alive()
	}
	a.c.charge(-a.free)
	a.free = 0
	if a.c.spent() {
		return stopf(exposure.NotReadRatio, -1, "expands to more than the budget allows; the rest of it was left")
	}
	return a.c.w.alive()
}

// accessText is the [jet.Sink] of a content.
type accessText struct {
	*rowText
	name   string // of the table
	file   string // of the attachment in the row
	number int64  // of the row, where it has one
	// parts of a compound file that stand in rows, and that of the row.
	parts []accessPart
	part  []byte
	total int
	free  int64 // bytes of work that are not charged
}

// noText is a table of the system that holds no text: who may do what.
const noText = "MSysACEs"

// inParts is a table of the system whose rows are the parts of one compound file: the
// forms, reports and macros.
const inParts = "MSysAccessObjects"

// An accessPart is one of them.
type accessPart struct {
	number int64
	data   []byte
}

// table hands on the rows of a table.
func (a *accessText) table(f *jet.File, t jet.Table) error {
	if t.System && t.Name == noText {
		return nil
	}
	if err := f.Define(&t); err != nil {
		return err
	}
	part := exposure.PartTable
	if t.System && strings.HasPrefix(t.Name, "MSys") {
		part = exposure.PartProperties
	}
	a.r.again(part)
	a.name = cleanName(t.Name)
	a.r.seg.Way = a.c.Way + "#" + a.name
	a.heads, a.begun, a.headed = nil, false, false
	for _, col := range t.Columns {
		a.heads = append(a.heads, fieldName([]byte(col.Name)))
	}
	a.heads = withTable(t.Name, a.heads)
	return firstError(f.Rows(&t, a), a.r.end(), a.joined())
}

// joined reads the file of which the parts stood in rows.
func (a *accessText) joined() error {
	if len(a.parts) == 0 {
		return nil
	}
	slices.SortStableFunc(a.parts, func(x, y accessPart) int { return cmp.Compare(x.number, y.number) })
	var p []byte
	for _, part := range a.parts {
		p = append(p, part.data...)
	}
	a.parts = nil
	p = p[max(bytes.Index(p, []byte(cfb.Magic)), 0):] // a header stands before it
	return firstError(a.c.room(), a.c.child(member{name: a.name, size: int64(len(p))}, bytes.NewReader(p)))
}

// Row implements [jet.Sink].
func (a *accessText) Row() error {
	a.id, a.file = a.c.record(), ""
	return nil
}

// Value implements [jet.Sink].
func (a *accessText) Value(column int, text []byte) error {
	switch a.heads[column] {
	case "FileName":
		a.file = string(text)
	case "ID":
		a.number, _ = strconv.ParseInt(string(text), 10, 64)
	}
	if len(text) == 0 {
		return nil
	}
	return firstError(a.value(column, nil, text), a.work(int64(len(text))))
}

// Binary implements [jet.Sink].
func (a *accessText) Binary(column int, p []byte) error {
	if err := a.work(int64(len(p))); err != nil {
		return err
	}
	if a.name == inParts && a.total+len(p) <= maxHeld {
		a.total += len(p)
		a.part = bytes.Clone(p)
		return nil
	}
	if oleField(p) > 0 || attachmentOf(p) != nil {
		a.kept = append(a.kept, bsonMember{a.heads[column], bytes.Clone(p)})
		if a.held += len(p); a.held > maxHeld {
			return a.members()
		}
		return nil
	}
	return a.blob(column, nil, p)
}

// Big implements [jet.Sink].
func (a *accessText) Big(column int, v *jet.Long) error {
	if err := firstError(a.r.end(), a.c.room()); err != nil {
		return err
	}
	err := a.c.child(member{name: a.member(a.heads[column]), size: v.Size()}, v)
	a.again()
	return err
}

// RowEnd implements [jet.Sink].
func (a *accessText) RowEnd() error {
	if a.part != nil {
		a.parts = append(a.parts, accessPart{a.number, a.part})
		a.part = nil
	}
	return a.rowEnd()
}

// member is the name of what stands in a column of the row.
func (a *accessText) member(column string) string {
	if a.file != "" {
		return cleanName(a.file)
	}
	return cleanName(a.name + "/" + strconv.FormatInt(a.id, 10) + "/" + column)
}

// object reads what was kept of a row.
func (a *accessText) object(m bsonMember) error {
	if n := oleField(m.value); n > 0 {
		return a.c.oleStream(bytes.NewReader(m.value[n:]))
	}
	var r io.Reader = bytes.NewReader(m.value)
	if file := attachmentOf(m.value); file != nil {
		r = file
	}
	return a.c.child(member{name: a.member(m.name), size: -1}, r)
}

// oleField is how many bytes stand before the OLE 1.0 object of a field, 0 where there
// is none.
func oleField(p []byte) int {
	if len(p) < 20 || p[0] != 0x15 || p[1] != 0x1c {
		return 0
	}
	if n := int(binary.LittleEndian.Uint16(p[2:])); n >= 20 && n < len(p) {
		return n
	}
	return 0
}

// attachmentOf opens the file in a field of attachments: packed or not, behind a header
// that says its extension; nil where p is none.
func attachmentOf(p []byte) io.Reader {
	if len(p) < 20 || p[1]|p[2]|p[3] != 0 || p[0] > 1 {
		return nil
	}
	var r io.Reader = bytes.NewReader(p[8:])
	if p[0] == 1 {
		z, err := zlib.NewReader(r)
		if err != nil {
			return nil
		}
		r = z
	}
	var h [4]byte
	if _, err := io.ReadFull(r, h[:]); err != nil {
		return nil
	}
	n := binary.LittleEndian.Uint32(h[:])
	if n < 12 || n > 1<<10 {
		return nil
	}
	if _, err := io.CopyN(io.Discard, r, int64(n)-4); err != nil {
		return nil
	}
	return r
}

// left gives the runs of text of pages that no table has any more.
func (a *accessText) left(f *jet.File) error {
	a.r.again(exposure.PartHidden)
	a.r.seg.Way = a.c.Way + "#left behind"
	return firstError(f.Left(func(p []byte) error {
		return firstError(findRuns(p, &a.narrow, &a.wide, a.r), a.narrow.end(a.r), a.wide.end(a.r))
	}), a.r.end())
}
