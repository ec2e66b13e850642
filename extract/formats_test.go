package extract

import (
	"os"
	"path/filepath"
	"testing"
)

// No format is surer than it says it can be: it would be passed over.
func TestMost(t *testing.T) {
	files, err := filepath.Glob("testdata/in/*")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	heads := [][]byte{[]byte("%PDF-1.7\n"), []byte("PK\x03\x04"), []byte("\x1f\x8b\x08"), []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")}
	for i := range signatures {
		heads = append(heads, append(make([]byte, signatures[i].at), signatures[i].magic...))
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		heads = append(heads, data)
	}
	for _, f := range formats() {
		for _, data := range heads {
			if s := f.sniff(newHead(data, true)); s > f.most {
				t.Errorf("%s is %d sure of %.20q, and %d at most", f.name, s, data, f.most)
			}
		}
	}
}

// What no file of a real program has tested is listed apart.
func TestExperimental(t *testing.T) {
	want := map[string]bool{"Word 97 to 2003 (doc)": false, "Word 6 and 95 (doc)": true, "Excel 97 to 2003 (xls)": false, "Excel 5 and 95 (xls)": true, "TNEF": true}
	for _, f := range Formats() {
		if e, ok := want[f.Name]; ok && e == f.Experimental {
			delete(want, f.Name)
		}
	}
	if len(want) > 0 {
		t.Errorf("missing or told otherwise: %v", want)
	}
}
