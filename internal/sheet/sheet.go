// Package sheet writes workbooks of Office Open XML (ECMA-376) as they are made: a row is
// out before the next one comes, so that a list of millions takes no memory. It writes
// texts and whole numbers and no formula. A text that looks like the beginning of one is
// marked so that it stays a text when somebody edits it.
package sheet

import (
	"archive/zip"
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/hemostat/hemostat/internal/cells"
)

// What programs take, by the specifications of Excel.
const (
	maxRows   = 1 << 20
	maxCell   = 32767 // UTF-16 units of a text
	maxName   = 31    // of a sheet
	maxSheets = 1000  // that we write
)

// A Writer writes one workbook.
type Writer struct {
	zip    *zip.Writer
	sheets []string // names, in their order
	body   *bufio.Writer
	header []string // of the sheet that is open
	base   string   // its name, without the number of its continuation
	part   int
	rows   int
	err    error // the first
}

// New returns a writer of a workbook to w.
func New(w io.Writer) *Writer { return &Writer{zip: zip.NewWriter(w)} }

// Begin begins a sheet with a row of headings, which stays in sight. Names are those that
// workbooks allow, and no two alike.
func (w *Writer) Begin(name string, header ...string) error {
	w.end()
	w.base, w.header, w.part = name, header, 1
	w.begin(name)
	return w.err
}

func (w *Writer) begin(name string) {
	if w.err != nil {
		return
	}
	if utf8.RuneCountInString(name) > maxName || name == "" || strings.ContainsAny(name, `[]:*?/\'`) {
		w.err = fmt.Errorf("workbook: %q is no name of a sheet", name)
		return
	}
	if len(w.sheets) == maxSheets {
		w.err = fmt.Errorf("workbook: it has more than %d sheets", maxSheets)
		return
	}
	w.sheets = append(w.sheets, name)
	part, err := w.zip.Create(fmt.Sprintf("xl/worksheets/sheet%d.xml", len(w.sheets)))
	if err != nil {
		w.err = err
		return
	}
	w.body, w.rows = bufio.NewWriterSize(part, 64<<10), 0
	w.body.WriteString(xmlHead + `<worksheet xmlns="` + mainSpace + `"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>`)
	head := make([]any, len(w.header))
	for i, h := range w.header {
		head[i] = h
	}
	w.row(styleHead, head)
}

// Row writes a row. A value is a string or an unsigned number; an empty text is an empty
// cell. A sheet that is full goes on in another one.
func (w *Writer) Row(values ...any) error {
	if w.err == nil && w.body == nil {
		w.err = errors.New("workbook: a row before a sheet")
	}
	if w.err == nil && w.rows == maxRows {
		w.end()
		w.part++
		w.begin(w.base + " " + strconv.Itoa(w.part))
	}
	if w.err == nil {
		w.row(stylePlain, values)
	}
	return w.err
}

func (w *Writer) row(style int, values []any) {
	w.rows++
	w.body.WriteString(`<row r="` + strconv.Itoa(w.rows) + `">`)
	for i, v := range values {
		switch v := v.(type) {
		case uint64:
			w.body.WriteString(`<c r="` + place(i, w.rows) + `"><v>` + strconv.FormatUint(v, 10) + `</v></c>`)
		case string:
			w.text(i, style, v)
		default:
			w.err = fmt.Errorf("workbook: a cell holds a text or a whole number, no %T", v)
		}
	}
	_, err := w.body.WriteString("</row>")
	w.err = errors.Join(w.err, err)
}

func (w *Writer) text(column, style int, s string) {
	if s == "" {
		return
	}
	if style == stylePlain && cells.Guard(s) != s {
		style = styleQuoted
	}
	fmt.Fprintf(w.body, `<c r="%s" t="inlineStr" s="%d"><is><t xml:space="preserve">`, place(column, w.rows), style)
	writeText(w.body, s)
	w.body.WriteString("</t></is></c>")
}

// place is how a workbook names a cell: "C7".
func place(column, row int) string {
	name := ""
	for n := column + 1; n > 0; n = (n - 1) / 26 {
		name = string(rune('A'+(n-1)%26)) + name
	}
	return name + strconv.Itoa(row)
}

// end ends the sheet that is open.
func (w *Writer) end() {
	if w.body == nil || w.err != nil {
		return
	}
	w.body.WriteString("</sheetData></worksheet>")
	w.err = w.body.Flush()
	w.body = nil
}

// Close ends the workbook. It does not close what it was written to.
func (w *Writer) Close() error {
	w.end()
	if w.err == nil && len(w.sheets) == 0 {
		w.err = errors.New("workbook: it has no sheet")
	}
	for _, part := range w.parts() {
		w.addPart(part.name, part.text)
	}
	return errors.Join(w.err, w.zip.Close())
}

func (w *Writer) addPart(name, text string) {
	if w.err != nil {
		return
	}
	part, err := w.zip.Create(name)
	if err == nil {
		_, err = io.WriteString(part, text)
	}
	w.err = err
}
