package xls

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
)

// A trace writes down what a handler is told.
type trace struct {
	strings.Builder
	n int
}

func (x *trace) say(format string, args ...any) error {
	x.n++
	fmt.Fprintf(x, format+" ", args...)
	return nil
}
func (x *trace) SharedString(p []byte) error     { return x.say("shared=%s", p) }
func (x *trace) Format(id int, p []byte) error   { return x.say("format%d=%s", id, p) }
func (x *trace) XF(format int) error             { return x.say("xf=%d", format) }
func (x *trace) BeginSheet(s Sheet, i int) error { return x.say("sheet%d=%s,%v", i, s.Name, s.Hidden) }
func (x *trace) EndSheet() error                 { return x.say("end") }
func (x *trace) Number(c Cell, v float64) error  { return x.say("%d,%d=%v", c.Row, c.Col, v) }
func (x *trace) Text(c Cell, p []byte) error     { return x.say("%d,%d=%s", c.Row, c.Col, p) }
func (x *trace) Shared(c Cell, i int) error      { return x.say("%d,%d=#%d", c.Row, c.Col, i) }
func (x *trace) Bool(c Cell, v bool) error       { return x.say("%d,%d=%v", c.Row, c.Col, v) }
func (x *trace) Line(p []byte) error             { return x.say("line=%s", p) }
func (x *trace) Margin(p []byte) error           { return x.say("margin=%s", p) }
func (x *trace) Link(c, d Cell, p []byte) error {
	return x.say("link%d,%d-%d,%d=%s", c.Row, c.Col, d.Row, d.Col, p)
}
func (x *trace) Comment(a, p []byte) error { return x.say("comment=%s:%s", a, p) }
func (x *trace) Shape(p []byte) error      { return x.say("shape=%s", p) }

// rec makes a record.
func rec(kind int, parts ...string) string {
	body := strings.Join(parts, "")
	return num(2, kind) + num(2, len(body)) + body
}

// num is a number of n bytes.
func num(n, v int) string {
	var p [8]byte
	binary.LittleEndian.PutUint64(p[:], uint64(v))
	return string(p[:n])
}

func wide(s string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteString(num(2, int(r)))
	}
	return b.String()
}

func bof(version, kind int) string { return rec(recBOF, num(2, version), num(2, kind), num(4, 0)) }

// hlink is where one cell leads to.
func hlink(row, col, flags int, parts ...string) string {
	return rec(recLink, num(2, row), num(2, row), num(2, col), num(2, col), num(8, 0), num(8, 0), num(4, 2), num(4, flags), strings.Join(parts, ""))
}

func TestRead(t *testing.T) {
	eof := rec(recEOF)
	for name, c := range map[string]struct {
		in, want string
		err      error
	}{
		"cells": {
			in: bof(0x600, 0x10) + rec(recNumber, num(2, 1), num(2, 2), num(2, 0), num(8, int(math.Float64bits(1.5)))) +
				rec(recRK, num(2, 1), num(2, 3), num(2, 0), num(4, 12345<<2|3)) +
				rec(recMulRK, num(2, 2), num(2, 0), num(2, 0), num(4, 7<<2|2), num(2, 0), num(4, 8<<2|2), num(2, 1)) +
				rec(recLabelSST, num(2, 3), num(2, 0), num(2, 0), num(4, 4)) + rec(recBool, num(2, 3), num(2, 1), num(2, 0), "\x01\x00") +
				rec(recFormula, num(2, 4), num(2, 0), num(2, 0), "\x00\x00\x00\x00\x00\x00\xff\xff", num(2, 0)) + rec(recString, num(2, 2), "\x00hi") + eof,
			want: "sheet-1=,false 1,2=1.5 1,3=123.45 2,0=7 2,1=8 3,0=#4 3,1=true 4,0=hi end ",
		},
		"a byte too many":        {in: bof(0x600, 0x10) + rec(recLabel, num(2, 0), num(2, 0), num(2, 0), num(2, 1), "\x00a") + eof + "\x00", want: "sheet-1=,false 0,0=a end "},
		"zeros between records":  {in: bof(0x600, 0x10) + num(4, 0) + rec(recLabel, num(2, 0), num(2, 0), num(2, 0), num(2, 1), "\x00a") + eof + num(8, 0), want: "sheet-1=,false 0,0=a end "},
		"a sheet behind a break": {in: bof(0x600, 5) + "\x01\x00\xff\xff" + strings.Repeat("x", 20) + bof(0x600, 0x10) + rec(recLabel, num(2, 0), num(2, 0), num(2, 0), num(2, 1), "\x00a") + eof, want: "sheet-1=,false 0,0=a end "},
		"strings over records": {
			in: bof(0x600, 5) + rec(recSST, num(4, 3), num(4, 3), num(2, 4), "\x00ab") + rec(recContinue, "\x01", wide("ёж"), num(2, 3), "\x09", num(2, 1), wide("x")) +
				rec(recContinue, "\x00yz", "\x01\x02") + rec(recContinue, "\x03\x04", num(2, 1), "\x04", num(4, 2), "q") + rec(recContinue, "\x00\x00") + eof,
			want: "shared=abёж shared=xyz shared=q ",
		},
		"Excel 5": {
			in:   bof(0x500, 0x10) + rec(recLabel, num(2, 0), num(2, 0), num(2, 0), num(2, 2), "ab") + rec(recNote, num(2, 0), num(2, 0), num(2, 2), "no") + eof,
			want: "sheet-1=,false 0,0=ab comment=:no end ",
		},
		"links before cells": {
			in: bof(0x600, 0x10) + rec(recLabel, num(2, 0), num(2, 0), num(2, 0), num(2, 2), "\x00ab") + rec(recHeader, num(2, 3), "\x00&Lx") +
				hlink(2, 1, 3, urlMoniker, num(4, 14), wide("http:/\x00")) + hlink(5, 2, 1|16, num(4, 3), wide("ab\x00"), fileMoniker, num(2, 0), num(4, 4), "C:\\\x00", num(4, 0), num(8, 0), num(8, 0), num(4, 0), num(4, 0)) +
				hlink(6, 0, 1, fileMoniker, num(2, 0), num(4, 2), "C\x00", num(4, 0), num(8, 0), num(8, 0), num(4, 0), num(4, 12), num(4, 6), num(2, 3), wide("\\ж")) +
				hlink(7, 0, 1|256, num(4, 4), wide("\\\\s\x00")) + hlink(8, 0, 8, num(4, 2), wide("A\x00")) + eof,
			want: "sheet-1=,false link2,1-2,1=http:/ link5,2-5,2=C:\\ link6,0-6,0=\\ж link7,0-7,0=\\\\s 0,0=ab margin=&Lx end ",
		},
		"encrypted": {in: bof(0x600, 5) + rec(recFilePass, num(2, 1)), err: ErrEncrypted},
		"cut":       {in: bof(0x600, 0x10) + "\x03\x02\x0e\x00\x01", want: "sheet-1=,false ", err: ErrFormat},
		"chart within": {
			in:   bof(0x600, 0x10) + bof(0x600, 0x20) + rec(recNumber, num(8, 0), num(8, 0)) + rec(recSeries, num(2, 0), "\x05\x00Sales") + eof + rec(recBool, num(2, 0), num(2, 0), num(2, 0), "\x00\x00") + eof,
			want: "sheet-1=,false shape=Sales 0,0=false end ",
		},
	} {
		t.Run(name, func(t *testing.T) {
			var x trace
			err := Read(strings.NewReader(c.in), int64(len(c.in)), Options{Decode: func(_ int, p []byte) []byte { return p }}, &x)
			if !errors.Is(err, c.err) || x.String() != c.want {
				t.Errorf("got  %s, %v\nwant %s, %v", x.String(), err, c.want, c.err)
			}
		})
	}
}

// A sheet that the list of the workbook leads to is found, and read behind one that
// breaks off.
func TestSheets(t *testing.T) {
	sheet := func(v string) string {
		return bof(0x600, 0x10) + rec(recObject, num(2, 0x15), num(2, 18), num(2, 0x19), num(2, 9), num(4, 0)) + rec(recTextObject, num(8, 0), num(2, 0), num(2, 3), num(8, 0)) +
			rec(recContinue, "\x00"+v) + rec(recContinue, num(8, 0)) + rec(recNote, num(2, 0), num(2, 0), num(2, 0), num(2, 9), num(2, 2), "\x00me") + rec(recEOF)
	}
	globals := func(one, two int) string {
		return bof(0x600, 5) + rec(recSheet, num(4, one), "\x00\x00", "\x02\x00S1") + rec(recSheet, num(4, two), "\x02\x00", "\x01\x01", wide("ж")) + rec(recEOF)
	}
	g := len(globals(0, 0))
	first := sheet("abc")
	broken := bof(0x600, 0x10) + "\x03\x02\xff\xff\x01"
	for in, want := range map[string]string{
		globals(g, g+len(first)) + first + sheet("def"):   "sheet0=S1,false comment=me:abc end sheet1=ж,true comment=me:def end ",
		globals(g, g+len(broken)) + broken + sheet("def"): "sheet0=S1,false sheet1=ж,true comment=me:def end ",
	} {
		var x trace
		_ = Read(strings.NewReader(in), int64(len(in)), Options{}, &x) // that it is broken is the point
		if x.String() != want {
			t.Errorf("got  %s\nwant %s", x.String(), want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(bof(0x600, 5) + rec(recSST, num(4, 2), num(4, 2), num(2, 4), "\x00ab") + rec(recContinue, "\x01", wide("ёж"))))
	f.Add([]byte(bof(0x600, 0x10) + rec(recFormula, num(2, 4), num(2, 0), num(2, 0), "\x00\x00\x00\x00\x00\x00\xff\xff") + rec(recString, num(2, 2), "\x00hi") + rec(recTextObject, num(8, 0), num(2, 0), num(2, 3), num(8, 0)) + rec(recContinue, "\x00abc")))
	f.Fuzz(func(t *testing.T, data []byte) {
		var x trace
		_ = Read(bytes.NewReader(data), int64(len(data)), Options{Decode: func(_ int, p []byte) []byte { return p }}, &x)
		if x.n > 2*len(data)+16 || x.Len() > 64*len(data)+1024 {
			t.Errorf("%d events, %d bytes of %d", x.n, x.Len(), len(data))
		}
	})
}
