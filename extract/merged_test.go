package extract

import (
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
)

func TestMergedCells(t *testing.T) {
	rows := strings.Repeat(`<row><c t="inlineStr"><is><t>mergeCell ref="Z1:Z9"&gt;</t></is></c></row>`, 3000)
	for _, pad := range []int{0, 63 << 10, 64<<10 - 20, 64<<10 - 7, 64 << 10, 200 << 10} {
		sheet := "<worksheet><sheetData>" + rows + strings.Repeat("x", pad) + `</sheetData><mergeCells count="4"><mergeCell ref="A2:A11"/><mergeCell ref="B2:D2"/><mergeCell ref="AB3:AC4"/>` +
			`<mergeCell ref="broken"/><mergeCell ref="A9:A3"/><mergeCell/><mergeCell ref="C1:C1048576"/></mergeCells></worksheet>`
		want := merged{{2, 0}: 9, {3, 27}: 1, {1, 2}: 65535}
		if got := readMerged(strings.NewReader(sheet)); !reflect.DeepEqual(got, want) {
			t.Errorf("behind %d bytes: %v, want %v", pad, got, want)
		}
		if got := readMerged(iotest.HalfReader(strings.NewReader(sheet))); !reflect.DeepEqual(got, want) {
			t.Errorf("behind %d bytes, in halves: %v, want %v", pad, got, want)
		}
	}
}

func FuzzMerged(f *testing.F) {
	f.Add([]byte(`</sheetData><mergeCell ref="A2:A11"/>`))
	f.Add([]byte(`<mergeCell ref="`))
	f.Fuzz(func(t *testing.T, sheet []byte) {
		for at, rows := range readMerged(strings.NewReader(string(sheet))) {
			if at[0] < 1 || at[1] < 0 || rows < 1 || rows > 65535 {
				t.Fatalf("%v reaches over %d", at, rows)
			}
		}
	})
}
