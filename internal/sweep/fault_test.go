package sweep

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/hemostat/hemostat/exposure"
)

// A panic costs the rest of one file, and its words are told to nobody.
func TestPanicIsAGap(t *testing.T) {
	for _, raw := range []bool{false, true} {
		for _, workers := range []int{1, 3} {
			dir := t.TempDir()
			var paths []string
			for _, name := range []string{"a.txt", "b.txt", "c.txt", "d.txt"} {
				paths = append(paths, write(t, filepath.Join(dir, name), "first@contoso.example\njane@contoso.example\n"))
			}
			var out bytes.Buffer
			var gaps []Gap
			o := options(t, "json", &out)
			if raw {
				o.Extractor = nil
			}
			o.Workers = workers
			o.Gap = func(g Gap) { gaps = append(gaps, g) }
			o.Format.append = func(b []byte, f *Finding) []byte {
				if f.Path == paths[1] && f.Line == 2 {
					panic("jane@contoso.example")
				}
				return appendJSON(b, f)
			}
			sum, err := Run(t.Context(), o, list(paths...))
			if err != nil || sum.Files != 4 || sum.Gaps != 1 || len(gaps) != 1 {
				t.Fatalf("%+v, %v, gaps %+v", sum, err, gaps)
			}
			if g := gaps[0]; g.Path != paths[1] || g.Reason != exposure.NotReadFault || g.Detail != errFault.Error() {
				t.Errorf("gap %+v", g)
			}
			var have []string
			for _, f := range parse(t, out.Bytes()) {
				have = append(have, filepath.Base(f.Path)+" "+f.Masked)
			}
			want := []string{"a.txt f•••@contoso.example", "a.txt j•••@contoso.example", "b.txt f•••@contoso.example",
				"c.txt f•••@contoso.example", "c.txt j•••@contoso.example", "d.txt f•••@contoso.example", "d.txt j•••@contoso.example"}
			if !slices.Equal(have, want) {
				t.Errorf("raw %t, %d workers: %q", raw, workers, have)
			}
		}
	}
}

// What was handed on before an error is looked through to its end.
func TestReadErrorKeepsWhatWasRead(t *testing.T) {
	filler := strings.Repeat(" lorem ipsum", 80) + "\n"
	line := "jane@contoso.example" + filler
	const fillers, lines = 20 << 10, 400 // more than is read before it is opened
	for _, raw := range []bool{false, true} {
		var out bytes.Buffer
		var gaps []Gap
		o := options(t, "json", &out)
		kept := 0 // lines that extraction still holds at the error
		if raw {
			o.Extractor = nil
		} else {
			kept = (224 << 10) / len(line)
		}
		o.Gap = func(g Gap) { gaps = append(gaps, g) }
		o.Stdin = io.MultiReader(strings.NewReader(strings.Repeat(filler, fillers)+strings.Repeat(line, lines)), broken{})
		if _, err := Run(t.Context(), o, list("-")); err != nil {
			t.Fatal(err)
		}
		all := parse(t, out.Bytes())
		if n := len(all); n < lines-kept || len(gaps) != 1 || gaps[0].Reason != exposure.NotReadFailed || all[n-1].Line != fillers+n {
			t.Errorf("raw %t: %d found of %d, gaps %+v", raw, n, lines, gaps)
		}
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("input/output error") }

// Workers keep nothing of a text that was lent to them, nor of a value.
func TestNothingIsKept(t *testing.T) {
	s := &sweep{Options: options(t, "json", nil), line: newQueue(io.Discard, false)}
	w := newWorker(s)
	path := write(t, filepath.Join(t.TempDir(), "a.txt"), "joe@contoso.example, jane.doe@contoso.example")
	if err := w.file(t.Context(), 0, path, nil); err != nil {
		t.Fatal(err)
	}
	if w.segment.Text != nil || w.segment.Marks != nil {
		t.Errorf("%q is kept", w.segment.Text)
	}
	var values [][]byte
	for _, k := range w.masks.kept {
		values = append(values, k.value[:cap(k.value)])
	}
	kept := func() []byte { return bytes.Join(values, nil) }
	if !bytes.Contains(kept(), []byte("jane")) || !bytes.Contains(kept(), []byte("joe")) {
		t.Fatalf("no values to forget: %q", kept())
	}
	w.masks.wipe()
	if len(bytes.Trim(kept(), "\x00")) > 0 || slices.ContainsFunc(w.masks.kept, func(k masked) bool { return k.mask != "" || k.value != nil }) {
		t.Errorf("%q is kept", kept())
	}
}

// What is remembered is the mask of that very value, however many there are.
func TestMasksAreRemembered(t *testing.T) {
	m := newMasks()
	for round := range 2 {
		for i := range 3 * masksKept {
			value := []byte(fmt.Sprintf("%c%d@contoso%d.example", 'a'+i%26, i, i%7))
			if i%5 == 0 {
				value = bytes.Repeat(value, 10)
			}
			for _, kind := range []exposure.Kind{exposure.Email, exposure.User} {
				if have, want := m.of(kind, value), mask(kind, value); have != want {
					t.Fatalf("round %d: %s %q is shown as %q, want %q", round, kind, value, have, want)
				}
			}
		}
	}
}

// To open a file that became a pipe waits for ever, so pipes are not opened.
func TestPipeIsNotOpened(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := unix.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(pipe, link); err != nil {
		t.Fatal(err)
	}
	var gaps []Gap
	o := options(t, "json", &bytes.Buffer{})
	o.Gap = func(g Gap) { gaps = append(gaps, g) }
	if _, err := Run(t.Context(), o, list(pipe, link)); err != nil {
		t.Fatal(err)
	}
	if len(gaps) != 2 || gaps[0].Detail != "no regular file but p---------" || gaps[1].Detail != gaps[0].Detail {
		t.Errorf("gaps %+v", gaps)
	}
}
