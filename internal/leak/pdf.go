package leak

import (
	"bytes"
	"fmt"
	"strings"

	"golang.org/x/text/encoding/charmap"
)

// A PDF 1.4 file (ISO 32000-1) with text in Helvetica and WinAnsiEncoding, one
// line a text operator, uncompressed, cross-reference table and all.

const pdfLines = 52 // on an A4 page at 14 points a line

// pdf writes the document. Its text must be within Windows-1252.
func (d *document) pdf() []byte {
	lines := strings.Split(d.text(), "\n")
	var pages [][]string
	for len(lines) > 0 {
		n := min(len(lines), pdfLines)
		pages, lines = append(pages, lines[:n]), lines[n:]
	}
	var out bytes.Buffer
	var offsets []int
	object := func(body string) {
		offsets = append(offsets, out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", len(offsets), body)
	}
	out.WriteString("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
	var kids strings.Builder
	for i := range pages {
		fmt.Fprintf(&kids, "%d 0 R ", 4+2*i)
	}
	object("<< /Type /Catalog /Pages 2 0 R >>")
	object(fmt.Sprintf("<< /Type /Pages /Kids [ %s] /Count %d >>", kids.String(), len(pages)))
	object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
	for i, page := range pages {
		object(fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>", 5+2*i))
		var s strings.Builder
		s.WriteString("BT /F1 10 Tf 14 TL 50 790 Td\n")
		for _, line := range page {
			s.WriteString("(" + pdfString(line) + ") Tj T*\n")
		}
		s.WriteString("ET")
		object(fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", s.Len(), s.String()))
	}
	xref := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, o := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&out, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, xref)
	return out.Bytes()
}

func pdfString(s string) string {
	return strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(windows1252(s))
}

// windows1252 writes text in that code page, ? for what it lacks.
func windows1252(s string) string {
	b := make([]byte, 0, len(s))
	for _, c := range s {
		v, ok := charmap.Windows1252.EncodeRune(c)
		if !ok {
			v = '?'
		}
		b = append(b, v)
	}
	return string(b)
}

// utf16le writes text in UTF-16, little endian, with a byte order mark.
func utf16le(s string) []byte {
	b := make([]byte, 2, 2*len(s)+2)
	b[0], b[1] = 0xff, 0xfe
	for _, c := range s { // nothing here is outside of the basic plane
		b = append(b, byte(c), byte(c>>8))
	}
	return b
}
