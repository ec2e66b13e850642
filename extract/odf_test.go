package extract_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
)

const odfMedia = "application/vnd.oasis.opendocument."

// ods makes a spreadsheet of the rows of one table.
func ods(t testing.TB, rows string) []byte {
	return zipOf(t, "mimetype", []byte(odfMedia+"spreadsheet"), "content.xml",
		[]byte(`<office:document-content><office:body><office:spreadsheet><table:table table:name="S">`+rows+`</table:table></office:spreadsheet></office:body></office:document-content>`))
}

// TestRowsThatRepeat holds a few bytes that stand for many rows to the budget, and a
// heading, cells and rows that repeat to what is seen.
func TestRowsThatRepeat(t *testing.T) {
	cell := `<table:table-cell office:value-type="string" table:number-columns-repeated="2147483647"><text:p>jane@contoso.example</text:p></table:table-cell>`
	extracttest.Budgets(t, extract.Options{Budget: extract.Budget{Expand: 1 << 20, Ratio: 10}},
		extracttest.Case{Name: "rows.ods", Data: ods(t, `<table:table-row table:number-rows-repeated="2147483647">`+cell+`</table:table-row>`)}, exposure.NotReadRatio)

	x := newExtractor(t, extract.Options{})
	rec := extracttest.Walk(t, x, "s.ods", ods(t, `<table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="2"><text:p>a</text:p><text:p>b</text:p></table:table-cell></table:table-row>`))
	if got := strings.Count(rec.String(), "⟧a b⟦"); got != 6 {
		t.Errorf("%d cells of six in three rows:\n%s", got, rec)
	}
}

// TestBesideCells: shapes, messages of checks and changed cells are no cells, and read.
func TestBesideCells(t *testing.T) {
	rows := `<table:shapes><draw:frame><draw:text-box><text:p>shape@contoso.example</text:p></draw:text-box></draw:frame></table:shapes>` +
		`<table:table-row><table:table-cell><text:p>cell@contoso.example</text:p></table:table-cell></table:table-row>`
	got := extracttest.Walk(t, newExtractor(t, extract.Options{}), "s.ods", ods(t, rows)).String()
	if !strings.Contains(got, "#shapes") || !strings.Contains(got, "shape@contoso.example") || strings.Contains(got, "shape@contoso.example\tcell") {
		t.Error(got)
	}
}

// TestLockedDocument checks that a document with a password is listed as encrypted,
// and its parts are not taken for text.
func TestLockedDocument(t *testing.T) {
	entry := func(name, inner string) string {
		return fmt.Sprintf(`<manifest:file-entry manifest:full-path="%s">%s</manifest:file-entry>`, name, inner)
	}
	const locked = `<manifest:encryption-data manifest:checksum="x"/>`
	data := zipOf(t, "mimetype", []byte(odfMedia+"text"), "content.xml", []byte("\x00\x01random bytes of no meaning"), "meta.xml", []byte("more random bytes"),
		"META-INF/manifest.xml", []byte("<manifest:manifest>"+entry("/", "")+entry("content.xml", locked)+entry("meta.xml", locked)+"</manifest:manifest>"))
	rec := extracttest.Walk(t, newExtractor(t, extract.Options{}), "locked.odt", data)
	if want := []exposure.Reason{exposure.NotReadEncrypted, exposure.NotReadEncrypted}; !slices.Equal(rec.NotReads, want) || rec.Texts != 0 {
		t.Errorf("not read %v, want %v:\n%s", rec.NotReads, want, rec)
	}
}

// TestDeepAnnotations nests notes in notes.
func TestDeepAnnotations(t *testing.T) {
	body := strings.Repeat("<office:annotation><text:p>x", 100_000)
	data := zipOf(t, "mimetype", []byte(odfMedia+"text-template"), "content.xml", []byte("<office:document-content>"+body))
	rec := extracttest.Walk(t, newExtractor(t, extract.Options{}), "deep.ott", data)
	if !slices.Contains(rec.NotReads, exposure.NotReadDepth) {
		t.Errorf("not read: %v", rec.NotReads)
	}
}
