package extract

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
)

// recover reads the members of an archive without a directory, as one that was
// cut off, by the headers in front of them.
func (z *zipFile) recover() error {
	at := int64(0)
	for {
		e, data, err := z.nextLocal(at)
		if err != nil {
			return err
		}
		if e == nil && z.split() {
			return broken("one of several volumes; the members that begin in it were read")
		}
		if e == nil {
			return broken("its directory is missing; the members that could be found were read")
		}
		if at, err = z.recoverMember(e, data); err != nil {
			return err
		}
	}
}

// nextLocal finds the first local header from at on. Its data begins at data.
func (z *zipFile) nextLocal(at int64) (e *zipEntry, data int64, err error) {
	at, err = z.search(at, zipLocalSig)
	if err != nil || at < 0 {
		return nil, 0, err
	}
	br := bufio.NewReaderSize(io.NewSectionReader(z.at, at, z.size-at), 4096)
	var b [zipLocalLen]byte
	if _, err := io.ReadFull(br, b[:]); err != nil {
		return nil, 0, z.c.w.err
	}
	le := binary.LittleEndian
	nameLen, extraLen := int(le.Uint16(b[26:])), int(le.Uint16(b[28:]))
	rest := make([]byte, nameLen+extraLen)
	if _, err := io.ReadFull(br, rest); err != nil {
		return nil, 0, z.c.w.err
	}
	e = &zipEntry{
		flags: le.Uint16(b[6:]), method: le.Uint16(b[8:]), crc: le.Uint32(b[14:]),
		packed: int64(le.Uint32(b[18:])), size: int64(le.Uint32(b[22:])), offset: at,
		modified: dosTime(le.Uint16(b[12:]), le.Uint16(b[10:])),
	}
	e.name = zipName(rest[:nameLen], e.flags)
	e.extra(rest[nameLen:])
	return e, at + zipLocalLen + int64(len(rest)), nil
}

// recoverMember reads e and returns where to look for the next one.
func (z *zipFile) recoverMember(e *zipEntry, data int64) (int64, error) {
	unknown := e.flags&zipDescriptor != 0 && e.packed == 0
	if unknown {
		next, err := z.search(data, zipLocalSig)
		if err != nil {
			return 0, err
		}
		if next < 0 {
			next = z.size
		}
		e.packed, e.size = next-data, 1<<62
	}
	e.packed = min(e.packed, z.size-data)
	if reason, _ := e.unread(); reason != "" || !unknown {
		return data + e.packed, z.member(e)
	}
	c := z.c
	if err := c.room(); err != nil {
		return 0, err
	}
	r, err := z.open(e)
	if err != nil {
		return data + e.packed, firstError(c.w.err, c.report(c.memberWay(cleanName(e.name)), err))
	}
	defer z.close(r)
	r.crc = crc32.NewIEEE()
	return data + e.packed, c.child(member{name: cleanName(e.name), size: -1, modified: e.modified}, r.r)
}

// search returns where sig stands first from at on, or -1.
func (z *zipFile) search(at int64, sig string) (int64, error) {
	buf := z.c.w.x.mem.get(pageSize)
	defer z.c.w.x.mem.put(buf)
	for at < z.size {
		if err := z.c.w.alive(); err != nil {
			return 0, err
		}
		n, err := io.ReadFull(io.NewSectionReader(z.at, at, z.size-at), buf)
		if i := bytes.Index(buf[:n], []byte(sig)); i >= 0 {
			return at + int64(i), nil
		}
		if err != nil || n < len(buf) {
			return -1, z.c.w.err
		}
		at += int64(n - len(sig) + 1)
	}
	return -1, nil
}

// split reports whether the archive begins as the first of several volumes does.
func (z *zipFile) split() bool {
	var b [4]byte
	_, err := z.at.ReadAt(b[:], 0)
	return err == nil && string(b[:]) == zipSplit[:4]
}
