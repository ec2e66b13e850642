package sheet

import (
	"bytes"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// read opens a workbook with a library that knows nothing of this one.
func read(t testing.TB, data []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestWorkbook(t *testing.T) {
	var out bytes.Buffer
	w := New(&out)
	texts := []string{"Ünïcode & <tags> \"quoted\"", "=1+1", "+44 7700 900123", "", "two\nlines", "a\x00b\x1fc", "\xff", "😀", "  blanks  ", "@SUM(A1)"}
	want := []string{texts[0], texts[1], texts[2], "", texts[4], "a\ufffdb\ufffdc", "\ufffd", "😀", texts[8], texts[9]}
	if err := w.Begin("Entities", "name", "places"); err != nil {
		t.Fatal(err)
	}
	for i, s := range texts {
		if err := w.Row(s, uint64(i)*1e12); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Begin("About & more"); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	f := read(t, out.Bytes())
	if got := f.GetSheetList(); len(got) != 2 || got[0] != "Entities" || got[1] != "About & more" {
		t.Errorf("sheets %q", got)
	}
	for i, s := range want {
		row := strconv.Itoa(i + 2)
		if got, err := f.GetCellValue("Entities", "A"+row); err != nil || got != s {
			t.Errorf("A%s is %q (%v), want %q", row, got, err, s)
		}
		if formula, _ := f.GetCellFormula("Entities", "A"+row); formula != "" {
			t.Errorf("A%s is the formula %q", row, formula)
		}
		id, err := f.GetCellStyle("Entities", "A"+row)
		if quoted := id == styleQuoted; err != nil || quoted != (s != "" && strings.ContainsAny(s[:1], "=+@")) && s != texts[4] {
			t.Errorf("A%s has the style %d", row, id)
		}
		if got, _ := f.GetCellValue("Entities", "B"+row); got != strconv.Itoa(i*1e12) {
			t.Errorf("B%s is %q", row, got)
		}
	}
	if got, _ := f.GetCellValue("Entities", "B1"); got != "places" {
		t.Errorf("heading %q", got)
	}
}

func TestBounds(t *testing.T) {
	var out bytes.Buffer
	w := New(&out)
	if w.Begin("Long", "x") != nil || w.Row(strings.Repeat("x", maxCell)) != nil || w.Row(strings.Repeat("😀", maxCell)) != nil || w.Close() != nil {
		t.Fatal("not written")
	}
	f := read(t, out.Bytes())
	if got, _ := f.GetCellValue("Long", "A2"); len(got) != maxCell {
		t.Errorf("a text that fits is cut to %d", len(got))
	}
	if got, _ := f.GetCellValue("Long", "A3"); !strings.HasSuffix(got, "😀"+cut) || len(got) > 2*maxCell+4 {
		t.Errorf("a text that is too long has %d bytes", len(got))
	}
	for name, wrong := range map[string]func(*Writer) error{
		"a row before a sheet": func(w *Writer) error { return w.Row("x") },
		"no name of a sheet":   func(w *Writer) error { return w.Begin("a/b") },
		"it has no sheet":      func(w *Writer) error { return w.Close() },
		"no float64":           func(w *Writer) error { w.Begin("x"); return w.Row(1.5) },
	} {
		if err := wrong(New(io.Discard)); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A sheet that is full goes on in another one.
func TestManyRows(t *testing.T) {
	var out bytes.Buffer
	w := New(&out)
	if err := w.Begin("List", "n"); err != nil {
		t.Fatal(err)
	}
	for n := range uint64(maxRows + 1) {
		if err := w.Row(n); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if got := w.sheets; len(got) != 2 || got[1] != "List 2" || w.rows != 3 {
		t.Errorf("%q, the last one of %d rows", got, w.rows)
	}
}

func TestPlace(t *testing.T) {
	for column, want := range map[int]string{0: "A1", 25: "Z1", 26: "AA1", 701: "ZZ1", 702: "AAA1"} {
		if got := place(column, 1); got != want {
			t.Errorf("column %d is %s, want %s", column, got, want)
		}
	}
}
