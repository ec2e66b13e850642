package extract

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract/internal/pdfium"
)

// Options configure an [Extractor]. The zero value works: default budgets, and
// no spool, so that what needs random access and is larger than [Whole] is read
// only where the input offers it.
type Options struct {
	Budget   Budget
	Spool    Spool
	Pictures PictureReader // reads what is seen in pictures; nil: it is "not read: image"
}

// A Budget bounds the work on hostile input. Zero fields take the default.
// Every figure counts bytes or steps, never seconds.
type Budget struct {
	Depth   int   // levels of nesting below the object; default 12
	Entries int   // members of one container; default 100,000; of an Outlook data file one more for each 4 KiB of it
	Expand  int64 // bytes that any container may expand to, see Ratio; default 1 GiB
	Ratio   int64 // bytes beneath a container for each of its own, beyond Expand; default 200
	Text    int64 // bytes of text of one content; default 16 GiB
	Steps   int64 // pages of one PDF, parts of one mail, parts of one office document; default 100,000
}

// The default budget.
const (
	DefaultDepth   = 12
	DefaultEntries = 100_000
	DefaultExpand  = 1 << 30
	DefaultRatio   = 200
	DefaultText    = 16 << 30
	DefaultSteps   = 100_000
)

// Whole is the size in bytes up to which a content is held in memory, so that
// its hash is known before its text is handed on.
const Whole = 16 << 20

// MaxPiece is the largest piece of text that a [Sink] is handed, in bytes.
const MaxPiece = 256 << 10

// A Spool makes files for contents larger than [Whole] that need random access.
// What it keeps must be encrypted and must not outlive the walk.
type Spool interface {
	Create() (SpoolFile, error)
}

// SpoolFunc makes a function a [Spool].
type SpoolFunc func() (SpoolFile, error)

// Create calls f.
func (f SpoolFunc) Create() (SpoolFile, error) { return f() }

// A SpoolFile is written once from front to back, then read anywhere. A Write
// that fails with [ErrSpoolFull] makes the content "not read: spool", so it must
// depend on the content alone; any other error of the spool ends the walk, as
// one of the input does.
//
// A Write may wait for room. So that walks which hold a file and want another
// do not wait for each other, a file that has a method Within(io.ReaderAt) is
// told of one that the walk holds open, before its first Write.
type SpoolFile interface {
	io.Writer
	io.ReaderAt
	Size() int64
	Close() error
}

// ErrSpoolFull is for spools to return when a content is larger than their quota.
var ErrSpoolFull = exposure.ErrSpoolFull

// An Input is one object.
type Input struct {
	Name     string      // first part of every way; never decides how the object is read
	Size     int64       // in bytes; -1 where it is not known
	Modified time.Time   // zero where it is not known
	Body     io.Reader   // read once, to its end
	At       io.ReaderAt // the same bytes at random; optional, needs Size
}

// A Sink receives what a walk meets, in an order that depends on the object's
// bytes alone. Everything handed to it is lent until it returns.
//
// An error from any method ends the walk, which returns it.
type Sink interface {
	// Begin opens a content: the object or a member. Where c.HashKnown is set,
	// the sink may answer false because it has read these bytes before; it then
	// sets c.Expanded and c.Below to what [Sink.End] reported at that time. It
	// must not do so for a content that ended with Cut, or where c.Depth and
	// Below together exceed the depth of the budget: such a one yields less here
	// than it did there. End follows in either case.
	Begin(c *Content) (descend bool, err error)
	// Segment hands on one piece of text of the innermost open content.
	Segment(s *exposure.Segment) error
	// NotRead reports something beneath the innermost open content, or a part of
	// it, that was not read. Size is in bytes, -1 where it is not known. Detail
	// never quotes contents.
	NotRead(way string, r exposure.Reason, size int64, detail string) error
	// End closes the innermost open content. All fields of c are final.
	End(c *Content) error
}

// A Content is one run of bytes: the object, or a member of something.
type Content struct {
	Way       string   // "backup.zip!/mail/q3.eml!/SOW.docx"
	Name      string   // of the member, as its container spells it, as UTF-8; the object's name at depth 0
	Depth     int      // 0 for the object
	Size      int64    // in bytes; at Begin -1 where it is not known yet
	Hash      [32]byte // SHA-256
	HashKnown bool     // at Begin: the content is at most Whole bytes; at End: always, unless the walk failed
	Media     string   // what it is read as: "text/csv", "message/rfc822", …
	Modified  time.Time
	Facts     Facts // what the content says about itself; final at End
	Expanded  int64 // bytes beneath it, and 512 for each content beneath it; final at End
	Below     int   // levels of contents beneath it; final at End
	Cut       bool  // something beneath it was cut off because of where it stands: its yield is not that of its bytes
}

// Number is what tells a member from those of the same name that came before it in its
// container, as its way has it: "~2" of the second message of a mailbox, "" of the first.
func (c *Content) Number() string {
	if at := strings.LastIndex(c.Way, "!/"+c.Name); at >= 0 && c.Depth > 0 {
		return c.Way[at+len("!/")+len(c.Name):]
	}
	return ""
}

// Facts are what a content says about itself. They may be personal data.
type Facts struct {
	MessageID string // of a mail, without angle brackets
	Title     string // of a document, or the subject of a mail
	Author    string
	Company   string
	Created   time.Time // of a document; the date of a mail
	Signed    bool      // carries a digital signature, which was not checked
	SignedBy  string    // whom the first signature's certificate names, which was not checked
}

// An Extractor reads objects. It is safe for concurrent use.
type Extractor struct {
	budget    Budget
	spool     Spool
	mem       memory
	inflaters sync.Pool // of io.ReadCloser that are flate.Resetter
	runs      sync.Pool // of *runMemory
	formats   []*format
	pdf       *pdfium.Engine
	pictures  PictureReader
}

// New returns an extractor. It fails where a budget is negative.
func New(o Options) (*Extractor, error) {
	b := o.Budget
	if b.Depth < 0 || b.Entries < 0 || b.Expand < 0 || b.Ratio < 0 || b.Text < 0 || b.Steps < 0 {
		return nil, errors.New("extract: a budget is negative; leave it at 0 for its default")
	}
	b.Depth = or(b.Depth, DefaultDepth)
	b.Entries = or(b.Entries, DefaultEntries)
	b.Expand = or(b.Expand, DefaultExpand)
	b.Ratio = or(b.Ratio, DefaultRatio)
	b.Text = or(b.Text, DefaultText)
	b.Steps = or(b.Steps, DefaultSteps)
	return &Extractor{budget: b, spool: o.Spool, pictures: o.Pictures, formats: formats(), pdf: newPDFEngine()}, nil
}

func or[T int | int64](v, fallback T) T {
	if v == 0 {
		return fallback
	}
	return v
}

// Close releases what reading PDF has taken, some 100 MB once one was met. No
// walk may be under way or follow.
func (x *Extractor) Close() error { return x.pdf.Close() }

// Walk reads in and reports to sink. It returns an error when ctx ends, when
// in.Body or in.At fails, or when the sink returns one; the sink's brackets are
// then left open and what it was told about this object is to be discarded. It
// closes nothing that in holds.
//
// Whatever is wrong with the contents themselves is reported to the sink and is
// no error.
func (x *Extractor) Walk(ctx context.Context, in Input, sink Sink) error {
	w := &walk{x: x, ctx: ctx, sink: sink}
	name := cleanName(in.Name)
	body := &source{w: w, r: in.Body}
	m := member{name: name, way: name, size: in.Size, modified: in.Modified, body: body}
	if in.At != nil && in.Size >= 0 {
		m.at = &sourceAt{w: w, at: in.At}
	}
	if err := w.content(nil, m); err != nil {
		return err
	}
	return w.err
}
