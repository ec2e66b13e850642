// Package picture reads what pictures say about themselves: Exif (CIPA DC-008), XMP
// (ISO 16684-1), IPTC-IIM 4.2, and the texts of PNG, JPEG and GIF. What is seen in
// them it does not read.
package picture

import (
	"bytes"
	"encoding/binary"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// A Field is one thing that a picture says.
type Field struct{ Name, Value string }

// About is what a picture says about itself.
type About struct {
	Fields []Field
	XMP    [][]byte // packets of XML
	End    int      // where the picture ends, in bytes from its start; -1 where that is not known
	Broken bool     // its structure breaks off
}

// The bounds of what is read of one picture.
const (
	maxFields = 1000
	maxValue  = 64 << 10 // bytes of one field
	maxXMP    = 4 << 20  // bytes of one packet, and of an inflated text
	maxBlocks = 100_000  // chunks and segments
)

// Parse reads the picture that p begins with; ok is false where it is none that is
// known. p may be a front part of it.
func Parse(p []byte) (about About, ok bool) {
	a := &parser{p: p}
	a.End = -1
	switch {
	case bytes.HasPrefix(p, []byte("\xff\xd8\xff")):
		a.jpeg()
	case bytes.HasPrefix(p, []byte("\x89PNG\r\n\x1a\n")):
		a.png()
	case bytes.HasPrefix(p, []byte("GIF8")):
		a.gif()
	case bytes.HasPrefix(p, []byte("II*\x00")), bytes.HasPrefix(p, []byte("MM\x00*")):
		a.exif(p)
	case len(p) >= 12 && string(p[:4]) == "RIFF" && string(p[8:12]) == "WEBP":
		a.webp()
	case len(p) >= 26 && string(p[:2]) == "BM": // it has no place for text; what it says of its length is often wrong
	default:
		return about, false
	}
	return a.About, true
}

// A parser reads one picture.
type parser struct {
	About
	p    []byte
	kept int // bytes of fields

	unpacked int // bytes of texts that were packed
}

// add keeps a field unless it is empty, or there are more than the picture has bytes
// for: entries may all lead to the same place.
func (a *parser) add(name, value string) {
	value = cleaned(value)
	if value == "" || len(a.Fields) >= maxFields || a.kept > 2*len(a.p) {
		return
	}
	a.kept += len(value)
	a.Fields = append(a.Fields, Field{name, value})
}

// cleaned cuts a value to its bound and takes the padding off.
func cleaned(s string) string {
	if len(s) > maxValue {
		s = s[:maxValue]
	}
	if !utf8.ValidString(s) {
		s = latin([]byte(s))
	}
	return string(bytes.Trim([]byte(s), " \x00\t\r\n"))
}

// latin decodes Windows-1252, which is what programs write where they state no charset.
func latin(p []byte) string {
	b := make([]rune, len(p))
	for i, c := range p {
		b[i] = charmap.Windows1252.DecodeByte(c)
	}
	return string(b)
}

// xmp keeps a packet without the instructions around it (ISO 16684-1, section 7.3.2).
func (a *parser) xmp(p []byte) {
	if bytes.HasPrefix(p, []byte("<?xpacket")) {
		_, p, _ = bytes.Cut(p, []byte("?>"))
	}
	if i := bytes.LastIndex(p, []byte("<?xpacket")); i >= 0 {
		p = p[:i]
	}
	if len(p) <= maxXMP && len(a.XMP) < 16 && a.kept <= 2*len(a.p) && len(bytes.TrimSpace(p)) > 0 {
		a.kept += len(p)
		a.XMP = append(a.XMP, p)
	}
}

// jpeg goes over the segments (ITU-T T.81, annex B) up to the first scan, and from
// there to the end mark.
func (a *parser) jpeg() {
	p, at := a.p, 2
	for range maxBlocks {
		if at+2 > len(p) || p[at] != 0xff {
			a.Broken = true
			return
		}
		marker := p[at+1]
		switch {
		case marker == 0xff: // filled up
			at++
			continue
		case marker == 0xd9:
			a.End = at + 2
			return
		case marker == 0x01, marker >= 0xd0 && marker <= 0xd8:
			at += 2
			continue
		}
		size := 0
		if at+4 <= len(p) {
			size = int(binary.BigEndian.Uint16(p[at+2:]))
		}
		if size < 2 || at+2+size > len(p) {
			a.Broken = true
			return
		}
		a.segment(marker, p[at+4:at+2+size])
		if at += 2 + size; marker == 0xda {
			at = afterScan(p, at)
			if at < 0 {
				a.Broken = true
				return
			}
		}
	}
}

// afterScan is where the next marker stands behind the data of a scan: a 0xff with
// neither zero nor a restart behind it; -1 where there is none.
func afterScan(p []byte, at int) int {
	for {
		i := bytes.IndexByte(p[at:], 0xff)
		if i < 0 || at+i+1 >= len(p) {
			return -1
		}
		at += i
		if m := p[at+1]; m != 0 && m != 0xff && (m < 0xd0 || m > 0xd7) {
			return at
		}
		at++
	}
}

// segment reads one segment of a JPEG.
func (a *parser) segment(marker byte, p []byte) {
	const exif, xmp, photoshop = "Exif\x00\x00", "http://ns.adobe.com/xap/1.0/\x00", "Photoshop 3.0\x00"
	switch {
	case marker == 0xe1 && bytes.HasPrefix(p, []byte(exif)):
		a.exif(p[len(exif):])
	case marker == 0xe1 && bytes.HasPrefix(p, []byte(xmp)):
		a.xmp(p[len(xmp):])
	case marker == 0xed && bytes.HasPrefix(p, []byte(photoshop)):
		a.photoshop(p[len(photoshop):])
	case marker == 0xfe:
		a.add("Comment", string(p))
	}
}

// gif reads the comments (GIF89a, section 24) and finds the trailer.
func (a *parser) gif() {
	p := a.p
	if len(p) < 13 {
		a.Broken = true
		return
	}
	at := 13
	if p[10]&0x80 != 0 {
		at += 3 << (p[10]&7 + 1)
	}
	for range maxBlocks {
		if at+2 > len(p) {
			if a.Broken = at >= len(p) || p[at] != 0x3b; !a.Broken {
				a.End = at + 1
			}
			return
		}
		switch p[at] {
		case 0x3b:
			a.End = at + 1
			return
		case 0x21:
			label := p[at+1]
			text, next := blocks(p, at+2)
			if label == 0xfe {
				a.add("Comment", string(text))
			}
			at = next
		case 0x2c:
			if at+10 > len(p) {
				a.Broken = true
				return
			}
			next := at + 10
			if p[at+9]&0x80 != 0 {
				next += 3 << (p[at+9]&7 + 1)
			}
			_, at = blocks(p, next+1)
		default:
			a.Broken = true
			return
		}
	}
}

// blocks joins the sub-blocks at i, up to the bound of a field, and says where they end.
func blocks(p []byte, i int) (text []byte, end int) {
	for i < len(p) {
		n := int(p[i])
		if i++; n == 0 {
			return text, i
		}
		if i+n > len(p) {
			return text, len(p)
		}
		if len(text) < maxValue {
			text = append(text, p[i:i+n]...)
		}
		i += n
	}
	return text, len(p)
}

// webp goes over the chunks (RFC 9649, section 2).
func (a *parser) webp() {
	p := a.p
	if end := int64(binary.LittleEndian.Uint32(p[4:])) + 8; end <= int64(len(p)) {
		a.End = int(end)
	}
	for at, n := 12, 0; at+8 <= len(p) && n < maxBlocks; n++ {
		size := int64(binary.LittleEndian.Uint32(p[at+4:]))
		if size > int64(len(p)-at-8) {
			a.Broken = true
			return
		}
		body := p[at+8 : at+8+int(size)]
		switch string(p[at : at+4]) {
		case "EXIF":
			a.exif(bytes.TrimPrefix(body, []byte("Exif\x00\x00")))
		case "XMP ":
			a.xmp(body)
		}
		at += 8 + int(size+size&1)
	}
}
