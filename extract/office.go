package extract

import (
	"bufio"
	"path"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
)

// maxOfficeParts is how many parts an office document may have; a larger one
// is read as a plain archive.
const maxOfficeParts = 20_000

// An office is an office document (ISO/IEC 29500) that is being read.
type office struct {
	z     *zipFile
	c     *content
	parts map[string]*zipEntry
	names []string // sorted, numbers in names by value
	done  map[string]bool
}

// An officeDocument is a sort of office document: an archive with a certain part,
// or with a certain text in the part "mimetype".
type officeDocument struct {
	name, main, media string
	read              func(*office) error
	// experimental: no file of a real program has tested it.
	experimental bool
}

// officeDocuments are those of ISO/IEC 29500 that are read.
func officeDocuments() []officeDocument {
	const media = "application/vnd.openxmlformats-officedocument."
	return []officeDocument{
		{"Word (docx, docm)", "word/document.xml", media + "wordprocessingml.document", readDocx, false},
		{"Excel (xlsx, xlsm)", "xl/workbook.xml", media + "spreadsheetml.sheet", readXlsx, false},
		{"Excel, binary (xlsb)", "xl/workbook.bin", "application/vnd.ms-excel.sheet.binary.macroEnabled.12", readXlsb, false},
		{"PowerPoint (pptx, pptm)", "ppt/presentation.xml", media + "presentationml.presentation", readPptx, false},
		{"Visio (vsdx, vsdm)", "visio/document.xml", "application/vnd.ms-visio.drawing", readVsdx, true},
	}
}

// office returns how to read z as an office document, nil where it is none.
func (z *zipFile) office() func(*zipFile) error {
	o := &office{z: z, c: z.c, parts: make(map[string]*zipEntry), done: make(map[string]bool)}
	var read func(*office) error
	documents := officeDocuments()
	n := 0
	err := z.each(func(e *zipEntry) error {
		if n++; n > maxOfficeParts {
			return errNoDirectory
		}
		name := strings.ReplaceAll(e.name, `\`, "/")
		if o.parts[name] == nil {
			o.parts[name] = e
			o.names = append(o.names, name)
		}
		for _, d := range documents {
			if d.main == name {
				read, o.c.Media = d.read, d.media
			}
		}
		return nil
	})
	if err == nil && read == nil {
		read = o.openDocument()
	}
	if err != nil || read == nil {
		z.c.Media = z.c.format.media
		return nil
	}
	sort.SliceStable(o.names, func(i, j int) bool { return partLess(o.names[i], o.names[j]) })
	return func(*zipFile) error {
		return firstError(o.locked(), o.properties(), read(o), o.rest())
	}
}

// partLess sorts "slide2.xml" before "slide10.xml".
func partLess(a, b string) bool {
	stem := func(s string) (string, int) {
		t := strings.TrimSuffix(s, path.Ext(s))
		i := len(t)
		for i > 0 && t[i-1] >= '0' && t[i-1] <= '9' {
			i--
		}
		n, _ := strconv.Atoi(t[i:])
		return t[:i], n
	}
	sa, na := stem(a)
	sb, nb := stem(b)
	switch {
	case sa != sb:
		return sa < sb
	case na != nb:
		return na < nb
	}
	return a < b
}

// each calls f for the parts whose name begins and ends so, in order.
func (o *office) each(prefix, suffix string, f func(name string) error) error {
	for _, name := range o.names {
		if !strings.HasPrefix(name, prefix) || !strings.HasSuffix(name, suffix) || strings.Contains(name[len(prefix):], "/") {
			continue
		}
		if err := f(name); err != nil {
			return err
		}
	}
	return nil
}

// markup reads a part with a handler, unless it was read. That the part is missing
// is no error; where it is broken, that is reported and no error either.
func (o *office) markup(name string, on markupHandler) error {
	if o.parts[name] == nil || o.done[name] {
		return nil
	}
	o.done[name] = true
	return o.markupAgain(name, on)
}

// markupAgain reads a part whether or not it was read.
func (o *office) markupAgain(name string, on markupHandler) error {
	e := o.parts[name]
	way := o.c.Way + "!/" + cleanName(name)
	if err := firstError(o.c.step(1), o.c.room()); err != nil {
		return err
	}
	if reason, detail := e.unread(); reason != "" {
		return o.c.notRead(way, reason, e.size, detail)
	}
	r, err := o.z.open(e)
	if err != nil {
		return firstError(o.c.w.err, o.c.report(way, err))
	}
	defer o.z.close(r)
	mr := &memberReader{c: o.c, r: r}
	br := bufio.NewReaderSize(mr, 4096)
	first, _ := br.Peek(64)
	t := o.c.newText(br, guess(first, false))
	defer t.close()
	err = (&markup{t: t, on: on}).run()
	if err == nil && mr.cause != nil {
		err = o.c.report(way, mr.cause)
	}
	return firstError(o.c.w.err, err)
}

// properties reads what the document says of itself.
func (o *office) properties() error {
	r := o.c.newRun("", exposure.PartProperties)
	x := &propertyText{xmlText: xmlText{c: o.c, r: r}, facts: &o.c.Facts}
	for _, name := range []string{"docProps/core.xml", "docProps/app.xml", "docProps/custom.xml", "meta.xml"} {
		if err := firstError(o.markup(name, x), x.endText()); err != nil {
			return err
		}
	}
	return r.end()
}

// propertyText keeps the facts among the properties.
type propertyText struct {
	xmlText
	facts *Facts
	skip  bool
	own   string // name of the property of the author's own that is open
}

func (x *propertyText) open(name string, attrs []attr) error {
	x.skip = untold(name) || x.skip
	switch own := fieldName(value(attrs, "name")); {
	case name == "property": // ISO/IEC 29500: its child holds the value
		x.own = own
	case name == "user-defined" && own != "":
		name = own
	case x.own != "":
		name = x.own
	}
	return x.xmlText.open(name, nil)
}

// untold reports whether a property is about the program or repeats the document: its
// version looks like an address, and says nothing of anybody.
func untold(name string) bool {
	switch name {
	case "TitlesOfParts", "HeadingPairs", "generator", "Application", "AppVersion":
		return true
	}
	return false
}

func (x *propertyText) close(name string) error {
	if name == "property" {
		x.own = ""
	}
	if untold(name) {
		x.skip = false
	}
	return x.xmlText.close(name)
}

func (x *propertyText) text(p []byte) error {
	if x.skip {
		return nil
	}
	s := bound(string(p))
	if n := len(x.stack); n > 0 {
		switch x.stack[n-1].name {
		case "creator":
			x.facts.Author = s
		case "title":
			x.facts.Title = s
		case "Company":
			x.facts.Company = s
		case "created", "creation-date":
			for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05.999999999"} {
				if at, err := time.Parse(layout, s); err == nil {
					x.facts.Created = at.UTC()
				}
			}
		}
	}
	return x.xmlText.text(p)
}

// rest reads the parts that no reader asked for: links, and everything that is
// not known to hold no text, as members.
func (o *office) rest() error {
	links := &linkText{r: o.c.newRun("#links", "")}
	for _, name := range o.names {
		if strings.HasSuffix(name, ".rels") {
			if err := o.markup(name, links); err != nil {
				return err
			}
		}
	}
	if err := firstError(links.r.end(), o.signatures()); err != nil {
		return err
	}
	return o.z.each(func(e *zipEntry) error {
		name := strings.ReplaceAll(e.name, `\`, "/")
		if o.done[name] || isStructural(name) || o.isPreview(name) {
			return nil
		}
		return o.z.member(e)
	})
}

// signatures reads who signed the document.
func (o *office) signatures() error {
	x := &xmlSigner{c: o.c, r: o.c.newRun("#signatures", exposure.PartProperties)}
	for _, name := range o.names {
		if strings.HasPrefix(name, "_xmlsignatures/") && strings.HasSuffix(name, ".xml") || name == "META-INF/documentsignatures.xml" {
			o.c.Facts.Signed = true
			if err := o.markup(name, x); err != nil {
				return err
			}
		}
	}
	return x.r.end()
}

// isPreview reports whether a part is the picture of an object of an OpenDocument
// that is there itself.
func (o *office) isPreview(name string) bool {
	object, ok := strings.CutPrefix(name, "ObjectReplacements/")
	return ok && (o.parts[object] != nil || o.parts[object+"/content.xml"] != nil)
}

// isStructural reports whether a part holds the looks of a document only.
func isStructural(name string) bool {
	base := path.Base(name)
	switch base {
	case "[Content_Types].xml", "mimetype", "styles.xml", "stylesWithEffects.xml", "settings.xml", "fontTable.xml", "webSettings.xml", "numbering.xml", "calcChain.xml",
		"presProps.xml", "viewProps.xml", "tableStyles.xml", "metadata.xml", "manifest.rdf", "layout-cache":
		return true
	}
	for _, dir := range []string{"META-INF/", "Configurations2/"} {
		if strings.HasPrefix(name, dir) {
			return true
		}
	}
	for _, dir := range []string{"/theme/", "/slideLayouts/", "/slideMasters/", "/notesMasters/", "/handoutMasters/", "_xmlsignatures/"} {
		if strings.Contains(name, dir) && strings.HasSuffix(name, ".xml") {
			return true
		}
	}
	return strings.HasPrefix(base, "itemProps") || strings.HasSuffix(base, ".vml") || strings.HasPrefix(name, "_xmlsignatures/")
}

// linkText writes the links out of a document.
type linkText struct{ r *run }

func (x *linkText) text([]byte) error    { return nil }
func (x *linkText) comment([]byte) error { return nil }
func (x *linkText) close(string) error   { return nil }
func (x *linkText) open(name string, attrs []attr) error {
	if name != "Relationship" || string(value(attrs, "TargetMode")) != "External" {
		return nil
	}
	return firstError(x.r.write(value(attrs, "Target")), x.r.writeString("\n"))
}
