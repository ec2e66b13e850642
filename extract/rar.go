package extract

import (
	"errors"
	"io"

	"github.com/nwaples/rardecode/v2"

	"github.com/hemostat/hemostat/exposure"
)

// rarMagic begins a RAR archive of version 1.5 to 7.
const rarMagic = "Rar!\x1a\x07"

func sniffRAR(h *head) int {
	return 90 * b2i(h.has(rarMagic+"\x00") || h.has(rarMagic+"\x01\x00"))
}

// readRAR reads a RAR archive from front to back. No password is tried.
func readRAR(c *content, h *head) error { return c.rar(c.stream()) }

// rar reads the archive that r holds.
func (c *content) rar(r io.Reader) error {
	z, err := rardecode.NewReader(r, rardecode.MaxDictionarySize(maxWindow), rardecode.BufferSize(pageSize))
	if err != nil {
		return c.stopRAR(err)
	}
	for {
		e, err := z.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return c.stopRAR(err)
		}
		if err := c.room(); err != nil {
			return err
		}
		if err := c.rarMember(z, e); err != nil {
			return err
		}
	}
}

// rarMember reads one member.
func (c *content) rarMember(z *rardecode.Reader, e *rardecode.FileHeader) error {
	name, size := cleanName(e.Name), e.UnPackedSize
	if e.UnKnownSize {
		size = -1
	}
	switch {
	case e.IsDir:
		return nil
	case e.Encrypted:
		return c.notRead(c.memberWay(name), exposure.NotReadEncrypted, size, "needs a password")
	case e.LinkType != rardecode.LinkTypeNone || e.Mode().Type() != 0:
		if err := c.notRead(c.memberWay(name), exposure.NotReadSpecial, size, "a link or a device"); err != nil {
			return err
		}
	default:
		modified := e.ModificationTime
		if !modified.IsZero() {
			modified = modified.UTC()
		}
		if err := c.child(member{name: name, size: size, modified: modified}, &rarReader{c: c, r: z}); err != nil {
			return err
		}
	}
	s := solid{c: c, r: z} // what is left of it is passed over under the budget
	return s.skip(1 << 62)
}

// A rarReader says why a member breaks off.
type rarReader struct {
	c *content
	r io.Reader
}

func (r *rarReader) Read(p []byte) (int, error) {
	n, err := r.r.Read(p)
	if err != nil && err != io.EOF {
		err = r.c.stopRAR(err)
	}
	return n, err
}

// stopRAR says what an error of the archive means.
func (c *content) stopRAR(err error) error {
	switch {
	case c.w.err != nil:
		return c.w.err
	case errors.Is(err, rardecode.ErrArchiveEncrypted), errors.Is(err, rardecode.ErrArchivedFileEncrypted):
		return stopf(exposure.NotReadEncrypted, -1, "needs a password")
	case errors.Is(err, rardecode.ErrMultiVolume), errors.Is(err, rardecode.ErrFileNameRequired):
		return stopf(exposure.NotReadUnsupported, -1, "goes on in another volume: one of several volumes")
	case errors.Is(err, rardecode.ErrBadVolumeNumber), errors.Is(err, rardecode.ErrInvalidFileBlock):
		return stopf(exposure.NotReadUnsupported, -1, "begins in another volume: one of several volumes")
	case errors.Is(err, rardecode.ErrDictionaryTooLarge):
		return stopf(exposure.NotReadUnsupported, -1, "its compression needs too much memory")
	case errors.Is(err, rardecode.ErrUnknownDecoder), errors.Is(err, rardecode.ErrUnsupportedDecoder), errors.Is(err, rardecode.ErrUnknownVersion):
		return stopf(exposure.NotReadUnsupported, -1, "a method of compression that is not read yet")
	}
	return broken("breaks off or does not follow its format")
}
