package extract

import (
	"errors"
	"io"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract/internal/cfb"
)

// sniffCompound takes Compound File Binary files ([MS-CFB], section 2.2).
func sniffCompound(h *head) int { return magic(h, cfb.Magic) }

// A compound is a compound file that is being read.
type compound struct {
	c    *content
	at   io.ReaderAt
	size int64
	f    *cfb.File
	root *cfb.Entry
	done map[*cfb.Entry]bool // entries that nothing more is to be read of
	said int64               // bytes of text that are of its properties
}

// A compoundKind is a sort of compound file, told by an entry in its root.
type compoundKind struct {
	name, entry, media string
	read               func(*compound) error
	// experimental: no file of a real program has tested it.
	experimental bool
}

// compoundKinds are those that are read, the first that fits.
func compoundKinds() []compoundKind {
	return []compoundKind{
		{"encrypted office document", "EncryptedPackage", "application/x-ooxml-encrypted", (*compound).locked, false},
		{"Outlook message (msg)", "__properties_version1.0", "application/vnd.ms-outlook", (*compound).message, false},
		{"PowerPoint 95 (ppt), by its runs of text", "PersistentStorage Directory", "application/vnd.ms-powerpoint", (*compound).oldPresentation, true},
		{"PowerPoint 97 to 2003 (ppt)", "PowerPoint Document", "application/vnd.ms-powerpoint", (*compound).presentation, false},
		{"Word 97 to 2003 (doc)", "WordDocument", "application/msword", (*compound).word, false},
		{"Word 6 and 95 (doc)", "WordDocument", "application/msword", (*compound).word, true},
		{"Excel 97 to 2003 (xls)", "Workbook", "application/vnd.ms-excel", (*compound).workbook, false},
		{"Excel 5 and 95 (xls)", "Book", "application/vnd.ms-excel", (*compound).workbook, true},
		{"Visio 5 to 2010 (vsd)", "VisioDocument", "application/vnd.visio", (*compound).drawing, true},
		{"Project, by its runs of text (mpp)", planKind, "application/vnd.ms-project", (*compound).plan, true},
		{"Publisher, by its runs of text", "Quill", "application/x-mspublisher", (*compound).publication, false},
		{"macros (vbaProject.bin)", "VBA", "application/vnd.ms-office.vbaProject", (*compound).project, false},
	}
}

// readCompound reads a compound file as what it is. Where nothing can be read of
// it, its runs of text are given.
func readCompound(c *content, h *head) error {
	at, size, err := c.random()
	if err != nil {
		return err
	}
	o := &compound{c: c, at: at, size: size, done: make(map[*cfb.Entry]bool)}
	if o.f, err = cfb.Open(at, size); err != nil {
		return firstError(c.w.alive(), o.runs(), broken("a compound file without a directory; only runs of plain text were read"))
	}
	o.root = o.f.Root()
	err = o.read()
	if c.w.err != nil {
		return c.w.err
	}
	if err == nil && o.f.Broken {
		err = broken("a compound file of which parts are missing")
	}
	var s *stop
	// Never nothing: also a reader that finds no fault may have met what it does not know.
	if c.text <= o.said && (err == nil && c.entries == 0 || errors.As(err, &s) && (s.reason == exposure.NotReadBroken || s.reason == exposure.NotReadUnsupported)) {
		return firstError(o.runs(), err)
	}
	return err
}

// read reads the file by the first kind that it is of, and what is embedded in it.
func (o *compound) read() error {
	read := (*compound).unknown
	for _, k := range compoundKinds() {
		if k.entry == planKind && planStorage(o.root) {
			o.c.Media, read = k.media, k.read
			break
		}
		if e := o.root.Find(k.entry); e != nil && e.IsStream() != (k.entry == "VBA" || k.entry == "Quill") {
			o.c.Media, read = k.media, k.read
			break
		}
	}
	err := o.properties()
	if o.said = o.c.text; err == nil {
		err = read(o)
	}
	if o.c.w.err != nil {
		return o.c.w.err
	}
	// What is embedded is read even where the rest is not.
	return firstError(o.objects(o.root, 0), err)
}

// locked is for office documents that are encrypted ([MS-OFFCRYPTO], section 1.3.2).
func (o *compound) locked() error {
	return stopf(exposure.NotReadEncrypted, o.size, "needs a password")
}

// unknown gives the runs of text of a file of no kind that is read.
func (o *compound) unknown() error {
	return firstError(o.runs(), stopf(exposure.NotReadUnsupported, o.size, "a compound file; only runs of plain text were read"))
}

// runs gives the runs of text of the whole file.
func (o *compound) runs() error {
	r := o.c.newRun("", "")
	return firstError(textRuns(io.NewSectionReader(o.at, 0, o.size), r, minRun), r.end())
}

// open reads a stream under the budget of the file.
func (o *compound) open(e *cfb.Entry) io.Reader { return &memberReader{c: o.c, r: e.Open()} }

// bytes reads at most n bytes of a stream; none where there is no such stream.
func (o *compound) bytes(e *cfb.Entry, n int64) ([]byte, error) {
	if e == nil || !e.IsStream() {
		return nil, o.c.w.alive()
	}
	p, err := io.ReadAll(io.LimitReader(o.open(e), n))
	return p, firstError(o.c.w.err, err)
}

// embedded reads a storage as a member that is a compound file of its own.
func (o *compound) embedded(name string, n *cfb.Node) error {
	if err := o.c.room(); err != nil {
		return err
	}
	return o.c.child(member{name: cleanName(name), size: -1}, cfb.Make(n))
}
