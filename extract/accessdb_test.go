package extract_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
	"github.com/hemostat/hemostat/extract/internal/jet/jettest"
)

// access makes a database with all that a row can have.
func access(t testing.TB, old bool) []byte {
	m := &jettest.Maker{Old: old}
	text := func(s string) []byte {
		if old {
			return []byte(s)
		}
		return jettest.Packed(s)
	}
	wide := jettest.Wide("山田 太郎")
	mixed := append(jettest.Packed("to "), append(append([]byte{0}, jettest.Wide("日本")...), append([]byte{0}, " office"...)...)...)
	if old {
		wide, mixed = []byte("Jos\xe9"), []byte("to caf\xe9")
	}
	le := binary.LittleEndian
	float := func(v float64) []byte { return le.AppendUint64(nil, math.Float64bits(v)) }
	long := strings.Repeat("a word of the memo ", 300)
	zip := zipOf(t, "a.csv", in(t, "customers.csv"))
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	_, err := w.Write(append([]byte("\x16\x00\x00\x00\x01\x00\x00\x00\x04\x00\x00\x00z\x00i\x00p\x00\x00\x00\x00\x00"), zip...))
	check(t, err)
	check(t, w.Close())
	attachment := append([]byte("\x01\x00\x00\x00\x00\x04\x00\x00"), packed.Bytes()...)
	guid := []byte("\xb8\xb7\x6a\x6b\xad\x9d\xd1\x11\x80\xb4\x00\xc0\x4f\xd4\x30\xc8")
	columns := []jettest.Column{{Name: "ID", Kind: 4, Fixed: true, Size: 4}, {Name: "Full Name", Kind: 10, Size: 100}, {Name: "E-Mail", Kind: 10, Size: 100}, {Name: "VIP", Kind: 1, Fixed: true},
		{Name: "Balance", Kind: 5, Fixed: true, Size: 8}, {Name: "Since", Kind: 8, Fixed: true, Size: 8}, {Name: "Note", Kind: 12}, {Name: "Key", Kind: 15, Fixed: true, Size: 16}, {Name: "Site", Kind: 12},
		{Name: "Phone", Kind: 10, Size: 60}, {Name: "Score", Kind: 7, Fixed: true, Size: 8}}
	row := func(id uint32, name []byte, mail string, more ...[]byte) [][]byte {
		r := make([][]byte, len(columns))
		r[0], r[1], r[2] = jettest.Number(id), name, text(mail)
		copy(r[3:], more)
		return r
	}
	longText := []byte(long)
	if !old {
		longText = jettest.Wide(long)
	}
	customers := jettest.Table{Name: "Customers", Columns: columns, Deleted: map[int]bool{2: true}, Moved: map[int]bool{3: true}, Rows: [][][]byte{
		row(1, text("Jane Doe"), "jane.doe@contoso.example", []byte{1}, le.AppendUint64(nil, 12345000), float(44774.5), m.Long(text("a short memo of hal@contoso.example"), 0x80, 0), guid,
			m.Long(text("our site#http://www.contoso.example/a#"), 0x80, 0), text("+1 555 0100"), float(0.5)),
		row(2, wide, "taro@fabrikam.example", nil, le.AppendUint64(nil, math.MaxUint64), float(-1.25), m.Long(longText[:1800], 0x40, 0), nil, m.Long(mixed, 0x80, 0), text("+44 7700 900123")),
		row(3, text("Deleted Row"), "gone@contoso.example"),
		row(4, text("Moved Row"), "moved@contoso.example", nil, nil, float(0.75), m.Long(longText, 0, 1000)),
		row(5, text("Ana Nunez"), "ana@tailspin.example", []byte{1}, nil, float(2)),
	}}
	files := jettest.Table{Name: "f_1_Files", System: true, Columns: []jettest.Column{{Name: "FileData", Kind: 11}, {Name: "FileName", Kind: 10, Size: 200}, {Name: "Picture", Kind: 11}}, Rows: [][][]byte{
		{m.Long(attachment, 0, 500), text("offers.zip"), nil},
		{nil, nil, m.Long(zip, 0x40, 0)},
	}}
	links := jettest.Table{Name: "MSysLinks", System: true, Columns: []jettest.Column{{Name: "Connect", Kind: 12}, {Name: "Amount", Kind: 16, Fixed: true, Size: 17, Scale: 2}}, Rows: [][][]byte{
		{m.Long(text("ODBC;DRIVER=SQL Server;SERVER=db.contoso.example;UID=sa;PWD=hunter2secret"), 0x80, 0), append([]byte{0x80}, append(make([]byte, 12), "\x39\x30\x00\x00"...)...)},
	}}
	return m.File(customers, files, links)
}

func TestAccess(t *testing.T) {
	x := newExtractor(t, extract.Options{})
	for name, old := range map[string]bool{"jet4.mdb": false, "jet3.mdb": true} {
		data := access(t, old)
		if dir := os.Getenv("HEMOSTAT_MADE"); dir != "" { // to look at with other programs
			check(t, os.WriteFile(filepath.Join(dir, name), data, 0o600))
		}
		t.Run(name, func(t *testing.T) {
			extracttest.Run(t, x, extracttest.Case{Name: name, Data: data, Golden: filepath.Join("testdata", "golden", "data", name+".golden"), Slow: true})
		})
	}
}

// TestAccessEncrypted has pages under the key that stands in the file, and a database
// that wants a password.
func TestAccessEncrypted(t *testing.T) {
	x := newExtractor(t, extract.Options{})
	data := access(t, false)
	copy(data[4:], "Standard ACE DB\x00")
	data[0x14], data[0x3e] = 2, data[0x3e]^1
	if rec := extracttest.Walk(t, x, "x.accdb", data); !slices.Equal(rec.NotReads, []exposure.Reason{exposure.NotReadEncrypted}) {
		t.Errorf("%v", rec.NotReads)
	}
}

func TestHostileAccess(t *testing.T) {
	good := access(t, false)
	const page = 4096
	bend := func(f func(p []byte)) []byte {
		p := bytes.Clone(good)
		f(p)
		return p
	}
	le := binary.LittleEndian
	catalog := func(p []byte) []byte { return p[2*page : 3*page] }
	hostile(t, "catalog.mdb", bend(func(p []byte) { le.PutUint16(catalog(p)[45:], 65535) }), extract.Budget{}, exposure.NotReadBroken)
	hostile(t, "indexes.mdb", bend(func(p []byte) { le.PutUint32(catalog(p)[51:], 1<<31) }), extract.Budget{}, exposure.NotReadBroken)
	hostile(t, "short.mdb", good[:page], extract.Budget{}, exposure.NotReadBroken)
	// Long values whose chain comes back to itself, and that say to have a gigabyte.
	hostile(t, "chain.mdb", bend(func(p []byte) {
		for at := 3 * page; at < len(p); at += page {
			if q := p[at : at+page]; q[0] == 1 && string(q[4:8]) == "LVAL" {
				row := q[le.Uint16(q[14:])&0x1fff:]
				le.PutUint32(row, uint32(at/page)<<8)
			}
		}
		for i := range p[:len(p)-12] { // the heads of chains
			if v := le.Uint32(p[i:]); v == 11400 {
				le.PutUint32(p[i:], 1<<30-1)
			}
		}
	}), extract.Budget{Expand: 1 << 20, Ratio: 1}, exposure.NotReadRatio)
	// Definitions that lead in a circle.
	x := newExtractor(t, extract.Options{})
	want := extracttest.Walk(t, x, "x", good)
	got := extracttest.Walk(t, x, "x", bend(func(p []byte) { le.PutUint32(catalog(p)[4:], 2) }))
	if got.Bytes != want.Bytes {
		t.Errorf("a definition that goes on in itself: %d bytes of text, want %d", got.Bytes, want.Bytes)
	}
	for _, n := range []int{1, 7, 100} {
		extracttest.Walk(t, x, "x", bend(func(p []byte) { // rows that overlap
			for at := 3 * page; at < len(p); at += page {
				if p[at] == 1 {
					le.PutUint16(p[at+12:], uint16(n))
					for i := range n {
						le.PutUint16(p[at+14+2*i:], uint16(3000-i)|0x4000)
					}
				}
			}
		}))
	}
}

// FuzzAccess takes the first pages and what stands at the end of each.
func FuzzAccess(f *testing.F) {
	for _, old := range []bool{false, true} {
		f.Add(squeeze(access(f, old)))
	}
	fuzzWithin(f, stretch)
}

// squeeze leaves out long runs of zeros; stretch puts them back.
func squeeze(p []byte) (out []byte) {
	for len(p) > 0 {
		n := 0
		for n < len(p) && p[n] == 0 && n < 4095 {
			n++
		}
		k := n
		for k < len(p) && k-n < 255 && !(k+4 < len(p) && p[k]|p[k+1]|p[k+2]|p[k+3] == 0) {
			k++
		}
		out = append(append(out, byte(n), byte(n>>8), byte(k-n)), p[n:k]...)
		p = p[k:]
	}
	return out
}

func stretch(p []byte) (out []byte) {
	for len(p) >= 3 && len(out) < 1<<20 {
		n, k := int(p[0])|int(p[1])<<8, int(p[2])
		p = p[3:]
		k = min(k, len(p))
		out = append(append(out, make([]byte, min(n, 4096))...), p[:k]...)
		p = p[k:]
	}
	return out
}
