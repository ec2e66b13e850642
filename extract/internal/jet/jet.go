// Package jet reads databases of Microsoft Access: Jet 3 (Access 97), Jet 4 (2000 to
// 2003) and ACE (since 2007). Microsoft has not published the format; its facts are
// those of "Hacking" by the authors of mdbtools
// (https://github.com/mdbtools/mdbtools/blob/dev/HACKING.md).
//
// Each page of rows is read once at most, whatever pointers lead to it, and no count
// in the file decides how much memory is taken.
package jet

import (
	"crypto/rc4"
	"encoding/binary"
	"errors"
	"io"
)

// Errors of opening.
var (
	ErrFormat    = errors.New("jet: does not follow the format")
	ErrEncrypted = errors.New("jet: encrypted")
)

// Bounds of what is read.
const (
	maxDefinition = 1 << 20 // bytes of a table's definition
	maxColumns    = 1024    // Access has 255
	maxHops       = 4       // of a row that was moved
	maxTables     = 1 << 16
	// Whole is the size in bytes up to which a long value is held in memory.
	Whole = 1 << 20
)

// kinds of pages.
const (
	pageData       = 1
	pageDefinition = 2
	pageUsage      = 5
)

// A layout is where a version keeps what.
type layout struct {
	page        int
	countAt     int // of rows in a page
	counts      int // bytes of the number of columns in a row
	varsAt      int // in a definition
	columnsAt   int
	indexesAt   int
	usageAt     int
	entriesAt   int // index entries, then columns
	indexSize   int
	columnSize  int
	numberAt    int // in a column
	variableAt  int
	flagsAt     int
	fixedAt     int
	sizeAt      int
	scaleAt     int
	nameLengths int
	wide        bool
}

var (
	jet3 = layout{page: 2048, countAt: 8, counts: 1, varsAt: 23, columnsAt: 25, indexesAt: 31, usageAt: 35, entriesAt: 43, indexSize: 8, columnSize: 18,
		numberAt: 1, variableAt: 3, flagsAt: 13, fixedAt: 14, sizeAt: 16, scaleAt: 10, nameLengths: 1}
	jet4 = layout{page: 4096, countAt: 12, counts: 2, varsAt: 43, columnsAt: 45, indexesAt: 51, usageAt: 55, entriesAt: 63, indexSize: 12, columnSize: 25,
		numberAt: 5, variableAt: 7, flagsAt: 15, fixedAt: 21, sizeAt: 23, scaleAt: 12, nameLengths: 2, wide: true}
)

// A File is an open database.
type File struct {
	// CodePage is that of text in Jet 3, as Windows numbers it.
	CodePage int
	// Decode makes UTF-8 of text in a code page.
	Decode func(page int, p []byte) []byte
	// Work is told how many bytes are read; an error from it ends the reading.
	Work func(n int64) error
	// Broken counts pages, rows and pointers that do not follow the format.
	Broken int

	layout
	at    io.ReaderAt
	pages uint32
	key   []byte // of pages, nil where they are plain
	seen  []uint64
	fail  error // of at or Work
	buf   [4][]byte
	held  [4]uint32 // pages in buf
	next  int
	ends  []int // memory of a row
}

// Open reads the header of a database of size bytes.
func Open(at io.ReaderAt, size int64) (*File, error) {
	h := make([]byte, 0x18+128)
	if _, err := at.ReadAt(h, 0); err != nil {
		if err == io.EOF {
			err = ErrFormat
		}
		return nil, err
	}
	f := &File{at: at, layout: jet4}
	version := h[0x14]
	if version == 0 {
		f.layout = jet3
		h = h[:0x18+126]
	}
	if version > 15 || h[0] != 0 {
		return nil, ErrFormat
	}
	crypt(h[0x18:], []byte{0xc7, 0xda, 0x39, 0x6b}) // the same in all databases
	f.CodePage = int(binary.LittleEndian.Uint16(h[0x3c:]))
	if key := h[0x3e:0x42]; key[0]|key[1]|key[2]|key[3] != 0 {
		if version > 1 {
			return nil, ErrEncrypted
		}
		f.key = key
	}
	f.pages = uint32(min(size/int64(f.page), 1<<24)) // pointers have 24 bits
	f.seen = make([]uint64, f.pages/64+1)
	return f, nil
}

// crypt applies RC4. The key stands in the file: it hides what is there from a look,
// and from nobody.
func crypt(p, key []byte) {
	if c, err := rc4.NewCipher(key); err == nil {
		c.XORKeyStream(p, p)
	}
}

// read returns a page, which is lent until three others were read; nil where there is
// none. What ends the reading is in f.fail.
func (f *File) read(n uint32) []byte {
	if n == 0 || n >= f.pages || f.fail != nil {
		return nil
	}
	for i, held := range f.held {
		if held == n {
			return f.buf[i]
		}
	}
	i := f.next
	f.next = (f.next + 1) % len(f.buf)
	if f.buf[i] == nil {
		f.buf[i] = make([]byte, f.page)
	}
	p := f.buf[i]
	f.held[i] = 0
	if _, err := f.at.ReadAt(p, int64(n)*int64(f.page)); err != nil {
		if err != io.EOF {
			f.fail = err
		}
		return nil
	}
	if f.Work != nil {
		if f.fail = f.Work(int64(f.page)); f.fail != nil {
			return nil
		}
	}
	if f.key != nil {
		var key [4]byte
		binary.LittleEndian.PutUint32(key[:], binary.LittleEndian.Uint32(f.key)^n)
		crypt(p, key[:])
	}
	f.held[i] = n
	return p
}

// visit reports whether a page is met for the first time.
func (f *File) visit(n uint32) bool {
	if n >= f.pages || f.seen[n/64]>>(n%64)&1 != 0 {
		return false
	}
	f.seen[n/64] |= 1 << (n % 64)
	return true
}

// Flags of where a row stands.
const (
	rowDeleted = 0x8000 // or it was moved here, and is reached from where it was
	rowMoved   = 0x4000
	rowOffset  = 0x1fff
)

// rows is how many rows a page has.
func (f *File) rows(p []byte) int {
	n := int(binary.LittleEndian.Uint16(p[f.countAt:]))
	return min(n, (f.page-f.countAt-2)/2)
}

// row returns the bytes of a row of a page, and its flags; nil where it has none.
func (f *File) row(p []byte, i int) ([]byte, int) {
	le := binary.LittleEndian
	if i >= f.rows(p) {
		return nil, 0
	}
	at := f.countAt + 2 + 2*i
	v := int(le.Uint16(p[at:]))
	from, to := v&rowOffset, f.page
	if i > 0 {
		to = int(le.Uint16(p[at-2:])) & rowOffset
	}
	if from < f.countAt+2+2*f.rows(p) || from > to || to > f.page {
		return nil, v
	}
	return p[from:to], v
}

// pointed returns the row that a pointer leads to: a page in 24 bits, a row in 8.
func (f *File) pointed(pointer uint32) []byte {
	p := f.read(pointer >> 8)
	if p == nil || p[0] != pageData {
		return nil
	}
	f.visit(pointer >> 8)
	row, _ := f.row(p, int(pointer&255))
	return row
}

// Left gives the pages of rows that nothing led to: those of tables that were deleted.
func (f *File) Left(give func(p []byte) error) error {
	for n := uint32(1); n < f.pages; n++ {
		if f.seen[n/64]>>(n%64)&1 != 0 {
			continue
		}
		p := f.read(n)
		if f.fail != nil {
			return f.fail
		}
		if p == nil || p[0] != pageData {
			continue
		}
		if err := give(p); err != nil {
			return err
		}
	}
	return nil
}
