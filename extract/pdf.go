package extract

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract/internal/cms"
	"github.com/hemostat/hemostat/extract/internal/pdfium"
)

// sniffPDF looks for the header, which may stand in the first kilobyte.
func sniffPDF(h *head) int {
	if h.has("%PDF-") {
		return 90
	}
	if i := bytes.Index(h.raw[:min(len(h.raw), 1024)], []byte("%PDF-")); i > 0 {
		return 60
	}
	return 0
}

// maxPDF is the size of the largest PDF that is read, in bytes.
const maxPDF = 2 << 30

// A pdfReader reads one PDF (ISO 32000).
type pdfReader struct {
	c *content
	p *pdfInstance

	files attached
	shown []shownPage // whose pictures are to be read
}

// readPDF reads a PDF: its properties; the text, forms and notes of each page;
// the files attached to it. A page that shows pictures and no text is "not
// read: image" unless there is a reader of pictures.
func readPDF(c *content, h *head) error {
	at, size, err := c.random()
	if err != nil {
		return err
	}
	if size > maxPDF {
		return stopf(exposure.NotReadBytes, size, "is larger than the reader of PDF can take")
	}
	r := &pdfReader{c: c}
	err = r.with(at, size, func() error {
		return firstError(r.properties(), r.pages(), r.attachments())
	})
	// A file attached may be a PDF itself and need an instance: this one is
	// given back before. So it is while a page's picture is read, which takes long.
	if e := firstError(r.see(at, size), r.files.read(c)); e != nil {
		return e
	}
	return err
}

// with opens the document in an instance of its own for as long as f takes.
func (r *pdfReader) with(at io.ReaderAt, size int64, f func() error) error {
	i, err := r.c.w.x.pdf.Instance(r.c.w.ctx)
	if err != nil {
		return firstError(r.c.w.alive(), stopf(exposure.NotReadFault, size, "the reader of PDF did not start"))
	}
	r.p = &pdfInstance{Instance: i, ctx: r.c.w.ctx, spoilt: !r.c.whole}
	defer r.release()
	if opened, err := r.open(at, size); err != nil || !opened {
		return err
	}
	return f()
}

// release gives the reader's instance back.
func (r *pdfReader) release() {
	if r.p != nil {
		r.p.close()
		r.p = nil
	}
}

var (
	errNoPDF    = stopf(exposure.NotReadFault, -1, "the reader of PDF did not start")
	errLatePage = stopf(exposure.NotReadTimeout, -1, "one page took more than a minute")
)

// call runs f and says what its error means for the rest of the document.
func (r *pdfReader) call(f func() error) error {
	if r.p == nil {
		return errNoPDF
	}
	err := r.p.call(f)
	switch {
	case r.c.w.alive() != nil:
		return r.c.w.err
	case r.p.late:
		return errLatePage
	case err != nil:
		r.p.spoilt = true
		return broken("the reader of PDF gave up on it")
	}
	return nil
}

// open opens the document. One that is none is read as plain text.
func (r *pdfReader) open(at io.ReaderAt, size int64) (bool, error) {
	var opened error
	err := r.call(func() error {
		if r.c.whole {
			opened = r.p.OpenBytes(r.c.head)
		} else {
			opened = r.p.Open(at, size)
		}
		return nil
	})
	if err == nil && opened == nil {
		return true, nil
	}
	r.p.spoilt = true
	switch {
	case err != nil:
		return false, err
	case errors.Is(opened, pdfium.ErrPassword):
		return false, stopf(exposure.NotReadEncrypted, size, "needs a password")
	}
	run := r.c.newRun("", "")
	if err := textRuns(io.NewSectionReader(at, 0, size), run, minRunPacked); err != nil {
		return false, firstError(r.c.w.err, err)
	}
	return false, firstError(run.end(), broken("is no PDF that could be opened; its plain text was read"))
}

// properties reads the document's information dictionary.
func (r *pdfReader) properties() error {
	run := r.c.newRun("", exposure.PartProperties)
	record := int64(0)
	err := r.call(func() error {
		for _, tag := range []string{"Title", "Author", "Subject", "Keywords", "Creator", "Producer", "CreationDate"} {
			value, err := r.p.Meta(tag)
			if err != nil || value == "" {
				continue
			}
			if record == 0 {
				record = r.c.record()
			}
			v := pdfText(value)
			r.fact(tag, v)
			if tag == "Creator" { // the program (ISO 32000-1, table 317), where other formats name a person
				tag = "CreatorTool" // as XMP calls it
			}
			run.mark(tag, record)
			if err := run.writeString(v); err != nil {
				return nil
			}
			run.mark("", record)
			if err := run.writeString("\n"); err != nil {
				return nil
			}
		}
		return nil
	})
	return firstError(err, r.signatures(run), run.end())
}

// maxSignatures is how many signatures of a document are read.
const maxSignatures = 100

// signatures reads who signed the document, and when.
func (r *pdfReader) signatures(run *run) error {
	type signature struct {
		contents []byte
		at       string
	}
	var all []signature
	err := r.call(func() error {
		n, err := r.p.Signatures()
		if err != nil {
			return nil
		}
		r.c.Facts.Signed = n > 0
		for i := range min(n, maxSignatures) {
			contents, when, err := r.p.Signature(i)
			if err != nil {
				continue
			}
			s := signature{contents: contents}
			if at, ok := pdfTime(when); ok {
				s.at = at.Format(time.RFC3339)
			}
			all = append(all, s)
		}
		return nil
	})
	for _, s := range all {
		m, _ := cms.Parse(s.contents)
		if err == nil {
			err = r.c.signers(run, m, s.at)
		}
	}
	return err
}

func (r *pdfReader) fact(tag, v string) {
	switch f := &r.c.Facts; tag {
	case "Title":
		f.Title = bound(v)
	case "Author":
		f.Author = bound(v)
	case "CreationDate":
		if at, ok := pdfTime(v); ok {
			f.Created = at
		}
	}
}

// pdfTime reads a time, D:YYYYMMDDHHmmSSOHH'mm' (ISO 32000-1, 7.9.4).
func pdfTime(v string) (time.Time, bool) {
	v = strings.ReplaceAll(strings.TrimPrefix(v, "D:"), "'", "")
	for _, layout := range []string{"20060102150405-0700", "20060102150405Z0700", "20060102150405", "20060102"} {
		if at, err := time.Parse(layout, v); err == nil {
			return at.UTC(), true
		}
	}
	return time.Time{}, false
}

// attachments reads the files that are attached to the document.
func (r *pdfReader) attachments() error {
	count := 0
	err := r.call(func() error {
		count, _ = r.p.Attachments()
		return nil
	})
	for i := 0; i < count && err == nil; i++ {
		if err = r.c.step(1); err == nil {
			err = r.attachment(i)
		}
	}
	return err
}

func (r *pdfReader) attachment(i int) error {
	var name string
	var data []byte
	err := r.call(func() error {
		n, b, err := r.p.Attachment(i)
		if err == nil {
			name, data = pdfText(n), b
		}
		return nil
	})
	if err != nil {
		return err
	}
	r.files.add(name, data)
	return nil
}
