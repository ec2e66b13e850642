package extract_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
)

// reads is a reader of pictures that says what it was handed; package internal/ocr
// tests the real one.
type reads func(p extract.Picture, data []byte) (extract.Seen, error)

func (f reads) ReadPicture(ctx context.Context, p extract.Picture) (extract.Seen, error) {
	data, err := io.ReadAll(p.Body)
	if err = errors.Join(err, ctx.Err()); err != nil {
		return extract.Seen{}, err
	}
	return f(p, data)
}

func describes(p extract.Picture, data []byte) (extract.Seen, error) {
	kind := "P5"
	if !bytes.HasPrefix(data, []byte(kind)) {
		kind = fmt.Sprintf("%.4q", data)
	}
	return extract.Seen{Text: fmt.Sprintf("Picture: %s\nSize: %dx%d\n\nPage: %d\nNumber: CONTOSO-0000117\n", kind, p.Width, p.Height, p.Page)}, nil
}

func scan(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata/real/scans", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestSeen puts pages and pictures through the suite, with and without a reader.
func TestSeen(t *testing.T) {
	plain, seeing := newExtractor(t, extract.Options{}), newExtractor(t, extract.Options{Pictures: reads(describes)})
	defer plain.Close()
	defer seeing.Close()
	for _, name := range []string{"letter.pdf", "stamped.pdf", "curves.pdf", "letter.tif", "card.png", "card.bmp", "card.gif", "card.jpg", "card.webp", "embedded.docx"} {
		c := extracttest.Case{Name: name, Data: scan(t, name), Golden: filepath.Join("testdata/golden/scans", name+".golden"), Slow: true}
		t.Run(name, func(t *testing.T) { extracttest.Run(t, plain, c) })
		c.Golden = filepath.Join("testdata/golden/scans", name+".seen.golden")
		t.Run("seen "+name, func(t *testing.T) {
			if name == "letter.pdf" || name == "stamped.pdf" { // a page takes too long to be drawn a hundred times
				extracttest.Golden(t, seeing, c)
				return
			}
			extracttest.Run(t, seeing, c)
		})
	}
}

// TestNotSeen: what a reader could not read is told with its reason.
func TestNotSeen(t *testing.T) {
	for want, f := range map[exposure.Reason]reads{
		exposure.NotReadTimeout: func(extract.Picture, []byte) (extract.Seen, error) {
			return extract.Seen{}, &extract.NotSeen{Reason: exposure.NotReadTimeout, Detail: "took too long"}
		},
		exposure.NotReadFailed: func(extract.Picture, []byte) (extract.Seen, error) {
			return extract.Seen{}, errors.New("Jane Doe")
		},
		exposure.NotReadFault: func(extract.Picture, []byte) (extract.Seen, error) { panic("Jane Doe") },
		exposure.NotReadImage: func(extract.Picture, []byte) (extract.Seen, error) {
			return extract.Seen{Text: "J4n3 D0e", Unsure: true}, nil
		},
	} {
		x := newExtractor(t, extract.Options{Pictures: f})
		for _, name := range []string{"letter.pdf", "card.png"} {
			rec := extracttest.Walk(t, x, name, scan(t, name))
			if len(rec.NotReads) == 0 || rec.NotReads[0] != want || strings.Contains(rec.String(), "Jane") {
				t.Errorf("%s: not read %v, want %s:\n%s", name, rec.NotReads, want, rec)
			}
		}
		x.Close()
	}
}

// TestPagesDrawn: large pages are drawn with fewer dots, and those without room for a
// letter are not.
func TestPagesDrawn(t *testing.T) {
	var got []extract.Picture
	x := newExtractor(t, extract.Options{Pictures: reads(func(p extract.Picture, data []byte) (extract.Seen, error) {
		if want := p.Width * p.Height; len(data) < want || len(data) > want+20 {
			t.Errorf("%d bytes for %dx%d", len(data), p.Width, p.Height)
		}
		got = append(got, p)
		return extract.Seen{}, nil
	})})
	defer x.Close()
	for _, c := range []struct {
		box                string
		width, height, dpi int
	}{
		{"0 0 595 842", 2479, 3508, 300},
		{"0 0 2384 3370", 5319, 7519, 160}, // A0
		{"0 0 14400 14400", 6324, 6324, 31},
		{"0 0 14400 20", 32000, 44, 160},
		{"0 0 2 2", 0, 0, 0},
	} {
		got = nil
		data := pdfOf("", "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
			"<< /Type /Page /Parent 2 0 R /MediaBox ["+c.box+"] /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >> >>",
			stream("", "q 100 0 0 100 0 0 cm /I Do Q"),
			stream("/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8", "\x80"))
		rec := extracttest.Walk(t, x, "page.pdf", data)
		if len(rec.NotReads) > 0 {
			t.Errorf("%s: not read %v", c.box, rec.NotReads)
		}
		switch {
		case c.width == 0 && len(got) == 0:
		case len(got) != 1 || got[0].Width != c.width || got[0].Height != c.height || got[0].DPI != c.dpi:
			t.Errorf("%s: drawn as %+v, want %dx%d at %d", c.box, got, c.width, c.height, c.dpi)
		}
	}
}

// TestManyPictures: pages beyond the bound are listed.
func TestManyPictures(t *testing.T) {
	// A chain of directories of a TIFF, each with a width and a height.
	tiff := []byte("II*\x00\x08\x00\x00\x00")
	for i := range extract.MaxPictures + 5 {
		next := 8 + 30*(i+1)
		tiff = append(tiff, "\x02\x00\x00\x01\x04\x00\x01\x00\x00\x00\x20\x00\x00\x00\x01\x01\x04\x00\x01\x00\x00\x00\x20\x00\x00\x00"...)
		tiff = append(tiff, byte(next), byte(next>>8), byte(next>>16), 0)
	}
	n := 0
	x := newExtractor(t, extract.Options{Pictures: reads(func(extract.Picture, []byte) (extract.Seen, error) {
		n++
		return extract.Seen{}, nil
	})})
	rec := extracttest.Walk(t, x, "many.tif", tiff)
	if n != extract.MaxPictures || len(rec.NotReads) != 1 || rec.NotReads[0] != exposure.NotReadImage {
		t.Errorf("%d read; not read %v", n, rec.NotReads)
	}
}
