package leak

import (
	"strings"
	"time"
)

// A document is paragraphs and tables that can be rendered in each format.
type document struct {
	title, author string
	lang          string
	at            time.Time
	blocks        []block
	packer        *packer
}

// A block is a paragraph, a heading, or a table.
type block struct {
	text    string
	heading bool
	rows    [][]string
}

func (d *document) heading(s string)    { d.blocks = append(d.blocks, block{text: s, heading: true}) }
func (d *document) table(r ...[]string) { d.blocks = append(d.blocks, block{rows: r}) }
func (d *document) paragraphs(s ...string) {
	for _, p := range s {
		if p != "" {
			d.blocks = append(d.blocks, block{text: p})
		}
	}
}

// labelled adds "label: value" where there is a value.
func (d *document) labelled(label, value string) {
	if value != "" {
		d.paragraphs(label + ": " + value)
	}
}

func (d *document) text() string {
	var b strings.Builder
	b.WriteString(d.title + "\n\n")
	for _, bl := range d.blocks {
		if bl.heading {
			b.WriteString("\n")
		}
		if bl.rows == nil {
			b.WriteString(bl.text + "\n")
		}
		for _, row := range bl.rows {
			b.WriteString(strings.Join(row, "   ") + "\n")
		}
	}
	return b.String()
}

func (d *document) html() []byte {
	var b strings.Builder
	b.WriteString("<!DOCTYPE html>\n<html lang=\"" + d.lang + "\"><head><meta charset=\"utf-8\"><title>" + escaped(d.title) + "</title></head>\n<body>\n<h1>" + escaped(d.title) + "</h1>\n")
	for _, bl := range d.blocks {
		switch {
		case bl.rows != nil:
			b.WriteString("<table>\n")
			for _, row := range bl.rows {
				b.WriteString("<tr>")
				for _, cell := range row {
					b.WriteString("<td>" + escaped(cell) + "</td>")
				}
				b.WriteString("</tr>\n")
			}
			b.WriteString("</table>\n")
		case bl.heading:
			b.WriteString("<h2>" + escaped(bl.text) + "</h2>\n")
		default:
			b.WriteString("<p>" + escaped(bl.text) + "</p>\n")
		}
	}
	b.WriteString("</body></html>\n")
	return []byte(b.String())
}
