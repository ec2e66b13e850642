package extract

import (
	"bytes"
	"strconv"

	"github.com/hemostat/hemostat/exposure"
)

// readOds reads a spreadsheet as readXlsx reads a workbook: each table is a run of its
// own, each row a record whose cells carry the heading of their column.
func readOds(o *office) error {
	return o.odf(func(hidden map[string]bool, others *odfRegions) error {
		x := &odsText{o: o, hidden: hidden, others: others}
		if err := firstError(o.markup("content.xml", x), x.endSheet()); err != nil || !others.has(aside) {
			return err
		}
		beside := &odfText{officeText: officeText{c: o.c, r: o.c.newRun("#shapes", "").labelled()}, regions: asideOf, want: aside}
		return firstError(o.markupAgain("content.xml", beside), beside.r.end())
	})
}

// maxRows is how many rows a sheet has at most in the programs that write it.
const maxRows = 1 << 20

// odsText writes the tables of a spreadsheet.
type odsText struct {
	o      *office
	hidden map[string]bool
	others *odfRegions
	region int // regions of other parts that are open
	tables int // tables that are open: one in a cell is part of it

	sheet *sheetText
	rows  int // how often the open row stands there
	cells int // how often the open cell does
	kind  string
	val   []byte // its value where the document states it
	shown []byte // its text as it is seen
	take  int
	link  []byte
}

func (x *odsText) comment([]byte) error { return nil }

func (x *odsText) text(p []byte) error {
	if x.take > 0 && x.region == 0 && len(x.shown) < MaxPiece {
		x.shown = append(x.shown, p...)
	}
	return nil
}

func (x *odsText) open(name string, attrs []attr) error {
	if region, ok := asideOf(name); ok {
		if x.region++; !x.others.has(region) {
			*x.others = append(*x.others, region)
		}
		return nil
	}
	if x.region > 0 {
		return nil
	}
	switch name {
	case "table":
		if x.tables++; x.tables == 1 {
			return x.begin(attrs)
		}
	case "table-row":
		if x.tables == 1 && x.sheet != nil {
			x.sheet.next, x.rows = 0, repeats(attrs, "number-rows-repeated", maxRows)
		}
	case "table-cell", "covered-table-cell":
		if x.tables == 1 {
			x.cells, x.kind = repeats(attrs, "number-columns-repeated", maxColumns), string(value(attrs, "value-type"))
			x.val, x.shown, x.link = append(x.val[:0], exactValue(x.kind, attrs)...), x.shown[:0], x.link[:0]
		}
	case "p":
		if x.take++; len(x.shown) > 0 {
			x.shown = append(x.shown, ' ')
		}
	case "s", "tab", "line-break":
		return x.text([]byte{' '})
	case "a":
		x.link = append(x.link[:0], value(attrs, "href")...)
	}
	return nil
}

// repeats reads how often a row or cell stands there, 1 to most.
func repeats(attrs []attr, name string, most int) int {
	return min(max(atoi(value(attrs, name)), 1), most)
}

// exactValue is the value of a cell where its text is not the whole of it: 4.11E+15
// is seen, and 4111111111111111 stands there.
func exactValue(kind string, attrs []attr) []byte {
	switch kind {
	case "float", "currency", "percentage":
		return value(attrs, "value")
	case "date":
		return bytes.Replace(value(attrs, "date-value"), []byte{'T'}, []byte{' '}, 1)
	}
	return nil
}

// begin begins the run of a sheet.
func (x *odsText) begin(attrs []attr) error {
	if err := x.endSheet(); err != nil {
		return err
	}
	part := exposure.PartTable
	if x.hidden[string(value(attrs, "style-name"))] {
		part = exposure.PartHidden
	}
	x.sheet = &sheetText{c: x.o.c, r: x.o.c.newRun("#"+bound(string(value(attrs, "name"))), part)}
	return nil
}

func (x *odsText) close(name string) error {
	if _, ok := asideOf(name); ok {
		x.region = max(0, x.region-1)
		return nil
	}
	if x.region > 0 {
		return nil
	}
	switch name {
	case "table":
		x.tables = max(0, x.tables-1)
	case "p":
		x.take = max(0, x.take-1)
	case "table-cell", "covered-table-cell":
		if x.tables == 1 && x.sheet != nil {
			return x.endCell()
		}
	case "table-row":
		if x.tables == 1 && x.sheet != nil {
			return x.endRow()
		}
	}
	return nil
}

// endCell adds a cell as often as it stands there.
func (x *odsText) endCell() error {
	text := x.shown
	if len(x.val) > 0 {
		text = x.val
	}
	if isAddress(x.link) {
		text = append(append(text, ' '), x.link...)
	}
	s, from := x.sheet, x.sheet.next
	s.next = min(from+x.cells, maxColumns)
	if len(bytes.TrimSpace(text)) == 0 {
		return nil
	}
	for col := from; col < s.next; col++ {
		if err := s.add(col, text); err != nil {
			return err
		}
	}
	return nil
}

// endRow writes a row as often as it stands there. What repeats expands, and is
// charged as that.
func (x *odsText) endRow() error {
	s := x.sheet
	row, size := append([]sheetCell(nil), s.row...), s.size
	if len(row) == 0 {
		return nil
	}
	for n := range x.rows {
		if n > 0 {
			s.row, s.size = append(s.row[:0], row...), size
			if x.o.c.charge(int64(size)); x.o.c.spent() {
				return stopf(exposure.NotReadRatio, -1, "row "+strconv.Itoa(n+1)+" of a row that stands there again and again is more than the budget allows")
			}
		}
		if err := s.endRow(); err != nil {
			return err
		}
	}
	return nil
}

// endSheet ends the run of a sheet.
func (x *odsText) endSheet() error {
	if x.sheet == nil {
		return nil
	}
	s := x.sheet
	x.sheet = nil
	return firstError(s.settle(), s.r.end())
}
