package ppt

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

// A trace writes down what a handler is told.
type trace struct {
	strings.Builder
	n int
}

func (x *trace) Begin(p Part, slide int, hidden bool) error {
	x.n++
	fmt.Fprintf(x, "[%d %d %v] ", p, slide, hidden)
	return nil
}
func (x *trace) Text(p []byte) error { x.n++; fmt.Fprintf(x, "%s|", p); return nil }
func (x *trace) Object(packed bool, r io.Reader) error {
	p, err := io.ReadAll(r)
	fmt.Fprintf(x, "(%v %q) ", packed, p)
	return err
}

// rec makes a record; a container where its version is 15.
func rec(version, instance, kind int, parts ...string) string {
	body := strings.Join(parts, "")
	p := binary.LittleEndian.AppendUint16(nil, uint16(version|instance<<4))
	p = binary.LittleEndian.AppendUint16(p, uint16(kind))
	p = binary.LittleEndian.AppendUint32(p, uint32(len(body)))
	return string(p) + body
}

func num(v ...int) string {
	var p []byte
	for _, n := range v {
		p = binary.LittleEndian.AppendUint32(p, uint32(n))
	}
	return string(p)
}

func wide(s string) string {
	var p []byte
	for _, r := range s {
		p = binary.LittleEndian.AppendUint16(p, uint16(r))
	}
	return string(p)
}

// deck is a presentation of two slides, the second hidden, with notes, a comment, an
// object and a version of a slide from before.
func deck() string {
	slide := func(hidden int, text string) string {
		return rec(15, 0, recSlide, rec(0, 0, recSlideInfo, num(0, 0), string([]byte{0, 0, byte(hidden), 0}), num(0)), rec(15, 0, 0xf00d, rec(0, 0, recBytes, text)),
			rec(15, 0, 5000, rec(0, 0, recTagData, rec(15, 0, recComment, rec(0, 0, recString, wide("me")), rec(0, 1, recString, wide("note"))))))
	}
	old, one, two := slide(0, "old"), slide(0, "one\rmore"), slide(4, "two")
	notes := rec(15, 0, recNotes, rec(1, 0, recNotesAtom, num(256, 0)), rec(15, 0, 0xf00d, rec(0, 0, recChars, wide("n\u044f"))))
	object := rec(0, 0, recObject, "data")
	document := rec(15, 0, recDocument, rec(15, 0, recExObjList, rec(15, 0, recHyperlink, rec(0, 0, recString, wide("http://a.test")))),
		rec(15, 0, recSlideList, rec(0, 0, recPersistAtom, num(1, 0, 0, 256, 0)), rec(0, 0, recBytes, "title"), rec(0, 0, recPersistAtom, num(2, 0, 0, 257, 0))),
		rec(15, 2, recSlideList, rec(0, 0, recPersistAtom, num(3, 0, 0, 300, 0))))
	at := []int{len(old), len(old) + len(one), len(old) + len(one) + len(two), len(old) + len(one) + len(two) + len(notes)}
	return old + one + two + notes + object + document + rec(0, 0, recDirectory, num(1|4<<20, at[0], at[1], at[2], at[3]))
}

func TestRead(t *testing.T) {
	var x trace
	in := deck()
	err := Read(strings.NewReader(in), int64(len(in)), &x)
	want := "[3 0 false] http://a.test|[0 1 false] title|one|more|[2 1 false] me|note|[0 2 true] two|[2 2 false] me|note|[1 1 false] nя|[5 0 false] old|[2 0 false] me|note|(false \"data\") "
	if err != nil || x.String() != want {
		t.Errorf("got  %s, %v\nwant %s", x.String(), err, want)
	}
}

// Zeros between the versions of a presentation, and text of the lists of an earlier
// one that a later one has no more.
func TestVersions(t *testing.T) {
	version := func(text string) string {
		return rec(15, 0, recDocument, rec(15, 0, recSlideList, rec(0, 0, recPersistAtom, num(1, 0, 0, 256, 0)), rec(0, 0, recBytes, text)))
	}
	in := version("same\rbefore") + strings.Repeat("\x00", 5003) + version("same\rnow") + strings.Repeat("\x00", 21) + rec(0, 0, recDirectory, num(9|1<<20, 0)) + strings.Repeat("\x00", 100)
	var x trace
	err := Read(strings.NewReader(in), int64(len(in)), &x)
	if want := "[0 1 false] same|now|[5 0 false] before|"; err != nil || x.String() != want {
		t.Errorf("got  %s, %v\nwant %s", x.String(), err, want)
	}
}

func TestBroken(t *testing.T) {
	in := rec(15, 0, recCrypt, num(0))
	if err := Read(strings.NewReader(in), int64(len(in)), &trace{}); !errors.Is(err, ErrEncrypted) {
		t.Errorf("got %v, want %v", err, ErrEncrypted)
	}
	in = deck()[:200]
	if err := Read(strings.NewReader(in), int64(len(in)), &trace{}); !errors.Is(err, ErrFormat) {
		t.Errorf("got %v, want %v", err, ErrFormat)
	}
	// A list that names one slide a thousand times.
	var list []string
	for range 1000 {
		list = append(list, rec(0, 0, recPersistAtom, num(1, 0, 0, 256, 0)))
	}
	slide := rec(15, 0, recSlide, rec(0, 0, recBytes, "once"))
	in = slide + rec(15, 0, recDocument, rec(15, 0, recSlideList, list...)) + rec(0, 0, recDirectory, num(1|1<<20, 0))
	var x trace
	if err := Read(strings.NewReader(in), int64(len(in)), &x); err != nil || strings.Count(x.String(), "once") != 1 {
		t.Errorf("got %.200s, %v", x.String(), err)
	}
}

// A source counts how much is read of it.
type source struct {
	*strings.Reader
	n int
}

func (s *source) ReadAt(p []byte, off int64) (int, error) {
	s.n += len(p)
	return s.Reader.ReadAt(p, off)
}

// However often a list names a slide, and however slides lie upon each other, whether
// they are shown is looked up a few times.
func TestShownOnce(t *testing.T) {
	const n = 3000
	small := strings.Repeat(rec(0, 0, 1), n)
	heads, at := "", []int{1 | n<<20}
	for i := range n { // slides, whose first record goes over the headers of those behind them
		heads += string([]byte{15, 0, 0xee, 3, 0xff, 0xff, 0xff, 0}) + string([]byte{0, 0, 1, 0}) + num(16*(n-1-i))
		at = append(at, 8+16*i)
	}
	for name, in := range map[string]string{
		"one":  rec(15, 0, recSlide, small) + rec(0, 0, recDirectory, num(1|1<<20, 0)),
		"many": rec(0, 0, 1, heads, small) + rec(0, 0, recDirectory, num(at...)),
	} {
		src := &source{Reader: strings.NewReader(in)}
		x := &reader{src: src, size: int64(len(in)), h: &trace{}, persist: make(map[uint32]int64), shown: make(map[int64]bool)}
		if _, err := x.scan(); err != nil {
			t.Fatal(err)
		}
		src.n = 0
		for id := range uint32(n) {
			if _, err := x.isHidden(x.persist[1+id%uint32(len(x.persist))]); err != nil {
				t.Fatal(err)
			}
		}
		if src.n > 30*len(in) {
			t.Errorf("%s: %d bytes were read of %d", name, src.n, len(in))
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(deck()))
	f.Fuzz(func(t *testing.T, data []byte) {
		var x trace
		_ = Read(bytes.NewReader(data), int64(len(data)), &x)
		if x.n > 4*len(data)+16 || x.Len() > 64*len(data)+1024 {
			t.Errorf("%d events, %d bytes of %d", x.n, x.Len(), len(data))
		}
	})
}
