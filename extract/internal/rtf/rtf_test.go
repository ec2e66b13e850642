package rtf

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
)

// A trace writes down what a handler is told.
type trace struct {
	strings.Builder
	n int
}

func (x *trace) Text(w Where, table bool, p []byte) error {
	if w == Main && !table {
		fmt.Fprintf(x, "%s", p)
	} else {
		fmt.Fprintf(x, "<%d %v %s>", w, table, p)
	}
	x.n += len(p)
	return nil
}
func (x *trace) Break(w Where, table bool, b Break) error { fmt.Fprintf(x, "|%d%d", w, b); return nil }
func (x *trace) Code(w Where, p []byte) error             { fmt.Fprintf(x, "{%s}", p); return nil }
func (x *trace) Info(name string, p []byte) error         { fmt.Fprintf(x, "[%s=%s]", name, p); return nil }
func (x *trace) Object(r io.Reader) error {
	p, err := io.ReadAll(r)
	fmt.Fprintf(x, "(%q)", p)
	return err
}

func decode(page int, p []byte) []byte {
	enc := charmap.Windows1252
	if page == 1251 {
		enc = charmap.Windows1251
	}
	out, _ := enc.NewDecoder().Bytes(p)
	return out
}

func TestRead(t *testing.T) {
	for name, c := range map[string]struct {
		in, want string
		html     bool
	}{
		"text":        {in: `{\rtf1\ansi Hello\par {\b World}\line !}`, want: "Hello|00World|01!"},
		"code pages":  {in: `{\rtf1\ansi\ansicpg1251{\fonttbl{\f0 A;}{\f1\fcharset0 B;}}\f0 \'cf\'f0\f1 \'fc}`, want: "Прü"},
		"unicode":     {in: `{\rtf1\uc1\u8364?\u-10179?\u-8704?{\uc2\u955 ab}\uc0\u956 x}`, want: "€😀λμx"},
		"skips hex":   {in: `{\rtf1\uc2\u8364\'80\'81!}`, want: "€!"},
		"tables":      {in: `{\rtf1\trowd\pard\intbl A\cell B\cell\row\pard C\par}`, want: "<0 true A>|02<0 true B>|02|03C|00"},
		"parts":       {in: `{\rtf1{\header H\par}T{\footnote F}\v h\v0 t{\*\annotation N}}`, want: "<2 false H>|20|20T<3 false F>|30<1 false h>t<4 false N>|40"},
		"properties":  {in: `{\rtf1{\info{\title T}{\author A}{\creatim\yr2022\mo8\dy1\hr9\min5}}{\*\userprops{\propname P}{\staticval V}}x}`, want: "[title=T][author=A][created=2022-08-01 09:05][P=V]x"},
		"left out":    {in: `{\rtf1{\*\unknown no}{\pict 00ff}{\stylesheet{S;}}{\pict\bin3 }}}}yes}`, want: "yes"},
		"links":       {in: `{\rtf1{\field{\*\fldinst HYPERLINK "http://a.test"}{\fldrslt here}}}`, want: `{HYPERLINK "http://a.test"}here`},
		"objects":     {in: `{\rtf1{\object{\*\objclass P}{\*\objdata 0102 0a` + "\n" + `ff\bin2 }x00}{\result r}}e}`, want: `("\x01\x02\n\xff}x\x00")re`},
		"alternative": {in: `{\rtf1{\upr{\title a}{\*\ud{\title \u228 a}}}}`, want: "[title=ä]"},
		"hidden HTML": {in: `{\rtf1\fromhtml1{\*\htmltag <p>}\htmlrtf {\b\htmlrtf0 Hi \'fc\htmlrtf }\par\htmlrtf0{\*\htmltag </p>}}`, want: "<5 false <p>><5 false Hi ü><5 false </p>>", html: true},
	} {
		t.Run(name, func(t *testing.T) {
			var x trace
			if err := Read(strings.NewReader(c.in), Options{Decode: decode, HTML: c.html}, &x); err != nil {
				t.Error(err)
			}
			got := strings.NewReplacer("><1 false ", "", "><5 false ", "").Replace(x.String())
			want := strings.NewReplacer("><1 false ", "", "><5 false ", "").Replace(c.want)
			if got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

// The example of [MS-OXRTFCP], section 3.1, and one that refers to what it writes.
func TestUnpack(t *testing.T) {
	for packed, want := range map[string]string{
		"\x2d\x00\x00\x00\x2b\x00\x00\x00\x4c\x5a\x46\x75\xf1\xc5\xc7\xa7\x03\x00\x0a\x00\x72\x63\x70\x67\x31\x32\x35\x42\x32\x0a\xf3\x20\x68\x65\x6c\x09\x00\x20\x62\x77\x05\xb0\x6c\x64\x7d\x0a\x80\x0f\xa0": "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n",
		"\x1a\x00\x00\x00\x1c\x00\x00\x00\x4c\x5a\x46\x75\xe2\xd4\x4b\x51\x41\x00\x04\x20\x57\x58\x59\x5a\x0d\x6e\x7d\x01\x0e\xb0":                                                                             "{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}",
		"\x0f\x00\x00\x00\x03\x00\x00\x00MELA\x00\x00\x00\x00abcdef": "abc",
	} {
		p, err := io.ReadAll(Unpack(strings.NewReader(packed)))
		if string(p) != want || err != nil {
			t.Errorf("got %q, %v; want %q", p, err, want)
		}
	}
	if _, err := io.ReadAll(Unpack(strings.NewReader("\x00"))); err == nil {
		t.Error("what is cut is no error")
	}
}

func TestDeep(t *testing.T) {
	var x trace
	in := `{\rtf1 ` + strings.Repeat("{", 1<<20) + "deep" + strings.Repeat("}", 1<<20) + "}"
	if err := Read(strings.NewReader(in), Options{Decode: decode}, &x); err != nil || x.String() != "deep" {
		t.Errorf("got %.20q, %v", x.String(), err)
	}
	if err := Read(strings.NewReader(strings.Repeat("{", 1<<20)), Options{Decode: decode}, &x); err != ErrCut {
		t.Errorf("got %v, want %v", err, ErrCut)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{\rtf1\ansi\ansicpg1251{\fonttbl{\f0 A;}{\f1\fcharset0 B;}}\f0 \'cf\u8364?{\object{\*\objdata 0102\bin2 ab}}\trowd\intbl a\cell\row}`), false)
	f.Add([]byte(`{\rtf1\fromhtml1{\*\htmltag <p>}\htmlrtf {\b\htmlrtf0 Hi{\field{\*\fldinst a@b}}}`), true)
	files, _ := filepath.Glob("../../testdata/real/microsoft/*.rtf")
	for _, name := range files {
		if p, err := os.ReadFile(name); err == nil {
			f.Add(p[:min(len(p), 3000)], false)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte, html bool) {
		var x, y trace
		o := Options{Decode: decode, HTML: html}
		_ = Read(bytes.NewReader(data), o, &x) // that it ends cut is no matter
		if x.n > 12*len(data) {
			t.Errorf("%d bytes of text of %d", x.n, len(data))
		}
		_ = Read(io.LimitReader(Unpack(bytes.NewReader(data)), 1<<20), o, &y)
	})
}
