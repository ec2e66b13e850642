package extract

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// A zipFile is a zip archive that is being read.
type zipFile struct {
	c     *content
	at    io.ReaderAt
	size  int64
	base  int64 // of the archive, where something stands in front of it
	start int64 // of the central directory
	end   int64
	// volumes says that it is the last of several.
	volumes bool
}

// A zipEntry is one entry of the central directory.
type zipEntry struct {
	name     string
	flags    uint16
	method   uint16
	crc      uint32
	packed   int64
	size     int64
	offset   int64 // of the local header
	link     bool
	modified time.Time
}

var errNoDirectory = errors.New("no central directory")

// Signatures and lengths of the records of a zip archive.
const (
	zipLocalSig   = "PK\x03\x04"
	zipCentralSig = "PK\x01\x02"
	zipEndSig     = "PK\x05\x06"
	zipLocalLen   = 30
	zipCentralLen = 46
	zipEndLen     = 22
	zip64LocLen   = 20
	zip64EndLen   = 56
	zipMaxComment = 1<<16 - 1
)

// findDirectory finds the central directory from the end of the archive.
func (z *zipFile) findDirectory() error {
	n := min(z.size, zipEndLen+zipMaxComment+zip64LocLen)
	tail := make([]byte, n)
	if _, err := io.ReadFull(io.NewSectionReader(z.at, z.size-n, n), tail); err != nil {
		return err
	}
	for end := len(tail); ; {
		i := bytes.LastIndex(tail[:end], []byte(zipEndSig))
		if i < 0 {
			return errNoDirectory
		}
		if len(tail)-i >= zipEndLen && z.tryEnd(tail, i, z.size-n) {
			return nil
		}
		end = i
	}
}

// tryEnd reads the end record at tail[i:], tail standing at off.
func (z *zipFile) tryEnd(tail []byte, i int, off int64) bool {
	le := binary.LittleEndian
	size, start := int64(le.Uint32(tail[i+12:])), int64(le.Uint32(tail[i+16:]))
	end := off + int64(i)
	if i >= zip64LocLen && string(tail[i-zip64LocLen:i-zip64LocLen+4]) == "PK\x06\x07" {
		at := int64(le.Uint64(tail[i-zip64LocLen+8:]))
		var rec [zip64EndLen]byte
		if _, err := z.at.ReadAt(rec[:], at); err == nil && string(rec[:4]) == "PK\x06\x06" && at > 0 && at < end {
			size, start, end = int64(le.Uint64(rec[40:])), int64(le.Uint64(rec[48:])), at
		}
	}
	if size < 0 || start < 0 || size > end || start > end-size {
		return false
	}
	z.base = end - size - start
	z.start, z.end = end-size, end
	disk := le.Uint16(tail[i+4:])
	z.volumes = disk > 0 && disk < 1<<16-1
	if size == 0 {
		return true
	}
	var sig [4]byte
	_, err := z.at.ReadAt(sig[:], z.start)
	return err == nil && string(sig[:]) == zipCentralSig
}

// each calls f for the entries of the central directory, in its order. A
// directory that breaks off is reported when its entries were read.
func (z *zipFile) each(f func(*zipEntry) error) error {
	br := bufio.NewReaderSize(io.NewSectionReader(z.at, z.start, z.end-z.start), pageSize)
	for left := z.end - z.start; left > 0; {
		e, n, err := readCentral(br)
		if err != nil {
			return firstError(z.c.w.err, broken("its directory breaks off"))
		}
		left -= n
		e.offset += z.base
		if err := f(e); err != nil {
			return err
		}
	}
	return nil
}

// readCentral reads one entry, which takes n bytes.
func readCentral(br *bufio.Reader) (e *zipEntry, n int64, err error) {
	var b [zipCentralLen]byte
	if _, err := io.ReadFull(br, b[:]); err != nil {
		return nil, 0, err
	}
	if string(b[:4]) != zipCentralSig {
		return nil, 0, errNoDirectory
	}
	le := binary.LittleEndian
	nameLen, extraLen, commentLen := int(le.Uint16(b[28:])), int(le.Uint16(b[30:])), int(le.Uint16(b[32:]))
	rest := make([]byte, nameLen+extraLen)
	if _, err := io.ReadFull(br, rest); err != nil {
		return nil, 0, err
	}
	if _, err := br.Discard(commentLen); err != nil {
		return nil, 0, err
	}
	e = &zipEntry{
		flags: le.Uint16(b[8:]), method: le.Uint16(b[10:]), crc: le.Uint32(b[16:]),
		packed: int64(le.Uint32(b[20:])), size: int64(le.Uint32(b[24:])), offset: int64(le.Uint32(b[42:])),
		modified: dosTime(le.Uint16(b[14:]), le.Uint16(b[12:])),
	}
	e.name = zipName(rest[:nameLen], e.flags)
	e.link = b[5] == zipCreatorUnix && le.Uint32(b[38:])>>16&zipUnixType == zipUnixLink
	e.extra(rest[nameLen:])
	return e, zipCentralLen + int64(len(rest)) + int64(commentLen), nil
}

// extra reads the extra fields: sizes beyond 32 bits and the time in UTC.
func (e *zipEntry) extra(p []byte) {
	le := binary.LittleEndian
	for len(p) >= 4 {
		id, n := le.Uint16(p), int(le.Uint16(p[2:]))
		if p = p[4:]; n > len(p) {
			return
		}
		field := p[:n]
		p = p[n:]
		switch id {
		case 1: // zip64, section 4.5.3
			for _, v := range []*int64{&e.size, &e.packed, &e.offset} {
				if *v == 1<<32-1 && len(field) >= 8 {
					*v = int64(le.Uint64(field) & (1<<63 - 1))
					field = field[8:]
				}
			}
		case 0x5455: // extended time stamp
			if len(field) >= 5 && field[0]&1 != 0 {
				e.modified = time.Unix(int64(int32(le.Uint32(field[1:]))), 0).UTC()
			}
		}
	}
}

// data finds where the bytes of e begin.
func (z *zipFile) data(e *zipEntry) (int64, error) {
	var b [zipLocalLen]byte
	if e.offset < 0 || e.offset > z.size {
		return 0, broken("lies outside of its archive")
	}
	if _, err := io.ReadFull(io.NewSectionReader(z.at, e.offset, zipLocalLen), b[:]); err != nil {
		return 0, firstError(z.c.w.err, broken("lies outside of its archive"))
	}
	if string(b[:4]) != zipLocalSig {
		return 0, broken("does not begin where its archive says")
	}
	le := binary.LittleEndian
	return e.offset + zipLocalLen + int64(le.Uint16(b[26:])) + int64(le.Uint16(b[28:])), nil
}

// zipName is a name as UTF-8: it is code page 437 where it is not UTF-8.
func zipName(b []byte, flags uint16) string {
	if flags&zipUTF8 != 0 || utf8.Valid(b) {
		return string(b)
	}
	s, err := charmap.CodePage437.NewDecoder().Bytes(b)
	if err != nil {
		return string(b)
	}
	return string(s)
}

// dosTime is a date and time of MS-DOS, taken as UTC. What is no date is zero.
func dosTime(date, clock uint16) time.Time {
	y, m, d := int(date>>9)+1980, time.Month(date>>5&15), int(date&31)
	if m < 1 || m > 12 || d < 1 {
		return time.Time{}
	}
	return time.Date(y, m, d, int(clock>>11), int(clock>>5&63), int(clock&31)*2, 0, time.UTC)
}
