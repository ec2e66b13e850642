package leak

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"fmt"
	"path"
	"strings"
)

// writeCopy writes the bytes of another object again.
func (l *Leak) writeCopy(g *gen, _ int) []byte {
	mail := l.section("mail")
	if g.r.one(3) && mail.n > 0 {
		return l.object(mail.first+g.r.n(mail.n), g.rec)
	}
	return l.object(l.anyLeaf(&g.r), g.rec)
}

// writeBundle packs documents that are also blobs of their own, and in every
// third bundle an archive of such documents.
func (l *Leak) writeBundle(g *gen, k int) []byte {
	parts := l.members(g, 3+g.r.n(6))
	if g.r.one(3) {
		const inner = "older.zip"
		g.rec.within(inner, func() {
			parts = append(parts, part{inner, l.packer.zip(l.members(g, 2+g.r.n(3)), g.at)})
		})
	}
	switch k % 4 {
	case 1:
		return gzipped(l.tarred(g, parts))
	case 3:
		return l.packer.zstd.EncodeAll(l.tarred(g, parts), nil)
	}
	return l.packer.zip(parts, g.at)
}

// members are documents and mails. Customer exports stay out: they grow with the
// number of entities.
func (l *Leak) members(g *gen, n int) []part {
	mail := l.section("mail")
	var parts []part
	for len(parts) < n {
		i := l.anyLeaf(&g.r)
		if mail.n > 0 && g.r.one(3) {
			i = mail.first + g.r.n(mail.n)
		}
		s, _ := l.sectionOf(i)
		if s.folder == "crm/accounts" {
			continue
		}
		folder := strings.ReplaceAll(s.folder, "/", "-")
		base := fmt.Sprintf("%s/%02d-%s", folder, len(parts), path.Base(l.name(i, nil)))
		g.rec.within(base, func() {
			l.name(i, g.rec)
			parts = append(parts, part{base, l.object(i, g.rec)})
		})
	}
	return parts
}

func (l *Leak) tarred(g *gen, parts []part) []byte {
	var out bytes.Buffer
	t := tar.NewWriter(&out)
	for _, p := range parts {
		must(t.WriteHeader(&tar.Header{Name: p.name, Mode: 0o644, Size: int64(len(p.body)), ModTime: g.at, Typeflag: tar.TypeReg}))
		_, err := t.Write(p.body)
		must(err)
	}
	must(t.Close())
	return out.Bytes()
}

func gzipped(b []byte) []byte {
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestSpeed)
	must(err)
	_, err = z.Write(b)
	must(err)
	must(z.Close())
	return out.Bytes()
}
