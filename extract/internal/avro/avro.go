// Package avro reads object container files of Apache Avro (specification 1.12.0,
// "Object Container Files"): the schema, and the data that it describes.
//
// Data are read in one stream. Nothing is taken on the word of a size or a count
// that stands in the file: memory grows with the bytes that are there, and data of
// no bytes, of which a few bytes can declare any number, are left out.
package avro

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// Magic begins a file.
const Magic = "Obj\x01"

// Errors of reading.
var (
	ErrFormat = errors.New("avro: does not follow the format")
	// ErrLarge says that a header or a block is larger than is read.
	ErrLarge = errors.New("avro: larger than is read")
	// ErrCodec is for an [Unpacker] that does not know a codec.
	ErrCodec = errors.New("avro: a codec that is not known")
)

// Bounds of what is read.
const (
	maxHeader = 8 << 20 // bytes of metadata
	maxDepth  = 100     // levels of a schema, and of data
	maxNodes  = 1 << 17 // types in a schema
	buffer    = 64 << 10
)

// An Unpacker opens what is packed with a codec ("null", "deflate", "snappy",
// "zstandard", "bzip2", "xz"). Its reader ends with the data.
type Unpacker func(codec string, r io.Reader) (io.Reader, error)

// A Sink receives data in their order. What it is handed is lent until it returns;
// an error from it ends the reading, which returns it.
type Sink interface {
	// Datum says that the next datum begins.
	Datum() error
	// Value is one value as text, which may be no UTF-8 where the file is at fault.
	// Its name is made of the names of the fields that lead to it, with dots.
	Value(name string, value []byte) error
	// Binary is one value that is no text.
	Binary(name string, value []byte) error
	// Big is one value of more than [Whole] bytes. What the sink does not read of it
	// is passed over.
	Big(name string, size int64, r io.Reader) error
}

// Whole is the size in bytes up to which a value is held in memory.
const Whole = 1 << 20

// A Meta is one entry of the header.
type Meta struct {
	Name  string
	Value []byte
}

// A File is an open file.
type File struct {
	Meta []Meta // in their order

	br     *bufio.Reader
	unpack Unpacker
	codec  string
	schema *schema
	sync   [16]byte

	// Broken counts blocks that could not be read, or not to their end.
	Broken int
}

// Open reads the header.
func Open(r io.Reader, unpack Unpacker) (*File, error) {
	f := &File{br: bufio.NewReaderSize(r, buffer), unpack: unpack, codec: "null"}
	var m [4]byte
	if _, err := io.ReadFull(f.br, m[:]); err != nil || string(m[:]) != Magic {
		return nil, formatError(firstError(err, ErrFormat))
	}
	if err := f.header(); err != nil {
		return nil, err
	}
	var text []byte
	for _, e := range f.Meta {
		switch e.Name {
		case "avro.schema":
			text = e.Value
		case "avro.codec":
			f.codec = string(e.Value)
		}
	}
	var err error
	f.schema, err = parse(text)
	return f, err
}

// header reads the metadata, a map of bytes, and the marker.
func (f *File) header() error {
	d := &decoder{br: f.br}
	left := int64(maxHeader)
	for {
		n, err := d.block()
		if err != nil {
			return err
		}
		if n == 0 {
			break
		}
		for ; n > 0; n-- {
			name, err := d.bytes(&left)
			if err != nil {
				return err
			}
			value, err := d.bytes(&left)
			if err != nil {
				return err
			}
			f.Meta = append(f.Meta, Meta{string(name), value})
		}
	}
	_, err := io.ReadFull(f.br, f.sync[:])
	return formatError(err)
}

// formatError makes an end of file, where none should be, an error of the format.
func formatError(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return ErrFormat
	}
	return err
}

// Read gives the data of all blocks. A block that does not follow the format is
// left, and reading goes on behind the next marker.
func (f *File) Read(sink Sink) error {
	for {
		if _, err := f.br.Peek(1); err != nil {
			return noEOF(err)
		}
		err := f.block(sink)
		switch {
		case err == nil:
			continue
		case !errors.Is(err, ErrFormat):
			return err
		}
		f.Broken++
		if found, err := f.next(); !found || err != nil {
			return err
		}
	}
}

func noEOF(err error) error {
	if err == io.EOF {
		return nil
	}
	return err
}

// block reads one block and the marker behind it.
func (f *File) block(sink Sink) error {
	d := &decoder{br: f.br}
	count, err := d.long()
	if err != nil {
		return err
	}
	size, err := d.long()
	if err != nil {
		return err
	}
	if count < 0 || size < 0 {
		return ErrFormat
	}
	body := &io.LimitedReader{R: f.br, N: size}
	err = f.data(count, body, sink)
	if err != nil { // of what is left the marker may be a part, if the size is wrong
		return err
	}
	if _, err := io.Copy(io.Discard, body); err != nil {
		return err
	}
	var mark [16]byte
	if _, err := io.ReadFull(f.br, mark[:]); err != nil || mark != f.sync {
		return formatError(firstError(err, ErrFormat))
	}
	return nil
}

func firstError(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// data reads count data from a block.
func (f *File) data(count int64, body io.Reader, sink Sink) error {
	if count == 0 || f.schema.root.empty {
		return nil
	}
	r, err := f.unpack(f.codec, body)
	if err != nil {
		return err
	}
	d := &decoder{br: bufio.NewReaderSize(r, buffer), sink: sink}
	for ; count > 0; count-- {
		if err := sink.Datum(); err != nil {
			return err
		}
		if err := d.read(f.schema.root, "", 0); err != nil {
			return err
		}
	}
	return nil
}

// next goes on behind the next marker.
func (f *File) next() (found bool, err error) {
	for {
		p, err := f.br.Peek(f.br.Size())
		if i := bytes.Index(p, f.sync[:]); i >= 0 {
			_, err := f.br.Discard(i + len(f.sync))
			return true, err
		}
		if err != nil {
			return false, noEOF(err)
		}
		if _, err := f.br.Discard(len(p) - len(f.sync) + 1); err != nil {
			return false, err
		}
	}
}
