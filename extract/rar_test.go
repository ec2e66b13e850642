package extract_test

import (
	"encoding/binary"
	"hash/crc32"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
)

// rarBlock makes a block of RAR 5.0 from its fields, each below 128.
func rarBlock(fields string) string {
	body := string(rune(len(fields))) + fields
	return string(binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE([]byte(body)))) + body
}

// rarOf makes an archive of one file that is stored ("RAR 5.0 archive format" of
// WinRAR's makers). No free program writes RAR.
func rarOf(name, text, flags, end string) []byte {
	crc := string(binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE([]byte(text))))
	size := string(rune(len(text)))
	return []byte("Rar!\x1a\x07\x01\x00" + rarBlock("\x01\x00"+end) +
		rarBlock("\x02"+flags+size+"\x04"+size+"\x00"+crc+"\x00\x01"+string(rune(len(name)))+name) + text +
		rarBlock("\x05\x00"+end))
}

func TestRAR(t *testing.T) {
	x := newExtractor(t, extract.Options{})
	data := rarOf("contacts.txt", "From here: jane.doe@contoso.example", "\x02", "\x00")
	extracttest.Run(t, x, extracttest.Case{Name: "contacts.rar", Data: data, Golden: goldenFile("contacts.rar")})
	on := rarOf("contacts.txt", "From here: jane.doe@contoso.example", "\x12", "\x01") // goes on in the next volume
	if rec := extracttest.Walk(t, x, "a.part1.rar", on); !strings.Contains(rec.String(), "one of several volumes") {
		t.Errorf("nothing is said of other volumes:\n%s", rec)
	}
}

func FuzzRAR(f *testing.F) {
	f.Add(rarOf("a.txt", "hello jane.doe@contoso.example", "\x02", "\x00"))
	f.Add(rarOf("a.txt", "hello jane.doe@contoso.example", "\x12", "\x01"))
	fuzz(f)
}
