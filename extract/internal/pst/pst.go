// Package pst reads Outlook data files ([MS-PST]): personal ones (PST), address books
// (PAB) and offline ones (OST), of all three layouts: ANSI, Unicode, and that of Unicode
// with pages of 4 KiB and packed blocks, which OST files have since Outlook 2013. The last is not
// in the specification; what is known of it is libpff's and what others found.
//
// Pages and blocks are read when they are wanted, and a few are kept. Values are read as a
// stream. What a file declares reserves no memory. A file whose trees cannot be read
// is searched for the leaves of these trees.
//
// There is a library, go-pst v6.0.2 (Apache 2.0, of 2023). It is not used: it holds both trees in memory, reserves what a
// file declares, and reads neither packed blocks nor the cyclic encoding.
package pst

import (
	"encoding/binary"
	"errors"
	"io"
	"slices"
)

// Magic is what a file begins with (section 2.2.2.6).
const Magic = "!BDN"

// Errors of a file. Those of its source come as they are.
var (
	ErrFormat    = errors.New("pst: does not follow its format")
	ErrEncrypted = errors.New("pst: encrypted")
	ErrWork      = errors.New("pst: its parts refer to each other more often than such a file needs")
)

// A File is an Outlook data file.
type File struct {
	// Damaged says that its trees could not be read whole, and that what was found of them is
	// read in their place. It may show while the file is read.
	Damaged bool

	src      io.ReaderAt
	size     int64
	form     form
	crypt    byte
	searched bool // for leaves
	nodes    tree
	blocks   tree
	pages    cache
	recent   cache // decoded blocks
	left     int64 // steps of work that are still allowed
	zip      inflater
}

// A form is one of the three layouts.
type form struct {
	word     int // bytes of a block's identifier, and of a place in the file
	page     int // bytes of a page
	entries  int // bytes of the entries in a page
	trailer  int // bytes behind the data of a block
	align    int64
	maxBlock int // bytes of data in a block
	packed   bool
	index    uint // bits of the index of a heap's item
}

var (
	formANSI    = form{word: 4, page: 512, entries: 496, trailer: 12, align: 64, maxBlock: 8180, index: 11}
	formUnicode = form{word: 8, page: 512, entries: 488, trailer: 16, align: 64, maxBlock: 8176, index: 11}
	form4K      = form{word: 8, page: 4096, entries: 4056, trailer: 24, align: 512, maxBlock: 65512, packed: true, index: 14}
)

// How data is encoded (section 2.2.2.6, bCryptMethod).
const (
	cryptNone    = 0
	cryptPermute = 1
	cryptCyclic  = 2
)

// Open opens a file of size bytes. With ErrFormat comes a file of which nothing can be read, unless even its
// header is broken.
func Open(src io.ReaderAt, size int64) (*File, error) {
	var h [564]byte
	n, err := src.ReadAt(h[:], 0)
	if n < 24 || string(h[:4]) != Magic {
		return nil, cause(err)
	}
	f := &File{src: src, size: size, left: 1<<20 + 4*size}
	f.pages.most, f.recent.most = 256, 16
	le := binary.LittleEndian
	nbt, bbt := int64(0), int64(0)
	switch version := le.Uint16(h[10:]); {
	case version < 21:
		f.form, f.crypt = formANSI, h[461]
		nbt, bbt = int64(le.Uint32(h[188:])), int64(le.Uint32(h[196:]))
	default:
		f.form, f.crypt = formUnicode, h[513]
		if version >= 36 {
			f.form = form4K
		}
		nbt, bbt = int64(le.Uint64(h[224:])), int64(le.Uint64(h[240:]))
	}
	if f.crypt > cryptCyclic {
		return nil, ErrEncrypted
	}
	f.nodes = tree{f: f, kind: pageNBT, root: nbt, min: 4 * f.form.word}
	f.blocks = tree{f: f, kind: pageBBT, root: bbt, min: 16 + f.form.word&8}
	if f.form.word == 4 {
		f.blocks.min = 12
	}
	return f, f.check()
}

// check goes over the tree of nodes, and to the root of that of blocks, and searches for their leaves where a page
// cannot be read.
func (f *File) check() error {
	_, err := f.blocks.read(f.blocks.root)
	if err == nil {
		err = f.nodes.check(f.nodes.root, maxLevels+1, make(map[int64]bool))
	}
	if errors.Is(err, ErrFormat) {
		return f.search()
	}
	return err
}

// Plain decodes a part of the file that begins at off as data, where its encoding is the same for all data: what is
// left in a file of which nothing else can be read.
func (f *File) Plain(p []byte) {
	if f.crypt == cryptPermute {
		decode(f.crypt, 0, p)
	}
}

// cause is the error of a read that gave too little.
func cause(err error) error {
	if err == nil || err == io.EOF || err == io.ErrUnexpectedEOF {
		return ErrFormat
	}
	return err
}

// spend takes n steps of work: one for a record, more for a block. Real files take less than a step for each of their bytes.
func (f *File) spend(n int) error {
	if f.left -= int64(n); f.left < 0 {
		return ErrWork
	}
	return nil
}

// word reads an identifier or a place.
func (f *File) word(p []byte) uint64 {
	if f.form.word == 4 {
		return uint64(binary.LittleEndian.Uint32(p))
	}
	return binary.LittleEndian.Uint64(p)
}

// A cache keeps what was read last, by what it was read from.
type cache struct {
	most     int
	now, old map[uint64][]byte
}

func (c *cache) get(key uint64) []byte {
	if p := c.now[key]; p != nil {
		return p
	}
	p := c.old[key]
	if p != nil {
		c.put(key, p)
	}
	return p
}

func (c *cache) put(key uint64, p []byte) {
	if c.now == nil || len(c.now) >= c.most {
		c.now, c.old = make(map[uint64][]byte), c.now
	}
	c.now[key] = p
}

// A Node is an entry of the tree of nodes (section 2.2.2.7.7.4), or of that beneath a node.
type Node struct {
	ID     uint32
	Parent uint32 // of what stands in a folder: the folder
	data   uint64
	sub    uint64
}

// Types of nodes (section 2.2.2.1): the low five bits of their identifiers.
const (
	TypeFolder       = 0x02
	TypeSearchFolder = 0x03
	TypeMessage      = 0x04
	TypeAttachment   = 0x05
	TypeAssociated   = 0x08
	typeContents     = 0x0e
)

// Nodes of their own (section 2.4.1).
const (
	NodeStore  = 0x21
	nodeNames  = 0x61
	NodeRoot   = 0x122
	nodeRecips = 0x692
)

// Type is the type of a node.
func (n Node) Type() int { return int(n.ID & 0x1f) }

func (f *File) node(p []byte) Node {
	w := f.form.word
	return Node{ID: binary.LittleEndian.Uint32(p), data: f.word(p[w:]), sub: f.word(p[2*w:]), Parent: binary.LittleEndian.Uint32(p[3*w:])}
}

// Nodes calls fn with each node of the file, in the order of their identifiers. Its error
// ends the walk. Parts of the tree that cannot be read are left out; Damaged says so then.
func (f *File) Nodes(fn func(Node) error) error {
	return f.nodes.walk(func(p []byte) error { return fn(f.node(p)) })
}

// Node finds a node of the file.
func (f *File) Node(id uint32) (Node, bool, error) {
	p, err := f.nodes.find(uint64(id))
	if p == nil || err != nil {
		return Node{}, false, err
	}
	return f.node(p), true, nil
}

// Listed returns the messages that the table of contents of a folder lists, in ascending order; false where
// the folder has no such table that can be read.
func (f *File) Listed(folder uint32) ([]uint32, bool, error) {
	n, ok, err := f.Node(folder&^0x1f | typeContents)
	if !ok || err != nil {
		return nil, false, err
	}
	t, err := f.table(n)
	if err != nil {
		return nil, false, notFormat(err)
	}
	var ids []uint32
	err = t.ids(func(id, _ uint32) error {
		ids = append(ids, id)
		return nil
	})
	slices.Sort(ids)
	return ids, err == nil, notFormat(err)
}

// notFormat keeps an error unless it says that what is read is broken.
func notFormat(err error) error {
	if errors.Is(err, ErrFormat) {
		return nil
	}
	return err
}
