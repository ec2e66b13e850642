// Package cfb reads compound files ([MS-CFB]: Compound File Binary File Format,
// version 3 and 4), the file system within a file in which Outlook messages and
// the office documents of 1997 to 2003 keep their streams.
//
// Nothing that a file declares decides how much memory is taken: tables are read
// as far as the file has sectors, chains end where they come back to themselves,
// and the directory is bounded. What is broken is left out and noted.
package cfb

import (
	"encoding/binary"
	"errors"
	"io"
	"time"

	"github.com/hemostat/hemostat/extract/internal/wire"
)

// Magic is what a compound file begins with (section 2.2).
const Magic = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

// The bounds of one file.
const (
	maxEntries = 1 << 17 // of the directory
	maxFAT     = 1 << 24 // sectors that are told apart
	headerSize = 512
	entrySize  = 128
	miniShift  = 6
	miniSize   = 1 << miniShift
	miniCutoff = 4096 // streams below it lie in the mini stream
)

// Values in place of a sector's number (section 2.1).
const (
	maxSector  = 0xfffffffa
	difSector  = 0xfffffffc
	fatSector  = 0xfffffffd
	endOfChain = 0xfffffffe
	freeSector = 0xffffffff
	noEntry    = 0xffffffff
)

// ErrFormat says that there is no compound file, or none with a directory.
var ErrFormat = errors.New("cfb: not a compound file")

// A File is an open compound file. It may be read by one goroutine at a time.
type File struct {
	// Broken is set where the file does not follow its format and something may
	// be missing.
	Broken bool

	ra      io.ReaderAt
	size    int64
	shift   uint // log2 of the size of a sector
	fat     []uint32
	minifat []uint32
	mini    *Stream
	root    *Entry
}

// The kinds of an entry (section 2.6.1).
const (
	kindStorage = 1
	kindStream  = 2
	kindRoot    = 5
)

// An Entry is a storage or a stream.
type Entry struct {
	Name     string // as UTF-8
	Children []*Entry
	CLSID    [16]byte // of a storage
	Created  time.Time
	Modified time.Time

	file              *File
	kind              byte
	left, right, down uint32
	start             uint32
	size              int64
	met               bool
}

// IsStream reports whether e is a stream, not a storage.
func (e *Entry) IsStream() bool { return e.kind == kindStream }

// Size is what the file declares a stream to have, in bytes, and no more than the
// file has.
func (e *Entry) Size() int64 { return e.size }

// Open reads the tables and the directory of a file of size bytes.
func Open(ra io.ReaderAt, size int64) (*File, error) {
	var h [headerSize]byte
	if n, err := ra.ReadAt(h[:], 0); n < headerSize {
		return nil, errors.Join(ErrFormat, err)
	}
	f := &File{ra: ra, size: size, shift: uint(binary.LittleEndian.Uint16(h[30:]))}
	if string(h[:8]) != Magic || f.shift < 7 || f.shift > 16 {
		return nil, ErrFormat
	}
	f.readFAT(h[:])
	if err := f.readDirectory(binary.LittleEndian.Uint32(h[48:])); err != nil {
		return nil, err
	}
	f.mini = f.chain(f.root.start, f.root.size, f.fat, f.shift)
	table := f.chain(binary.LittleEndian.Uint32(h[60:]), f.size, f.fat, f.shift)
	f.minifat = f.numbers(table, f.mini.size>>6+1)
	return f, nil
}

// Root is the storage that holds all others.
func (f *File) Root() *Entry { return f.root }

// sectors is how many sectors the file has, as far as they are told apart.
func (f *File) sectors() int64 {
	return min(max(f.size-headerSize, 0)>>f.shift+1, maxFAT)
}

// at is where a sector begins: sector 0 follows a header of the size of a sector.
func (f *File) at(sector uint32) int64 { return (int64(sector) + 1) << f.shift }

// readFAT gathers the sectors of the allocation table by the list in the header
// and the chain that goes on with it (sections 2.3 and 2.5), and reads them.
func (f *File) readFAT(h []byte) {
	each := int64(1) << f.shift / 4
	want := (f.sectors() + each - 1) / each
	buf := make([]byte, 1<<f.shift)
	add := func(sector uint32) bool {
		if sector >= maxSector || int64(len(f.fat)) >= f.sectors() {
			return false
		}
		n, _ := f.ra.ReadAt(buf, f.at(sector))
		clear(buf[n:])
		for i := 0; i < len(buf) && int64(len(f.fat)) < f.sectors(); i += 4 {
			v := uint32(freeSector)
			if i+4 <= n {
				v = binary.LittleEndian.Uint32(buf[i:])
			}
			f.fat = append(f.fat, v)
		}
		f.Broken = f.Broken || n == 0
		return true
	}
	for i := 76; i < headerSize; i += 4 {
		if !add(binary.LittleEndian.Uint32(h[i:])) {
			return
		}
	}
	list := make([]byte, 1<<f.shift)
	next := binary.LittleEndian.Uint32(h[68:])
	for range want/(each-1) + 1 { // each sector of the list names so many
		if next >= maxSector {
			return
		}
		if n, _ := f.ra.ReadAt(list, f.at(next)); n < len(list) {
			f.Broken = true
			return
		}
		for i := 0; i < len(list)-4; i += 4 {
			if !add(binary.LittleEndian.Uint32(list[i:])) {
				return
			}
		}
		next = binary.LittleEndian.Uint32(list[len(list)-4:])
	}
}

// numbers reads at most n numbers of a stream.
func (f *File) numbers(s *Stream, n int64) []uint32 {
	s.whole(n * 4)
	p := make([]byte, min(n*4, s.chain.have))
	got, _ := s.ReadAt(p, 0)
	list := make([]uint32, 0, got/4)
	for i := 0; i+4 <= got; i += 4 {
		list = append(list, binary.LittleEndian.Uint32(p[i:]))
	}
	return list
}

// whole follows the chain of a table up to n bytes.
func (s *Stream) whole(n int64) {
	for s.chain.have < n && s.more() {
	}
}

// readDirectory reads the entries of the directory and makes a tree of them.
func (f *File) readDirectory(start uint32) error {
	s := f.chain(start, f.size, f.fat, f.shift)
	var all []*Entry
	var p [entrySize]byte
	for off := int64(0); ; off += entrySize {
		if len(all) == maxEntries {
			f.Broken = true
			break
		}
		if s.whole(off + entrySize); s.chain.have < off+entrySize {
			break // a table has no size of its own
		}
		if n, _ := s.ReadAt(p[:], off); n < entrySize {
			break
		}
		all = append(all, f.entry(p[:]))
	}
	for _, e := range all {
		if e.kind == kindRoot {
			f.root = e
			break
		}
	}
	if f.root == nil {
		return ErrFormat
	}
	f.root.met = true
	f.tree(all)
	return nil
}

// entry reads one entry (section 2.6.1).
func (f *File) entry(p []byte) *Entry {
	le := binary.LittleEndian
	e := &Entry{
		file: f, kind: p[66],
		left: le.Uint32(p[68:]), right: le.Uint32(p[72:]), down: le.Uint32(p[76:]),
		start: le.Uint32(p[116:]), size: int64(le.Uint32(p[120:])),
		Created: since1970(le.Uint64(p[100:])), Modified: since1970(le.Uint64(p[108:])),
	}
	copy(e.CLSID[:], p[80:])
	if f.shift > 9 { // in version 3 the high half may hold anything
		e.size |= int64(le.Uint32(p[124:])&0x7fffffff) << 32
	}
	e.size = min(e.size, f.size)
	name := p[:min(le.Uint16(p[64:]), 64)]
	e.Name = string(wire.Text(name, wire.Zero(name)))
	return e
}

// tree hangs the entries beneath their storages, each once. What no storage leads
// to hangs beneath the root.
func (f *File) tree(all []*Entry) {
	storages := []*Entry{f.root}
	for len(storages) > 0 {
		s := storages[0]
		storages = storages[1:]
		f.siblings(all, s)
		for _, e := range s.Children {
			if e.kind == kindStorage {
				storages = append(storages, e)
			}
		}
	}
	for _, e := range all {
		if !e.met && (e.kind == kindStream || e.kind == kindStorage) && e.Name != "" {
			e.met, f.Broken = true, true
			f.root.Children = append(f.root.Children, e)
		}
	}
}

// siblings walks the tree in which the children of s stand, from left to right.
func (f *File) siblings(all []*Entry, s *Entry) {
	take := func(id uint32) *Entry {
		if id == noEntry {
			return nil
		}
		if int64(id) >= int64(len(all)) || all[id].met || all[id].kind != kindStream && all[id].kind != kindStorage {
			f.Broken = true
			return nil
		}
		all[id].met = true
		return all[id]
	}
	var stack []*Entry
	for e := take(s.down); e != nil || len(stack) > 0; {
		for ; e != nil; e = take(e.left) {
			stack = append(stack, e)
		}
		e = stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		s.Children = append(s.Children, e)
		e = take(e.right)
	}
}

// since1970 is a time of an entry; an earlier one is none.
func since1970(v uint64) time.Time {
	if at := wire.FileTime(v); at.Year() >= 1970 {
		return at
	}
	return time.Time{}
}
