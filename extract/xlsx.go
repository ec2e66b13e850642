package extract

import (
	"path"
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

// readXlsx reads a workbook: each sheet is a run of its own, each row a record
// whose cells carry the heading of their column. Hidden sheets are marked so.
// How large a sheet claims to be plays no part.
func readXlsx(o *office) error {
	wb := &workbook{targets: make(map[string]string)}
	if err := firstError(o.markup("xl/_rels/workbook.xml.rels", wb), o.markup("xl/workbook.xml", wb)); err != nil {
		return err
	}
	styles := &styleTable{formats: make(map[int]string)}
	strs := &stringTable{o: o}
	defer strs.release()
	if err := firstError(o.markup("xl/styles.xml", styles), o.markup("xl/sharedStrings.xml", strs), strs.complain()); err != nil {
		return err
	}
	for _, sheet := range wb.sheets {
		if err := o.sheet(sheet, wb.targets[sheet.id], styles, strs); err != nil {
			return err
		}
	}
	// Sheets that the workbook does not name are read all the same.
	err := o.each("xl/worksheets/", ".xml", func(name string) error {
		return o.sheet(sheetRef{name: strings.TrimSuffix(path.Base(name), ".xml"), hidden: true}, name, styles, strs)
	})
	if err != nil {
		return err
	}
	comments := func(name string) error { return o.generic(name, exposure.PartComments) }
	notes := func(name string) error {
		r := o.c.newRun("", exposure.PartComments)
		return firstError(o.markup(name, &noteText{c: o.c, r: r}), r.end())
	}
	return firstError(o.each("xl/comments", ".xml", notes), o.each("xl/comments/", ".xml", notes),
		o.each("xl/threadedComments/", ".xml", comments), o.each("xl/persons/", ".xml", comments),
		o.each("xl/drawings/drawing", ".xml", func(name string) error { return o.paragraphs(name, "", "") }),
		o.each("xl/tables/", ".xml", func(name string) error { o.done[name] = true; return nil }))
}

// A sheetRef is a sheet as the workbook names it.
type sheetRef struct {
	name, id string
	hidden   bool
}

// A workbook is the list of sheets.
type workbook struct {
	sheets  []sheetRef
	targets map[string]string
}

func (w *workbook) text([]byte) error    { return nil }
func (w *workbook) comment([]byte) error { return nil }
func (w *workbook) close(string) error   { return nil }
func (w *workbook) open(name string, attrs []attr) error {
	switch name {
	case "Relationship":
		t := string(value(attrs, "Target"))
		if strings.HasPrefix(t, "/") {
			t = t[1:]
		} else {
			t = path.Join("xl", t)
		}
		w.targets[string(value(attrs, "Id"))] = t
	case "sheet":
		state := string(value(attrs, "state"))
		w.sheets = append(w.sheets, sheetRef{
			name:   bound(string(value(attrs, "name"))),
			id:     string(value(attrs, "id")),
			hidden: state == "hidden" || state == "veryHidden",
		})
	}
	return nil
}

// sheet reads one sheet.
func (o *office) sheet(ref sheetRef, name string, styles *styleTable, strs *stringTable) error {
	if o.parts[name] == nil || o.done[name] {
		return nil
	}
	part := exposure.PartTable
	if ref.hidden {
		part = exposure.PartHidden
	}
	r := o.c.newRun("#"+strings.ToValidUTF8(ref.name, "\uFFFD"), part)
	s := &sheetText{c: o.c, r: r, styles: styles, strings: strs, merged: o.mergedAhead(name)}
	return firstError(o.markup(name, s), s.settle(), s.endSpans(), r.end())
}

// noteText writes the comments on a sheet (ECMA-376, 18.7) without their places and
// looks: a line for each author, and for each comment.
type noteText struct {
	c        *content
	r        *run
	take     bool
	phonetic int
}

func (x *noteText) comment([]byte) error { return nil }

func (x *noteText) open(name string, _ []attr) error {
	switch name {
	case "rPh":
		x.phonetic++
	case "author":
		x.take = true
		x.r.mark("author", x.c.record())
	case "comment":
		x.r.mark("", x.c.record())
	case "t":
		x.take = x.phonetic == 0
	}
	return nil
}

func (x *noteText) text(p []byte) error {
	if !x.take {
		return nil
	}
	return x.r.write(p)
}

func (x *noteText) close(name string) error {
	switch name {
	case "rPh":
		x.phonetic = max(0, x.phonetic-1)
	case "t":
		x.take = false
	case "author":
		x.take = false
		x.r.mark("", x.c.records)
		return x.r.endLine()
	case "comment":
		return x.r.endLine()
	}
	return nil
}
