package extract

import (
	"bytes"
	"errors"
	"math"
	"strconv"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract/internal/cfb"
	"github.com/hemostat/hemostat/extract/internal/xls"
)

// workbook reads a workbook of Excel 5 to 2003: its sheets as those of a workbook
// in XML are read.
func (o *compound) workbook() error {
	stream := o.root.Find("Workbook")
	if stream == nil {
		stream = o.root.Find("Book")
	}
	x := &xlsBook{o: o, styles: &styleTable{formats: make(map[int]string)}, strs: &stringTable{o: &office{c: o.c}}}
	defer x.strs.release()
	err := xls.Read(o.readerAt(stream), stream.Size(), xls.Options{Decode: decodePage, Dates1904: &x.dates1904}, x)
	if o.c.w.err != nil {
		return o.c.w.err
	}
	if e := firstError(x.EndSheet(), x.complain()); e != nil {
		return e
	}
	switch {
	case errors.Is(err, xls.ErrEncrypted):
		return stopf(exposure.NotReadEncrypted, o.size, "needs a password")
	case errors.Is(err, xls.ErrFormat):
		return broken("the records of the workbook break off")
	}
	return err
}

// An xlsBook hands on a workbook.
type xlsBook struct {
	o         *compound
	styles    *styleTable
	strs      *stringTable
	dates1904 bool

	sheet    *sheetText
	row      int
	lines    []byte              // margins, and addresses that are in no cell
	links    map[[2]int]*xlsLink // by row and column
	linked   []*xlsLink
	linkSize int
	comments []byte
	shapes   []byte
}

// maxDrawn is how much of the comments and drawn text of one sheet is kept, in bytes.
const maxDrawn = 4 << 20

func (x *xlsBook) SharedString(p []byte) error {
	x.strs.add(p)
	return x.o.c.w.alive()
}

// complain reports that not all strings were kept.
func (x *xlsBook) complain() error {
	if x.strs.full {
		return x.o.c.notRead(x.o.c.Way, exposure.NotReadSpool, -1, "more shared strings than memory and spool hold; cells that name the rest are empty")
	}
	return nil
}

func (x *xlsBook) Format(id int, p []byte) error {
	if len(x.styles.formats) < 4096 {
		x.styles.formats[id] = bound(strings.ToValidUTF8(string(p), ""))
	}
	return nil
}

func (x *xlsBook) XF(format int) error {
	if len(x.styles.cells) < 1<<16 {
		x.styles.cells = append(x.styles.cells, format)
	}
	return nil
}

func (x *xlsBook) BeginSheet(s xls.Sheet, index int) error {
	if err := firstError(x.EndSheet(), x.o.c.step(1)); err != nil {
		return err
	}
	name, part := s.Name, exposure.PartTable
	if index < 0 && name == "" {
		name = "sheet"
	}
	if s.Hidden {
		part = exposure.PartHidden
	}
	r := x.o.c.newRun("#"+strings.ToValidUTF8(bound(name), "\uFFFD"), part)
	x.sheet, x.row = &sheetText{c: x.o.c, r: r, styles: x.styles, strings: x.strs}, -1
	return nil
}

// EndSheet writes what is left of the sheet, and the comments on it.
func (x *xlsBook) EndSheet() error {
	s := x.sheet
	if s == nil {
		return nil
	}
	x.sheet = nil
	x.unlinked()
	err := firstError(s.endRow(), s.settle(), s.r.write(x.lines), s.r.end())
	if x.lines = x.lines[:0]; err != nil {
		return err
	}
	for _, side := range []struct {
		text *[]byte
		part exposure.Part
	}{{&x.comments, exposure.PartComments}, {&x.shapes, ""}} {
		r := x.o.c.newRun("", side.part)
		if err := firstError(r.write(*side.text), r.end()); err != nil {
			return err
		}
		*side.text = (*side.text)[:0]
	}
	return nil
}

// at goes to the row of a cell.
func (x *xlsBook) at(c xls.Cell) (*sheetText, error) {
	if x.sheet == nil {
		if err := x.BeginSheet(xls.Sheet{Hidden: true}, -1); err != nil {
			return nil, err
		}
	}
	if c.Row != x.row {
		blank := x.row >= 0 && c.Row > x.row+1
		x.row = c.Row
		err := x.sheet.endRow()
		if blank {
			x.sheet.gap()
		}
		return x.sheet, err
	}
	return x.sheet, nil
}

func (x *xlsBook) Number(c xls.Cell, v float64) error {
	s, err := x.at(c)
	if err != nil {
		return err
	}
	if x.dates1904 && c.XF < len(x.styles.cells) && x.styles.isDate(x.styles.cells[c.XF]) {
		v += 1462
	}
	format := byte('f')
	if a := math.Abs(v); a >= 1e18 || a > 0 && a < 1e-6 {
		format = 'g'
	}
	var buf [32]byte
	return s.add(c.Col, x.withLink(c, x.styles.number(strconv.AppendFloat(buf[:0], v, format, -1, 64), c.XF)))
}

func (x *xlsBook) Text(c xls.Cell, p []byte) error {
	s, err := x.at(c)
	if err != nil {
		return err
	}
	return s.add(c.Col, x.withLink(c, p))
}

func (x *xlsBook) Shared(c xls.Cell, index int) error { return x.Text(c, x.strs.get(index)) }

func (x *xlsBook) Bool(c xls.Cell, v bool) error {
	return x.Text(c, []byte(strings.ToUpper(strconv.FormatBool(v))))
}

// Margin keeps a header or footer without its codes.
func (x *xlsBook) Margin(p []byte) error { return x.Line(marginText(p)) }

// Line keeps what is in no cell: it is written beneath the sheet.
func (x *xlsBook) Line(p []byte) error {
	if len(bytes.TrimSpace(p)) > 0 && len(x.lines)+len(p) <= maxDrawn {
		x.lines = append(append(x.lines, p...), '\n')
	}
	return x.o.c.w.alive()
}

// An xlsLink is where cells lead to.
type xlsLink struct {
	to   []byte
	used bool
}

// The bounds of the links of one sheet.
const (
	maxLinks     = 1 << 16
	maxLinkRows  = 64      // of its range in which a link is written
	maxLinkCells = 1 << 17 // that are told apart
)

// Link keeps a link until its cells come; p is lent.
func (x *xlsBook) Link(first, last xls.Cell, p []byte) error {
	if p = bytes.TrimSpace(p); len(p) == 0 || len(x.linked) >= maxLinks || x.linkSize+len(p) > maxDrawn {
		return x.Line(p)
	}
	if x.links == nil {
		x.links = make(map[[2]int]*xlsLink)
	}
	l := &xlsLink{to: bytes.Clone(p)}
	x.linked, x.linkSize = append(x.linked, l), x.linkSize+len(p)
	for row := first.Row; row <= last.Row && row < first.Row+maxLinkRows && len(x.links) < maxLinkCells; row++ {
		if at := [2]int{row, first.Col}; x.links[at] == nil {
			x.links[at] = l
		}
	}
	return x.o.c.w.alive()
}

// withLink is the text of a cell, and where it leads to.
func (x *xlsBook) withLink(c xls.Cell, p []byte) []byte {
	at := [2]int{c.Row, c.Col}
	l := x.links[at]
	if l == nil || len(bytes.TrimSpace(p)) == 0 {
		return p
	}
	delete(x.links, at) // what comes again is no other cell
	if l.used {
		x.o.c.charge(int64(len(l.to))) // what repeats expands
	}
	if l.used = true; bytes.Equal(bytes.TrimSpace(p), l.to) {
		return p
	}
	return append(append(bytes.Clone(p), ' '), l.to...)
}

// unlinked makes lines of the links of cells without text.
func (x *xlsBook) unlinked() {
	for _, l := range x.linked {
		if !l.used && len(x.lines)+len(l.to) <= maxDrawn {
			x.lines = append(append(x.lines, l.to...), '\n')
		}
	}
	x.linked, x.links, x.linkSize = nil, nil, 0
}

func (x *xlsBook) Comment(author, p []byte) error {
	if len(x.comments)+len(author)+len(p) <= maxDrawn {
		for _, q := range [][]byte{author, p} {
			if q = bytes.TrimSpace(q); len(q) > 0 {
				x.comments = append(append(x.comments, q...), '\n')
			}
		}
	}
	return x.o.c.w.alive()
}

func (x *xlsBook) Shape(p []byte) error {
	if len(x.shapes)+len(p) <= maxDrawn {
		x.shapes = append(append(x.shapes, p...), '\n')
	}
	return x.o.c.w.alive()
}

// readerAt reads a stream at any place, under the budget of the file.
func (o *compound) readerAt(e *cfb.Entry) *chargedAt { return &chargedAt{c: o.c, s: e.Open()} }

// A chargedAt charges what is read.
type chargedAt struct {
	c *content
	s *cfb.Stream
}

func (r *chargedAt) ReadAt(p []byte, off int64) (int, error) {
	if err := r.c.w.alive(); err != nil {
		return 0, err
	}
	n, err := r.s.ReadAt(p, off)
	if r.c.charge(int64(n)); r.c.spent() {
		return 0, stopf(exposure.NotReadRatio, -1, "expands to more than the budget allows")
	}
	return n, err
}
