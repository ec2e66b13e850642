package extract

import (
	"errors"
	"io"
	"strings"

	"golang.org/x/text/encoding/charmap"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract/internal/cabinet"
)

func sniffCabinet(h *head) int { return magic(h, cabinet.Magic) }

// readCabinet reads a cabinet of Windows, folder by folder: each is unpacked once.
func readCabinet(c *content, h *head) error {
	at, size, err := c.random()
	if err != nil {
		return err
	}
	a, err := cabinet.Open(at, size)
	if err != nil {
		return c.runsOf(at, size, minRunPacked, broken("breaks off or does not follow its format"))
	}
	z := &cabinetFile{c: c, a: a, folder: -1}
	for i := range a.Files {
		if err := c.room(); err != nil {
			return err
		}
		if err := z.member(&a.Files[i]); err != nil {
			return err
		}
	}
	if a.More {
		return stopf(exposure.NotReadUnsupported, -1, "one of several volumes, which are read together alone")
	}
	return nil
}

// A cabinetFile is a cabinet that is being read.
type cabinetFile struct {
	c      *content
	a      *cabinet.Cabinet
	folder int
	block  solid
	at     int64 // in the folder
	why    error // that it could not be opened
}

// member reads one file.
func (z *cabinetFile) member(f *cabinet.File) error {
	c, name := z.c, cabinetName(f)
	if f.Part {
		return c.notRead(c.memberWay(name), exposure.NotReadBroken, f.Size, "begins or goes on in another volume")
	}
	if f.Folder != z.folder {
		r, err := z.a.Folder(f.Folder)
		z.folder, z.at, z.block, z.why = f.Folder, 0, solid{c: c, r: r}, err
	}
	switch {
	case errors.Is(z.why, cabinet.ErrMethod):
		return c.notRead(c.memberWay(name), exposure.NotReadUnsupported, f.Size, "a method of compression that is not read yet")
	case z.why != nil || f.Offset < z.at:
		return c.notRead(c.memberWay(name), exposure.NotReadBroken, f.Size, "does not lie where its cabinet says")
	}
	if err := z.block.skip(f.Offset - z.at); err != nil {
		return err
	}
	z.at = f.Offset
	if z.block.err != nil && f.Size > 0 {
		return c.report(c.memberWay(name), &stop{exposure.NotReadBroken, f.Size, "lies behind the place where its block breaks off"})
	}
	r := &cabinetMember{z: z, left: f.Size}
	return c.child(member{name: name, size: f.Size, modified: f.Modified}, r)
}

// cabinetMember reads one file of an open folder.
type cabinetMember struct {
	z    *cabinetFile
	left int64
}

func (m *cabinetMember) Read(p []byte) (int, error) {
	if m.left == 0 {
		return 0, io.EOF
	}
	n, err := m.z.block.Read(p[:min(int64(len(p)), m.left)])
	m.z.at += int64(n)
	if m.left -= int64(n); m.left == 0 && err == io.EOF {
		err = nil
	} else if err == io.EOF {
		err = broken("is shorter than its cabinet says")
	}
	return n, err
}

// cabinetName is a name with the slashes of other archives.
func cabinetName(f *cabinet.File) string {
	name := string(f.Name)
	if !f.UTF8 {
		if s, err := charmap.Windows1252.NewDecoder().Bytes(f.Name); err == nil {
			name = string(s)
		}
	}
	return cleanName(strings.ReplaceAll(name, `\`, "/"))
}
