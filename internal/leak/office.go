package leak

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/zstd"
)

// Office Open XML files (ECMA-376) in their smallest valid form. Times inside
// are fixed by the caller: equal documents are equal bytes.

const (
	xmlHead  = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	relsNS   = `http://schemas.openxmlformats.org/package/2006/relationships`
	officeNS = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	wordNS   = `http://schemas.openxmlformats.org/wordprocessingml/2006/main`
	sheetNS  = `http://schemas.openxmlformats.org/spreadsheetml/2006/main`
	drawNS   = `http://schemas.openxmlformats.org/drawingml/2006/main`
	slideNS  = `http://schemas.openxmlformats.org/presentationml/2006/main`
	mimeOOX  = `application/vnd.openxmlformats-officedocument.`
)

// A part is one member of a package or archive.
type part struct {
	name string
	body []byte
}

// A packer makes archives. Its compressors are large and made to be used again;
// it is safe for use by several goroutines.
type packer struct {
	deflaters sync.Pool
	zstd      *zstd.Encoder
}

func newPacker() *packer {
	z, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(2), zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithLowerEncoderMem(true))
	must(err)
	return &packer{zstd: z}
}

type pooledDeflater struct {
	*flate.Writer
	pool *sync.Pool
}

func (p pooledDeflater) Close() error {
	err := p.Writer.Close()
	p.pool.Put(p.Writer)
	return err
}

func (z *packer) deflater(w io.Writer) (io.WriteCloser, error) {
	f, ok := z.deflaters.Get().(*flate.Writer)
	if !ok {
		var err error
		if f, err = flate.NewWriter(w, flate.BestSpeed); err != nil {
			return nil, err
		}
	}
	f.Reset(w)
	return pooledDeflater{f, &z.deflaters}, nil
}

// Smaller members than this are stored: packing them gains nothing.
const storeBelow = 1000

// zip packs parts in their order.
func (z *packer) zip(parts []part, at time.Time) []byte {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	w.RegisterCompressor(zip.Deflate, z.deflater)
	for _, p := range parts {
		method := zip.Deflate
		if len(p.body) < storeBelow {
			method = zip.Store
		}
		m, err := w.CreateHeader(&zip.FileHeader{Name: p.name, Method: method, Modified: at})
		must(err)
		_, err = m.Write(p.body)
		must(err)
	}
	must(w.Close())
	return out.Bytes()
}

// escaped writes text for XML and HTML.
func escaped(s string) string {
	if !strings.ContainsAny(s, `&<>"`) {
		return s
	}
	var b strings.Builder
	for _, c := range s {
		switch c {
		case '&':
			b.WriteString("&amp;")
		case '<':
			b.WriteString("&lt;")
		case '>':
			b.WriteString("&gt;")
		case '"':
			b.WriteString("&quot;")
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}

func relationships(pairs ...string) []byte {
	var b strings.Builder
	b.WriteString(xmlHead + `<Relationships xmlns="` + relsNS + `">`)
	for i := 0; i < len(pairs); i += 2 {
		fmt.Fprintf(&b, `<Relationship Id="rId%d" Type="%s" Target="%s"/>`, i/2+1, pairs[i], pairs[i+1])
	}
	b.WriteString(`</Relationships>`)
	return []byte(b.String())
}

func contentTypes(pairs ...string) part {
	var b strings.Builder
	b.WriteString(xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>`)
	for i := 0; i < len(pairs); i += 2 {
		fmt.Fprintf(&b, `<Override PartName="%s" ContentType="%s%s"/>`, pairs[i], mimeOOX, pairs[i+1])
	}
	b.WriteString(`</Types>`)
	return part{"[Content_Types].xml", []byte(b.String())}
}

func rootRels(main string) part {
	return part{"_rels/.rels", relationships(officeNS+"/officeDocument", main,
		"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", "docProps/core.xml")}
}

func coreProperties(title, author string, at time.Time) part {
	stamp := at.Format(time.RFC3339)
	return part{"docProps/core.xml", []byte(xmlHead + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" ` +
		`xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
		`<dc:title>` + escaped(title) + `</dc:title><dc:creator>` + escaped(author) + `</dc:creator>` +
		`<dcterms:created xsi:type="dcterms:W3CDTF">` + stamp + `</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">` + stamp + `</dcterms:modified></cp:coreProperties>`)}
}

// docx writes a word processor's document.
func (d *document) docx() []byte {
	var b strings.Builder
	b.WriteString(xmlHead + `<w:document xmlns:w="` + wordNS + `"><w:body>`)
	paragraph := func(s string, bold bool) {
		b.WriteString(`<w:p><w:r>`)
		if bold {
			b.WriteString(`<w:rPr><w:b/></w:rPr>`)
		}
		b.WriteString(`<w:t xml:space="preserve">` + escaped(s) + `</w:t></w:r></w:p>`)
	}
	paragraph(d.title, true)
	for _, bl := range d.blocks {
		if bl.rows == nil {
			paragraph(bl.text, bl.heading)
			continue
		}
		b.WriteString(`<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid>` + strings.Repeat(`<w:gridCol/>`, len(bl.rows[0])) + `</w:tblGrid>`)
		for _, row := range bl.rows {
			b.WriteString(`<w:tr>`)
			for _, cell := range row {
				b.WriteString(`<w:tc><w:tcPr/>`)
				paragraph(cell, false)
				b.WriteString(`</w:tc>`)
			}
			b.WriteString(`</w:tr>`)
		}
		b.WriteString(`</w:tbl>`)
	}
	b.WriteString(`<w:sectPr/></w:body></w:document>`)
	return d.packer.zip([]part{
		contentTypes("/word/document.xml", "wordprocessingml.document.main+xml"),
		rootRels("word/document.xml"), coreProperties(d.title, d.author, d.at),
		{"word/document.xml", []byte(b.String())},
	}, d.at)
}

// xlsx writes one sheet whose first row is the heading. Equal cells share one
// string, as spreadsheet programs write them.
func (z *packer) xlsx(sheet, author string, rows [][]string, at time.Time) []byte {
	var cells, shared strings.Builder
	index, total := map[string]int{}, 0
	for i, row := range rows {
		fmt.Fprintf(&cells, `<row r="%d">`, i+1)
		for j, value := range row {
			k, ok := index[value]
			if !ok {
				k = len(index)
				index[value] = k
				shared.WriteString(`<si><t xml:space="preserve">` + escaped(value) + `</t></si>`)
			}
			total++
			fmt.Fprintf(&cells, `<c r="%c%d" t="s"><v>%d</v></c>`, 'A'+j, i+1, k)
		}
		cells.WriteString(`</row>`)
	}
	return z.zip([]part{
		contentTypes("/xl/workbook.xml", "spreadsheetml.sheet.main+xml", "/xl/worksheets/sheet1.xml", "spreadsheetml.worksheet+xml",
			"/xl/sharedStrings.xml", "spreadsheetml.sharedStrings+xml"),
		rootRels("xl/workbook.xml"), coreProperties(sheet, author, at),
		{"xl/workbook.xml", []byte(xmlHead + `<workbook xmlns="` + sheetNS + `" xmlns:r="` + officeNS + `"><sheets><sheet name="` + escaped(sheet) + `" sheetId="1" r:id="rId1"/></sheets></workbook>`)},
		{"xl/_rels/workbook.xml.rels", relationships(officeNS+"/worksheet", "worksheets/sheet1.xml", officeNS+"/sharedStrings", "sharedStrings.xml")},
		{"xl/worksheets/sheet1.xml", []byte(xmlHead + `<worksheet xmlns="` + sheetNS + `"><sheetData>` + cells.String() + `</sheetData></worksheet>`)},
		{"xl/sharedStrings.xml", fmt.Appendf(nil, `%s<sst xmlns="%s" count="%d" uniqueCount="%d">%s</sst>`, xmlHead, sheetNS, total, len(index), shared.String())},
	}, at)
}

// pptx writes one slide for each heading of the document.
func (d *document) pptx() []byte {
	slides := []string{slideText(d.title)}
	for _, bl := range d.blocks {
		text := slideText(bl.text)
		for _, row := range bl.rows {
			text += slideText(strings.Join(row, "\t"))
		}
		if bl.heading {
			slides = append(slides, text)
		} else {
			slides[len(slides)-1] += text
		}
	}
	types := []string{"/ppt/presentation.xml", "presentationml.presentation.main+xml"}
	var rels []string
	var ids strings.Builder
	parts := []part{}
	for i, text := range slides {
		name := fmt.Sprintf("slides/slide%d.xml", i+1)
		types = append(types, "/ppt/"+name, "presentationml.slide+xml")
		rels = append(rels, officeNS+"/slide", name)
		fmt.Fprintf(&ids, `<p:sldId id="%d" r:id="rId%d"/>`, 256+i, i+1)
		parts = append(parts, part{"ppt/" + name, []byte(xmlHead + `<p:sld xmlns:p="` + slideNS + `" xmlns:a="` + drawNS + `"><p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>` +
			`<p:sp><p:nvSpPr><p:cNvPr id="2" name="Text"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/>` + text + `</p:txBody></p:sp></p:spTree></p:cSld></p:sld>`)})
	}
	head := []part{contentTypes(types...), rootRels("ppt/presentation.xml"), coreProperties(d.title, d.author, d.at),
		{"ppt/presentation.xml", []byte(xmlHead + `<p:presentation xmlns:p="` + slideNS + `" xmlns:r="` + officeNS + `"><p:sldIdLst>` + ids.String() + `</p:sldIdLst><p:notesSz cx="6858000" cy="9144000"/></p:presentation>`)},
		{"ppt/_rels/presentation.xml.rels", relationships(rels...)}}
	return d.packer.zip(append(head, parts...), d.at)
}

func slideText(s string) string {
	if s == "" {
		return ""
	}
	return `<a:p><a:r><a:t>` + escaped(s) + `</a:t></a:r></a:p>`
}
