package extract_test

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
)

func archive(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/real/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// memoryBound is what reading a small hostile file may allocate in all, in bytes: a
// dictionary of 128 MiB, some buffers and what the file itself unpacks to. What the file
// declares is more by far.
const memoryBound = 192 << 20

// hostile holds a file that is made to exhaust to what a budget allows: the reason, the
// same result each time, and memory.
func hostile(t *testing.T, name string, data []byte, b extract.Budget, want exposure.Reason) {
	t.Helper()
	t.Run(name, func(t *testing.T) {
		t.Helper()
		extracttest.Budgets(t, extract.Options{Budget: b}, extracttest.Case{Name: name, Data: data}, want)
		x := newExtractor(t, extract.Options{Budget: b})
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		rec := extracttest.Walk(t, x, name, data)
		runtime.ReadMemStats(&after)
		if n := after.TotalAlloc - before.TotalAlloc; n > memoryBound+64*uint64(rec.Bytes) {
			t.Errorf("%d bytes were allocated for a file of %d", n, len(data))
		}
		if slices.Contains(rec.NotReads, "fault") {
			t.Errorf("a reader panicked:\n%s", rec)
		}
	})
}

// TestArchiveBudgets gives archives whose members exceed what a small budget allows.
func TestArchiveBudgets(t *testing.T) {
	for _, c := range []struct {
		name   string
		budget extract.Budget
		want   exposure.Reason
	}{
		{"lzma2.7z", extract.Budget{Entries: 2}, exposure.NotReadEntries},
		{"lzma2.7z", extract.Budget{Expand: 1000, Ratio: 1}, exposure.NotReadRatio},
		{"stored.7z", extract.Budget{Text: 100}, exposure.NotReadBytes},
		{"gnu.ar", extract.Budget{Entries: 1}, exposure.NotReadEntries},
		{"newc.cpio", extract.Budget{Entries: 1}, exposure.NotReadEntries},
		{"plain.iso", extract.Budget{Entries: 1}, exposure.NotReadEntries},
		{"mszip.cab", extract.Budget{Expand: 1000, Ratio: 1}, exposure.NotReadRatio},
	} {
		hostile(t, c.name, archive(t, "archives/"+c.name), c.budget, c.want)
	}
}

// deflated packs zeros.
func deflated(t testing.TB, p []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestCompression)
	check(t, err)
	_, err = w.Write(p)
	check(t, err)
	check(t, w.Close())
	return b.Bytes()
}

// sevenZipNumber is a number of a header, in nine bytes.
func sevenZipNumber(v uint64) string {
	return "\xff" + string(binary.LittleEndian.AppendUint64(nil, v))
}

// sevenZipOf makes an archive whose header is packed by Deflate.
func sevenZipOf(t testing.TB, header []byte) []byte {
	body := deflated(t, header)
	size := func(p []byte) string { return sevenZipNumber(uint64(len(p))) }
	outer := "\x17\x06\x00\x01\x09" + size(body) + "\x00\x07\x0b\x01\x00\x01\x03\x04\x01\x08\x0c" + size(header) + "\x00\x00"
	le := binary.LittleEndian
	start := le.AppendUint64(nil, uint64(len(body)))
	start = le.AppendUint64(start, uint64(len(outer)))
	start = le.AppendUint32(start, crc32.ChecksumIEEE([]byte(outer)))
	p := append([]byte("7z\xbc\xaf\x27\x1c\x00\x04"), le.AppendUint32(nil, crc32.ChecksumIEEE(start))...)
	return append(append(append(p, start...), body...), outer...)
}

// Headers of 7z that are zeros but for what they say that there is.
func TestHostile7z(t *testing.T) {
	const n = 6 << 20
	zeros := make([]byte, n+64)
	many := func(head string) []byte { return sevenZipOf(t, append([]byte(head), zeros...)) }
	hostile(t, "files.7z", many("\x01\x05"+sevenZipNumber(n)), extract.Budget{}, exposure.NotReadUnsupported)
	hostile(t, "streams.7z", many("\x01\x04\x06\x00"+sevenZipNumber(n)+"\x09"), extract.Budget{}, exposure.NotReadUnsupported)
	hostile(t, "folders.7z", many("\x01\x04\x07\x0b"+sevenZipNumber(n)+"\x00"), extract.Budget{}, exposure.NotReadUnsupported)
	again := "\x01" + strings.Repeat("\x05"+sevenZipNumber(1<<20)+"\x00", 1<<17)
	hostile(t, "again.7z", sevenZipOf(t, append([]byte(again), 0)), extract.Budget{}, exposure.NotReadBroken)
}

// TestHostileRAR declares more than there is.
func TestHostileRAR(t *testing.T) {
	data := rarOf("a.txt", strings.Repeat("words of hal@contoso.example ", 4), "\x02", "\x00")
	hostile(t, "cut.rar", data[:len(data)-20], extract.Budget{}, exposure.NotReadBroken)
	head := "\x02\x02\xff\xff\xff\xff\xff\xff\xff\x7f\x00\xff\xff\xff\xff\xff\xff\xff\x7f\x00\x80\x57\x01\x01a" // 2^56 bytes, in a dictionary of 4 GiB
	hostile(t, "huge.rar", []byte("Rar!\x1a\x07\x01\x00"+rarBlock("\x01\x00\x00")+rarBlock(head)+"x"), extract.Budget{}, exposure.NotReadBroken)
}

// packOf makes a pack of git of objects as they stand in it.
func packOf(objects ...string) []byte {
	p := binary.BigEndian.AppendUint32([]byte("PACK\x00\x00\x00\x02"), uint32(len(objects)))
	return append(p, strings.Join(objects, "")...)
}

// gitObject makes an object of a pack; between its header and its data stands where its
// base is, of a delta.
func gitObject(t testing.TB, kind byte, base, data string) string {
	t.Helper()
	n := len(data)
	head := []byte{kind<<4 | byte(n&15)}
	for n >>= 4; n > 0; n >>= 7 {
		head[len(head)-1] |= 0x80
		head = append(head, byte(n&0x7f))
	}
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, err := io.WriteString(w, data)
	check(t, err)
	check(t, w.Close())
	return string(head) + base + b.String()
}

// TestHostileGit chains deltas of which each doubles its base.
func TestHostileGit(t *testing.T) {
	size := func(n int) (s string) {
		for ; n >= 0x80; n >>= 7 {
			s += string([]byte{byte(n) | 0x80})
		}
		return s + string([]byte{byte(n)})
	}
	const first = 0xffff
	objects := []string{gitObject(t, 3, "", strings.Repeat("x", first))}
	for i := range 9 {
		n := first << i
		var ops string
		for range 2 {
			for at := 0; at < n; at += first {
				ops += "\xbf" + string(binary.LittleEndian.AppendUint32(nil, uint32(at))) + "\xff\xff"
			}
		}
		last := len(objects[len(objects)-1])
		back := string([]byte{byte(last & 0x7f)})
		if last > 0x7f {
			back = string([]byte{byte((last>>7)-1) | 0x80, byte(last & 0x7f)})
		}
		objects = append(objects, gitObject(t, 6, back, size(n)+size(2*n)+ops))
	}
	hostile(t, "doubled.pack", packOf(objects...), extract.Budget{Expand: 1 << 20, Ratio: 2}, exposure.NotReadRatio)
	hostile(t, "declared.pack", append([]byte("PACK\x00\x00\x00\x02\x80\x00\x00\x00"), objects[0]...), extract.Budget{}, exposure.NotReadBroken)
}

// TestHostileUnix declares sizes and counts that are not there.
func TestHostileUnix(t *testing.T) {
	hostile(t, "huge.ar", []byte("!<arch>\n"+fmt.Sprintf("%-16s%-12s%-6s%-6s%-8s%-10s`\n", "a.txt/", "0", "0", "0", "644", "9999999999")+"text"), extract.Budget{}, exposure.NotReadBroken)
	hostile(t, "names.ar", []byte("!<arch>\n"+fmt.Sprintf("%-48s%-10s`\n", "//", "9999999999")+"text"), extract.Budget{}, exposure.NotReadBroken)
	hostile(t, "huge.cpio", []byte("070701"+strings.Repeat("0", 8)+"000081A4"+strings.Repeat("0", 32)+"ffffffff"+strings.Repeat("0", 32)+"00000004"+strings.Repeat("0", 8)+"a.t\x00\x00\x00text"), extract.Budget{}, exposure.NotReadBroken)
	hostile(t, "name.cpio", []byte("070701"+strings.Repeat("0", 8)+"000081A4"+strings.Repeat("0", 72)+"ffffffff"+strings.Repeat("0", 8)+"a.t"), extract.Budget{}, exposure.NotReadBroken)

	// A header of 12 MB of values that are all empty, each named by many entries.
	be := binary.BigEndian
	rpm := func(entries, store uint32) []byte {
		return be.AppendUint32(be.AppendUint32([]byte("\x8e\xad\xe8\x01\x00\x00\x00\x00"), entries), store)
	}
	p := append(append([]byte("\xed\xab\xee\xdb"), make([]byte, 92)...), rpm(0, 0)...)
	p = append(p, rpm(100, 12<<20)...)
	for range 100 {
		for _, v := range []uint32{1081, 8, 0, 1 << 31} {
			p = be.AppendUint32(p, v)
		}
	}
	hostile(t, "values.rpm", append(p, make([]byte, 12<<20)...), extract.Budget{Expand: 1, Ratio: 1, Text: 1 << 20}, exposure.NotReadBytes)
}

// cabinetOf makes a cabinet of folders that all have the same packed blocks of 32 KiB of
// zeros, and of files that go through them in turn.
func cabinetOf(t testing.TB, folders, files int) []byte {
	le := binary.LittleEndian
	block := "CK" + string(deflated(t, make([]byte, 1<<15)))
	data := string(le.AppendUint16(le.AppendUint16(make([]byte, 4), uint16(len(block))), 1<<15)) + block
	at := 36 + 8*folders
	entries := ""
	for i := range files {
		e := le.AppendUint32(nil, 100)
		e = le.AppendUint32(e, 1<<15-100)
		e = le.AppendUint16(e, uint16(i%folders))
		entries += string(e) + strings.Repeat("\x00", 6) + "a.bin\x00"
	}
	p := []byte("MSCF" + strings.Repeat("\x00", 12))
	p = le.AppendUint32(p, uint32(at))
	p = append(p, 0, 0, 0, 0, 3, 1)
	p = le.AppendUint16(le.AppendUint16(p, uint16(folders)), uint16(files))
	p = append(p, make([]byte, 6)...)
	for range folders {
		p = le.AppendUint32(p, uint32(at+len(entries)))
		p = append(p, 1, 0, 1, 0)
	}
	return append(p, entries+data...)
}

// A cabinet whose files go to and fro between two folders has each unpacked anew.
func TestHostileCabinet(t *testing.T) {
	hostile(t, "fro.cab", cabinetOf(t, 2, 1000), extract.Budget{Expand: 1 << 20, Ratio: 10}, exposure.NotReadRatio)
	p := cabinetOf(t, 1, 1)
	hostile(t, "cut.cab", p[:len(p)-5], extract.Budget{}, exposure.NotReadBroken)
}

// TestHostileLzip puts empty members behind one another.
func TestHostileLzip(t *testing.T) {
	one := "LZIP\x01\x0c\x00\x83\xff\xfb\xff\xff\xc0\x00\x00\x00" + strings.Repeat("\x00", 12) + "\x24" + strings.Repeat("\x00", 7)
	hostile(t, "empty.lz", []byte(strings.Repeat(one, 200)), extract.Budget{Steps: 100}, exposure.NotReadSteps)
}
