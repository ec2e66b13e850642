package extract_test

import (
	"encoding/binary"
	"encoding/hex"
	"hash/adler32"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
)

// TestIndexSHA256 reads names of an index whose hashes take 32 bytes.
func TestIndexSHA256(t *testing.T) {
	p := []byte("DIRC\x00\x00\x00\x02\x00\x00\x00\x02")
	for _, name := range []string{"letters/anna.txt", "readme"} {
		entry := append(make([]byte, 40), strings.Repeat("\xa7h", 16)...)
		entry = append(binary.BigEndian.AppendUint16(entry, uint16(len(name))), name...)
		p = append(append(p, entry...), make([]byte, 8-len(entry)%8)...)
	}
	got := extracttest.Walk(t, newExtractor(t, extract.Options{}), "index", p).String()
	if !strings.Contains(got, "\nletters/anna.txt\nreadme\n") {
		t.Error(got)
	}
}

// TestGitEncoding reads commits that say in which encoding they are, and of SHA-256.
func TestGitEncoding(t *testing.T) {
	x := newExtractor(t, extract.Options{})
	head := "tree " + strings.Repeat("ab", 20) + "\nauthor \xc1\xee\xf0\xe8\xf1 <boris@contoso.example> 1659355200 +0200\nencoding windows-1251\n\n\xcf\xf0\xe8\xe2\xe5\xf2\n"
	if got := extracttest.Walk(t, x, "commit", gitPack(1, head)).String(); !strings.Contains(got, "Борис") || !strings.Contains(got, "Привет") {
		t.Error(got)
	}
	wide := "tree " + strings.Repeat("ab", 32) + "\nauthor Anna <anna@contoso.example> 1659355200 +0200\n\nHello\n"
	got := extracttest.Walk(t, x, "commit", gitPack(2, wide, "a letter"))
	text := got.String()
	if !strings.Contains(text, "commit \nAuthor: ") || !strings.Contains(text, "blob/1") || !strings.Contains(text, "SHA-256") {
		t.Error(text)
	}
}

// gitPack makes a pack of a commit and of blobs.
func gitPack(n byte, commit string, blobs ...string) []byte {
	p := []byte{'P', 'A', 'C', 'K', 0, 0, 0, 2, 0, 0, 0, n}
	for i, o := range append([]string{commit}, blobs...) {
		kind := byte(1)
		if i > 0 {
			kind = 3
		}
		p = append(p, 0x80|kind<<4|byte(len(o)&15), byte(len(o)>>4))
		p = append(p, zlibbed([]byte(o))...)
	}
	return p
}

func zlibbed(p []byte) []byte {
	b := []byte{0x78, 0x01, 1, byte(len(p)), byte(len(p) >> 8), ^byte(len(p)), ^byte(len(p) >> 8)}
	b = append(b, p...)
	return binary.BigEndian.AppendUint32(b, adler32.Checksum(p))
}

// TestTreeSHA256 reads a loose tree whose hashes take 32 bytes.
func TestTreeSHA256(t *testing.T) {
	wide, _ := hex.DecodeString(strings.Repeat("ff00", 16))
	tree := "100644 a.txt\x00" + string(wide) + "40000 letters\x00" + string(wide)
	p := zlibbed([]byte("tree 89\x00" + tree))
	if got := extracttest.Walk(t, newExtractor(t, extract.Options{}), "tree", p).String(); !strings.Contains(got, "\na.txt\nletters\n") {
		t.Error(got)
	}
}
