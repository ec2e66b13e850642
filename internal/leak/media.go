package leak

import (
	"archive/zip"
	"bytes"
	"hash/crc32"
	"image"
	"image/png"

	"github.com/hemostat/hemostat/exposure"
)

// writeMedia writes what no reader of text can read, and notes why: a scan's
// picture, an archive with a password, a drawing in a binary format, a PDF of
// which nothing but the first line has survived.
func (l *Leak) writeMedia(g *gen, k int) []byte {
	var body []byte
	reason := [...]exposure.Reason{exposure.NotReadImage, exposure.NotReadEncrypted, exposure.NotReadUnsupported, exposure.NotReadBroken}[k%4]
	switch reason {
	case exposure.NotReadImage:
		body = picture(&g.r)
	case exposure.NotReadEncrypted:
		body = lockedZip(&g.r)
	case exposure.NotReadUnsupported:
		body = append([]byte("AC1027\x00\x00\x00\x00\x00"), g.r.bytes(2000+g.r.n(4000))...)
	case exposure.NotReadBroken:
		body = append([]byte("%PDF-1.4\n"), g.r.bytes(500+g.r.n(1000))...)
	}
	g.rec.event(Event{NotRead: reason})
	return body
}

func picture(r *rng) []byte {
	img := image.NewGray(image.Rect(0, 0, 96, 64))
	for i := range img.Pix {
		img.Pix[i] = 0xff - byte(r.n(2)*r.n(256))
	}
	var out bytes.Buffer
	must(png.Encode(&out, img))
	return out.Bytes()
}

// lockedZip has one member that is marked as encrypted in the traditional way
// (APPNOTE 6.1): twelve bytes of header and then noise.
func lockedZip(r *rng) []byte {
	body := r.bytes(12 + 400 + r.n(800))
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	w, err := z.CreateRaw(&zip.FileHeader{Name: "payroll.xlsx", Method: zip.Store, Flags: 1, CRC32: crc32.ChecksumIEEE(body[12:]),
		CompressedSize64: uint64(len(body)), UncompressedSize64: uint64(len(body) - 12)})
	must(err)
	_, err = w.Write(body)
	must(err)
	must(z.Close())
	return out.Bytes()
}
