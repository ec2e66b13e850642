package extract_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/extract/internal/cfb"
)

// streams makes a compound file of streams that all hold p.
func streams(names ...string) func(p []byte) []byte {
	return func(p []byte) []byte {
		root := &cfb.Node{}
		for _, name := range names {
			root.Children = append(root.Children, &cfb.Node{Name: name, Data: bytes.NewReader(p), Size: int64(len(p))})
		}
		out, err := io.ReadAll(cfb.Make(root))
		if err != nil {
			panic(err)
		}
		return out
	}
}

// FuzzCompound takes whatever a compound file may be made of.
func FuzzCompound(f *testing.F) {
	project := macros("")
	f.Add(compound(f, project.Children...))
	f.Add(compound(f, oleStream("VisioDocument", "a drawing"), macros("Macros")))
	fuzz(f)
}

// FuzzTNEF begins with a message of two attachments.
func FuzzTNEF(f *testing.F) {
	f.Add(tnefMessage(f))
	fuzz(f)
}

// FuzzMSG begins with a message that has a recipient, an attachment and a message.
func FuzzMSG(f *testing.F) {
	properties := func(skip int) *cfb.Node {
		return oleStream("__properties_version1.0", strings.Repeat("\x00", skip)+"\x1f\x00\x1a\x00\x06\x00\x00\x00\x08\x00\x00\x00\x00\x00\x00\x00"+"\x03\x00\x05\x37\x06\x00\x00\x00\x05\x00\x00\x00\x00\x00\x00\x00")
	}
	inner := oleStorage("__substg1.0_3701000D", properties(24), oleStream("__substg1.0_1000001F", "d\x00e\x00e\x00p\x00"))
	f.Add(compound(f, properties(32), oleStream("__substg1.0_001A001E", "IPM.Note\x00"), oleStream("__substg1.0_0037001E", "Offer"), oleStream("__substg1.0_1000001E", "body of ina@contoso.example"),
		oleStorage("__recip_version1.0_#00000000", properties(8), oleStream("__substg1.0_39FE001E", "jane@contoso.example")),
		oleStorage("__attach_version1.0_#00000000", properties(8), oleStream("__substg1.0_37010102", "attached"), oleStream("__substg1.0_3707001E", "a.txt"))))
	f.Add(compound(f, properties(32), oleStorage("__attach_version1.0_#00000000", properties(8), inner)))
	fuzz(f)
}

func FuzzRTF(f *testing.F) {
	f.Add([]byte(`{\rtf1\ansi\ansicpg1251{\fonttbl{\f0 A;}{\f1\fcharset0 B;}}\f0 \'cf\u8364?{\object{\*\objdata 0105000002000000}}\trowd\intbl a\cell\row{\footnote f}{\*\annotation n}}`))
	f.Add([]byte(`{\rtf1\fromhtml1{\*\htmltag <p>}\htmlrtf {\b\htmlrtf0 Hi{\field{\*\fldinst HYPERLINK "mailto:a@b.test"}}\bin3 abc{\pict\bin2 xy}}}`))
	letter, err := os.ReadFile("testdata/real/microsoft/letter.rtf")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(letter[:3000])
	fuzz(f)
}

func FuzzXLS(f *testing.F) {
	f.Add([]byte(smallBook()))
	fuzzWithin(f, streams("Workbook"))
}

// smallBook is the stream of a workbook: shared strings, a sheet with cells of most
// kinds, a formula and its text, and a comment.
func smallBook() string {
	globals := func(at int) string {
		return recordOf(0x809, "\x00\x06\x05\x00\x00\x00\x00\x00") + recordOf(0x41e, "\xa4\x00\x04\x00\x00yyyy") + recordOf(0xe0, "\x00\x00\xa4\x00"+strings.Repeat("\x00", 16)) +
			recordOf(0x85, string(binary.LittleEndian.AppendUint32(nil, uint32(at)))+"\x00\x00\x02\x00S1") + recordOf(0xfc, "\x02\x00\x00\x00\x02\x00\x00\x00\x04\x00\x00ab") + recordOf(0x3c, "\x01\x1a\x04\x36\x04\x01\x00\x00x") + recordOf(0x0a, "")
	}
	return globals(len(globals(0))) + recordOf(0x809, "\x00\x06\x10\x00\x00\x00\x00\x00") +
		recordOf(0x204, "\x00\x00\x00\x00\x00\x00\x05\x00\x00cell!") + recordOf(0xfd, "\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00") +
		recordOf(0x203, "\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xf8\x3f") + recordOf(0xbd, "\x02\x00\x00\x00\x00\x00\x1e\x00\x00\x00\x00\x00\x22\x00\x00\x00\x01\x00") +
		recordOf(0x06, "\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\x00\x00\x00\x00\x00\x00\x00\x00") + recordOf(0x207, "\x02\x00\x00hi") +
		recordOf(0x5d, "\x15\x00\x12\x00\x19\x00\x09\x00\x00\x00\x00\x00") + recordOf(0x1b6, strings.Repeat("\x00", 10)+"\x03\x00"+strings.Repeat("\x00", 8)) + recordOf(0x3c, "\x00abc") +
		recordOf(0x1c, "\x00\x00\x00\x00\x00\x00\x09\x00\x02\x00\x00me") + recordOf(0x0a, "")
}

// FuzzDOC gives the same bytes for the text and for the tables that say where it lies.
func FuzzDOC(f *testing.F) {
	f.Add(smallWord("Dear Jane,\rsee \x13 HYPERLINK \"mailto:a@b.test\" \x14here\x15\x07\x07\r", "\x1f\x04\x40\x04\r\x00"))
	fuzzWithin(f, streams("WordDocument", "1Table"))
}

// smallWord is the stream of a document and its table in one: a piece of single bytes,
// and one of UTF-16.
func smallWord(latin, utf16 string) []byte {
	le := binary.LittleEndian
	p := make([]byte, 0x400)
	copy(p, "\xec\xa5\xc1\x00")
	p[11] = 2 // its table is the one called 1Table
	le.PutUint32(p[0x4c:], uint32(len(latin)+len(utf16)/2))
	p = append(p, latin+utf16...)
	le.PutUint32(p[0x1a2:], uint32(len(p)))
	pieces := []uint32{0, uint32(len(latin)), uint32(len(latin) + len(utf16)/2)}
	clx := le.AppendUint32([]byte{2}, 28)
	for _, at := range pieces {
		clx = le.AppendUint32(clx, at)
	}
	clx = le.AppendUint32(append(clx, 0, 0), 0x400*2|1<<30)
	clx = le.AppendUint32(append(clx, 0, 0, 0, 0), uint32(0x400+len(latin)))
	clx = append(clx, 0, 0)
	le.PutUint32(p[0x1a6:], uint32(len(clx)))
	return append(p, clx...)
}

func FuzzPPT(f *testing.F) {
	f.Add([]byte(smallDeck()))
	fuzzWithin(f, streams("PowerPoint Document"))
}

// deckRecord makes a record of a presentation; a container where its version is 15.
func deckRecord(version, kind int, parts ...string) string {
	body := strings.Join(parts, "")
	p := binary.LittleEndian.AppendUint16(nil, uint16(version))
	p = binary.LittleEndian.AppendUint16(p, uint16(kind))
	return string(binary.LittleEndian.AppendUint32(p, uint32(len(body)))) + body
}

// smallDeck is the stream of a presentation of one slide, which a list names.
func smallDeck() string {
	number := func(v ...uint32) (s string) {
		for _, n := range v {
			s += string(binary.LittleEndian.AppendUint32(nil, n))
		}
		return s
	}
	slide := deckRecord(15, 1006, deckRecord(15, 0xf00d, deckRecord(0, 4008, "a slide of hal@contoso.example")))
	return slide + deckRecord(15, 1000, deckRecord(15, 4080, deckRecord(0, 1011, number(1, 0, 0, 256, 0)), deckRecord(0, 4000, "t\x00i\x00"))) + deckRecord(0, 6002, number(1|1<<20, 0))
}
