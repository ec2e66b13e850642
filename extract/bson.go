package extract

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract/internal/bson"
)

func sniffBSON(h *head) int { return 74 * b2i(h.text == nil && bson.Likely(h.raw)) }

func sniffMongoArchive(h *head) int { return magic(h, bson.MagicArchive) }

// readBSON reads a dump of a collection: each document is a record, and each value
// carries the name of its field.
func readBSON(c *content, h *head) error {
	d := &bsonText{c: c, r: c.newRun("", ""), names: new(names)}
	return d.documents(c.stream(), false)
}

// readMongoArchive reads an archive of mongodump. Between the parts of collections
// stand documents that name the collection, and four bytes of ones.
func readMongoArchive(c *content, h *head) error {
	d := &bsonText{c: c, r: c.newRun("", ""), names: new(names)}
	src := c.stream()
	if _, err := io.CopyN(io.Discard, src, int64(len(bson.MagicArchive))); err != nil {
		return firstError(c.w.err, broken("breaks off"))
	}
	return d.documents(src, true)
}

// bsonText writes documents, a line for each value.
type bsonText struct {
	c            *content
	r            *run
	names        *names
	id           int64
	narrow, wide runFinder
	kept         []bsonMember // of the document, to be read behind it
}

// A bsonMember is a value that is a content of its own.
type bsonMember struct {
	name  string
	value []byte
}

// documents reads documents up to the end.
func (d *bsonText) documents(src io.Reader, archive bool) error {
	d.narrow, d.wide = runFinder{min: minRun}, runFinder{min: minRun}
	br := bufio.NewReaderSize(src, pageSize)
	for {
		if archive {
			if p, _ := br.Peek(4); len(p) == 4 && binary.LittleEndian.Uint32(p) == 1<<32-1 {
				br.Discard(4)
				continue
			}
		}
		doc, err := bson.Next(br)
		if err == io.EOF {
			return d.r.end()
		}
		if err == nil {
			d.id = d.c.record()
			err = firstError(bson.Read(doc, d), d.r.writeString("\n"))
			d.r.recordEnd()
		}
		if err == nil {
			err = d.members()
		}
		if err != nil {
			var s *stop
			if d.c.w.err != nil || errors.As(err, &s) {
				return firstError(d.c.w.err, err)
			}
			return firstError(d.r.end(), broken("a document does not follow its format; what is before it was read"))
		}
	}
}

// Value implements [bson.Sink].
func (d *bsonText) Value(name, value []byte) error {
	return d.line(d.names.of(bytes.ToValidUTF8(name, nil)), value)
}

// line writes one value with its name.
func (d *bsonText) line(field string, value []byte) error {
	err := firstError(d.r.writeString(field), d.r.writeString(": "))
	d.r.mark(field, d.id)
	err = firstError(err, d.r.write(bytes.ToValidUTF8(value, []byte("\uFFFD"))))
	d.r.mark("", d.id)
	return firstError(err, d.r.writeString("\n"))
}

// Binary implements [bson.Sink].
func (d *bsonText) Binary(name, value []byte) error {
	return d.blob(d.names.of(bytes.ToValidUTF8(name, nil)), value)
}

// blob writes what of a value that is no text stands in its record.
func (d *bsonText) blob(field string, value []byte) error {
	switch how, text := d.c.value(value); how {
	case blobText:
		return d.line(field, text)
	case blobHex:
		return d.line(field, hex.AppendEncode(nil, value))
	case blobMember:
		d.kept = append(d.kept, bsonMember{field, value})
		return nil
	}
	return firstError(findRuns(value, &d.narrow, &d.wide, d.r), d.narrow.end(d.r), d.wide.end(d.r))
}

// members reads the values that are contents of their own, between two runs.
func (d *bsonText) members() error {
	if len(d.kept) == 0 {
		return nil
	}
	if err := d.r.end(); err != nil {
		return err
	}
	for _, m := range d.kept {
		if err := d.c.room(); err != nil {
			return err
		}
		if err := d.c.child(member{name: cleanName(m.name), size: int64(len(m.value))}, bytes.NewReader(m.value)); err != nil {
			return err
		}
	}
	d.kept = d.kept[:0]
	d.r.again(exposure.Part(""))
	return nil
}
