package pdfium

import (
	"errors"
	"io"
)

// Errors of Open (fpdfview.h, FPDF_ERR_PASSWORD and FPDF_ERR_SECURITY; all others).
var (
	ErrPassword = errors.New("pdfium: the document needs a password")
	ErrDocument = errors.New("pdfium: no document that can be opened")
)

// OpenBytes opens a document of which there is everything.
func (i *Instance) OpenBytes(b []byte) error {
	data, err := i.put(b)
	if err != nil {
		return err
	}
	i.data = data
	return i.opened(i.call("FPDF_LoadMemDocument", data, uint64(len(b)), 0))
}

// Open opens a document that is read as it is needed. Its size is under 4 GiB.
func (i *Instance) Open(file io.ReaderAt, size int64) (err error) {
	if i.param, err = i.put(make([]byte, 4)); err != nil {
		return err
	}
	access, err := i.handle("FPDF_FILEACCESS_Create", uint64(size), i.param)
	if err != nil {
		return err
	}
	i.file = file
	return i.opened(i.call("FPDF_LoadCustomDocument", access, 0))
}

func (i *Instance) opened(doc uint64, err error) error {
	if err != nil {
		return err
	}
	if i.doc = uint64(uint32(doc)); i.doc != 0 {
		return nil
	}
	switch n, err := i.number("FPDF_GetLastError"); {
	case err != nil:
		return err
	case n == 4 || n == 5:
		return ErrPassword
	}
	return ErrDocument
}

func (i *Instance) closeDocument() error {
	err := i.ClosePage()
	if i.doc != 0 {
		_, e := i.call("FPDF_CloseDocument", i.doc)
		err = errors.Join(err, e)
	}
	for _, p := range []uint64{i.data, i.param} {
		if p != 0 {
			i.free(p)
		}
	}
	i.doc, i.data, i.param, i.file = 0, 0, 0, nil
	return err
}

// Pages is how many pages the document has.
func (i *Instance) Pages() (int, error) { return i.number("FPDF_GetPageCount", i.doc) }

// Meta is a value of the document's information dictionary.
func (i *Instance) Meta(tag string) (string, error) {
	return i.withName(tag, func(p uint64) (string, error) { return i.text("FPDF_GetMetaText", i.doc, p) })
}

// Signatures is how many signatures the document has.
func (i *Instance) Signatures() (int, error) { return i.number("FPDF_GetSignatureCount", i.doc) }

// Signature returns what a signature holds, in DER, and its time as the document says it.
// What is not there is empty.
func (i *Instance) Signature(k int) (contents []byte, at string, err error) {
	s, err := i.handle("FPDF_GetSignatureObject", i.doc, uint64(k))
	if err != nil {
		return nil, "", err
	}
	contents, _ = i.bytes("FPDFSignatureObj_GetContents", s)
	at, _ = i.ascii("FPDFSignatureObj_GetTime", s)
	return contents, at, nil
}

// Attachments is how many files are attached to the document.
func (i *Instance) Attachments() (int, error) { return i.number("FPDFDoc_GetAttachmentCount", i.doc) }

// Attachment returns the name and the bytes of a file that is attached. What is not there
// is empty.
func (i *Instance) Attachment(k int) (name string, data []byte, err error) {
	a, err := i.handle("FPDFDoc_GetAttachment", i.doc, uint64(k))
	if err != nil {
		return "", nil, err
	}
	name, _ = i.text("FPDFAttachment_GetName", a)
	var size [1]uint32
	if i.words("FPDFAttachment_GetFile", size[:], a, 0, 0) != nil {
		return name, nil, nil
	}
	p, err := i.alloc(int(size[0]))
	if err != nil {
		return name, nil, nil
	}
	defer i.free(p)
	n := size[0]
	if i.words("FPDFAttachment_GetFile", size[:], a, p, uint64(n)) != nil {
		return name, nil, nil
	}
	if b, err := i.view(p, int(n)); err == nil {
		data = append([]byte(nil), b...)
	}
	return name, data, nil
}
