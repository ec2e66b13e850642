package picture

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"io"
)

// png goes over the chunks (ISO/IEC 15948, section 5.3).
func (a *parser) png() {
	p, at := a.p, 8
	for range maxBlocks {
		if at+12 > len(p) {
			a.Broken = true
			return
		}
		size, kind := int64(binary.BigEndian.Uint32(p[at:])), string(p[at+4:at+8])
		if size > int64(len(p)-at-12) {
			a.Broken = true
			return
		}
		a.chunk(kind, p[at+8:at+8+int(size)])
		if at += 12 + int(size); kind == "IEND" {
			a.End = at
			return
		}
	}
}

// chunk reads a chunk that holds text (section 11.3.4) or Exif.
func (a *parser) chunk(kind string, p []byte) {
	switch kind {
	case "tEXt", "zTXt", "iTXt":
	case "eXIf":
		a.exif(p)
		return
	default:
		return
	}
	key, text, ok := bytes.Cut(p, []byte{0})
	if !ok || len(key) > 79 {
		return
	}
	switch {
	case kind == "zTXt" && len(text) > 0:
		text = []byte(latin(a.inflated(text[1:], maxValue)))
	case kind == "tEXt":
		text = []byte(latin(text[:min(len(text), maxValue)]))
	case len(text) < 2:
		return
	default:
		packed := text[0] == 1
		if _, text, ok = bytes.Cut(text[2:], []byte{0}); !ok { // behind the language
			return
		}
		if _, text, ok = bytes.Cut(text, []byte{0}); !ok { // behind the key in that language
			return
		}
		if packed {
			text = a.inflated(text, maxXMP)
		}
	}
	if string(key) == "XML:com.adobe.xmp" {
		a.xmp(text)
		return
	}
	a.add(cleaned(string(key)), string(text))
}

// inflated unpacks a text of at most so many bytes, as far as it goes. All texts of a
// picture together are unpacked to maxXMP bytes: a thousand that hold nothing but zeros
// would take minutes.
func (a *parser) inflated(p []byte, most int) []byte {
	z, err := zlib.NewReader(bytes.NewReader(p))
	if err != nil || a.unpacked >= maxXMP {
		return nil
	}
	defer z.Close()
	text, _ := io.ReadAll(io.LimitReader(z, int64(min(most, maxXMP-a.unpacked))))
	a.unpacked += max(len(text), 1<<10)
	return text
}
