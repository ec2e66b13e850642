// Package sevenzip reads 7z archives (7zFormat.txt of the LZMA SDK 23.01, and
// Methods.txt for the numbers of methods).
//
// It is a reader of our own because the one that there is (bodgit/sevenzip) takes
// memory by the counts and dictionaries that an archive declares, and tries the
// empty password with as many rounds as the archive asks for.
package sevenzip

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"time"
)

// Errors of this package. Errors of the source are returned as they are.
var (
	ErrFormat    = errors.New("7z: does not follow the format")
	ErrVolume    = errors.New("7z: goes on in another volume, or was cut off")
	ErrEncrypted = errors.New("7z: encrypted")
	ErrMethod    = errors.New("7z: a method that is not read")
	ErrMemory    = errors.New("7z: needs more memory than is allowed")
)

// Magic begins an archive.
const Magic = "7z\xbc\xaf\x27\x1c"

const (
	startLen  = 32
	maxHeader = 64 << 20 // of a header, in bytes
	maxNested = 4        // headers packed within headers
)

// A File is one entry, in the order of the archive.
type File struct {
	Name     string
	Size     int64
	Modified time.Time // zero where it is not known
	CRC      uint32
	HasCRC   bool
	Dir      bool
	Anti     bool // deletes a file when it is unpacked
	Special  bool // a link or a device
	Folder   int  // of the archive's, -1 where the file is empty

	empty bool
}

// An Archive is the listing of one.
type Archive struct {
	Files []File
	at    io.ReaderAt
	s     *streams
	most  int64
}

// Open reads the listing of an archive of size bytes. Unpacking takes at most
// most bytes of memory for dictionaries. An archive whose listing is encrypted is
// [ErrEncrypted].
func Open(at io.ReaderAt, size, most int64) (*Archive, error) {
	var b [startLen]byte
	if _, err := io.ReadFull(io.NewSectionReader(at, 0, size), b[:]); err != nil {
		return nil, noEOF(err)
	}
	le := binary.LittleEndian
	if string(b[:6]) != Magic || crc32.ChecksumIEEE(b[12:]) != le.Uint32(b[8:]) {
		return nil, ErrFormat
	}
	a := &Archive{at: io.NewSectionReader(at, startLen, size-startLen), most: most}
	off, n, sum := le.Uint64(b[12:]), le.Uint64(b[20:]), le.Uint32(b[28:])
	switch {
	case n == 0:
		return a, nil
	case off > 1<<62 || n > 1<<62:
		return nil, ErrFormat
	case int64(off+n) > size-startLen:
		return nil, ErrVolume
	case n > maxHeader:
		return nil, ErrMemory
	}
	p, err := read(a.at, int64(off), int64(n), sum)
	if err != nil {
		return nil, noEOF(err)
	}
	return a, a.header(p)
}

func noEOF(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return ErrFormat
	}
	return err
}

// header reads a header, which may be packed itself.
func (a *Archive) header(p []byte) error {
	for range maxNested {
		f := &fields{p: p}
		switch f.byte() {
		case idHeader:
			return a.plain(f)
		case idEncoded:
		default:
			return ErrFormat
		}
		s := f.streams()
		if f.many {
			return ErrMemory
		}
		if f.bad || len(s.folders) != 1 {
			return ErrFormat
		}
		n := s.folders[0].size()
		if n > maxHeader {
			return ErrMemory
		}
		a.s = s
		r, err := a.Folder(0)
		if err != nil {
			return err
		}
		p, err = io.ReadAll(io.LimitReader(r, n))
		if err != nil {
			return noEOF(err)
		}
		if d := s.folders[0].sum; int64(len(p)) != n || d.set && crc32.ChecksumIEEE(p) != d.crc {
			return ErrFormat
		}
	}
	return ErrFormat
}

// plain reads a header that is not packed.
func (a *Archive) plain(f *fields) error {
	a.s = &streams{}
	var seen [256]bool
	for id := f.byte(); id != idEnd && !f.bad; id = f.byte() {
		if seen[id] { // a few bytes can ask for much work, so that each comes once
			f.fail()
			break
		}
		seen[id] = true
		switch id {
		case idArchive:
			for p := f.byte(); p != idEnd && !f.bad; p = f.byte() {
				f.take(f.number())
			}
		case idAdditional:
			f.streams()
		case idMainStreams:
			a.s = f.streams()
		case idFiles:
			a.Files = f.files()
		default:
			f.fail()
		}
	}
	switch {
	case f.many:
		a.Files = nil
		return ErrMemory
	case f.bad || !a.assign():
		a.Files = nil
		return ErrFormat
	}
	return nil
}

// assign gives each file its place in the folders.
func (a *Archive) assign() bool {
	next, folder, part := 0, 0, 0
	for i := range a.Files {
		f := &a.Files[i]
		if f.Folder = -1; f.empty {
			continue
		}
		for folder < len(a.s.folders) && part == a.s.folders[folder].parts {
			folder, part = folder+1, 0
		}
		if folder == len(a.s.folders) {
			return false
		}
		f.Folder, f.Size = folder, a.s.sizes[next]
		f.CRC, f.HasCRC = a.s.digests[next].crc, a.s.digests[next].set
		part++
		next++
	}
	return true
}
