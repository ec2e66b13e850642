package extract_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
	"github.com/hemostat/hemostat/extract/internal/cfb"
	"github.com/hemostat/hemostat/extract/internal/jet/jettest"
)

// drawing makes the stream of a drawing of Visio 2003 with the texts of shapes.
func drawing(texts ...string) []byte {
	le := binary.LittleEndian
	p := make([]byte, 0x36)
	copy(p, "Visio (TM) Drawing\r\n")
	p[0x1a] = 11
	pointer := func(kind, offset, length uint32, format uint16) []byte {
		q := le.AppendUint32(le.AppendUint32(nil, kind), 0)
		return le.AppendUint16(le.AppendUint32(le.AppendUint32(q, offset), length), format)
	}
	var chunks []byte
	for _, s := range append(texts, "Network") {
		kind, body := uint32(14), append(make([]byte, 8), append(jettest.Wide(s), 0, 0)...)
		if s == "Network" {
			kind = 0x2f
		}
		chunks = le.AppendUint32(le.AppendUint32(le.AppendUint32(chunks, kind), 1), 0)
		chunks = append(append(le.AppendUint32(chunks, uint32(len(body))), 0, 0, 0), body...)
	}
	var packed []byte
	for q := chunks; len(q) > 0; q = q[min(8, len(q)):] {
		packed = append(append(packed, 0xff), q[:min(8, len(q))]...)
	}
	at := uint32(len(p))
	p = append(p, packed...)
	list := append(le.AppendUint32(le.AppendUint32(le.AppendUint32(nil, 4), 1), 0), pointer(15, at, uint32(len(packed)), 0xd2)...)
	copy(p[0x24:], pointer(20, uint32(len(p)), uint32(len(list)), 0))
	return append(p, list...)
}

// vsdx makes a drawing of Visio 2013.
func vsdx(t testing.TB) []byte {
	const ns = `xmlns="http://schemas.microsoft.com/office/visio/2012/main"`
	return zipOf(t, "visio/document.xml", []byte(`<VisioDocument `+ns+`/>`),
		"visio/pages/pages.xml", []byte(`<Pages `+ns+`><Page ID="0" Name="Network Berlin"/></Pages>`),
		"visio/pages/page1.xml", []byte(`<PageContents `+ns+`><Shapes><Shape ID="1"><Cell N="PinX" V="1.5"/><Section N="Property"><Row N="Owner"><Cell N="Value" V="Jane Doe"/><Cell N="Label" V="Contact"/></Row>
<Row N="IP"><Cell N="Value" V="192.0.2.7"/></Row><Row N="None"><Cell N="Value" V=""/></Row></Section><Section N="Hyperlink"><Row N="Row_1"><Cell N="Description" V="the firewall"/><Cell N="Address" V="https://fw.contoso.example"/></Row></Section>
<Section N="Geometry"><Row><Cell N="X" V="1"/></Row></Section><Text><cp IX="0"/>Firewall
<fld IX="0">fw1.contoso.example</fld></Text><Shapes><Shape ID="2"><Text>E-Mail: admin@contoso.example</Text></Shape></Shapes></Shape></Shapes></PageContents>`),
		"visio/masters/masters.xml", []byte(`<Masters `+ns+`><Master ID="2" Name="Router"/></Masters>`),
		"visio/comments.xml", []byte(`<Comments `+ns+`><AuthorList><AuthorEntry ID="1" Name="Erika Muster"/></AuthorList><CommentList><CommentEntry AuthorID="1">ask hal@contoso.example</CommentEntry></CommentList></Comments>`),
		"docProps/core.xml", []byte(`<cp:coreProperties xmlns:cp="a" xmlns:dc="b"><dc:creator>Jane Doe</dc:creator></cp:coreProperties>`))
}

// plan makes a plan of Project 2010.
func plan(t testing.TB) []byte {
	data := append([]byte{1, 2, 3}, jettest.Wide("Migrate the CRM of Contoso")...)
	data = append(append(data, 0xff, 0xfe), jettest.Wide("Jane Doe\x00")...)
	root := &cfb.Node{Children: []*cfb.Node{{Name: "Props14", Data: bytes.NewReader(data[:3]), Size: 3},
		{Name: "   114", Children: []*cfb.Node{{Name: "TBkndTask", Children: []*cfb.Node{{Name: "Var2Data", Data: bytes.NewReader(data), Size: int64(len(data))}}}}}}}
	out, err := io.ReadAll(cfb.Make(root))
	check(t, err)
	return out
}

func TestVisio(t *testing.T) {
	x := newExtractor(t, extract.Options{})
	for name, data := range map[string][]byte{"network.vsd": streams("VisioDocument")(drawing("Firewall", "admin@contoso.example")), "network.vsdx": vsdx(t), "plan.mpp": plan(t)} {
		t.Run(name, func(t *testing.T) {
			extracttest.Run(t, x, extracttest.Case{Name: name, Data: data, Golden: filepath.Join("testdata", "golden", "data", name+".golden")})
		})
	}
}

func TestHostileVisio(t *testing.T) {
	good := drawing("text")
	hostile(t, "cut.vsd", streams("VisioDocument")(good[:0x30]), extract.Budget{}, exposure.NotReadBroken)
	many := drawing(strings.Repeat("x", 1000))
	le := binary.LittleEndian
	end := len(many) - 18
	last := bytes.Clone(many[end:])
	n := uint32(20000)
	le.PutUint32(many[end-8:], n) // pointers to the same stream
	at := le.Uint32(many[0x24+8:])
	le.PutUint32(many[0x24+12:], 12+18*n)
	many = append(many[:at+12], bytes.Repeat(last, int(n))...)
	rec := extracttest.Walk(t, newExtractor(t, extract.Options{}), "many.vsd", streams("VisioDocument")(many))
	if rec.Bytes > 10000 {
		t.Errorf("%d bytes of text", rec.Bytes)
	}
}

func FuzzVisio(f *testing.F) {
	f.Add(drawing("text", "more"))
	fuzzWithin(f, streams("VisioDocument"))
}
