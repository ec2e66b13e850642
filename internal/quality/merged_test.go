package quality

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/leak/crowd"
	"github.com/hemostat/hemostat/internal/seal"
)

// A staffed company is one cell beside the rows of its people.
type staffed struct {
	company string
	people  []client
}

// mergedSheet is a workbook whose companies are merged downwards over their people, the first of whose rows is blank
// where gap is set; reach is how many rows too far the last one goes.
func mergedSheet(list []staffed, gap bool, reach int) string {
	var rows, merges strings.Builder
	cell := func(ref, text string) string {
		return fmt.Sprintf(`<c r="%s" t="inlineStr"><is><t>%s</t></is></c>`, ref, text)
	}
	fmt.Fprintf(&rows, `<row r="1">%s%s%s</row>`, cell("A1", "Company"), cell("B1", "Name"), cell("C1", "Card"))
	at := 2
	for n, s := range list {
		first := at
		for i, p := range s.people {
			a := ""
			if i == 0 {
				a = cell(fmt.Sprintf("A%d", at), s.company)
			}
			fmt.Fprintf(&rows, `<row r="%d">%s%s%s</row>`, at, a, cell(fmt.Sprintf("B%d", at), p.name), cell(fmt.Sprintf("C%d", at), p.key))
			if at++; gap && i == 0 {
				at++
			}
		}
		last := at - 1
		if n == len(list)-1 {
			last += reach
		}
		fmt.Fprintf(&merges, `<mergeCell ref="A%d:A%d"/>`, first, last)
	}
	return workbookOf(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`+rows.String()+`</sheetData><mergeCells>`+merges.String()+`</mergeCells></worksheet>`,
		`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">`+cell("A1", "Name")+cell("B1", "Card")+`</row><row r="2">`+cell("A2", "Wanda Outsidor")+cell("B2", "4556737586890029")+`</row></sheetData></worksheet>`)
}

func workbookOf(sheets ...string) string {
	files := map[string]string{
		"[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
		"_rels/.rels":         `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
	}
	var names, rels strings.Builder
	for i, s := range sheets {
		fmt.Fprintf(&names, `<sheet name="S%d" sheetId="%[1]d" r:id="rId%[1]d"/>`, i+1)
		fmt.Fprintf(&rels, `<Relationship Id="rId%d" Type="x" Target="worksheets/sheet%[1]d.xml"/>`, i+1)
		files[fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)] = s
	}
	files["xl/workbook.xml"] = `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="x"><sheets>` + names.String() + `</sheets></workbook>`
	files["xl/_rels/workbook.xml.rels"] = `<Relationships>` + rels.String() + `</Relationships>`
	return zipped(files)
}

// TestMergedCellsBelongToEachRow holds who is of which company to the truth where the company's cell is merged downwards.
func TestMergedCellsBelongToEachRow(t *testing.T) {
	for name, x := range map[string]struct {
		gap   bool
		reach int
	}{"plain": {}, "with blank rows": {gap: true}, "too far": {reach: 40}} {
		o := newOffice()
		list := []staffed{{"Kanarie Werke GmbH", o.clients(10, rowNumber)}, {"Fabrikam Sarl", o.clients(4, rowNumber)}, {"Tolvik Brandil Oy", o.clients(3, rowNumber)}}
		of := map[string]string{}
		for _, s := range list {
			for i := range s.people {
				s.people[i].key = o.card()
				of[s.people[i].key] = "company:" + strings.ToLower(s.company)
			}
		}
		of["4556737586890029"] = ""
		c := scannedFiles(t, exposure.Owner, newDrawer([]crowd.File{{Name: "staff.xlsx", Body: []byte(mergedSheet(list, x.gap, x.reach))}}))
		s := c.Key.Sealer()
		cards := map[exposure.Fingerprint]string{}
		for card := range of {
			cards[s.Fingerprint(exposure.Card, seal.Canonical(exposure.Card, card))] = card
		}
		in := input(t.Context(), t, c)
		met := 0
		for p, err := range attribute.People(t.Context(), in, attribute.Crowd{}) {
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range p.Elements {
				if card, ok := cards[e.Print]; ok {
					if met++; p.Entity != of[card] {
						t.Errorf("%s: who has the card %s is of %q, want %q", name, card, p.Entity, of[card])
					}
				}
			}
		}
		if met != len(of) {
			t.Errorf("%s: %d cards are somebody's, want %d", name, met, len(of))
		}
		f, err := attribute.Compute(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(f.Kinds, func(k attribute.KindFigure) bool { return k.Kind == exposure.Company })
		if n := f.Kinds[i].Mentions; n != 3 {
			t.Errorf("%s: %d mentions of companies, want the 3 that stand there", name, n)
		}
	}
}
