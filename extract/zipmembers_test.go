package extract_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"strings"
	"testing"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
)

const (
	centralSig = "PK\x01\x02"
	endSig     = "PK\x05\x06"
)

// storedZip is an archive of one member that is not compressed.
func storedZip(t *testing.T, header zip.FileHeader, data, comment string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.CreateHeader(&header)
	check(t, err)
	_, err = w.Write([]byte(data))
	check(t, err)
	check(t, z.SetComment(comment))
	check(t, z.Close())
	return b.Bytes()
}

// inDirectory changes the entry of an archive's only member.
func inDirectory(data []byte, change func(entry []byte)) []byte {
	change(data[bytes.Index(data, []byte(centralSig)):])
	return data
}

// zip64 makes an archive of one member tell its sizes and the place of its directory
// in 64 bits alone (APPNOTE.TXT, sections 4.3.14, 4.3.15 and 4.5.3).
func zip64(data []byte) []byte {
	le := binary.LittleEndian
	start, end := bytes.Index(data, []byte(centralSig)), bytes.LastIndex(data, []byte(endSig))
	entry := bytes.Clone(data[start:end])
	extra := []byte{1, 0, 16, 0}
	extra = le.AppendUint64(extra, uint64(le.Uint32(entry[24:])))
	extra = le.AppendUint64(extra, uint64(le.Uint32(entry[20:])))
	le.PutUint32(entry[20:], 1<<32-1)
	le.PutUint32(entry[24:], 1<<32-1)
	name := 46 + int(le.Uint16(entry[28:]))
	le.PutUint16(entry[30:], le.Uint16(entry[30:])+uint16(len(extra)))
	out := append(bytes.Clone(data[:start]), entry[:name]...)
	out = append(append(out, extra...), entry[name:]...)
	size := uint64(len(out) - start)
	at := uint64(len(out))
	record := make([]byte, 56)
	copy(record, "PK\x06\x06")
	le.PutUint64(record[4:], 44)
	le.PutUint64(record[24:], 1)
	le.PutUint64(record[32:], 1)
	le.PutUint64(record[40:], size)
	le.PutUint64(record[48:], uint64(start))
	locator := make([]byte, 20)
	copy(locator, "PK\x06\x07")
	le.PutUint64(locator[8:], at)
	le.PutUint32(locator[16:], 1)
	last := bytes.Repeat([]byte{0xff}, 22)
	copy(last, endSig+"\x00\x00\x00\x00")
	last[20], last[21] = 0, 0
	return append(append(append(out, record...), locator...), last...)
}

// What an archive says of a member and what that is are held against each other,
// and nothing of a member that has text is passed over.
func TestZipMembers(t *testing.T) {
	const text = "jane@contoso.example, a line that goes on and on and on and on"
	x := newExtractor(t, extract.Options{})
	stored := zip.FileHeader{Name: "a.txt", Method: zip.Store}
	deflated := zip.FileHeader{Name: "a.txt", Method: zip.Deflate}
	size := func(by uint32) func([]byte) {
		return func(entry []byte) {
			le := binary.LittleEndian
			le.PutUint32(entry[24:], le.Uint32(entry[24:])+by)
		}
	}
	whole := storedZip(t, stored, text, "")
	flipped := bytes.Replace(whole, []byte("jane"), []byte("joan"), 1)
	for _, c := range []struct {
		name string
		data []byte
		want string
		not  []exposure.Reason
	}{
		{"as it was written", whole, text, nil},
		{"another text than its check sum says", flipped, "joan", []exposure.Reason{exposure.NotReadBroken}},
		{"shorter than it says", inDirectory(storedZip(t, deflated, text, ""), size(1)), text, []exposure.Reason{exposure.NotReadBroken}},
		{"longer than it says", inDirectory(storedZip(t, deflated, text, ""), size(^uint32(0))), text[:len(text)-1], []exposure.Reason{exposure.NotReadBroken}},
		{"sizes in 64 bits", zip64(storedZip(t, deflated, strings.Repeat(text, 9), "")), strings.Repeat(text, 9), nil},
		{"a name of code page 437", bytes.ReplaceAll(storedZip(t, zip.FileHeader{Name: "K_ln.txt", Method: zip.Store}, text, ""), []byte("K_ln"), []byte("K\x94ln")), `!/Köln.txt"`, nil},
		{"a folder that holds text", bytes.ReplaceAll(storedZip(t, zip.FileHeader{Name: "folder_", Method: zip.Store}, text, ""), []byte("folder_"), []byte("folder/")), text, nil},
		{"a comment that looks like the end", storedZip(t, stored, text, endSig+" says the comment, and goes on a little"), text, nil},
	} {
		rec := extracttest.Walk(t, x, "x.zip", c.data)
		if !strings.Contains(rec.String(), c.want) || len(rec.NotReads) != len(c.not) || len(c.not) > 0 && rec.NotReads[0] != c.not[0] {
			t.Errorf("%s: no %q, or not read is %v, want %v:\n%s", c.name, c.want, rec.NotReads, c.not, rec)
		}
	}
}

// The time of a member is the one in UTC where the archive has it, to the second.
func TestZipTimes(t *testing.T) {
	at := time.Date(2022, 8, 1, 12, 0, 1, 0, time.UTC) // MS-DOS knows even seconds alone
	data := storedZip(t, zip.FileHeader{Name: "a.txt", Modified: at}, "hello", "")
	var got time.Time
	rec := &ending{store: func(c *extract.Content) {
		if c.Depth == 1 {
			got = c.Modified
		}
	}}
	if err := newExtractor(t, extract.Options{}).Walk(context.Background(), extract.Input{Name: "x.zip", Size: -1, Body: bytes.NewReader(data)}, rec); err != nil {
		t.Fatal(err)
	}
	if !got.Equal(at) {
		t.Errorf("%v, want %v", got, at)
	}
}
