package extract

import (
	"encoding/binary"
	"io"
	"slices"
	"unicode/utf16"

	"github.com/hemostat/hemostat/exposure"
)

// The list of parts of the text of a publication: behind a head, of so many bytes each.
const (
	quillHead = 0x20
	quillPart = 24
	maxQuill  = 20
)

// publication reads the text of a publication of Publisher: of the parts of its text
// stream those in which text lies, as UTF-16. Nobody published the format; where no
// part is found the runs of text of the file are given.
func (o *compound) publication() error {
	sub := o.root.Find("Quill", "QuillSub")
	if sub == nil || sub.Find("CONTENTS") == nil || !sub.Find("CONTENTS").IsStream() {
		return o.unknown()
	}
	text := sub.Find("CONTENTS")
	head, err := o.bytes(text, quillHead+maxQuill*quillPart)
	if err != nil {
		return err
	}
	r := o.c.newRun("", "")
	found := false
	for p := head[min(quillHead, len(head)):]; len(p) >= quillPart; p = p[quillPart:] {
		at, n := int64(binary.LittleEndian.Uint32(p[16:])), int64(binary.LittleEndian.Uint32(p[20:]))
		part := io.NewSectionReader(o.readerAt(text), at, n)
		if string(p[2:6]) == "TEXT" && string(p[12:16]) == "TEXT" {
			found, err = true, o.quill(r, part)
		} else {
			err = textRuns(part, r, minRun) // links, names of styles
		}
		if err != nil {
			return err
		}
	}
	if !found {
		return firstError(r.end(), o.unknown())
	}
	o.done[sub] = true
	return firstError(r.end(), stopf(exposure.NotReadUnsupported, o.size, "a publication; its text was read, and not what else is in it"))
}

// quill writes UTF-16, a page at a time; a pair of units at the end of a page waits
// for the next.
func (o *compound) quill(r *run, src io.Reader) error {
	buf, kept := make([]byte, 16<<10), 0
	for {
		n, err := io.ReadFull(src, buf[kept:])
		p := buf[:(kept+n)&^1]
		if k := len(p); err == nil && p[k-1]&0xfc == 0xd8 {
			p = p[:k-2]
		}
		if e := firstError(r.write(utf16Lines(p)), o.c.w.err); e != nil {
			return e
		}
		kept = copy(buf, slices.Clone(buf[len(p):kept+n]))
		if err != nil {
			return r.writeString("\n")
		}
	}
}

// utf16Lines makes UTF-8 of UTF-16 in which paragraphs end with a carriage return.
func utf16Lines(p []byte) []byte {
	units := make([]uint16, 0, len(p)/2)
	for ; len(p) >= 2; p = p[2:] {
		switch u := binary.LittleEndian.Uint16(p); {
		case u == '\r' || u == 0x0b || u == 0x0c:
			units = append(units, '\n')
		case u >= ' ' || u == '\t':
			units = append(units, u)
		}
	}
	return []byte(string(utf16.Decode(units)))
}
