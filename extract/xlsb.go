package extract

import (
	"bufio"
	"encoding/binary"
	"io"
	"math"
	"path"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/hemostat/hemostat/exposure"
)

// Records of a binary workbook ([MS-XLSB], section 2.3).
const (
	xlsbRow       = 0
	xlsbRK        = 2
	xlsbBool      = 4
	xlsbReal      = 5
	xlsbText      = 6
	xlsbShared    = 7
	xlsbFmlaText  = 8
	xlsbFmlaReal  = 9
	xlsbFmlaBool  = 10
	xlsbItem      = 19
	xlsbFormat    = 44
	xlsbStyle     = 47
	xlsbRich      = 62
	xlsbProps     = 153
	xlsbSheet     = 156
	xlsbStyles    = 617
	xlsbStylesEnd = 618
	xlsbMargins   = 479
	xlsbComment   = 637
	xlsbAuthor    = 632
)

// maxXlsbRecord is how much of a record is kept, in bytes.
const maxXlsbRecord = 256 << 10

// readXlsb reads a binary workbook (xlsb) as one in XML is read. What its sheets do
// not hold themselves (drawings, tables) is read as members.
func readXlsb(o *office) error {
	wb := &workbook{targets: make(map[string]string)}
	b := &binaryBook{o: o, styles: &styleTable{formats: make(map[int]string)}, strs: &stringTable{o: o}}
	defer b.strs.release()
	err := firstError(o.markup("xl/_rels/workbook.bin.rels", wb),
		b.part("xl/workbook.bin", func(kind int, p []byte) error { b.listed(wb, kind, p); return nil }),
		b.part("xl/styles.bin", b.style), b.part("xl/sharedStrings.bin", b.shared), b.strs.complain())
	if err != nil {
		return err
	}
	for _, s := range wb.sheets {
		if err := b.sheet(s, wb.targets[s.id]); err != nil {
			return err
		}
	}
	// Sheets that the workbook does not name are read all the same.
	err = o.each("xl/worksheets/", ".bin", func(name string) error {
		if strings.HasPrefix(path.Base(name), "binaryIndex") {
			o.done[name] = true // where rows stand
			return nil
		}
		return b.sheet(sheetRef{name: strings.TrimSuffix(path.Base(name), ".bin"), hidden: true}, name)
	})
	skip := func(name string) error { o.done[name] = true; return nil }
	return firstError(err, o.each("xl/comments", ".bin", b.comments), o.each("xl/", "calcChain.bin", skip), o.each("xl/tables/", ".bin", skip),
		o.each("xl/threadedComments/", ".xml", func(name string) error { return o.generic(name, exposure.PartComments) }),
		o.each("xl/drawings/drawing", ".xml", func(name string) error { return o.paragraphs(name, "", "") }))
}

// A binaryBook is a binary workbook that is being read.
type binaryBook struct {
	o      *office
	styles *styleTable
	strs   *stringTable
	cells  bool // the styles are those of cells
	dates  float64
}

// listed notes a sheet (section 2.4.301), and from when days are counted (2.4.822).
func (b *binaryBook) listed(wb *workbook, kind int, p []byte) {
	switch {
	case kind == xlsbProps && len(p) >= 4 && p[0]&1 != 0:
		b.dates = 1462
	case kind == xlsbSheet && len(p) >= 8:
		id, rest := xlsbString(p[8:])
		name, _ := xlsbString(rest)
		wb.sheets = append(wb.sheets, sheetRef{name: bound(string(name)), id: string(id), hidden: p[0] != 0})
	}
}

// style notes the format of numbers, and which format the cells of a style have.
func (b *binaryBook) style(kind int, p []byte) error {
	switch {
	case kind == xlsbStyles || kind == xlsbStylesEnd:
		b.cells = kind == xlsbStyles
	case kind == xlsbFormat && len(p) >= 2 && len(b.styles.formats) < 4096:
		text, _ := xlsbString(p[2:])
		b.styles.formats[int(binary.LittleEndian.Uint16(p))] = bound(string(text))
	case kind == xlsbStyle && b.cells && len(p) >= 4 && len(b.styles.cells) < 1<<16:
		b.styles.cells = append(b.styles.cells, int(binary.LittleEndian.Uint16(p[2:])))
	}
	return nil
}

func (b *binaryBook) shared(kind int, p []byte) error {
	if kind == xlsbItem && len(p) >= 1 {
		text, _ := xlsbString(p[1:])
		b.strs.add(text)
	}
	return nil
}

// sheet reads one sheet.
func (b *binaryBook) sheet(ref sheetRef, name string) error {
	if b.o.parts[name] == nil || b.o.done[name] {
		return nil
	}
	part := exposure.PartTable
	if ref.hidden {
		part = exposure.PartHidden
	}
	r := b.o.c.newRun("#"+strings.ToValidUTF8(ref.name, "\uFFFD"), part)
	s := &sheetText{c: b.o.c, r: r, styles: b.styles, strings: b.strs}
	return firstError(b.part(name, func(kind int, p []byte) error { return b.cell(s, kind, p) }), s.endRow(), s.settle(), r.end())
}

// cell adds a cell (section 2.5.9) to its row.
func (b *binaryBook) cell(s *sheetText, kind int, p []byte) error {
	if kind == xlsbRow {
		return s.endRow()
	}
	if kind == xlsbMargins && len(p) >= 2 {
		return b.margins(s, p[2:])
	}
	if len(p) < 9 || kind > xlsbFmlaBool && kind != xlsbRich {
		return nil
	}
	le := binary.LittleEndian
	col, style, rest := int(le.Uint32(p)), int(le.Uint32(p[4:])&0xffffff), p[8:]
	if col >= maxColumns {
		return nil
	}
	switch {
	case kind == xlsbRK && len(rest) >= 4:
		v := le.Uint32(rest)
		f := float64(int32(v) >> 2)
		if v&2 == 0 {
			f = math.Float64frombits(uint64(v&^3) << 32)
		}
		if v&1 != 0 {
			f /= 100
		}
		return b.number(s, col, style, f)
	case (kind == xlsbReal || kind == xlsbFmlaReal) && len(rest) >= 8:
		return b.number(s, col, style, math.Float64frombits(le.Uint64(rest)))
	case kind == xlsbBool || kind == xlsbFmlaBool:
		return s.add(col, []byte(strings.ToUpper(strconv.FormatBool(rest[0] != 0))))
	case kind == xlsbText || kind == xlsbFmlaText:
		text, _ := xlsbString(rest)
		return s.add(col, text)
	case kind == xlsbRich:
		text, _ := xlsbString(rest[1:])
		return s.add(col, text)
	case kind == xlsbShared && len(rest) >= 4:
		return s.add(col, b.strs.get(int(le.Uint32(rest))))
	}
	return nil
}

// margins writes what stands above and below each page.
func (b *binaryBook) margins(s *sheetText, p []byte) error {
	err := firstError(s.endRow(), s.settle())
	for len(p) >= 4 && err == nil {
		var text []byte
		if text, p = xlsbString(p); len(text) > 0 {
			err = firstError(s.r.write(text), s.r.writeString("\n"))
		}
	}
	return err
}

func (b *binaryBook) number(s *sheetText, col, style int, v float64) error {
	if b.dates != 0 && style < len(b.styles.cells) && b.styles.isDate(b.styles.cells[style]) {
		v += b.dates
	}
	format := byte('f')
	if a := math.Abs(v); a >= 1e18 || a > 0 && a < 1e-6 {
		format = 'g'
	}
	var buf [32]byte
	return s.add(col, b.styles.number(strconv.AppendFloat(buf[:0], v, format, -1, 64), style))
}

// comments reads who commented, and what.
func (b *binaryBook) comments(name string) error {
	r := b.o.c.newRun("", exposure.PartComments)
	err := b.part(name, func(kind int, p []byte) error {
		if kind == xlsbComment && len(p) > 0 {
			p = p[1:]
		} else if kind != xlsbAuthor {
			return nil
		}
		text, _ := xlsbString(p)
		return firstError(r.write(text), r.writeString("\n"))
	})
	return firstError(err, r.end())
}

// part reads the records of a part, unless it was read. That it breaks off is
// reported.
func (b *binaryBook) part(name string, f func(kind int, p []byte) error) error {
	o := b.o
	e := o.parts[name]
	if e == nil || o.done[name] {
		return nil
	}
	o.done[name] = true
	way := o.c.Way + "!/" + cleanName(name)
	if err := firstError(o.c.step(1), o.c.room()); err != nil {
		return err
	}
	if reason, detail := e.unread(); reason != "" {
		return o.c.notRead(way, reason, e.size, detail)
	}
	r, err := o.z.open(e)
	if err != nil {
		return firstError(o.c.w.err, o.c.report(way, err))
	}
	defer o.z.close(r)
	mr := &memberReader{c: o.c, r: r}
	err = xlsbRecords(bufio.NewReaderSize(mr, 16<<10), func(kind int, p []byte) error { return firstError(o.c.w.alive(), f(kind, p)) })
	if mr.cause != nil && (err == nil || err == io.ErrUnexpectedEOF) {
		err = mr.cause
	}
	if err == io.ErrUnexpectedEOF {
		err = broken("its records break off")
	}
	return firstError(o.c.w.err, o.c.report(way, err))
}

// xlsbRecords calls f for each record: its kind in one or two bytes, its length in
// up to four, seven bits each (section 2.1.4).
func xlsbRecords(r *bufio.Reader, f func(kind int, p []byte) error) error {
	var buf []byte
	for {
		first, err := r.ReadByte()
		if err != nil {
			return skipEnd(err)
		}
		kind := int(first)
		if first&0x80 != 0 {
			second, err := r.ReadByte()
			if err != nil {
				return io.ErrUnexpectedEOF
			}
			kind = kind&0x7f | int(second&0x7f)<<7
		}
		n := 0
		for shift := 0; shift < 28; shift += 7 {
			c, err := r.ReadByte()
			if err != nil {
				return io.ErrUnexpectedEOF
			}
			if n |= int(c&0x7f) << shift; c&0x80 == 0 {
				break
			}
		}
		if keep := min(n, maxXlsbRecord); cap(buf) < keep {
			buf = make([]byte, keep)
		}
		buf = buf[:min(n, maxXlsbRecord)]
		if _, err := io.ReadFull(r, buf); err != nil {
			return io.ErrUnexpectedEOF
		}
		if _, err := r.Discard(n - len(buf)); err != nil {
			return io.ErrUnexpectedEOF
		}
		if err := f(kind, buf); err != nil {
			return err
		}
	}
}

func skipEnd(err error) error {
	if err == io.EOF {
		return nil
	}
	return err
}

// xlsbString is a string with its length in four bytes, and what follows it.
func xlsbString(p []byte) (text, rest []byte) {
	if len(p) < 4 || binary.LittleEndian.Uint32(p) == math.MaxUint32 {
		return nil, p[min(4, len(p)):]
	}
	n := int(min(int64(binary.LittleEndian.Uint32(p)), int64(len(p)-4)/2))
	units := make([]uint16, n)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(p[4+2*i:])
	}
	return []byte(string(utf16.Decode(units))), p[4+2*n:]
}
