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
