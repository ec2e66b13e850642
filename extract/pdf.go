package extract

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"time"

	pdferrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract/internal/cms"
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
	c   *content
	p   *pdfInstance
	doc references.FPDF_DOCUMENT

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
	p, err := r.c.w.x.pdf.instance(r.c.w.ctx)
	if err != nil {
		return firstError(r.c.w.alive(), stopf(exposure.NotReadFault, size, "the reader of PDF did not start"))
	}
	p.spoilt = !r.c.whole
	r.p, r.doc = p, ""
	defer p.close()
	if err := r.open(at, size); err != nil || r.doc == "" {
		return err
	}
	return f()
}

// call runs f and says what its error means for the rest of the document.
func (r *pdfReader) call(f func() error) error {
	err := r.p.call(f)
	switch {
	case r.c.w.alive() != nil:
		return r.c.w.err
	case r.p.late:
		return stopf(exposure.NotReadTimeout, -1, "one page took more than a minute")
	case err != nil:
		r.p.spoilt = true
		return broken("the reader of PDF gave up on it")
	}
	return nil
}

// open opens the document.
func (r *pdfReader) open(at io.ReaderAt, size int64) error {
	req := &requests.OpenDocument{FileReader: io.NewSectionReader(at, 0, size), FileReaderSize: size}
	if r.c.whole {
		req = &requests.OpenDocument{File: &r.c.head}
	}
	var opened error
	err := r.call(func() error {
		res, err := r.p.OpenDocument(req)
		if err == nil {
			r.doc = res.Document
		}
		opened = err
		return nil
	})
	switch {
	case err != nil:
		return err
	case opened == nil:
		return nil
	}
	r.p.spoilt = true
	switch {
	case errors.Is(opened, pdferrors.ErrPassword) || errors.Is(opened, pdferrors.ErrSecurity):
		return stopf(exposure.NotReadEncrypted, size, "needs a password")
	}
	run := r.c.newRun("", "")
	if err := textRuns(io.NewSectionReader(at, 0, size), run, minRunPacked); err != nil {
		return firstError(r.c.w.err, err)
	}
	return firstError(run.end(), broken("is no PDF that could be opened; its plain text was read"))
}

// properties reads the document's information dictionary.
func (r *pdfReader) properties() error {
	run := r.c.newRun("", exposure.PartProperties)
	record := int64(0)
	err := r.call(func() error {
		for _, tag := range []string{"Title", "Author", "Subject", "Keywords", "Creator", "Producer", "CreationDate"} {
			res, err := r.p.FPDF_GetMetaText(&requests.FPDF_GetMetaText{Document: r.doc, Tag: tag})
			if err != nil || res.Value == "" {
				continue
			}
			if record == 0 {
				record = r.c.record()
			}
			v := pdfText(res.Value)
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
		n, err := r.p.FPDF_GetSignatureCount(&requests.FPDF_GetSignatureCount{Document: r.doc})
		if err != nil {
			return nil
		}
		r.c.Facts.Signed = n.Count > 0
		for i := range min(n.Count, maxSignatures) {
			o, err := r.p.FPDF_GetSignatureObject(&requests.FPDF_GetSignatureObject{Document: r.doc, Index: i})
			if err != nil {
				continue
			}
			var s signature
			if c, err := r.p.FPDFSignatureObj_GetContents(&requests.FPDFSignatureObj_GetContents{Signature: o.Signature}); err == nil {
				s.contents = c.Contents
			}
			if t, err := r.p.FPDFSignatureObj_GetTime(&requests.FPDFSignatureObj_GetTime{Signature: o.Signature}); err == nil && t.Time != nil {
				if at, ok := pdfTime(*t.Time); ok {
					s.at = at.Format(time.RFC3339)
				}
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
		n, err := r.p.FPDFDoc_GetAttachmentCount(&requests.FPDFDoc_GetAttachmentCount{Document: r.doc})
		if err == nil {
			count = n.AttachmentCount
		}
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
		a, err := r.p.FPDFDoc_GetAttachment(&requests.FPDFDoc_GetAttachment{Document: r.doc, Index: i})
		if err != nil {
			return nil
		}
		if n, err := r.p.FPDFAttachment_GetName(&requests.FPDFAttachment_GetName{Attachment: a.Attachment}); err == nil {
			name = pdfText(n.Name)
		}
		if b, err := r.p.FPDFAttachment_GetFile(&requests.FPDFAttachment_GetFile{Attachment: a.Attachment}); err == nil {
			data = b.Contents
		}
		return nil
	})
	if err != nil {
		return err
	}
	r.files.add(name, data)
	return nil
}
