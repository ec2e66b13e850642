package extract

import (
	"io"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract/internal/unixarchive"
)

func sniffAr(h *head) int {
	return 90 * b2i(h.has(unixarchive.MagicAr) || h.has(unixarchive.MagicThin))
}

// readAr reads an archive of ar, such as a package of Debian.
func readAr(c *content, h *head) error {
	a, err := unixarchive.NewAr(c.stream())
	if err != nil {
		return firstError(c.w.err, broken("breaks off or does not follow its format"))
	}
	if h.has(unixarchive.MagicAr + "debian-binary ") {
		c.Media = "application/vnd.debian.binary-package"
	}
	return c.members(a)
}

func sniffCpio(h *head) int {
	if h.has(unixarchive.MagicNewc) || h.has(unixarchive.MagicCRC) || h.has(unixarchive.MagicODC) {
		if len(h.raw) >= 76 && isHex(h.raw[6:76]) {
			return 85
		}
	}
	return 85 * b2i(unixarchive.Old(h.raw))
}

// isHex reports whether p is of hexadecimal digits.
func isHex(p []byte) bool {
	for _, b := range p {
		if (b < '0' || b > '9') && (b|0x20 < 'a' || b|0x20 > 'f') {
			return false
		}
	}
	return true
}

// readCpio reads an archive of cpio. What follows it, as in the first file system of
// Linux, is a member of its own.
func readCpio(c *content, h *head) error {
	z := unixarchive.NewCpio(c.stream())
	if err := c.members(z); err != nil {
		return err
	}
	rest := z.Rest()
	var one [1]byte
	if n, _ := io.ReadFull(rest, one[:]); n == 0 {
		return c.w.err
	}
	return c.unpack("behind the archive", time.Time{}, io.MultiReader(strings.NewReader(string(one[:])), rest))
}

// An archiveReader gives the members of an archive from front to back, and reads the
// one that it gave last.
type archiveReader interface {
	Next() (*unixarchive.Member, error)
	io.Reader
}

// members reads the members of an archive.
func (c *content) members(a archiveReader) error {
	for {
		m, err := a.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return firstError(c.w.err, broken("breaks off or does not follow its format"))
		}
		if err := c.room(); err != nil {
			return err
		}
		name := cleanName(m.Name)
		switch {
		case m.Dir:
		case m.Special:
			err = c.notRead(c.memberWay(name), exposure.NotReadSpecial, m.Size, "a link or a device")
		default:
			err = c.child(member{name: name, size: m.Size, modified: m.Modified}, a)
		}
		if err != nil {
			return err
		}
	}
}

func sniffRPM(h *head) int { return magic(h, unixarchive.MagicRPM) }

// rpmNames are the properties of a package that are text for people.
var rpmNames = map[uint32]string{
	unixarchive.TagName: "name of package", unixarchive.TagVersion: "version", unixarchive.TagRelease: "release", unixarchive.TagSummary: "summary",
	unixarchive.TagDescription: "description", unixarchive.TagBuildHost: "host", unixarchive.TagVendor: "vendor",
	unixarchive.TagLicense: "license", unixarchive.TagPackager: "packager", unixarchive.TagURL: "url",
	unixarchive.TagPreInstall: "script before installation", unixarchive.TagPostInstall: "script after installation",
	unixarchive.TagPreUninstall: "script before removal", unixarchive.TagPostUninstall: "script after removal",
	unixarchive.TagChangeName: "changed by", unixarchive.TagChangeText: "change",
}

// readRPM reads a package of rpm: what it says about itself, and its files.
func readRPM(c *content, h *head) error {
	list, payload, err := unixarchive.ReadRPM(c.stream())
	if err != nil {
		return firstError(c.w.err, broken("breaks off or does not follow its format"))
	}
	r := c.newRun("", exposure.PartProperties)
	for _, p := range list {
		name := rpmNames[p.Tag]
		switch p.Tag {
		case unixarchive.TagBuildTime:
			if len(p.Values) > 0 {
				if s := atoi([]byte(p.Values[0])); s > 0 {
					c.Facts.Created = time.Unix(int64(s), 0).UTC()
				}
			}
		case unixarchive.TagName:
			c.Facts.Title = propertyValue(p)
		case unixarchive.TagVendor:
			c.Facts.Company = propertyValue(p)
		case unixarchive.TagPackager:
			c.Facts.Author = propertyValue(p)
		}
		if name == "" {
			continue
		}
		for _, v := range p.Values {
			if err := r.rpmProperty(name, v); err != nil {
				return err
			}
		}
	}
	if err := r.end(); err != nil {
		return err
	}
	return c.unpack("payload", time.Time{}, payload)
}

// propertyValue is the first value of a property.
func propertyValue(p unixarchive.Property) string {
	if len(p.Values) == 0 {
		return ""
	}
	return cleanName(p.Values[0])
}

// rpmProperty writes a line with a property of a document, whose name is its field.
func (r *run) rpmProperty(name, value string) error {
	if err := r.writeString(name + ": "); err != nil {
		return err
	}
	r.mark(name, 0)
	err := r.writeString(strings.ToValidUTF8(value, "\uFFFD"))
	r.mark("", 0)
	return firstError(err, r.writeString("\n"))
}
