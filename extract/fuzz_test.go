package extract_test

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
)

// fuzz seeds a target with the named contents and holds whatever comes of them
// to the contract of the sink, to determinism, and to small budgets.
func fuzz(f *testing.F, names ...string) {
	var all map[string][]byte
	if len(names) > 0 { // each worker of a target comes here: what is made takes a while
		all = made(f)
		all["SOW.pdf"] = pdf(f)
	}
	for _, name := range names {
		data, ok := all[name]
		if real, err := os.ReadFile(filepath.Join("testdata/real", name)); err == nil {
			data = real
		} else if !ok {
			data = in(f, name)
		}
		f.Add(data)
	}
	fuzzWithin(f, func(p []byte) []byte { return p })
}

// fuzzWithin is fuzz for what stands within a container that wrap makes around it: the
// fuzzer changes what is of interest, not the directory on the way to it.
func fuzzWithin(f *testing.F, wrap func(p []byte) []byte) {
	x := newExtractor(f, extract.Options{Budget: extract.Budget{Expand: 4 << 20, Ratio: 20, Text: 8 << 20, Entries: 200, Steps: 200}})
	f.Fuzz(func(t *testing.T, data []byte) {
		data = wrap(data)
		one, two := &extracttest.Recorder{}, &extracttest.Recorder{}
		walk := func(rec *extracttest.Recorder, r io.Reader) {
			if err := x.Walk(context.Background(), extract.Input{Name: "fuzz", Size: -1, Body: r}, rec); err != nil {
				t.Fatal(err)
			}
			if len(rec.Faults) > 0 || !rec.Closed() {
				t.Errorf("closed %v, %v", rec.Closed(), rec.Faults)
			}
			if strings.Contains(rec.String(), ": fault,") {
				t.Errorf("a reader panicked:\n%s", rec)
			}
		}
		walk(one, bytes.NewReader(data))
		walk(two, &oneByOne{bytes.NewReader(data)})
		if one.String() != two.String() {
			t.Error("one read yields one thing, small reads another")
		}
	})
}

// oneByOne returns three bytes at most.
type oneByOne struct{ r io.Reader }

func (o *oneByOne) Read(p []byte) (int, error) { return o.r.Read(p[:min(len(p), 3)]) }

func FuzzText(f *testing.F) {
	f.Add([]byte("Name          Email            Phone\n------------  ---------------  -----\nAda Qu\u00f6rn                      11\nBea Quist     b@x.example\n\nBest wishes\n"))
	fuzz(f, "prose.txt", "app.env", "config.yaml", "latin1.txt", "utf16.txt")
}
func FuzzCSV(f *testing.F) {
	for _, text := range []string{
		"id,email,note\n\"1,a@x.example,x\n2,b@x.example,\"x, y\"\n3,c@x.example,\"x\n4,d@x.example,x\n",
		"\"Notes:\"\n\"Some, as you see, are missing.\"\n\nName,SSN,Email\nAda,1,a@x.example\n",
		"Customers;;\n;;\nName;E-Mail;Phone\nAda;a@x.example;1\n;;\nEmployees;;\nName;Phone;Born\nBea;2;1999\n", "Customers;;\n;;\n;;\n;;\nm\n", "Field,Value\nName,Ada\nEmail,a@x.example\nSSN,1\n",
	} {
		f.Add([]byte(text))
	}
	fuzz(f, "customers.csv", "semicolon.csv", "combo.txt", "headerless.tsv")
}
func FuzzJSON(f *testing.F) { fuzz(f, "nested.json", "lines.ndjson") }
func FuzzSQL(f *testing.F)  { fuzz(f, "dump.sql") }
func FuzzXML(f *testing.F)  { fuzzMarkup(f, markups["xml"]); fuzz(f, "users.xml") }
func FuzzHTML(f *testing.F) { fuzzMarkup(f, markups["html"]); fuzz(f, "page.html") }
func FuzzMail(f *testing.F) {
	fuzzMarkup(f, markups["mail"])
	f.Add([]byte(markups["mail"] + "<p>Hello</p><table><tr><th>name</th><th>phone</th></tr><tr><td>Ada</td><td>11</td></tr></table><blockquote><table><tr><th>name</th></tr><tr><td>Bea</td></tr></table></blockquote>phone: 12"))
	fuzz(f, "offer.eml", "page.eml", "nobound.eml", "box.mbox")
}
func FuzzZip(f *testing.F)    { fuzz(f, "backup.zip", "truncated.zip", "prefixed.zip") }
func FuzzTar(f *testing.F)    { fuzz(f, "backup.tar") }
func FuzzPacked(f *testing.F) { fuzz(f, "plain.gz", "customers.xz", "customers.zst", "customers.bz2") }
func FuzzDocx(f *testing.F)   { fuzz(f, "SOW.docx") }
func FuzzXlsx(f *testing.F)   { fuzz(f, "book.xlsx") }
func FuzzPptx(f *testing.F)   { fuzz(f, "deck.pptx") }
func FuzzOpenDocument(f *testing.F) {
	f.Add(ods(f, `<table:table-row table:number-rows-repeated="9"><table:table-cell table:number-columns-repeated="9"><text:p>a</text:p></table:table-cell></table:table-row>`))
	fuzz(f, "contract.odt", "customers.ods", "roadmap.odp")
}
func FuzzCards(f *testing.F)   { fuzz(f, "contacts.vcf", "talk.ics", "people.ldif") }
func FuzzSigned(f *testing.F)  { fuzz(f, "opaque.p7m", "streamed.p7m", "signed.eml") }
func FuzzPicture(f *testing.F) { fuzz(f, "badge.jpg", "badge.png", "badge.tif", "polyglot.jpg") }
func FuzzPDF(f *testing.F)     { fuzz(f, "SOW.pdf") }
func FuzzBinary(f *testing.F)  { fuzz(f, "program.bin", "empty.txt") }
