package extract

import (
	"bytes"
	"compress/bzip2"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"strings"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/s2"
	"github.com/klauspost/compress/zstd"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract/internal/avro"
)

func sniffAvro(h *head) int { return magic(h, avro.Magic) }

// readAvro reads an object container file: each datum is a record, and each value
// carries the names of the fields that lead to it.
func readAvro(c *content, h *head) error {
	u := &avroBlocks{c: c}
	defer u.close()
	f, err := avro.Open(c.stream(), u.open)
	if err != nil {
		if c.w.err != nil {
			return c.w.err
		}
		c.consumed = 0
		r := c.newRun("", "")
		if err := firstError(textRuns(c.stream(), r, minRun), r.end()); err != nil {
			return err
		}
		return broken("its header does not follow its format; only runs of plain text were read")
	}
	a := &avroText{bsonText{c: c, r: c.newRun("", ""), names: new(names)}}
	a.narrow, a.wide = runFinder{min: minRun}, runFinder{min: minRun}
	err = f.Read(a)
	if err == nil {
		err = a.end()
	}
	if e := firstError(c.w.err, a.r.end(), avroHeader(c, f)); e != nil {
		return e
	}
	switch {
	case errors.Is(err, avro.ErrLarge):
		return stopf(exposure.NotReadUnsupported, -1, "a block that is larger than is read; what follows it was left")
	case errors.Is(err, avro.ErrCodec):
		return stopf(exposure.NotReadUnsupported, c.knownSize(), "packed in a way that is not read yet")
	case err == nil && f.Broken > 0:
		return broken("some of its blocks do not follow its format")
	}
	return err
}

// avroHeader gives what stands in the header: the schema, with its comments and
// default values, and what programs put beside it.
func avroHeader(c *content, f *avro.File) error {
	r := c.newRun("#schema", exposure.PartProperties)
	for _, m := range f.Meta {
		text := m.Name + ": " + string(m.Value)
		if m.Name == "avro.schema" {
			text = string(m.Value)
		}
		if m.Name == "avro.codec" {
			continue
		}
		if err := r.writeString(strings.ToValidUTF8(text, "\uFFFD") + "\n"); err != nil {
			return err
		}
	}
	return r.end()
}

// avroText writes data, a line for each value.
type avroText struct{ bsonText }

// Datum implements [avro.Sink].
func (a *avroText) Datum() error {
	err := a.end()
	a.id = a.c.record()
	return err
}

// end ends a datum.
func (a *avroText) end() error {
	if a.id == 0 {
		return nil
	}
	err := a.r.writeString("\n")
	a.r.recordEnd()
	return firstError(err, a.members())
}

// Value implements [avro.Sink].
func (a *avroText) Value(name string, value []byte) error {
	return a.line(a.field(name), value)
}

// Binary implements [avro.Sink].
func (a *avroText) Binary(name string, value []byte) error {
	if how, _ := a.c.value(value); how == blobMember {
		value = bytes.Clone(value)
	}
	return a.blob(a.field(name), value)
}

// Big implements [avro.Sink].
func (a *avroText) Big(name string, size int64, r io.Reader) error {
	if err := firstError(a.r.end(), a.c.room()); err != nil {
		return err
	}
	err := a.c.child(member{name: cleanName(name), size: size}, r)
	a.r.again("")
	return err
}

// field is a name of a field, which a key of a map may be a part of.
func (a *avroText) field(name string) string {
	return a.names.of([]byte(strings.ToValidUTF8(name, "\uFFFD")))
}

// maxAvroBlock is the largest block in bytes that must be held to be unpacked.
const maxAvroBlock = 32 << 20

// avroBlocks opens blocks, with memory that the block before has used.
type avroBlocks struct {
	c        *content
	flate    io.ReadCloser
	zstd     *zstd.Decoder
	in, out  []byte
	unpacked bytes.Reader
}

func (u *avroBlocks) close() {
	if u.flate != nil {
		u.c.w.x.inflaters.Put(u.flate)
	}
	if u.zstd != nil {
		u.zstd.Close()
	}
}

// open implements [avro.Unpacker].
func (u *avroBlocks) open(codec string, r io.Reader) (io.Reader, error) {
	var err error
	switch codec {
	case "null":
		return r, nil
	case "deflate":
		if u.flate == nil {
			u.flate = u.c.w.x.inflate(r)
		} else {
			err = u.flate.(flate.Resetter).Reset(r, nil)
		}
		r = u.flate
	case "bzip2":
		r = bzip2.NewReader(r)
	case "xz":
		r, err = openXZ(r)
	case "zstandard":
		if u.zstd == nil {
			u.zstd, err = zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
				zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderMaxMemory(1<<62))
		} else {
			err = u.zstd.Reset(r)
		}
		r = u.zstd
	case "snappy":
		r, err = u.snappy(r)
		if err != nil {
			return nil, err
		}
	default:
		return nil, avro.ErrCodec
	}
	if err != nil {
		return nil, firstError(u.c.w.err, avro.ErrFormat)
	}
	return &unpackedBlock{c: u.c, r: r}, nil
}

// snappy unpacks a block, behind which its check sum stands, the high byte first.
func (u *avroBlocks) snappy(r io.Reader) (io.Reader, error) {
	b := bytes.NewBuffer(u.in[:0])
	_, err := b.ReadFrom(io.LimitReader(r, maxAvroBlock+1))
	u.in = b.Bytes()
	if err != nil {
		return nil, err
	}
	if len(u.in) > maxAvroBlock {
		return nil, avro.ErrLarge
	}
	end := len(u.in) - 4
	if end < 0 {
		return nil, avro.ErrFormat
	}
	n, err := s2.DecodedLen(u.in[:end])
	switch {
	case err != nil || int64(n) > 64*int64(end):
		return nil, avro.ErrFormat
	case n > maxAvroBlock:
		return nil, avro.ErrLarge
	}
	u.out, err = s2.Decode(u.out[:cap(u.out)], u.in[:end])
	if err != nil || crc32.ChecksumIEEE(u.out) != binary.BigEndian.Uint32(u.in[end:]) {
		return nil, avro.ErrFormat
	}
	u.unpacked.Reset(u.out)
	return &u.unpacked, nil
}

// An unpackedBlock is charged to its content. What a decompressor does not like of a
// block does not follow the format.
type unpackedBlock struct {
	c *content
	r io.Reader
}

func (b *unpackedBlock) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	b.c.charge(int64(n))
	switch {
	case b.c.w.err != nil:
		return n, b.c.w.err
	case err != nil && err != io.EOF:
		return n, avro.ErrFormat
	case b.c.spent():
		return n, stopf(exposure.NotReadRatio, -1, "expands to more than the budget allows; what follows was left")
	}
	return n, err
}
