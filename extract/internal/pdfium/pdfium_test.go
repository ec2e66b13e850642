package pdfium

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hemostat/hemostat/extract/internal/wasmcut"
)

// engineOf is an engine whose first module has the functions that hot says.
func engineOf(t *testing.T, hot func(int) bool) *Engine {
	t.Helper()
	e := New(Config{MemoryPages: 4096, Instances: 1, Workers: 2})
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := e.main.wait(t.Context(), func() error {
		cut, err := wasmcut.New(upstream, wasmcut.Options{Turns: turns, Hot: hot})
		if err != nil {
			return err
		}
		return e.compile(cut)
	}); err != nil {
		t.Fatal(err)
	}
	return e
}

// said is all that a document says, in the order in which it is asked.
func said(t *testing.T, e *Engine, open func(*Instance) error) string {
	t.Helper()
	i, err := e.Instance(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer i.Close(false)
	if err := open(i); err != nil {
		return err.Error()
	}
	var b strings.Builder
	title, err := i.Meta("Title")
	fmt.Fprintln(&b, title, err)
	n, err := i.Attachments()
	fmt.Fprintln(&b, n, err)
	for k := range n {
		name, data, err := i.Attachment(k)
		fmt.Fprintln(&b, name, data, err)
	}
	pages, err := i.Pages()
	fmt.Fprintln(&b, pages, err)
	for k := range pages {
		if err := i.OpenPage(k); err != nil {
			t.Fatal(err)
		}
		text, err := i.Text(1<<20, 100)
		fmt.Fprintln(&b, text, err)
		n, err := i.Objects()
		fmt.Fprintln(&b, n, err)
		for at := 0; ; {
			to, next, err := i.Link(at)
			if err != nil || next <= at {
				break
			}
			fmt.Fprintln(&b, to, next)
			at = next
		}
	}
	grey, err := i.Draw(200, 280)
	fmt.Fprintln(&b, slices.Max(grey), slices.Min(grey), len(grey), err)
	return b.String()
}

// Whichever functions of PDFium wait to be called before they are compiled, documents say
// the same, from memory and from a file.
func TestEveryCutReadsTheSame(t *testing.T) {
	paths, err := filepath.Glob("../../testdata/real/*.pdf")
	if err != nil || len(paths) == 0 {
		t.Fatal("no documents", err)
	}
	all, usual, half := engineOf(t, nil), engineOf(t, hot()), engineOf(t, func(f int) bool { return f%2 == 0 })
	for _, path := range paths {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		memory := func(i *Instance) error { return i.OpenBytes(b) }
		want := said(t, all, memory)
		if len(want) < 300 {
			t.Fatalf("%s says %d bytes alone", path, len(want))
		}
		for name, e := range map[string]*Engine{"usual": usual, "half": half} {
			if got := said(t, e, memory); got != want {
				t.Errorf("%s says something else to the %s cut: %d bytes and not %d", path, name, len(got), len(want))
			}
		}
		if got := said(t, usual, func(i *Instance) error { return i.Open(bytes.NewReader(b), int64(len(b))) }); got != want {
			t.Errorf("%s says something else from a file: %d bytes and not %d", path, len(got), len(want))
		}
	}
	if half.rest.CompiledModule == nil {
		t.Error("the rest was never asked for")
	}
}

// The list of functions is that of the PDFium that is there: an ordinary document is read
// without the rest of it.
func TestOrdinaryDocumentNeedsNoRest(t *testing.T) {
	e := engineOf(t, hot())
	if err := readFrom(t.Context(), e, "../../testdata/real/contract.pdf"); err != nil {
		t.Fatal(err)
	}
	if e.rest.CompiledModule != nil {
		t.Error("the rest was compiled; make hot.txt anew with TestHot")
	}
}

// drawn is a page that draws lines for a long time.
func drawn() []byte {
	content := strings.Repeat("0 0 m 9 9 l 5 7 l h\n", 1_000_000) + "S"
	return fmt.Appendf(nil, "%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"+
		"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R>>endobj\n4 0 obj<</Length %d>>stream\n%s\nendstream endobj\ntrailer<</Root 1 0 R>>", len(content), content)
}

// A told is a document that ends what reads it, once that is wanted.
type told struct {
	*bytes.Reader
	stop func()
}

func (d *told) ReadAt(p []byte, off int64) (int, error) {
	if d.stop != nil {
		d.stop()
	}
	return d.Reader.ReadAt(p, off)
}

// A call that is told to end while it is under way does not go on to its end, and the instance is
// ended with it.
func TestStop(t *testing.T) {
	e, data := engineOf(t, hot()), drawn()
	open := func() (*Instance, *told) {
		i, err := e.Instance(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		document := &told{Reader: bytes.NewReader(data)}
		if err := i.Open(document, int64(len(data))); err != nil {
			t.Fatal(err)
		}
		return i, document
	}
	i, _ := open()
	if err := i.OpenPage(0); err != nil {
		t.Fatal(err)
	}
	i.Close(false)
	i, document := open()
	document.stop = i.Stop
	if err := i.OpenPage(0); err == nil {
		t.Fatal("the page was opened")
	}
	i.Close(false)
	if len(e.idle) != 0 {
		t.Error("an instance that was stopped waits for the next document")
	}
	if got := said(t, e, func(i *Instance) error { return i.OpenBytes([]byte("none")) }); got != ErrDocument.Error() {
		t.Errorf("the next instance says %s", got)
	}
}

// Who waits for an instance waits no longer than he wants.
func TestInstanceWaits(t *testing.T) {
	e := engineOf(t, hot())
	i, err := e.Instance(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := e.Instance(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a second instance: %v", err)
	}
	i.Close(false)
	again, err := e.Instance(t.Context())
	if err != nil || again != i {
		t.Errorf("the instance that was given back is not the next: %v", err)
	}
	again.Close(true)
}

func TestDecode(t *testing.T) {
	for in, want := range map[string]string{
		"":                      "",
		"a\x00\x00\x00":         "a",
		"\xff\xfea\x00":         "a",
		"\x3d\xd8\x00\xde":      "\U0001F600",
		"\x3d\xd8a\x00":         "\uFFFDa",
		"\xfe\xffa\x00":         "\uFFFEa", // PDFium's hyphen before an a, no mark of another order
		"\xef\xbb\xbf\x00":      "\uBBEF\u00BF",
		"a\x00\x00\x00\x00\x00": "a\x00",
	} {
		if got := decode([]byte(in)); got != want {
			t.Errorf("decode(%q) is %q and not %q", in, got, want)
		}
	}
}
