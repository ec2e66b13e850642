// Package gitpack reads packfiles and objects of git as the bytes that they are
// (gitformat-pack(5), gitformat-index(5), and "Git Objects" of the Git book), without
// an index beside them.
//
// A pack is gone over twice: once to find where each object begins, once to put the
// deltas together. What is kept in memory is a few dozen bytes for each object, and
// bases up to a limit.
package gitpack

import (
	"bufio"
	"crypto/sha1"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"sort"
)

// Magic begins a pack.
const Magic = "PACK"

// Errors of this package. Errors of the source are returned as they are.
var (
	ErrFormat = errors.New("git: does not follow the format")
	ErrWork   = errors.New("git: unpacks to more than is allowed")
)

// A Type is the type of an object.
type Type uint8

// The types, by their numbers in a pack.
const (
	Commit Type = 1
	Tree   Type = 2
	Blob   Type = 3
	Tag    Type = 4

	ofsDelta = 6
	refDelta = 7
)

// String is the type's name.
func (t Type) String() string {
	return [8]string{1: "commit", 2: "tree", 3: "blob", 4: "tag"}[t&7]
}

// A Hash is the name of an object.
type Hash [20]byte

// String is the hash in hexadecimal.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// Bounds of what is read.
const (
	maxObjects = 2 << 20  // of a pack
	maxObject  = 64 << 20 // bytes of one that is, or is the base of, a delta
	maxChain   = 4096     // deltas in a row; git makes 4095 at most
	cacheSize  = 64 << 20 // bytes of bases that are kept
	whole      = 4 << 20  // bytes up to which a blob is held in memory
)

// An entry is one object of a pack.
type entry struct {
	at    int64 // of its header
	size  int64 // of what its data unpacks to
	hash  Hash
	base  int32 // another entry, -1 none
	head  uint8 // length of its header
	kind  Type
	delta bool
	done  bool // it was handed on
}

// A Pack is an open packfile.
type Pack struct {
	// Cut says that the pack ends before its last object.
	Cut bool
	// More says that it has more objects than are read.
	More bool
	// Lost counts the objects that could not be put together.
	Lost int

	at      io.ReaderAt
	size    int64
	entries []entry
	first   []int32          // of the deltas upon an entry, -1 none
	next    []int32          // of the deltas upon the same base
	waiting map[Hash][]int32 // deltas whose base is named by its hash
	known   map[Hash]int32   // commits, trees and tags
	cache   cache
	zlib    io.ReadCloser
	br      *bufio.Reader
	kept    []byte
	work    int64 // bytes that may still be unpacked
	paths   int   // bytes of paths that may still be kept
}

// Open finds the objects of a pack of size bytes. It and what follows unpack work
// bytes at most, then they return [ErrWork].
func Open(at io.ReaderAt, size, work int64) (*Pack, error) {
	p := &Pack{at: at, size: size, work: work, waiting: make(map[Hash][]int32), known: make(map[Hash]int32)}
	var h [12]byte
	if _, err := io.ReadFull(io.NewSectionReader(at, 0, size), h[:]); err != nil {
		return nil, readError(err)
	}
	if v := binary.BigEndian.Uint32(h[4:]); string(h[:4]) != Magic || v != 2 && v != 3 {
		return nil, ErrFormat
	}
	if err := p.scan(int64(binary.BigEndian.Uint32(h[8:]))); err != nil {
		return nil, err
	}
	p.link()
	return p, nil
}

// readError makes the end of the source one of the format.
func readError(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return ErrFormat
	}
	return err
}

// counter counts what was read, so that the end of an object is known.
type counter struct {
	r   io.Reader
	n   int64
	err error // of the source, other than its end
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n += int64(n)
	if err != nil && err != io.EOF {
		c.err = err
	}
	return n, err
}

// scan finds count objects, one behind the other.
func (p *Pack) scan(count int64) error {
	c := &counter{r: io.NewSectionReader(p.at, 12, p.size-12)}
	br := bufio.NewReaderSize(c, 64<<10)
	h := sha1.New()
	buf := make([]byte, 32<<10)
	for int64(len(p.entries)) < count {
		if len(p.entries) == maxObjects {
			p.More = true
			return nil
		}
		e, err := p.header(br, 12+c.n-int64(br.Buffered()), func() int64 { return 12 + c.n - int64(br.Buffered()) })
		if err == nil {
			err = p.pass(br, &e, h, buf)
		}
		if err == nil && !e.delta {
			p.keep(&e)
		}
		if c.err != nil {
			return c.err
		}
		if err == ErrWork {
			return err
		}
		if err != nil {
			p.Cut = true
			return nil
		}
		p.entries = append(p.entries, e)
	}
	return nil
}

// header reads the header of the object at at.
func (p *Pack) header(br *bufio.Reader, at int64, here func() int64) (entry, error) {
	e := entry{at: at, base: -1}
	b, err := br.ReadByte()
	if err != nil {
		return e, err
	}
	e.kind, e.size = Type(b>>4&7), int64(b&15)
	for shift := 4; b >= 0x80; shift += 7 {
		if b, err = br.ReadByte(); err != nil || shift > 56 {
			return e, ErrFormat
		}
		e.size |= int64(b&0x7f) << shift
	}
	switch e.kind {
	case Commit, Tree, Blob, Tag:
	case ofsDelta:
		if err := p.offset(br, &e); err != nil {
			return e, err
		}
	case refDelta:
		if _, err := io.ReadFull(br, e.hash[:]); err != nil {
			return e, err
		}
		e.delta = true
	default:
		return e, ErrFormat
	}
	e.head = uint8(here() - at)
	return e, nil
}

// offset reads how far before a delta its base stands.
func (p *Pack) offset(br *bufio.Reader, e *entry) error {
	b, err := br.ReadByte()
	off := int64(b & 0x7f)
	for n := 0; err == nil && b >= 0x80; n++ {
		if b, err = br.ReadByte(); n > 7 {
			return ErrFormat
		}
		off = (off+1)<<7 | int64(b&0x7f)
	}
	if err != nil {
		return err
	}
	at := e.at - off
	i := sort.Search(len(p.entries), func(i int) bool { return p.entries[i].at >= at })
	if e.delta = true; i < len(p.entries) && p.entries[i].at == at {
		e.base = int32(i)
	} else {
		e.base = -2 // there is none
	}
	return nil
}
