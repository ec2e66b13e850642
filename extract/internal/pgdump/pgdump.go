// Package pgdump reads archives of pg_dump in its custom format, from front to back
// (pg_backup_archiver.c and pg_backup_custom.c of PostgreSQL 9.2 to 18), and the table
// of contents of its directory format.
package pgdump

import (
	"bufio"
	"errors"
	"io"
	"time"
)

// Magic begins an archive.
const Magic = "PGDMP"

// Errors of this package. Errors of the source are returned as they are.
var (
	ErrFormat  = errors.New("pg_dump: does not follow the format")
	ErrVersion = errors.New("pg_dump: a version that is not read")
)

const (
	custom     = 1
	tarred     = 3
	directory  = 5
	maxString  = 64 << 20
	maxEntries = 1 << 20
	window     = 128 << 20 // of zstd, in bytes

	blockData  = 1
	blockBlobs = 3
)

// Methods of compression.
const (
	none = iota
	gzip
	lz4Frame
	zstdFrame
)

// An Archive is an open one.
type Archive struct {
	Database string
	Created  time.Time // local time of whoever made it, taken as UTC

	br      *bufio.Reader
	version int // 114 for 1.14
	intSize int
	offSize int
	format  byte
	method  int
	err     error

	body  *chunks // of the open block
	blobs bool
}

// An Entry is one of the table of contents.
type Entry struct {
	ID         int64
	Name       string // of the table
	Kind       string // "TABLE", "TABLE DATA", …
	Schema     string
	Definition string // SQL
	Copy       string // "COPY public.t (id, name) FROM stdin;"
}

// Open reads the header of an archive.
func Open(r io.Reader) (*Archive, error) {
	a := &Archive{br: bufio.NewReaderSize(r, 64<<10)}
	h := make([]byte, 11)
	if _, err := io.ReadFull(a.br, h); err != nil {
		return nil, noEOF(err)
	}
	a.version, a.intSize, a.offSize, a.format = int(h[5])*100+int(h[6]), int(h[8]), int(h[9]), h[10]
	if string(h[:5]) != Magic || a.intSize < 1 || a.intSize > 8 || a.offSize < 1 || a.offSize > 8 {
		return nil, ErrFormat
	}
	if a.version < 111 || a.version > 116 || a.format != custom && a.format != directory && a.format != tarred {
		return nil, ErrVersion
	}
	if a.version >= 115 {
		a.method = int(a.byte())
	} else if a.int() != 0 {
		a.method = gzip
	}
	var t [7]int64
	for i := range t {
		t[i] = a.int()
	}
	if t[5] > 70 && t[5] < 300 {
		a.Created = time.Date(int(t[5])+1900, time.Month(t[4]+1), int(t[3]), int(t[2]), int(t[1]), int(t[0]), 0, time.UTC)
	}
	a.Database = a.string()
	a.string() // versions of the server and of pg_dump
	a.string()
	return a, a.err
}

func noEOF(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return ErrFormat
	}
	return err
}

func (a *Archive) byte() byte {
	if a.err != nil {
		return 0
	}
	b, err := a.br.ReadByte()
	if err != nil {
		a.err = noEOF(err)
	}
	return b
}

// int reads a number: its sign, then its bytes, the low one first.
func (a *Archive) int() int64 {
	sign := a.byte()
	v := int64(0)
	for i := range a.intSize {
		v |= int64(a.byte()) << (8 * i)
	}
	if sign != 0 {
		v = -v
	}
	return v
}

// string reads a text; one that is not given is "".
func (a *Archive) string() string {
	s, _ := a.given()
	return s
}

// given is string, and reports whether there is one.
func (a *Archive) given() (string, bool) {
	n := a.int()
	if a.err != nil || n < 0 {
		return "", false
	}
	if n > maxString {
		a.err = ErrFormat
		return "", false
	}
	p, err := io.ReadAll(io.LimitReader(a.br, n))
	if err == nil && int64(len(p)) < n {
		err = ErrFormat
	}
	if err != nil {
		a.err = err
		return "", false
	}
	return string(p), true
}

// skip passes over a text.
func (a *Archive) skip() {
	n := a.int()
	if a.err != nil || n <= 0 {
		return
	}
	if _, err := io.CopyN(io.Discard, a.br, n); err != nil {
		a.err = noEOF(err)
	}
}

// Contents calls each for the entries of the table of contents. It comes before Next.
func (a *Archive) Contents(each func(*Entry) error) error {
	n := a.int()
	if n < 0 || n > maxEntries {
		return ErrFormat
	}
	for ; n > 0 && a.err == nil; n-- {
		e := a.entry()
		if a.err != nil {
			break
		}
		if err := each(&e); err != nil {
			return err
		}
	}
	return a.err
}

func (a *Archive) entry() Entry {
	e := Entry{ID: a.int()}
	a.int() // whether it has data
	a.skip()
	a.skip()
	e.Name, e.Kind = a.string(), a.string()
	a.int() // section
	e.Definition = a.string()
	a.skip() // how to drop it
	e.Copy, e.Schema = a.string(), a.string()
	a.skip() // tablespace
	if a.version >= 114 {
		a.skip() // access method
	}
	if a.version >= 116 {
		a.int() // kind of relation
	}
	a.skip() // owner
	a.skip() // WITH OIDS
	for a.err == nil {
		if _, ok := a.given(); !ok {
			break // the last of those that it depends on
		}
	}
	if a.format != custom {
		a.skip() // the name of its file
		return e
	}
	for range 1 + a.offSize {
		a.byte()
	}
	return e
}
