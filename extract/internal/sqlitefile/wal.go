package sqlitefile

import (
	"encoding/binary"
	"io"
)

// The magic numbers of a write-ahead log, by the order of bytes of its check sums.
const (
	MagicWAL    = "\x37\x7f\x06\x82"
	MagicWALBig = "\x37\x7f\x06\x83"
)

const (
	walHeader   = 32
	frameHeader = 24
)

// A WAL is an open write-ahead log (section 4). Its frames are taken as they
// stand, also those of an earlier round that were not written over.
type WAL struct {
	f    File
	size int64
}

// OpenWAL reads the header of a log of size bytes.
func OpenWAL(at io.ReaderAt, size int64) (*WAL, error) {
	var h [walHeader]byte
	if _, err := at.ReadAt(h[:], 0); err != nil {
		if err == io.EOF {
			err = ErrFormat
		}
		return nil, err
	}
	n := int(binary.BigEndian.Uint32(h[8:]))
	if m := string(h[:4]); m != MagicWAL && m != MagicWALBig || n < 512 || n > 1<<16 || n&(n-1) != 0 {
		return nil, ErrFormat
	}
	return &WAL{File{at: at, pageSize: n, usable: n, pages: 1, slack: newBits(1)}, size}, nil
}

// Frames calls each for the pages of the log. The page is lent.
func (w *WAL) Frames(each func(page uint32, p []byte) error) error {
	p := make([]byte, frameHeader+w.f.pageSize)
	for off := int64(walHeader); off < w.size; off += int64(len(p)) {
		if n, err := w.f.at.ReadAt(p, off); n < len(p) {
			w.f.Broken++
			return readError(err)
		}
		n := binary.BigEndian.Uint32(p)
		body := p[frameHeader:]
		if n == 1 && string(body[:16]) == Magic {
			w.f.encoding, w.f.usable = binary.BigEndian.Uint32(body[56:]), max(w.f.pageSize-int(body[20]), 480)
		}
		if err := each(n, body); err != nil {
			return err
		}
	}
	return nil
}

// Broken counts what did not follow the format.
func (w *WAL) Broken() int { return w.f.Broken }

// Rows calls each for the rows of a page, if it is a leaf of a table. Of a row
// that goes on in other pages it has what stands in this one. It reports
// whether the page is one of a b-tree.
func (w *WAL) Rows(page uint32, p []byte, each func(*Row) error) (bool, error) {
	f := &w.f
	nd, ok := f.node(min(page, 2), p)
	if !ok || nd.kind != leafTable {
		return ok, nil
	}
	return true, f.localRows(&nd, each)
}

// localRows calls each for the rows of a leaf, as far as they stand in it.
func (f *File) localRows(nd *node, each func(*Row) error) error {
	for i := range nd.cells {
		c := nd.cell(i)
		size, at := varint(c)
		id, n := uint64(0), at
		if nd.kind == leafTable && at > 0 {
			id, n = varint(c[at:])
			at += n
		}
		if n == 0 || nd.budget <= 0 || size > 1<<31 {
			f.Broken++
			continue
		}
		local := min(f.local(nd.kind, size), len(c)-at)
		nd.budget -= at + local
		f.row.ID = int64(id)
		broken := f.Broken
		if !f.cells(c[at:at+local], nil, int64(local)) {
			continue
		}
		if int64(local) < int64(size) {
			f.Broken = broken // it goes on elsewhere
		}
		if err := each(&f.row); err != nil {
			return err
		}
	}
	return nil
}
