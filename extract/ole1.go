package extract

import (
	"bufio"
	"encoding/binary"
	"io"
	"strings"
)

// oleStream reads an OLE 1.0 stream ([MS-OLEDS], section 2.2) as a member: an
// embedded file, a document of another program, or nothing where it is a link or a
// picture.
func (c *content) oleStream(r io.Reader) error {
	br := bufio.NewReaderSize(r, 4096)
	h, _ := br.Peek(8)
	if len(h) < 8 {
		return nil
	}
	class, size := "", int64(-1)
	if v := binary.LittleEndian.Uint32(h[4:]); v == 1 || v == 2 {
		_, _ = br.Discard(8)
		class = ole1String(br)
		ole1String(br) // the link's topic
		ole1String(br) // and item
		var p [4]byte
		if _, err := io.ReadFull(br, p[:]); err != nil || v == 1 {
			return c.w.alive() // a link holds no data
		}
		size = int64(binary.LittleEndian.Uint32(p[:]))
	}
	var data io.Reader = br
	if size >= 0 {
		data = io.LimitReader(br, size)
	}
	if strings.EqualFold(class, "Package") {
		return c.olePackage(data)
	}
	return c.oleMember(class, data)
}

// oleMember reads an embedded object as a member.
func (c *content) oleMember(class string, r io.Reader) error {
	if class == "PBrush" || class == "StaticDib" || class == "StaticMetafile" || class == "METAFILEPICT" {
		return nil
	}
	if err := c.room(); err != nil {
		return err
	}
	if class == "" {
		class = "object"
	}
	return c.child(member{name: cleanName(class), size: -1}, r)
}

// ole1String reads a string with its length in front, as far as it is sound.
func ole1String(br *bufio.Reader) string {
	var p [4]byte
	if _, err := io.ReadFull(br, p[:]); err != nil {
		return ""
	}
	n := min(binary.LittleEndian.Uint32(p[:]), 4096)
	s := make([]byte, n)
	got, _ := io.ReadFull(br, s)
	return strings.TrimRight(string(decodePage(1252, s[:got])), "\x00")
}

// olePackage reads a file that was wrapped to be embedded: its label, the path
// that it had, and its bytes.
func (c *content) olePackage(r io.Reader) error {
	br := bufio.NewReaderSize(r, 4096)
	h, _ := br.Peek(2)
	if len(h) < 2 {
		return c.w.alive()
	}
	if h[0] == 2 && h[1] == 0 {
		_, _ = br.Discard(2)
	}
	label := zeroString(br)
	path := zeroString(br)
	var p [8]byte
	if _, err := io.ReadFull(br, p[:]); err != nil {
		return c.w.alive()
	}
	n := int64(binary.LittleEndian.Uint32(p[4:]))
	if _, err := br.Discard(int(min(n, 1<<16))); err != nil {
		return c.w.alive()
	}
	if _, err := io.ReadFull(br, p[:4]); err != nil {
		return c.w.alive()
	}
	if label == "" {
		label = path[strings.LastIndexAny(path, `\/`)+1:]
	}
	return c.oleMember(label, io.LimitReader(br, int64(binary.LittleEndian.Uint32(p[:4]))))
}

// zeroString reads a string that a zero ends.
func zeroString(br *bufio.Reader) string {
	var s []byte
	for len(s) < 4096 {
		b, err := br.ReadByte()
		if err != nil || b == 0 {
			break
		}
		s = append(s, b)
	}
	return string(decodePage(1252, s))
}
