package pdfium

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/extract/internal/wasmcut"
)

// TestHot makes hot.txt anew from the PDFs of the folders in PDFIUM_HOT, with colons
// between: it lists the functions that more than one document needs to be read.
func TestHot(t *testing.T) {
	folders := os.Getenv("PDFIUM_HOT")
	if folders == "" {
		t.Skip("PDFIUM_HOT names no folders")
	}
	e := New(Config{MemoryPages: 4096, Instances: 1, Workers: 2})
	defer e.Close()
	if err := e.main.wait(t.Context(), func() error {
		cut, err := wasmcut.New(upstream, wasmcut.Options{Turns: turns, Note: true})
		if err != nil {
			return err
		}
		return e.compile(cut)
	}); err != nil {
		t.Fatal(err)
	}
	ran, documents := make(map[int]int), 0
	for _, folder := range strings.Split(folders, ":") {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".pdf") {
				return err
			}
			documents++
			now := make(map[int]bool)
			e.noted = func(f int) { now[f] = true }
			err = readFrom(t.Context(), e, path)
			for f := range now {
				ran[f]++
			}
			if err != nil {
				t.Logf("%s: %v", path, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	all := len(ran)
	for f, n := range ran {
		if n < 2 {
			delete(ran, f)
		}
	}
	t.Logf("%d documents, %d functions, of which %d are hot", documents, all, len(ran))
	var b strings.Builder
	for f := 0; f < 1<<20; f++ {
		if ran[f] == 0 {
			continue
		}
		from := f
		for ran[f+1] > 0 {
			f++
		}
		fmt.Fprintf(&b, "%d-%d\n", from, f)
	}
	if err := os.WriteFile("hot.txt", []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// readFrom reads what there is to read in a document, as the extractor does.
func readFrom(ctx context.Context, e *Engine, path string) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	i, err := e.Instance(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = errors.Join(i.closeDocument(), i.Close(true)) }()
	if len(b)%2 == 0 {
		err = i.OpenBytes(b)
	} else {
		err = i.Open(bytes.NewReader(b), int64(len(b)))
	}
	if err != nil {
		return err
	}
	_, _ = i.Meta("Title")
	if n, err := i.Signatures(); err == nil {
		for k := range n {
			_, _, _ = i.Signature(k)
		}
	}
	if n, err := i.Attachments(); err == nil {
		for k := range n {
			_, _, _ = i.Attachment(k)
		}
	}
	pages, err := i.Pages()
	if err != nil {
		return err
	}
	for k := range min(pages, 30) {
		if err := readPage(i, k); err != nil {
			return err
		}
	}
	return nil
}

func readPage(i *Instance, k int) error {
	if err := i.OpenPage(k); err != nil {
		return err
	}
	if _, err := i.Text(1<<20, 1<<15); err != nil {
		return err
	}
	n, _ := i.Annotations()
	for k := range n {
		_ = i.Annotation(k, func(get func(string) (string, error)) { _, _ = get("Contents") })
	}
	for at := 0; ; {
		_, next, err := i.Link(at)
		if err != nil || next <= at {
			break
		}
		at = next
	}
	_, _, _ = i.Size()
	n, _ = i.Objects()
	for k := range min(n, 2000) {
		o, kind, err := i.Object(k)
		if err != nil {
			continue
		}
		_, _, _ = i.Bounds(o)
		if kind == Image {
			_, _, _ = i.Pixels(o)
		}
		if kind == Form {
			_, _ = i.ObjectsOf(o)
			_, _, _ = i.ObjectOf(o, 0)
		}
	}
	return nil
}
