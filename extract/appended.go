package extract

import (
	"bytes"
	"github.com/hemostat/hemostat/exposure"
	"io"

	"github.com/hemostat/hemostat/extract/internal/sevenzip"
)

// appended reads an archive that stands behind something else: behind the program
// that unpacks it, or behind a picture that is to hide it. It looks into contents of
// up to [Whole] bytes.
func (c *content) appended() error {
	if !c.whole {
		return nil
	}
	p := c.head
	z := &zipFile{c: c, at: bytes.NewReader(p), size: int64(len(p))}
	if bytes.Contains(p[max(0, len(p)-zipEndLen-zipMaxComment):], []byte(zipEndSig)) && z.findDirectory() == nil && z.end > z.start {
		if err := z.each(z.member); err != nil || !z.volumes {
			return err
		}
		return stopf(exposure.NotReadUnsupported, -1, "one of several volumes, which are read together alone")
	}
	if i := bytes.Index(p, []byte(sevenzip.Magic)); i > 0 {
		n := int64(len(p) - i)
		if a, err := sevenzip.Open(io.NewSectionReader(bytes.NewReader(p), int64(i), n), n, maxWindow); err == nil {
			return (&sevenZip{c: c, a: a, folder: -1}).each()
		}
	}
	if i := bytes.Index(p, []byte(rarMagic)); i > 0 && i+len(rarMagic) < len(p) && p[i+len(rarMagic)] <= 1 && bytes.HasPrefix(p, []byte("MZ")) {
		return c.rar(bytes.NewReader(p[i:]))
	}
	return nil
}
