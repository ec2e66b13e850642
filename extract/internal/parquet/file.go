// Package parquet reads files of Apache Parquet (parquet-format 2.12: README.md,
// Encodings.md, Compression.md, LogicalTypes.md, parquet.thrift) row by row.
//
// Each column of a row group has a cursor of its own, which holds one page at most
// and reads large ones as a stream; the cursors go on in step, so that rows are put
// together without any column being held. Where the columns of a group would take
// too much memory, they are read in several passes. No size or count that a file
// declares decides how much memory is taken before the bytes are there.
package parquet

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
)

// Magic begins and ends a file; MagicEncrypted one whose footer is encrypted.
const (
	Magic          = "PAR1"
	MagicEncrypted = "PARE"
)

// Errors of reading.
var (
	ErrFormat    = errors.New("parquet: does not follow the format")
	ErrLarge     = errors.New("parquet: larger than is read")
	ErrCodec     = errors.New("parquet: a codec that is not known")
	ErrEncoding  = errors.New("parquet: an encoding that is not known")
	ErrEncrypted = errors.New("parquet: encrypted")
)

// Bounds of what is read.
const (
	maxDepth    = 100
	maxElements = 1 << 16   // of a schema
	maxName     = 64 << 10  // bytes of a name
	maxNames    = 16 << 20  // bytes of all names of columns
	maxMeta     = 4 << 20   // bytes of what programs put beside the data
	softMemory  = 128 << 20 // bytes beyond which the columns of a pass are no more
	hardMemory  = 192 << 20 // bytes beyond which a page is not read
)

// A Sink receives rows. What it is handed is lent until it returns; an error from it
// ends the reading, which returns it.
type Sink interface {
	// Row begins a part of the row of this number, from 0 on: of a row whose columns
	// are read in several passes it is said several times.
	Row(n int64) error
	// Value is one value of a column by its number, in the order of columns; key is
	// that of a map, else empty. A column of lists gives several values in a row.
	Value(column int, key, value []byte) error
	// Binary is one value that is no text.
	Binary(column int, key, value []byte) error
	// RowEnd ends the part of a row.
	RowEnd() error
	// Work is told how many bytes were unpacked or values gone through.
	Work(n int64) error
}

// A Meta is what a program put beside the data.
type Meta struct{ Name, Value string }

// A File is an open file.
type File struct {
	Columns []Column
	Meta    []Meta // after Read
	// How many chunks of columns could not be read, or not to their end.
	Broken, Unsupported, Encrypted int

	at     io.ReaderAt
	size   int64 // of what is before the footer
	footer int64
	sink   Sink
	fail   error // of at, or of the sink: it ends the reading
	pack   packer
	memory int64
	work   int64
	rows   int64
	most   int64 // rows that a column of the group had
	text   []byte
}

// Open reads the schema of a file of size bytes.
func Open(at io.ReaderAt, size int64) (*File, error) {
	var b [8]byte
	if size < 12 {
		return nil, ErrFormat
	}
	if _, err := at.ReadAt(b[:], size-8); err != nil {
		return nil, formatError(err)
	}
	f := &File{at: at, footer: int64(binary.LittleEndian.Uint32(b[:]))}
	f.size = size - 8 - f.footer
	switch {
	case string(b[4:]) == MagicEncrypted:
		return nil, ErrEncrypted
	case string(b[4:]) != Magic || f.size < 4:
		return nil, ErrFormat
	}
	var elements []element
	t := f.thrift()
	err := t.structure(func(id int16, kind byte) (bool, error) {
		if id == 4 {
			return true, errEnough // row groups come behind the schema
		}
		if id != 2 || kind != typeList {
			return false, nil
		}
		return true, t.list(func(byte) error {
			e, err := t.element()
			if elements = append(elements, e); err == nil && len(elements) > maxElements {
				err = ErrLarge
			}
			return err
		})
	})
	if err != nil && err != errEnough {
		return nil, firstError(f.fail, err)
	}
	f.Columns, err = columns(elements)
	return f, err
}

// errEnough ends the reading of a footer.
var errEnough = errors.New("enough")

// thrift reads the footer from its front.
func (f *File) thrift() *thrift {
	return &thrift{br: bufio.NewReaderSize(io.NewSectionReader(f.at, f.size, f.footer), 64<<10)}
}

// formatError makes an end of file, where none should be, an error of the format.
func formatError(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return ErrFormat
	}
	return err
}

// own reports whether err says something of the file.
func own(err error) bool {
	return errors.Is(err, ErrFormat) || errors.Is(err, ErrLarge) || errors.Is(err, ErrCodec) || errors.Is(err, ErrEncoding) || errors.Is(err, ErrEncrypted)
}

// Read gives all rows. What cannot be read of a column is counted.
func (f *File) Read(sink Sink) error {
	f.sink = sink
	defer f.pack.close()
	t := f.thrift()
	err := t.structure(func(id int16, kind byte) (bool, error) {
		switch {
		case id == 4 && kind == typeList:
			return true, t.list(func(byte) error {
				chunks, err := t.rowGroup(len(f.Columns))
				if err != nil {
					return err
				}
				return f.group(chunks)
			})
		case id == 5 && kind == typeList:
			return true, f.readMeta(t)
		}
		return false, nil
	})
	if f.fail != nil {
		return f.fail
	}
	if own(err) {
		f.Broken++
		return nil
	}
	return err
}

// readMeta reads a list of KeyValue.
func (f *File) readMeta(t *thrift) error {
	left := int64(maxMeta)
	return t.list(func(byte) error {
		var m Meta
		err := t.structure(func(id int16, kind byte) (bool, error) {
			if kind != typeBinary || id < 1 || id > 2 {
				return false, nil
			}
			p, err := t.bytes(left)
			if left -= int64(len(p)) + 64; left < 0 {
				left = 0
			}
			if id == 1 {
				m.Name = string(p)
			} else {
				m.Value = string(p)
			}
			return true, err
		})
		if left > 0 {
			f.Meta = append(f.Meta, m)
		}
		return err
	})
}

// A chunk is what a row group has of a column.
type chunk struct {
	column    int
	codec     int
	values    int64
	data      int64 // offset of the first page
	dict      int64 // offset of the dictionary, 0 where there is none
	encrypted bool
	elsewhere bool // in another file
	told      bool
}

// start is the offset of the first page, dictionary or data.
func (c *chunk) start() int64 {
	if c.dict > 0 && c.dict < c.data {
		return c.dict
	}
	return c.data
}

// rowGroup reads a RowGroup: a chunk for each column.
func (t *thrift) rowGroup(columns int) ([]chunk, error) {
	var chunks []chunk
	err := t.structure(func(id int16, kind byte) (bool, error) {
		if id != 1 || kind != typeList {
			return false, nil
		}
		return true, t.list(func(byte) error {
			c, err := t.chunk()
			if c.column = len(chunks); c.column < columns {
				chunks = append(chunks, c)
			}
			return err
		})
	})
	return chunks, err
}

// chunk reads a ColumnChunk.
func (t *thrift) chunk() (c chunk, err error) {
	err = t.structure(func(id int16, kind byte) (bool, error) {
		switch {
		case id == 1 && kind == typeBinary:
			c.elsewhere = true
		case id == 8:
			c.encrypted = true
		case id == 3 && kind == typeStruct:
			c.told = true
			return true, t.structure(func(id int16, kind byte) (bool, error) {
				if kind != typeInt32 && kind != typeInt64 {
					return false, nil
				}
				v, err := t.int()
				switch id {
				case 4:
					c.codec = int(v)
				case 5:
					c.values = v
				case 9:
					c.data = v
				case 11:
					c.dict = v
				}
				return true, err
			})
		}
		return false, nil
	})
	return c, err
}
