package extract

import (
	"context"
	"io"
	"strings"
	"unicode"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract/internal/picture"
)

// A PictureReader reads the text that is seen in pictures. What it gives must be a
// function of the picture and of the reader's own version, which belongs to a digest
// of figures. It is called by one goroutine for each walk that is under way.
//
// Where it did not read a picture, its error is a [*NotSeen] that says why. It returns
// within 100 ms when ctx ends.
type PictureReader interface {
	ReadPicture(ctx context.Context, p Picture) (Seen, error)
}

// A Picture is one picture whose text is asked for. Its bounds were checked by what
// it declares: at most [MaxPixels].
type Picture struct {
	Body          io.Reader // PNG, JPEG, GIF, TIFF, WebP, BMP or PGM, known by its first bytes
	Width, Height int       // in pixels, as declared
	Page          int       // which of a TIFF, from 0; 0 for anything else
	DPI           int       // dots an inch; 0 where it is not known
}

// Seen is the text that was seen in a picture.
type Seen struct {
	Text   string // lines, in reading order
	Unsure bool   // on the whole it was read with so little confidence that it counts as not read too
}

// NotSeen is why a picture was not read. Detail never quotes what is in it.
type NotSeen struct {
	Reason exposure.Reason
	Detail string
}

// Error implements error.
func (n *NotSeen) Error() string { return string(n.Reason) + ": " + n.Detail }

// The bounds of what is seen.
const (
	MaxPixels   = 40_000_000 // of one page or picture
	MaxPictures = 2_000      // pages and pictures of one content
	MaxPicture  = 128 << 20  // bytes of a file of pictures
	minPixels   = 10         // a side shorter than this has no room for letters
)

// details of what was not read of a picture.
const (
	seenNothing = "what it says about itself was read"
	seenUnsure  = "what is seen in it was read with little confidence"
	seenLarge   = "it has more pixels than are read"
	seenMany    = "it has more pictures than are read of one content"
)

// see reads the text that is seen in p and hands it on as a run of its own. Lines of
// which known already has the letters are left out. A picture that was not read is
// reported; the error ends the walk or the content.
func (c *content) see(suffix string, p Picture, known string) error {
	way := c.Way + suffix
	if p.Width < minPixels || p.Height < minPixels {
		return nil
	}
	switch {
	case int64(p.Width)*int64(p.Height) > MaxPixels:
		return c.notRead(way, exposure.NotReadImage, -1, seenLarge)
	case c.pictures >= MaxPictures:
		return c.notRead(way, exposure.NotReadImage, -1, seenMany)
	}
	c.pictures++
	if err := c.step(1); err != nil {
		return err
	}
	seen, err := c.w.x.pictures.ReadPicture(c.w.ctx, p)
	if e := c.w.alive(); e != nil {
		return e
	}
	if err != nil {
		n, ok := err.(*NotSeen)
		if !ok {
			n = &NotSeen{exposure.NotReadFailed, "the reader of pictures failed"}
		}
		return c.notRead(way, n.Reason, -1, n.Detail)
	}
	r := c.newRun(suffix, exposure.PartImage).labelled()
	if err := firstError(r.seen(seen.Text, lettersOf(known)), r.end()); err != nil {
		return err
	}
	if seen.Unsure {
		return c.notRead(way, exposure.NotReadImage, -1, seenUnsure)
	}
	return nil
}

// seen writes lines that were seen.
func (r *run) seen(text, known string) error {
	written, gap := false, false
	for line := range strings.Lines(strings.ToValidUTF8(text, "\uFFFD")) {
		letters := lettersOf(line)
		if strings.TrimSpace(line) == "" {
			gap = written
			continue
		}
		if letters != "" && strings.Contains(known, letters) {
			continue
		}
		if gap {
			line = "\n" + line
		}
		written, gap = true, false
		if err := firstError(r.writeString(line), r.endLine()); err != nil {
			return err
		}
		r.label()
	}
	return nil
}

// lettersOf are the letters and digits of a text, by which two readings of one line
// are compared.
func lettersOf(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// seePicture reads what is seen in a content that is a picture, and says what was not.
func (c *content) seePicture() error {
	if c.w.x.pictures == nil {
		return stopf(exposure.NotReadImage, c.knownSize(), seenNothing)
	}
	at, size, err := c.random()
	if err != nil {
		return err
	}
	if size > MaxPicture {
		return stopf(exposure.NotReadImage, size, "it has more bytes than are read of a picture")
	}
	frames, ok, err := picture.Frames(at, size)
	switch {
	case err != nil:
		return firstError(c.w.err, stopf(exposure.NotReadFailed, size, "it could not be read again"))
	case !ok:
		return broken("it does not say how large it is; " + seenNothing)
	}
	for i, f := range frames[:min(len(frames), MaxPictures)] {
		suffix := ""
		if len(frames) > 1 {
			suffix = pageSuffix(i)
		}
		if f.Work > max(MaxPixels, int64(f.Width)*int64(f.Height)) {
			return stopf(exposure.NotReadImage, size, seenLarge)
		}
		p := Picture{Body: io.NewSectionReader(at, 0, size), Width: f.Width, Height: f.Height, Page: i}
		if err := c.see(suffix, p, ""); err != nil {
			return err
		}
	}
	if len(frames) > MaxPictures {
		return stopf(exposure.NotReadImage, -1, seenMany)
	}
	return nil
}
