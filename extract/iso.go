package extract

import (
	"errors"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract/internal/iso9660"
)

func sniffISO(h *head) int { return 90 * b2i(h.hasAt(iso9660.MagicAt, iso9660.Magic)) }

// readISO reads an image of a CD or DVD.
func readISO(c *content, h *head) error {
	at, size, err := c.random()
	if err != nil {
		return err
	}
	im, err := iso9660.Open(at, size)
	if err != nil {
		return c.runsOf(at, size, minRun, broken("breaks off or does not follow its format"))
	}
	c.Facts.Title, c.Facts.Company = isoFact(im.Label), isoFact(im.Publisher)
	r := c.newRun("", exposure.PartProperties)
	for _, p := range [][2]string{{"label", im.Label}, {"publisher", im.Publisher}, {"prepared by", im.Preparer}, {"application", im.Application}} {
		if p[1] == "" {
			continue
		}
		if err := r.rpmProperty(p[0], p[1]); err != nil {
			return err
		}
	}
	if err := r.end(); err != nil {
		return err
	}
	err = im.Files(func(f *iso9660.File) error {
		if err := c.room(); err != nil {
			return err
		}
		name := cleanName(f.Path)
		if f.Special {
			return c.notRead(c.memberWay(name), exposure.NotReadSpecial, f.Size, "a link or a device")
		}
		return c.child(member{name: name, size: f.Size, modified: f.Modified}, im.Open(f))
	})
	var s *stop
	switch {
	case c.w.err != nil:
		return c.w.err
	case errors.As(err, &s):
		return err
	case err != nil || im.Broken > 0:
		return broken("some of its directories do not follow their format")
	}
	return nil
}

// isoFact is a fact, if there is one.
func isoFact(s string) string {
	if s == "" {
		return ""
	}
	return cleanName(s)
}
