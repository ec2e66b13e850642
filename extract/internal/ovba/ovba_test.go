package ovba

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"
)

// The examples of [MS-OVBA], section 3.2.
func TestUnpack(t *testing.T) {
	for packed, want := range map[string]string{
		"\x01\x19\xb0\x00abcdefgh\x00ijklmnop\x00qrstuv.":                                                             "abcdefghijklmnopqrstuv.",
		"\x01\x2f\xb0\x00#aaabcde\x82f\x00\x70aghij\x018\x08akl\x000mnop\x06q\x02pr\x04\x10st\x07uvw\x10x\x00yz\x00<": "",
		"\x01\x03\xb0\x02a\x45\x00": "a" + strings.Repeat("a", 0x48),
	} {
		got, err := Unpack([]byte(packed), 1<<20)
		if want != "" && (err != nil || string(got) != want) {
			t.Errorf("got %q, %v; want %q", got, err, want)
		}
	}
	for _, p := range []string{"", "x", "\x01\x03\x00ab", "\x01\x05\xb0\x01\xff\xff"} {
		if got, err := Unpack([]byte(p), 1<<20); err == nil {
			t.Errorf("%q gives %q and no error", p, got)
		}
	}
}

func rec(kind uint16, body string) []byte {
	p := binary.LittleEndian.AppendUint16(nil, kind)
	p = binary.LittleEndian.AppendUint32(p, uint32(len(body)))
	return append(p, body...)
}

func TestModules(t *testing.T) {
	version := rec(recVersion, "\x01\x02\x03\x04\x05\x06")
	version[2] = 4
	dir := bytes.Join([][]byte{rec(recCodePage, "\xe3\x04"), version, rec(recStream, "Module1"), rec(recOffset, "\x10\x00\x00\x00"), rec(recStream, "Two"), rec(recOffset, "\x20\x00\x00\x00")}, nil)
	list, page := Modules(dir)
	if page != 1251 || len(list) != 2 || list[0] != (Module{"Module1", 16}) || list[1] != (Module{"Two", 32}) {
		t.Errorf("got %v in %d", list, page)
	}
}

func FuzzUnpack(f *testing.F) {
	f.Add([]byte("\x01\x19\xb0\x00abcdefgh\x00ijklmnop\x00qrstuv."))
	f.Add([]byte("\x01\x03\xb0\x02a\x45\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, _ := Unpack(data, 1<<16)
		if len(p) > 1<<16+chunkSize {
			t.Errorf("%d bytes", len(p))
		}
		Modules(data)
	})
}
