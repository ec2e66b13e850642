package extract

import (
	"bytes"
	"io"
	"strconv"
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

// openDocuments are the sorts of OpenDocument (ISO/IEC 26300) that are read, by what
// stands in the part "mimetype"; templates have "-template" behind it.
func openDocuments() []officeDocument {
	const media = "application/vnd.oasis.opendocument."
	return []officeDocument{
		{"OpenDocument text (odt)", "content.xml", media + "text", readOdt, false},
		{"OpenDocument spreadsheet (ods)", "content.xml", media + "spreadsheet", readOds, false},
		{"OpenDocument presentation (odp)", "content.xml", media + "presentation", readOdt, false},
		{"OpenDocument drawing (odg)", "content.xml", media + "graphics", readOdt, false},
	}
}

// openDocument returns how to read o as an OpenDocument, nil where it is none.
func (o *office) openDocument() func(*office) error {
	e := o.parts["mimetype"]
	if e == nil || o.parts["content.xml"] == nil {
		return nil
	}
	if reason, _ := e.unread(); reason != "" {
		return nil
	}
	r, err := o.z.open(e)
	if err != nil {
		return nil
	}
	defer o.z.close(r)
	media, _ := io.ReadAll(io.LimitReader(r, 256))
	name := strings.TrimSpace(string(media))
	for _, d := range openDocuments() {
		if strings.TrimSuffix(name, "-template") == d.media {
			o.c.Media = d.media
			return d.read
		}
	}
	return nil
}

// readOdt reads a text document, a presentation or a drawing: its text, with what was
// deleted under change tracking, and in runs of their own its notes, comments, headers
// and footers. A slide is a run.
func readOdt(o *office) error {
	return o.odf(func(styles map[string]bool, others *odfRegions) error {
		x := &odfText{officeText: officeText{c: o.c, r: o.c.newRun("", "").labelled()}, regions: regionOf, hidden: styles, others: others}
		return firstError(o.markup("content.xml", x), x.r.end())
	})
}

// odf reads what is common to all sorts of OpenDocument, around the main text.
func (o *office) odf(main func(hidden map[string]bool, others *odfRegions) error) error {
	if o.done["content.xml"] { // encrypted
		return nil
	}
	styles := &odfStyles{hidden: make(map[string]bool)}
	if err := o.markupAgain("content.xml", styles); err != nil {
		return err
	}
	var others odfRegions
	if err := main(styles.hidden, &others); err != nil {
		return err
	}
	for _, region := range []exposure.Part{exposure.PartNotes, exposure.PartComments} {
		if !others.has(region) {
			continue
		}
		x := &odfText{officeText: officeText{c: o.c, r: o.c.newRun("", region).labelled()}, regions: regionOf, want: region}
		if err := firstError(o.markupAgain("content.xml", x), x.r.end()); err != nil {
			return err
		}
	}
	if o.parts["styles.xml"] == nil {
		return nil
	}
	x := &odfText{officeText: officeText{c: o.c, r: o.c.newRun("", exposure.PartMargins).labelled()}, regions: regionOf, want: exposure.PartMargins}
	return firstError(o.markup("styles.xml", x), x.r.end())
}

// odfStyles finds the styles that hide a sheet or a slide.
type odfStyles struct {
	name   string
	hidden map[string]bool
}

func (s *odfStyles) text([]byte) error    { return nil }
func (s *odfStyles) comment([]byte) error { return nil }
func (s *odfStyles) close(string) error   { return nil }
func (s *odfStyles) open(name string, attrs []attr) error {
	switch name {
	case "style":
		s.name = bound(string(value(attrs, "name")))
	case "table-properties", "drawing-page-properties":
		if string(value(attrs, "display")) == "false" || string(value(attrs, "visibility")) == "hidden" {
			if len(s.hidden) < maxOfficeParts {
				s.hidden[s.name] = true
			}
		}
	}
	return nil
}

// odfRegions are the parts that were met and not written.
type odfRegions []exposure.Part

func (r odfRegions) has(p exposure.Part) bool {
	for _, have := range r {
		if have == p {
			return true
		}
	}
	return false
}

// regionOf is the part that an element begins, if it does.
func regionOf(name string) (exposure.Part, bool) {
	switch name {
	case "annotation":
		return exposure.PartComments, true
	case "note-body", "notes":
		return exposure.PartNotes, true
	case "note-citation":
		return "citation", true // the number of a note: of no part that is written
	case "header", "footer", "header-left", "footer-left", "header-first", "footer-first":
		return exposure.PartMargins, true
	}
	return "", false
}

// asideOf is regionOf for what stands beside the cells of a spreadsheet: drawn shapes,
// messages of checks, and the cells that were changed under change tracking.
func asideOf(name string) (exposure.Part, bool) {
	switch name {
	case "shapes", "content-validations", "tracked-changes":
		return aside, true
	}
	return regionOf(name)
}

const aside exposure.Part = "aside"

// odfText writes the paragraphs and tables of one part of an OpenDocument.
type odfText struct {
	officeText
	regions func(string) (exposure.Part, bool) // regionOf, or asideOf
	want    exposure.Part
	in      []exposure.Part // regions that are open, the innermost last
	others  *odfRegions     // takes those that are not wanted; may be nil
	hidden  map[string]bool
	slides  int
	author  bool
	link    [][]byte // targets of the links that are open
}

func (x *odfText) wanted() bool {
	if n := len(x.in); n > 0 {
		return x.in[n-1] == x.want
	}
	return x.want == ""
}

func (x *odfText) text(p []byte) error {
	switch {
	case !x.wanted():
		return nil
	case x.author:
		return x.officeText.author(p)
	}
	return x.officeText.text(p)
}

func (x *odfText) open(name string, attrs []attr) error {
	if region, ok := x.regions(name); ok {
		if x.in = append(x.in, region); len(x.in) > maxElements {
			return stopf(exposure.NotReadDepth, -1, "elements nested deeper than any program writes them")
		}
		if x.others != nil && !x.others.has(region) {
			*x.others = append(*x.others, region)
		}
		return nil
	}
	if !x.wanted() {
		return nil
	}
	switch name {
	case "page":
		return x.slide(string(value(attrs, "style-name")))
	case "p", "h", "title", "desc":
		x.take++
	case "creator":
		x.author = x.want == exposure.PartComments
	case "tab":
		return x.officeText.open("tab", nil)
	case "line-break":
		return x.officeText.open("br", nil)
	case "s":
		return x.spaces(value(attrs, "c"))
	case "a":
		if len(x.link) < maxElements {
			x.link = append(x.link, bytes.Clone(value(attrs, "href")))
		}
	case "table":
		return x.openTable("tbl")
	case "table-row":
		return x.openTable("tr")
	case "table-cell":
		return x.openTable("tc")
	}
	return nil
}

// spaces writes what an element says stands for a number of blanks: no tool of words
// needs more than one to tell them apart.
func (x *odfText) spaces(count []byte) error {
	n, err := strconv.Atoi(string(count))
	if err != nil || n < 1 {
		n = 1
	}
	return x.officeText.text(bytes.Repeat([]byte{' '}, min(n, 8)))
}

// slide begins the run of the next slide.
func (x *odfText) slide(style string) error {
	if err := x.r.end(); err != nil {
		return err
	}
	x.slides++
	part := exposure.Part("")
	if x.hidden[style] {
		part = exposure.PartHidden
	}
	x.r = x.c.newRun("#s"+strconv.Itoa(x.slides), part).labelled()
	return nil
}

func (x *odfText) close(name string) error {
	if _, ok := x.regions(name); ok {
		x.in = x.in[:max(0, len(x.in)-1)]
		return nil
	}
	if !x.wanted() {
		return nil
	}
	switch name {
	case "p", "h", "title", "desc":
		x.take = max(0, x.take-1)
		return x.officeText.close("p")
	case "creator":
		x.author = false
	case "a":
		return x.closeLink()
	case "table":
		return x.closeTable("tbl")
	case "table-row":
		return x.closeTable("tr")
	case "table-cell":
		return x.closeTable("tc")
	}
	return nil
}

// closeLink writes where a link leads, behind its text.
func (x *odfText) closeLink() error {
	n := len(x.link) - 1
	if n < 0 {
		return nil
	}
	to := x.link[n]
	if x.link = x.link[:n]; !isAddress(to) {
		return nil
	}
	return firstError(x.officeText.text([]byte(" <")), x.officeText.text(to), x.officeText.text([]byte("> ")))
}
