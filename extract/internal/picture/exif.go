package picture

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"unicode/utf16"
)

// Tags whose values are read (TIFF 6.0; CIPA DC-008-2019, tables 4 to 16; the names
// that begin with XP are Windows').
var tags = map[uint16]string{
	0x010e: "ImageDescription", 0x010f: "Make", 0x0110: "Model", 0x0131: "Software", 0x0132: "DateTime", 0x013b: "Artist", 0x013c: "HostComputer",
	0x8298: "Copyright", 0x9003: "DateTimeOriginal", 0x9286: "UserComment", 0xa420: "ImageUniqueID", 0xa430: "CameraOwnerName",
	0xa431: "BodySerialNumber", 0xa435: "LensSerialNumber", 0xa436: "Title", 0xa437: "Photographer", 0xa438: "ImageEditor",
	0x9c9b: "XPTitle", 0x9c9c: "XPComment", 0x9c9d: "XPAuthor", 0x9c9e: "XPKeywords", 0x9c9f: "XPSubject",
}

// Tags that lead on.
const (
	tagXMP  = 0x02bc
	tagIPTC = 0x83bb
	tagPSD  = 0x8649
	tagExif = 0x8769
	tagGPS  = 0x8825
)

const (
	maxEntries = 1000 // of one directory
	maxDirs    = 8
)

// A tiff is the structure in which Exif stands.
type tiff struct {
	a     *parser
	p     []byte
	order binary.ByteOrder
	dirs  int
}

// exif reads a TIFF structure and the directories that it leads to.
func (a *parser) exif(p []byte) {
	t := &tiff{a: a, p: p, order: binary.LittleEndian}
	if len(p) < 8 {
		return
	}
	if p[0] == 'M' {
		t.order = binary.BigEndian
	}
	t.directory(int64(t.order.Uint32(p[4:])), false)
}

// An entry is one entry of a directory (TIFF 6.0, section 2).
type entry struct {
	tag, kind uint16
	value     []byte
}

// widths are those of the types of values, in bytes.
var widths = [...]int64{1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}

func (t *tiff) entries(at int64) (all []entry) {
	if at < 8 || at+2 > int64(len(t.p)) || t.dirs >= maxDirs {
		return nil
	}
	t.dirs++
	n := int(t.order.Uint16(t.p[at:]))
	for i := range min(n, maxEntries) {
		e := at + 2 + int64(i)*12
		if e+12 > int64(len(t.p)) {
			t.a.Broken = true
			break
		}
		kind, count := t.order.Uint16(t.p[e+2:]), int64(t.order.Uint32(t.p[e+4:]))
		width := int64(1) // UTF-8 of Exif 3.0 is type 129
		if int(kind) < len(widths) {
			width = widths[kind]
		}
		size, from := width*count, e+8
		if size > 4 {
			from = int64(t.order.Uint32(t.p[e+8:]))
		}
		if size < 1 || from > int64(len(t.p)) || size > int64(len(t.p))-from {
			continue
		}
		all = append(all, entry{t.order.Uint16(t.p[e:]), kind, t.p[from : from+size]})
	}
	return all
}

func (t *tiff) directory(at int64, gps bool) {
	all := t.entries(at)
	if gps {
		t.position(all)
		return
	}
	for _, e := range all {
		switch e.tag {
		case tagExif, tagGPS:
			if len(e.value) >= 4 {
				t.directory(int64(t.order.Uint32(e.value)), e.tag == tagGPS)
			}
		case tagXMP:
			t.a.xmp(e.value)
		case tagIPTC:
			t.a.iptc(e.value)
		case tagPSD:
			t.a.photoshop(e.value)
		default:
			if name := tags[e.tag]; name != "" {
				t.a.add(name, t.text(e))
			}
		}
	}
}

// text is the value of an entry that holds text.
func (t *tiff) text(e entry) string {
	v := e.value[:min(len(e.value), 2*maxValue)]
	switch {
	case e.tag >= 0x9c9b && e.tag <= 0x9c9f:
		return wide(v, binary.LittleEndian)
	case e.tag == 0x9286 && len(v) >= 8: // eight bytes name the charset
		if bytes.HasPrefix(v, []byte("UNICODE\x00")) {
			return wide(v[8:], t.order)
		}
		return string(v[8:])
	}
	return string(v)
}

// wide decodes UTF-16.
func wide(p []byte, order binary.ByteOrder) string {
	units := make([]uint16, len(p)/2)
	for i := range units {
		units[i] = order.Uint16(p[2*i:])
	}
	return string(utf16.Decode(units))
}

// position reads where the picture was taken (CIPA DC-008-2019, section 4.6.6).
func (t *tiff) position(all []entry) {
	var ref [5]byte
	var degrees [5]float64
	have := 0
	for _, e := range all {
		switch {
		case (e.tag == 1 || e.tag == 3) && len(e.value) > 0:
			ref[e.tag] = e.value[0]
		case (e.tag == 2 || e.tag == 4) && len(e.value) >= 24:
			for i := range 3 {
				num, den := t.order.Uint32(e.value[8*i:]), t.order.Uint32(e.value[8*i+4:])
				if den != 0 {
					degrees[e.tag] += float64(num) / float64(den) / [3]float64{1, 60, 3600}[i]
				}
			}
			have++
		}
	}
	if have < 2 || degrees[2] > 90 || degrees[4] > 180 || degrees[2] == 0 && degrees[4] == 0 {
		return
	}
	if ref[1] == 'S' {
		degrees[2] = -degrees[2]
	}
	if ref[3] == 'W' {
		degrees[4] = -degrees[4]
	}
	t.a.add("GPSPosition", fmt.Sprintf("%.6f, %.6f", degrees[2], degrees[4]))
}
