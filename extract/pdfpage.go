package extract

import (
	"strconv"
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

// pages reads each page as a run of its own.
func (r *pdfReader) pages() error {
	count := 0
	err := r.call(func() (err error) {
		count, err = r.p.Pages()
		return err
	})
	if err != nil {
		return err
	}
	from := 0
	if a := r.ahead(count); a != nil {
		if from, err = r.inTwo(a, count); err == nil && from < count {
			err = r.again(from)
		}
	}
	for i := from; i < count && err == nil; i++ {
		if err = r.c.step(1); err == nil {
			err = r.page(i)
		}
	}
	return err
}

// pageSuffix ends the way of page i, from 0.
func pageSuffix(i int) string { return "#p" + strconv.Itoa(i+1) }

// A pdfPage is what one page holds.
type pdfPage struct {
	text   []string
	fields [][2]string // of forms and notes: name and value
	links  []string    // targets that the text does not show
	images bool        // no text, and something else that may show some
	scan   bool        // little text, and a picture as large as the page
	dpi    int         // of that picture
}

// page reads one page. A broken page costs that page only.
func (r *pdfReader) page(i int) error {
	var page pdfPage
	failed := false
	err := r.call(func() error {
		failed = r.load(i, &page) != nil
		return nil
	})
	if err != nil {
		return err
	}
	return r.emit(i, &page, failed)
}

// emit writes what a page holds.
func (r *pdfReader) emit(i int, page *pdfPage, failed bool) error {
	suffix := pageSuffix(i)
	if failed {
		r.p.spoilt = true
		if err := r.c.notRead(r.c.Way+suffix, exposure.NotReadBroken, -1, "the page could not be read"); err != nil {
			return err
		}
	}
	run := r.c.newRun(suffix, "").labelled()
	for _, text := range page.text {
		for line := range strings.Lines(pdfText(text)) {
			if err := run.writeString(line); err != nil {
				return err
			}
			if strings.HasSuffix(line, "\n") {
				run.label()
			}
		}
	}
	run.label()
	written := run.off > 0 || len(strings.TrimSpace(string(run.text))) > 0
	if err := run.end(); err != nil {
		return err
	}
	if err := firstError(r.links(suffix, page.links), r.form(suffix, page.fields)); err != nil {
		return err
	}
	switch {
	case r.c.w.x.pictures != nil && (page.images || page.scan):
		r.shown = append(r.shown, shownPage{i, strings.Join(page.text, "\n"), page.dpi})
	case !written && page.images:
		return r.c.notRead(r.c.Way+suffix, exposure.NotReadImage, -1, "the page shows pictures and no text")
	case page.scan:
		return r.c.notRead(r.c.Way+suffix, exposure.NotReadImage, -1, "the page shows a large picture and little text, which was read")
	}
	return nil
}

// links writes where the links of a page lead.
func (r *pdfReader) links(suffix string, links []string) error {
	run := r.c.newRun(suffix+"-links", "")
	for _, to := range links {
		if err := firstError(run.writeString(to), run.writeString("\n")); err != nil {
			return err
		}
	}
	return run.end()
}

// form writes the fields of forms and the notes of a page.
func (r *pdfReader) form(suffix string, fields [][2]string) error {
	if len(fields) == 0 {
		return nil
	}
	run := r.c.newRun(suffix, exposure.PartComments)
	record := r.c.record()
	for _, f := range fields {
		run.mark(fieldName([]byte(pdfText(f[0]))), record)
		err := run.writeString(pdfText(f[1]))
		run.mark("", record)
		if err := firstError(err, run.writeString("\n")); err != nil {
			return err
		}
	}
	return run.end()
}

// The bounds of one page.
const (
	maxPageChars  = 16 << 20
	pageChars     = 32 << 10 // asked for at once
	maxAnnotation = 10_000
	maxObjects    = 2_000 // looked at for pictures
)

// load reads page i.
func (r *pdfReader) load(i int, page *pdfPage) (err error) {
	if err := r.p.OpenPage(i); err != nil {
		return err
	}
	if page.text, err = r.p.Text(maxPageChars, pageChars); err != nil {
		return err
	}
	r.loadAnnotations(page)
	r.loadLinks(page)
	r.loadShown(page)
	return nil
}

// loadAnnotations reads the fields of forms and the notes of a page.
func (r *pdfReader) loadAnnotations(page *pdfPage) {
	n, err := r.p.Annotations()
	if err != nil {
		return
	}
	for i := range min(n, maxAnnotation) {
		_ = r.p.Annotation(i, func(value func(string) (string, error)) {
			get := func(key string) string {
				v, err := value(key)
				if err != nil {
					return ""
				}
				return strings.TrimSpace(strings.TrimRight(v, "\x00"))
			}
			for _, key := range []string{"V", "Contents"} {
				if v := get(key); v != "" {
					page.fields = append(page.fields, [2]string{get("T"), v})
				}
			}
		})
	}
}

// loadLinks reads where the links of a page lead, unless its text shows it.
func (r *pdfReader) loadLinks(page *pdfPage) {
	text := strings.Join(page.text, "")
	seen := make(map[string]bool)
	for at, n := 0, 0; n < maxAnnotation; n++ {
		to, next, err := r.p.Link(at)
		if err != nil || next <= at {
			return
		}
		at = next
		to = bound(pdfText(to))
		shown := to
		if _, address, ok := strings.Cut(to, "mailto:"); ok {
			shown = address
		}
		if isAddress([]byte(to)) && !seen[to] && !strings.Contains(text, shown) {
			seen[to] = true
			page.links = append(page.links, to)
		}
	}
}
