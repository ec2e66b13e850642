package extract_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
)

// manyPages makes a PDF of so many pages, the large one of which has much text and the
// broken one no dictionary.
func manyPages(pages, large, broken int) []byte {
	kids := make([]string, pages)
	objects := []string{"<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"}
	for k := range pages {
		text := fmt.Sprintf("(Invoice %d of jane%d@contoso.example) Tj", k, k)
		if k == large {
			text = strings.Repeat("0 -1 Td "+text+" ", 30000)
		}
		page := fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R /Resources << /Font << /F1 3 0 R >> >> >>", len(objects)+2)
		if k == broken {
			page = "null"
		}
		kids[k] = fmt.Sprintf("%d 0 R", len(objects)+1)
		objects = append(objects, page, stream("", "BT /F1 12 Tf 72 700 Td "+text+" ET"))
	}
	objects[1] = fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d >>", strings.Join(kids, " "), pages)
	return pdfOf("", objects...)
}

// TestPDFInTwo checks that a document says the same whether one instance of PDFium reads
// it or two, also where the memory of one is half used up on the way.
func TestPDFInTwo(t *testing.T) {
	for _, c := range []struct {
		pages, large, broken int
		memory               uint32 // in pages of 64 KiB, of which PDFium starts with 284
	}{{40, -1, 11, 4096}, {41, 20, 9, 570}, {40, 21, 6, 570}, {8, 0, -1, 570}, {9, 8, 7, 570}} {
		data := manyPages(c.pages, c.large, c.broken)
		said := func(instances int) string {
			x := newExtractor(t, extract.Options{})
			extract.PDFWith(x, c.memory, instances)
			defer x.Close()
			return extracttest.Walk(t, x, "many.pdf", data).String()
		}
		one, two := said(1), said(2)
		if !strings.Contains(one, fmt.Sprintf("Invoice %d of", c.pages/2)) {
			t.Fatalf("%+v: not read", c)
		}
		if one != two {
			t.Errorf("%+v: one instance says %d bytes, two %d", c, len(one), len(two))
		}
	}
}
