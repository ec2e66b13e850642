package extract_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"strings"
	"testing"

	"github.com/ulikunitz/xz"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
)

// TestXZ reads several streams and blocks with each sort of check.
func TestXZ(t *testing.T) {
	x := newExtractor(t, extract.Options{})
	text := bytes.Repeat([]byte("jane@contoso.example\n"), 5000)
	for _, check := range []byte{xz.CRC32, xz.CRC64, xz.SHA256} {
		var b bytes.Buffer
		for range 2 {
			w, err := xz.WriterConfig{CheckSum: check, BlockSize: 20_000}.NewWriter(&b)
			if err != nil {
				t.Fatal(err)
			}
			packed(t, &b, w, text)
			b.Write(make([]byte, 8))
		}
		rec := extracttest.Walk(t, x, "x.xz", b.Bytes())
		if rec.Bytes != int64(2*len(text)) || len(rec.NotReads) > 0 {
			t.Errorf("check %d: %d bytes of text, not read %v", check, rec.Bytes, rec.NotReads)
		}
	}
}

// TestXZDictionary refuses a later block that wants 4 GiB.
func TestXZDictionary(t *testing.T) {
	var b bytes.Buffer
	w, err := xz.WriterConfig{BlockSize: 1000, CheckSum: xz.CRC32}.NewWriter(&b)
	if err != nil {
		t.Fatal(err)
	}
	data := packed(t, &b, w, bytes.Repeat([]byte("jane@contoso.example\n"), 200))
	header := data[12 : 12+4*(int(data[12])+1)]
	second := 12 + len(header) + bytes.Index(data[12+len(header):], header[:4])
	huge := data[second : second+len(header)]
	i := bytes.IndexByte(huge[2:], 0x21) + 2
	huge[i+2] = 40
	binary.LittleEndian.PutUint32(huge[len(huge)-4:], crc32.ChecksumIEEE(huge[:len(huge)-4]))
	rec := extracttest.Walk(t, newExtractor(t, extract.Options{}), "x.xz", data)
	if len(rec.NotReads) != 1 || rec.NotReads[0] != exposure.NotReadUnsupported || !strings.Contains(rec.String(), "jane@") {
		t.Errorf("not read %v:\n%.300s", rec.NotReads, rec)
	}
}
