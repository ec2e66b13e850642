// Package xls reads workbooks of Excel 5 to 2003 ([MS-XLS]: BIFF8, and BIFF5 as
// far as text and numbers go).
//
// Records are read one after the other; a record takes at most 64 KiB, a string
// 128 KiB, whatever a file declares.
package xls

import (
	"encoding/binary"
	"errors"
	"io"
)

// ErrEncrypted says that the workbook needs a password.
var ErrEncrypted = errors.New("xls: encrypted")

// ErrFormat says that the records break off.
var ErrFormat = errors.New("xls: records break off")

// A Handler is told what a workbook holds, in its order. What it is handed is lent.
// Its error ends the reading.
type Handler interface {
	// SharedString is the next one of those that cells refer to.
	SharedString(p []byte) error
	// Format is a number format, XF the format that a cell's style has.
	Format(id int, p []byte) error
	XF(format int) error
	// BeginSheet begins a sheet; index is that in the list of the workbook, -1 where
	// it is not in it.
	BeginSheet(s Sheet, index int) error
	EndSheet() error
	// Number, Text, Shared and Bool are cells.
	Number(at Cell, v float64) error
	Text(at Cell, p []byte) error
	Shared(at Cell, index int) error
	Bool(at Cell, v bool) error
	// Link is where cells lead to; it comes before them.
	Link(first, last Cell, p []byte) error
	// Line is text that is in no cell, Margin a header or footer with its codes.
	Line(p []byte) error
	Margin(p []byte) error
	// Comment is a comment on a cell, Shape the text of what is drawn.
	Comment(author, p []byte) error
	Shape(p []byte) error
}

// A Cell is where a value stands: from 0, with the index of its style.
type Cell struct{ Row, Col, XF int }

// A Sheet is a sheet as the workbook lists it.
type Sheet struct {
	Name   string
	Hidden bool
	at     int64
}

// Options say how to read.
type Options struct {
	// Decode makes UTF-8 of text in a Windows code page.
	Decode func(page int, p []byte) []byte
	// Dates1904 is set where days are counted from 1904.
	Dates1904 *bool
}

// Records (section 2.3).
const (
	recFormula    = 0x0006
	recEOF        = 0x000a
	recHeader     = 0x0014
	recFooter     = 0x0015
	recNote       = 0x001c
	recDates      = 0x0022
	recFilePass   = 0x002f
	recContinue   = 0x003c
	recCodePage   = 0x0042
	recObject     = 0x005d
	recSheet      = 0x0085
	recMulRK      = 0x00bd
	recRString    = 0x00d6
	recXF         = 0x00e0
	recSST        = 0x00fc
	recLabelSST   = 0x00fd
	recSupBook    = 0x01ae
	recTextObject = 0x01b6
	recLink       = 0x01b8
	recNumber     = 0x0203
	recLabel      = 0x0204
	recBool       = 0x0205
	recString     = 0x0207
	recRK         = 0x027e
	recFormat     = 0x041e
	recBOF        = 0x0809
	recSeries     = 0x100d
)

// The bounds of one workbook.
const (
	maxSheets = 1 << 14
	maxNotes  = 1 << 20 // bytes of text that wait for their authors
)

// A reader reads one workbook.
type reader struct {
	src  io.ReaderAt
	size int64
	off  int64 // of the record that comes next
	mark int64 // from where on a sheet is looked for
	o    Options
	h    Handler

	kind int // of the record at hand
	body []byte
	head [4]byte
	page []byte // a piece of the file, from pageAt on
	from int64

	wide    bool // BIFF8
	codes   int  // code page of BIFF5
	sheets  []Sheet
	depth   int // of streams within streams: charts
	globals bool
	formula *Cell // whose string comes
	object  noteObject
	notes   map[int][]byte
	waiting int // bytes of notes
}

// A noteObject is the drawn object whose text may follow.
type noteObject struct {
	id   int
	note bool
}

// Read reads the stream of a workbook.
func Read(src io.ReaderAt, size int64, o Options, h Handler) error {
	x := &reader{src: src, size: size, o: o, h: h, codes: 1252, page: make([]byte, 0, 32<<10)}
	for {
		err := x.stream()
		switch {
		case err == io.EOF:
			return nil
		case !errors.Is(err, ErrFormat) || !x.resume():
			return err
		}
	}
}

// stream reads records until they end or break off.
func (x *reader) stream() error {
	for {
		if err := x.next(); err != nil {
			return err
		}
		if err := x.record(); err != nil {
			return err
		}
	}
}

// resume goes on at the next sheet that the list has, or at the next that begins
// as a sheet does.
func (x *reader) resume() bool {
	best := int64(-1)
	for _, s := range x.sheets {
		if s.at > x.off && (best < 0 || s.at < best) {
			best = s.at
		}
	}
	if best < 0 || best >= x.size {
		best = x.search()
	}
	if best < 0 {
		return false
	}
	x.off, x.depth, x.globals, x.formula = best, 0, false, nil
	return true
}

// search finds where the next stream within the workbook begins, -1 where none does.
func (x *reader) search() int64 {
	const step = 16 << 10
	var p [step + 8]byte
	for at := max(x.off+1, x.mark); at+8 <= x.size; at += step {
		n, _ := x.src.ReadAt(p[:min(int64(len(p)), x.size-at)], at)
		for i := 0; i+8 <= n && i < step; i++ {
			if p[i] == 9 && p[i+1] == 8 && (p[i+2] == 8 || p[i+2] == 16) && p[i+3] == 0 && p[i+4] == 0 && (p[i+5] == 5 || p[i+5] == 6) {
				x.mark = at + int64(i) + 1
				return x.mark - 1
			}
		}
	}
	return -1
}

// next reads the next record. Programs leave a few bytes behind the last one, and
// zeros between them.
func (x *reader) next() error {
	n := 0
	for x.kind = 0; x.kind == 0 && n == 0; x.off += 4 {
		if x.off+4 > x.size {
			return io.EOF
		}
		if err := x.read(x.head[:], x.off); err != nil {
			return err
		}
		x.kind, n = int(binary.LittleEndian.Uint16(x.head[:])), int(binary.LittleEndian.Uint16(x.head[2:]))
	}
	x.off -= 4
	if cap(x.body) < n {
		x.body = make([]byte, 1<<16)
	}
	x.body = x.body[:n]
	if err := x.read(x.body, x.off+4); err != nil {
		return err
	}
	x.off += 4 + int64(n)
	return nil
}

// read reads by way of a page.
func (x *reader) read(p []byte, off int64) error {
	for len(p) > 0 {
		if off < x.from || off >= x.from+int64(len(x.page)) {
			n, err := x.src.ReadAt(x.page[:cap(x.page)], off)
			x.page, x.from = x.page[:n], off
			if n == 0 {
				if err != nil && err != io.EOF {
					return err
				}
				return ErrFormat
			}
		}
		n := copy(p, x.page[off-x.from:])
		p, off = p[n:], off+int64(n)
	}
	return nil
}

// more replaces the body by the record that goes on with it, if one does.
func (x *reader) more() bool {
	if x.off+4 > x.size || x.read(x.head[:], x.off) != nil || binary.LittleEndian.Uint16(x.head[:]) != recContinue {
		return false
	}
	return x.next() == nil
}

// record takes one record.
func (x *reader) record() error {
	switch x.kind {
	case recBOF:
		return x.begin()
	case recEOF:
		return x.end()
	}
	if x.kind == recSeries {
		return x.title()
	}
	if x.depth > 1 {
		return nil // a chart: what else it shows is in cells
	}
	if x.globals {
		return x.global()
	}
	return x.cell()
}

// begin begins the stream of the workbook or of a sheet (section 2.4.21).
func (x *reader) begin() error {
	if x.depth++; x.depth > 1 || len(x.body) < 4 {
		return nil
	}
	x.wide = binary.LittleEndian.Uint16(x.body) >= 0x0600
	kind := binary.LittleEndian.Uint16(x.body[2:])
	if x.globals = kind == 5; x.globals {
		return nil
	}
	at := x.off - 4 - int64(len(x.body))
	x.notes, x.waiting, x.object = nil, 0, noteObject{}
	sheet, index := Sheet{Hidden: len(x.sheets) > 0}, -1
	for i, s := range x.sheets {
		if s.at == at {
			sheet, index = s, i
			break
		}
	}
	if err := x.h.BeginSheet(sheet, index); err != nil {
		return err
	}
	return x.links()
}

func (x *reader) end() error {
	if x.depth--; x.depth > 0 {
		return nil
	}
	x.depth = 0
	if x.globals {
		x.globals = false
		return nil
	}
	return x.endNotes()
}
