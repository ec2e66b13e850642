package extract

import (
	"compress/bzip2"
	"hash"
	"hash/crc32"
	"io"
	"strings"

	"github.com/klauspost/compress/flate"

	"github.com/hemostat/hemostat/exposure"
)

func sniffZip(h *head) int {
	if h.has("PK\x03\x04") || h.has(zipSplit) || h.has("PK\x05\x06\x00\x00") || h.has("PK\x06\x06") {
		return 90
	}
	return 0
}

// zipSplit begins the first volume of an archive that is split (section 8.5.4).
const zipSplit = "PK\x07\x08PK\x03\x04"

// readZip reads a zip archive by its central directory, or an office document
// in one. Where the directory is missing, the members are read one after the
// other by their own headers.
func readZip(c *content, h *head) error {
	at, size, err := c.random()
	if err != nil {
		return err
	}
	z := &zipFile{c: c, at: at, size: size}
	if err := z.findDirectory(); err != nil {
		if c.w.err != nil {
			return c.w.err
		}
		return z.recover()
	}
	if read := z.office(); read != nil {
		return read(z)
	}
	if err := z.each(z.member); err != nil || !z.volumes {
		return err
	}
	return stopf(exposure.NotReadUnsupported, -1, "one of several volumes, which are read together alone")
}

// Flags and methods of the zip format (APPNOTE.TXT 6.3.10, sections 4.4.4 and 4.4.5).
const (
	zipEncrypted   = 1 << 0
	zipDescriptor  = 1 << 3
	zipStrong      = 1 << 6
	zipUTF8        = 1 << 11
	zipMasked      = 1 << 13
	zipStore       = 0
	zipDeflate     = 8
	zipBzip2       = 12
	zipZstd        = 93
	zipXZ          = 95
	zipUnixLink    = 0o120000
	zipUnixType    = 0o170000
	zipCreatorUnix = 3
)

// member reads one member of an ordinary archive.
func (z *zipFile) member(e *zipEntry) error {
	c := z.c
	if err := c.room(); err != nil {
		return err
	}
	if strings.HasSuffix(e.name, "/") && e.size == 0 {
		return nil
	}
	if reason, detail := e.unread(); reason != "" {
		return c.notRead(c.memberWay(cleanName(e.name)), reason, e.size, detail)
	}
	r, err := z.open(e)
	if err != nil {
		if c.w.err != nil {
			return c.w.err
		}
		return c.report(c.memberWay(cleanName(e.name)), err)
	}
	defer z.close(r)
	return c.child(member{name: cleanName(e.name), size: e.size, modified: e.modified}, r)
}

// unread says why e cannot be read, if so.
func (e *zipEntry) unread() (exposure.Reason, string) {
	switch {
	case e.flags&(zipEncrypted|zipStrong|zipMasked) != 0:
		return exposure.NotReadEncrypted, "needs a password"
	case e.link:
		return exposure.NotReadSpecial, "a link"
	}
	switch e.method {
	case zipStore, zipDeflate, zipBzip2, zipZstd, zipXZ:
		return "", ""
	}
	return exposure.NotReadUnsupported, "a method of compression that is not read yet"
}

// open opens the data of e.
func (z *zipFile) open(e *zipEntry) (*zipReader, error) {
	data, err := z.data(e)
	if err != nil {
		return nil, err
	}
	r := &zipReader{want: e, crc: crc32.NewIEEE()}
	raw := io.NewSectionReader(z.at, data, e.packed)
	switch e.method {
	case zipStore:
		r.r = raw
	case zipDeflate:
		r.flate = z.c.w.x.inflate(raw)
		r.r = r.flate
	case zipBzip2:
		r.r = bzip2.NewReader(raw)
	case zipZstd:
		r.r, r.done, err = openZstd(raw)
	case zipXZ:
		r.r, err = openXZ(raw)
	}
	if err != nil {
		return nil, broken("its compression does not begin as it should")
	}
	return r, nil
}

// close gives back what r holds.
func (z *zipFile) close(r *zipReader) {
	if r.flate != nil {
		z.c.w.x.inflaters.Put(r.flate)
	}
	if r.done != nil {
		r.done()
	}
}

// A zipReader gives the bytes of one member and checks their number and sum.
type zipReader struct {
	r     io.Reader
	want  *zipEntry
	crc   hash.Hash32
	n     int64
	flate io.ReadCloser
	done  func()
}

func (r *zipReader) Read(p []byte) (int, error) {
	n, err := r.r.Read(p)
	if over := r.n + int64(n) - r.want.size; over > 0 {
		n -= int(min(over, int64(n)))
		err = broken("is longer than its archive says")
	}
	r.crc.Write(p[:n])
	r.n += int64(n)
	if err == io.EOF && r.n < r.want.size {
		return n, broken("is shorter than its archive says")
	}
	if err == io.EOF && r.crc.Sum32() != r.want.crc {
		return n, broken("does not have the check sum that its archive says")
	}
	return n, err
}

// inflate opens a deflated stream, with a reader used before where there is one.
func (x *Extractor) inflate(r io.Reader) io.ReadCloser {
	if f, ok := x.inflaters.Get().(io.ReadCloser); ok {
		if err := f.(flate.Resetter).Reset(r, nil); err == nil {
			return f
		}
	}
	return flate.NewReader(r)
}
