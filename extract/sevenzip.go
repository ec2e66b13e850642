package extract

import (
	"errors"
	"hash"
	"hash/crc32"
	"io"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract/internal/sevenzip"
)

func sniff7z(h *head) int { return magic(h, sevenzip.Magic) }

// read7z reads a 7z archive in the order of its blocks: each is unpacked once.
func read7z(c *content, h *head) error {
	at, size, err := c.random()
	if err != nil {
		return err
	}
	a, err := sevenzip.Open(at, size, maxWindow)
	switch {
	case c.w.err != nil:
		return c.w.err
	case errors.Is(err, sevenzip.ErrEncrypted):
		return stopf(exposure.NotReadEncrypted, size, "its listing needs a password")
	case err != nil:
		return c.runsOf(at, size, minRunPacked, stop7z(err))
	}
	return (&sevenZip{c: c, a: a, folder: -1}).each()
}

// stop7z says what an error of the archive means.
func stop7z(err error) *stop {
	switch {
	case errors.Is(err, sevenzip.ErrVolume):
		return &stop{exposure.NotReadUnsupported, -1, "one of several volumes, which are read together alone, or cut off: its listing stands behind its end"}
	case errors.Is(err, sevenzip.ErrEncrypted):
		return &stop{exposure.NotReadEncrypted, -1, "needs a password"}
	case errors.Is(err, sevenzip.ErrMethod):
		return &stop{exposure.NotReadUnsupported, -1, "a method of compression that is not read yet"}
	case errors.Is(err, sevenzip.ErrMemory):
		return &stop{exposure.NotReadUnsupported, -1, "its compression needs too much memory"}
	}
	return &stop{exposure.NotReadBroken, -1, "breaks off or does not follow its format"}
}

// A sevenZip is a 7z archive that is being read.
type sevenZip struct {
	c      *content
	a      *sevenzip.Archive
	folder int   // that is open, -1 none
	block  solid // what comes out of it
	why    *stop // that it could not be opened
}

// each reads the members.
func (z *sevenZip) each() error {
	for i := range z.a.Files {
		f := &z.a.Files[i]
		if f.Dir {
			continue
		}
		if err := z.c.room(); err != nil {
			return err
		}
		if err := z.member(f); err != nil {
			return err
		}
	}
	return nil
}

// member reads one member, or says why not.
func (z *sevenZip) member(f *sevenzip.File) error {
	c, name := z.c, cleanName(f.Name)
	switch {
	case f.Anti:
		return c.notRead(c.memberWay(name), exposure.NotReadSpecial, 0, "an entry that deletes a file when it is unpacked")
	case f.Folder < 0 && f.Special:
		return c.notRead(c.memberWay(name), exposure.NotReadSpecial, 0, "a link or a device")
	case f.Folder < 0:
		return c.child(member{name: name, modified: f.Modified}, eof{})
	}
	z.open(f.Folder)
	if z.why != nil {
		s := *z.why
		s.size = f.Size
		return c.report(c.memberWay(name), &s)
	}
	if z.block.err != nil && f.Size > 0 {
		return c.report(c.memberWay(name), &stop{exposure.NotReadBroken, f.Size, "lies behind the place where its block breaks off"})
	}
	if f.Special {
		if err := c.notRead(c.memberWay(name), exposure.NotReadSpecial, f.Size, "a link or a device"); err != nil {
			return err
		}
		return z.block.skip(f.Size)
	}
	r := &sevenZipMember{r: &z.block, left: f.Size, want: f, crc: crc32.NewIEEE()}
	if err := c.child(member{name: name, size: f.Size, modified: f.Modified}, r); err != nil {
		return err
	}
	return z.block.skip(r.left)
}

// open opens a folder, unless it is open.
func (z *sevenZip) open(folder int) {
	if folder == z.folder {
		return
	}
	z.folder, z.why = folder, nil
	r, err := z.a.Folder(folder)
	if err != nil {
		z.why = stop7z(err)
	}
	z.block = solid{c: z.c, r: r}
}

// eof is an empty member.
type eof struct{}

func (eof) Read([]byte) (int, error) { return 0, io.EOF }

// A sevenZipMember gives the bytes of one member and checks their sum.
type sevenZipMember struct {
	r    io.Reader
	left int64
	want *sevenzip.File
	crc  hash.Hash32
}

func (r *sevenZipMember) Read(p []byte) (int, error) {
	if r.left == 0 {
		if r.want.HasCRC && r.crc.Sum32() != r.want.CRC {
			return 0, broken("does not have the check sum that its archive says")
		}
		return 0, io.EOF
	}
	n, err := r.r.Read(p[:min(int64(len(p)), r.left)])
	r.crc.Write(p[:n])
	if r.left -= int64(n); r.left == 0 && err == io.EOF {
		err = nil
	} else if err == io.EOF {
		err = broken("is shorter than its archive says")
	}
	return n, err
}
