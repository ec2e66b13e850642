package extract_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
	"github.com/hemostat/hemostat/extract/internal/cfb"
)

// oleStream and oleStorage are what compound files are made of here.
func oleStream(name, data string) *cfb.Node {
	return &cfb.Node{Name: name, Data: strings.NewReader(data), Size: int64(len(data))}
}
func oleStorage(name string, children ...*cfb.Node) *cfb.Node {
	return &cfb.Node{Name: name, Children: children}
}

func compound(t testing.TB, children ...*cfb.Node) []byte {
	t.Helper()
	p, err := io.ReadAll(cfb.Make(oleStorage("", children...)))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// packedMacro packs the source of a macro without saving anything ([MS-OVBA],
// section 2.4.1): literals alone.
func packedMacro(s string) string {
	var body []byte
	for i := 0; i < len(s); i += 8 {
		body = append(append(body, 0), s[i:min(i+8, len(s))]...)
	}
	return "\x01" + string(binary.LittleEndian.AppendUint16(nil, uint16(len(body)-1)|0xb000)) + string(body)
}

func macroRecord(kind uint16, body string) string {
	p := binary.LittleEndian.AppendUint16(nil, kind)
	return string(binary.LittleEndian.AppendUint32(p, uint32(len(body)))) + body
}

// macros is a project of one module.
func macros(name string) *cfb.Node {
	dir := macroRecord(0x1a, "Module1") + macroRecord(0x31, "\x04\x00\x00\x00")
	return oleStorage(name, oleStream("PROJECT", "ID=x"), oleStorage("VBA", oleStream("dir", packedMacro(dir)), oleStream("Module1", "junk"+packedMacro("Sub Send()\r\n  Mail \"macro@contoso.example\"\r\nEnd Sub\r\n"))))
}

func recordOf(kind int, body string) string {
	p := binary.LittleEndian.AppendUint16(nil, uint16(kind))
	return string(binary.LittleEndian.AppendUint16(p, uint16(len(body)))) + body
}

// publicationOf is the text stream of a publication.
func publicationOf(s string) string {
	text := ""
	for _, u := range utf16.Encode([]rune(s)) {
		text += string([]byte{byte(u), byte(u >> 8)})
	}
	head := "CHNKINK " + strings.Repeat("\x00", 24) + "\x18\x00TEXT\x00\x00\x00\x00\x00\x00TEXT" + "\x38\x00\x00\x00"
	return string(binary.LittleEndian.AppendUint32([]byte(head), uint32(len(text)))) + text
}

// TestCompound holds what is seldom to what must come of it.
func TestCompound(t *testing.T) {
	x := newExtractor(t, extract.Options{})
	bof := recordOf(0x809, "\x00\x06\x05\x00\x00\x00\x00\x00")
	sheet := recordOf(0x809, "\x00\x06\x10\x00\x00\x00\x00\x00") + recordOf(0x204, "\x00\x00\x00\x00\x00\x00\x05\x00\x00cell!") + recordOf(0x0a, "")
	project := macros("")
	titled := "\xfe\xff\x00\x00" + strings.Repeat("\x00", 20) + "\x01\x00\x00\x00\xe0\x85\x9f\xf2\xf9\x4f\x68\x10\xab\x91\x08\x00\x2b\x27\xb3\xd9\x30\x00\x00\x00" +
		"\x20\x00\x00\x00\x01\x00\x00\x00\x02\x00\x00\x00\x10\x00\x00\x00\x1e\x00\x00\x00\x08\x00\x00\x00a title\x00"
	native := "\x30\x00\x00\x00\x02\x00" + "note.txt\x00C:\\note.txt\x00" + "\x00\x00\x03\x00\x05\x00\x00\x00path\x00\x1c\x00\x00\x00name: packed@contoso.example"
	for name, c := range map[string]struct {
		data   []byte
		want   []string // in what is read
		reason exposure.Reason
	}{
		"macros alone":         {compound(t, project.Children...), []string{"#vba-Module1", "macro@contoso.example", "vnd.ms-office.vbaProject"}, ""},
		"macros of a workbook": {compound(t, oleStream("Workbook", bof+recordOf(0x0a, "")+sheet), macros("_VBA_PROJECT_CUR")), []string{"cell!", "macro@contoso.example"}, ""},
		"macros in XML":        {zipOf(t, "xl/workbook.xml", []byte("<workbook/>"), "xl/vbaProject.bin", compound(t, project.Children...)), []string{"macro@contoso.example"}, ""},
		"a wrapped file":       {compound(t, oleStream("Workbook", bof+recordOf(0x0a, "")+sheet), oleStorage("MBD0001", oleStream("\x01Ole10Native", native))), []string{"!/note.txt", "packed@contoso.example"}, ""},
		"a package":            {compound(t, oleStream("WordDocument", ""), oleStorage("ObjectPool", oleStorage("_1", oleStream("Package", string(zipOf(t, "a.txt", []byte("inner@contoso.example"))))))), []string{"!/package!/a.txt", "inner@contoso.example"}, exposure.NotReadBroken},
		"encrypted XML":        {compound(t, oleStream("EncryptedPackage", strings.Repeat("x", 5000)), oleStream("EncryptionInfo", "x")), nil, exposure.NotReadEncrypted},
		"encrypted workbook":   {compound(t, oleStream("Workbook", bof+recordOf(0x2f, "\x01\x00"))), nil, exposure.NotReadEncrypted},
		"Visio":                {compound(t, oleStream("VisioDocument", "a drawing by visio@contoso.example")), []string{"visio@contoso.example", "vnd.visio"}, exposure.NotReadBroken},
		"Publisher":            {compound(t, oleStorage("Quill", oleStorage("QuillSub", oleStream("CONTENTS", publicationOf("publ\u00ef@contoso.example")))), oleStorage("VBA")), []string{"x-mspublisher", "publ\u00ef@contoso.example"}, exposure.NotReadUnsupported},
		"Publisher, in runs":   {compound(t, oleStorage("Quill", oleStream("x", "runs@contoso.example")), oleStorage("VBA")), []string{"x-mspublisher", "runs@contoso.example"}, exposure.NotReadUnsupported},
		"macros that are none": {compound(t, oleStream("Workbook", bof+recordOf(0x0a, "")+sheet), oleStorage("_VBA_PROJECT_CUR", oleStorage("VBA", oleStream("dir", ""), oleStream("Sheet1", "")))), []string{"cell!"}, ""},
		"PowerPoint 95":        {compound(t, oleStream("PowerPoint Document", "\x03\x00\x00\x00\xff\xff\x00\x00"), oleStream("PersistentStorage Directory", "x"), oleStream("Text_Content", "old@contoso.example"), oleStream("\x05SummaryInformation", titled)), []string{"a title", "old@contoso.example"}, exposure.NotReadUnsupported},
		"a deck of no slides":  {compound(t, oleStream("PowerPoint Document", "\x0f\x00\xe8\x03\x00\x00\x00\x00"), oleStream("Pictures", "pictured@contoso.example"), oleStream("\x05SummaryInformation", titled)), []string{"a title", "pictured@contoso.example"}, ""},
		"an encrypted deck":    {compound(t, oleStream("PowerPoint Document", "nothing of this makes sense"), oleStream("Current User", "\x00\x00\xf6\x0f\x20\x00\x00\x00\x14\x00\x00\x00\xdf\xc4\xd1\xf3")), nil, exposure.NotReadEncrypted},
		"no document":          {compound(t, oleStream("Something", "what there is: some@contoso.example")), []string{"some@contoso.example"}, exposure.NotReadUnsupported},
		"no text":              {compound(t, oleStream("WordDocument", "\xec\xa5 lost@contoso.example"+strings.Repeat(" ", 600))), []string{"lost@contoso.example"}, exposure.NotReadBroken},
		"no directory":         {append([]byte(cfb.Magic), strings.Repeat("\xff lost@contoso.example \x00", 100)...), []string{"lost@contoso.example"}, exposure.NotReadBroken},
		"an object in RTF":     {[]byte(`{\rtf1 text{\object{\*\objdata 0105000002000000080000005061636b616765000000000000000000` + fmt.Sprintf("%x", binary.LittleEndian.AppendUint32(nil, uint32(len(native)-4))) + fmt.Sprintf("%x", native[4:]) + `}}}`), []string{"!/note.txt", "packed@contoso.example"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			rec := extracttest.Walk(t, x, "x", c.data)
			for _, want := range c.want {
				if !strings.Contains(rec.String(), want) {
					t.Errorf("%q is missing", want)
				}
			}
			if c.reason == "" && len(rec.NotReads) > 0 || c.reason != "" && !slices.Contains(rec.NotReads, c.reason) {
				t.Errorf("not read: %v, want %q", rec.NotReads, c.reason)
			}
			if t.Failed() {
				t.Log(rec.String())
			}
		})
	}
}

// Messages within messages end at the budget, and say so.
func TestDeepMessages(t *testing.T) {
	inner := oleStorage("__substg1.0_3701000D", oleStream("__properties_version1.0", strings.Repeat("\x00", 24)), oleStream("__substg1.0_1000001F", "d\x00e\x00e\x00p\x00"))
	for range 20 {
		attachment := oleStorage("__attach_version1.0_#00000000", oleStream("__properties_version1.0", strings.Repeat("\x00", 8)), inner)
		inner = oleStorage("__substg1.0_3701000D", oleStream("__properties_version1.0", strings.Repeat("\x00", 24)), attachment)
	}
	inner.Children[0] = oleStream("__properties_version1.0", strings.Repeat("\x00", 32))
	c := extracttest.Case{Name: "deep.msg", Data: compound(t, inner.Children...)}
	extracttest.Budgets(t, extract.Options{}, c, exposure.NotReadDepth)
}

// Many attachments that share one stream's sectors end at the budget.
func TestOverlappingStreams(t *testing.T) {
	var list []*cfb.Node
	for i := range 300 {
		text := strings.Repeat("text of an attachment\n", 250)
		if i == 0 {
			text = strings.Repeat(text, 200)
		}
		list = append(list, oleStorage(fmt.Sprintf("__attach_version1.0_#%08X", i), oleStream("__properties_version1.0", strings.Repeat("\x00", 8)), oleStream("__substg1.0_37010102", text)))
	}
	data := compound(t, append(list, oleStream("__properties_version1.0", strings.Repeat("\x00", 32)))...)
	// Each attachment claims to be the first.
	name := []byte("_\x00_\x00s\x00u\x00b\x00s\x00t\x00g\x001\x00.\x000\x00_\x003\x007\x000\x001\x000\x001\x000\x002\x00")
	first := []byte(nil)
	for at := 0; ; {
		i := bytes.Index(data[at:], name)
		if i < 0 {
			break
		}
		at += i + len(name)
		entry := data[at-len(name) : at-len(name)+128]
		if first == nil {
			first = bytes.Clone(entry[116:124])
		}
		copy(entry[116:], first)
	}
	c := extracttest.Case{Name: "overlap.msg", Data: data}
	extracttest.Budgets(t, extract.Options{Budget: extract.Budget{Expand: 1 << 20, Ratio: 2}}, c, exposure.NotReadRatio)
}

// tnefMessage is a message as Outlook packs it for itself.
func tnefMessage(t testing.TB) []byte {
	t.Helper()
	num := func(n int, v uint64) string { return string(binary.LittleEndian.AppendUint64(nil, v)[:n]) }
	att := func(level int, id uint64, body string) string {
		return num(1, uint64(level)) + num(4, id) + num(4, uint64(len(body))) + body + num(2, 0)
	}
	value := func(kind, id uint64, s string) string {
		return num(2, kind) + num(2, id) + num(4, 1) + num(4, uint64(len(s))) + s + strings.Repeat("\x00", (4-len(s)%4)%4)
	}
	head := "\x78\x9f\x3e\x22\x01\x00"
	inner := head + att(1, 0x18004, "Inner subject\x00") + att(1, 0x2800c, "inner body of ina@contoso.example\x00")
	return []byte(head + att(1, 0x69007, num(8, 1252)) + att(1, 0x18004, "Offer\x00") +
		att(1, 0x69003, num(4, 5)+value(0x1e, 0xc1a, "J\xfcrgen M\xfcller\x00")+value(0x1e, 0xc1f, "j.mueller@contoso.example\x00")+value(0x1e, 0x1000, "The body, call +1 555 0100\x00")+
			value(0x1e, 0x1035, "<1@contoso.example>\x00")+num(2, 0x40)+num(2, 0x39)+num(8, 133037856000000000)) +
		att(1, 0x69004, num(4, 1)+num(4, 3)+value(0x1e, 0x3001, "Jane Doe\x00")+value(0x1e, 0x3003, "jane@fabrikam.example\x00")+num(2, 3)+num(2, 0xc15)+num(4, 2)) +
		att(2, 0x69002, num(8, 0)+num(6, 0)) + att(2, 0x18010, "a.txt\x00") + att(2, 0x6800f, "attached@contoso.example") + att(2, 0x69005, num(4, 1)+value(0x1e, 0x3707, "a long name.txt\x00")) +
		att(2, 0x69002, num(8, 0)+num(6, 0)) + att(2, 0x69005, num(4, 1)+value(0x0d, 0x3701, num(8, 0x20307)+num(8, 0x46000000000000c0)+inner)))
}

// A message in TNEF goes through the suite: nothing here could make a real one.
func TestTNEF(t *testing.T) {
	x := newExtractor(t, extract.Options{})
	extracttest.Run(t, x, extracttest.Case{Name: "winmail.dat", Data: tnefMessage(t), Golden: goldenFile("winmail.dat")})
}

// A workbook is read at any place of a file that is larger than memory holds.
func TestLargeCompound(t *testing.T) {
	data, err := os.ReadFile("testdata/real/microsoft/book.xls")
	if err != nil {
		t.Fatal(err)
	}
	large := compound(t, oleStream("Workbook", func() string {
		f, err := cfb.Open(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		p, err := io.ReadAll(f.Root().Find("Workbook").Open())
		if err != nil {
			t.Fatal(err)
		}
		return string(p)
	}()), oleStream("Filler", strings.Repeat("\x00", extract.Whole)))
	x := newExtractor(t, extract.Options{})
	rec := &extracttest.Recorder{}
	if err := x.Walk(context.Background(), extract.Input{Name: "x", Size: int64(len(large)), Body: bytes.NewReader(large), At: bytes.NewReader(large)}, rec); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(rec.String(), "person40@tailspin.example") || len(rec.NotReads) > 0 {
		t.Errorf("not read: %v", rec.NotReads)
	}
}

// A message with more addressees than a header holds says that some were left out.
func TestManyRecipients(t *testing.T) {
	var list []*cfb.Node
	for i := range 600 {
		name := fmt.Sprintf("%d %s@contoso.example", i, strings.Repeat("very long name ", 150))
		wide := strings.Join(strings.Split(name, ""), "\x00") + "\x00"
		list = append(list, oleStorage(fmt.Sprintf("__recip_version1.0_#%08X", i), oleStream("__properties_version1.0", strings.Repeat("\x00", 8)), oleStream("__substg1.0_3003001F", wide)))
	}
	data := compound(t, append(list, oleStream("__properties_version1.0", strings.Repeat("\x00", 32)))...)
	extracttest.Budgets(t, extract.Options{}, extracttest.Case{Name: "many.msg", Data: data}, exposure.NotReadBytes)
}
