package extract_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
)

// pdfOf makes a PDF of the given objects, the first of which is the catalog.
func pdfOf(trailer string, objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, trailer, xref)
	return b.Bytes()
}

func stream(dict, data string) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(data), data)
}

// pdf makes a PDF with text, a picture, a form and an attached file.
func pdf(t testing.TB) []byte {
	return pdfOf("/Info 10 0 R",
		"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [(kunden.csv) 11 0 R] >> >> >>",
		"<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 5 0 R /Resources << /Font << /F1 6 0 R >> >> /Annots [9 0 R] >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 7 0 R /Resources << /XObject << /I 8 0 R >> >> >>",
		stream("", "BT /F1 12 Tf 72 700 Td (Statement of Work) Tj 0 -20 Td (Contact: jane@contoso.example) Tj ET"),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
		stream("", "q 100 0 0 100 0 0 cm /I Do Q"),
		stream("/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8", "\x80"),
		"<< /Type /Annot /Subtype /Widget /FT /Tx /T (phone) /V (+1 555 0100) /Rect [0 0 10 10] >>",
		"<< /Title (SOW 4711) /Author (Jane Doe) /CreationDate (D:20220801120000+02'00') >>",
		"<< /Type /Filespec /F (kunden.csv) /UF (kunden.csv) /EF << /F 12 0 R >> >>",
		stream("/Type /EmbeddedFile", string(in(t, "customers.csv"))),
	)
}

func TestPDF(t *testing.T) {
	x := newExtractor(t, extract.Options{})
	defer x.Close()
	extracttest.Run(t, x, extracttest.Case{Name: "SOW.pdf", Data: pdf(t), Golden: goldenFile("SOW.pdf"), Slow: true})
}

// TestPDFHyphens checks that the hyphen of an address at the end of a line stays.
func TestPDFHyphens(t *testing.T) {
	x := newExtractor(t, extract.Options{})
	defer x.Close()
	data := pdfOf("", "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		stream("", "BT /F1 12 Tf 72 700 Td (write to zoe.west@blue-) Tj 0 -14 Td (harbour.example for informa-) Tj 0 -14 Td (tion) Tj ET"),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
	got := extracttest.Walk(t, x, "hyphens.pdf", data).String()
	for _, want := range []string{"zoe.west@blue-harbour.example", "for information"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

func TestPDFEncrypted(t *testing.T) {
	x := newExtractor(t, extract.Options{})
	defer x.Close()
	data := pdfOf("/Encrypt 3 0 R /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]",
		"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 0 >>",
		"<< /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <"+fmt.Sprintf("%064d", 1)+"> /U <"+fmt.Sprintf("%064d", 2)+"> >>")
	rec := extracttest.Walk(t, x, "secret.pdf", data)
	if len(rec.NotReads) != 1 || rec.NotReads[0] != exposure.NotReadEncrypted {
		t.Errorf("not read %v, want encrypted:\n%s", rec.NotReads, rec)
	}
}

func BenchmarkPDF(b *testing.B) {
	x := newExtractor(b, extract.Options{})
	defer x.Close()
	data := pdf(b)
	extracttest.Walk(b, x, "SOW.pdf", data) // compiles the engine
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		extracttest.Walk(b, x, "SOW.pdf", data)
	}
}
