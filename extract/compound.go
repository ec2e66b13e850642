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
}

// compoundKinds are the sorts of compound files, by an entry in their root.
var compoundKinds = [...]struct {
	entry, media string
	read         func(*compound) error
}{
	{"EncryptedPackage", "application/x-ooxml-encrypted", (*compound).locked},
	{"__properties_version1.0", "application/vnd.ms-outlook", (*compound).message},
	{"PowerPoint Document", "application/vnd.ms-powerpoint", (*compound).presentation},
	{"WordDocument", "application/msword", (*compound).word},
	{"Workbook", "application/vnd.ms-excel", (*compound).workbook},
	{"Book", "application/vnd.ms-excel", (*compound).workbook},
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
	if c.text == 0 && errors.As(err, &s) && (s.reason == exposure.NotReadBroken || s.reason == exposure.NotReadUnsupported) {
		return firstError(o.runs(), err)
	}
	return err
}

// read reads the file by the first kind that it is of.
func (o *compound) read() error {
	for _, k := range compoundKinds {
		if o.root.Find(k.entry) != nil {
			o.c.Media = k.media
			return firstError(o.properties(), k.read(o), o.objects(o.root, 0))
		}
	}
	if e := o.root.Find("VBA", "dir"); e != nil && e.IsStream() {
		o.c.Media = "application/vnd.ms-office.vbaProject"
		return o.macros(o.root)
	}
	return o.unknown()
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
