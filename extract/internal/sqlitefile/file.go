// Package sqlitefile reads SQLite 3 database files and write-ahead logs as the
// bytes that they are (https://www.sqlite.org/fileformat2.html): it runs no SQL, so
// that nothing which stands in a file of unknown origin is executed.
//
// Every page is visited once at most, so pages that lead in a circle, or that two
// tables share, cost nothing. What does not follow the format is counted and left.
package sqlitefile

import (
	"encoding/binary"
	"errors"
	"io"
)

// Magic begins a database file.
const Magic = "SQLite format 3\x00"

// ErrFormat says that a file is no database that can be read.
var ErrFormat = errors.New("sqlite: does not follow the format")

// Bounds of what is read.
const (
	headerSize = 100
	maxDepth   = 40      // levels of a b-tree; SQLite has 20 at most
	maxCells   = 32767   // columns of a row (SQLITE_MAX_COLUMN)
	whole      = 1 << 20 // bytes up to which a row is held in memory
)

// A File is an open database.
type File struct {
	at       io.ReaderAt
	pageSize int
	usable   int // bytes of a page without what is reserved
	pages    uint32
	encoding uint32
	freeAt   uint32

	seen  bits // pages that were visited in this pass
	slack bits // leaves that have bytes outside of their rows

	// Broken counts pages, rows and pointers that did not follow the format.
	Broken int

	row     Row
	payload []byte
	text    []byte
}

// Open reads the header of a database of size bytes.
func Open(at io.ReaderAt, size int64) (*File, error) {
	var h [headerSize]byte
	if _, err := at.ReadAt(h[:], 0); err != nil {
		if err == io.EOF {
			err = ErrFormat
		}
		return nil, err
	}
	be := binary.BigEndian
	f := &File{at: at, pageSize: int(be.Uint16(h[16:])), encoding: be.Uint32(h[56:]), freeAt: be.Uint32(h[32:])}
	if f.pageSize == 1 {
		f.pageSize = 1 << 16
	}
	f.usable = f.pageSize - int(h[20])
	if string(h[:16]) != Magic || f.pageSize < 512 || f.pageSize&(f.pageSize-1) != 0 || f.usable < 480 {
		return nil, ErrFormat
	}
	f.pages = uint32(min((size+int64(f.pageSize)-1)/int64(f.pageSize), 1<<32-2))
	f.slack = newBits(f.pages)
	f.Again()
	return f, nil
}

// Again forgets which pages were visited: the tables can be read once more.
func (f *File) Again() { f.seen = newBits(f.pages) }

// bits is a set of page numbers.
type bits []uint64

func newBits(pages uint32) bits { return make(bits, pages/64+1) }

func (b bits) has(n uint32) bool { return b[n/64]&(1<<(n%64)) != 0 }

func (b bits) set(n uint32) { b[n/64] |= 1 << (n % 64) }

// visit reports whether page n is there and was not visited before.
func (f *File) visit(n uint32) bool {
	if n == 0 || n > f.pages || f.seen.has(n) {
		f.Broken++
		return false
	}
	f.seen.set(n)
	return true
}

// page reads page n into p. A file that was cut off lacks its last ones.
func (f *File) page(n uint32, p []byte) (bool, error) {
	m, err := f.at.ReadAt(p[:f.pageSize], int64(n-1)*int64(f.pageSize))
	if m < f.pageSize {
		if err != nil && err != io.EOF {
			return false, err
		}
		f.Broken++
		return false, nil
	}
	return true, nil
}

// Kinds of pages of a b-tree (section 1.6).
const (
	interiorIndex = 2
	interiorTable = 5
	leafIndex     = 10
	leafTable     = 13
)

// A node is one page of a b-tree.
type node struct {
	page   []byte
	kind   byte
	head   int // where its header begins
	cells  int
	first  int // where the pointers to its cells begin
	right  uint32
	budget int // bytes that its cells may still take together
}

// node takes a page apart; ok is false where it is none of a b-tree.
func (f *File) node(n uint32, p []byte) (nd node, ok bool) {
	nd = node{page: p[:f.usable]}
	if n == 1 {
		nd.head = headerSize
	}
	h := nd.page[nd.head:]
	be := binary.BigEndian
	nd.kind, nd.cells, nd.first = h[0], int(be.Uint16(h[3:])), nd.head+8
	if nd.kind == interiorIndex || nd.kind == interiorTable {
		nd.right, nd.first = be.Uint32(h[8:]), nd.head+12
	}
	switch nd.kind {
	case interiorIndex, interiorTable, leafIndex, leafTable:
	default:
		return nd, false
	}
	if nd.first+2*nd.cells > len(nd.page) {
		return nd, false
	}
	nd.budget = len(nd.page)
	return nd, true
}

// cell returns the page from cell i on, nil where it does not lie in the page.
func (nd *node) cell(i int) []byte {
	at := int(binary.BigEndian.Uint16(nd.page[nd.first+2*i:]))
	if at < nd.first+2*nd.cells || at >= len(nd.page) {
		return nil
	}
	return nd.page[at:]
}

// varint reads a number of variable length (section 1.6); n is 0 where it is cut off.
func varint(p []byte) (v uint64, n int) {
	for i, b := range p {
		if i == 8 {
			return v<<8 | uint64(b), 9
		}
		v = v<<7 | uint64(b&0x7f)
		if b < 0x80 {
			return v, i + 1
		}
	}
	return 0, 0
}
