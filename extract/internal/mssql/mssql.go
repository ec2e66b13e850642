// Package mssql finds the pages of SQL Server in a stream, be it a file of a database
// or a backup (Microsoft Tape Format, where pages stand between other blocks), and
// takes the rows in them apart.
//
// Microsoft has published the format in part: "Pages and Extents Architecture Guide"
// of the documentation of SQL Server, and "Inside the Storage Engine: Anatomy of a
// page" and "… of a record" by Paul Randal. Which column a value is of stands in tables
// of the system, which are not read.
package mssql

import (
	"bufio"
	"encoding/binary"
	"io"
)

// PageSize is the size of a page in bytes.
const PageSize = 8192

const headSize = 96

// kinds of pages.
const (
	pageData     = 1
	pageIndex    = 2
	pageTextMix  = 3
	pageTextTree = 4
	pageHead     = 15
)

// A Sink receives what is found. What it is handed is lent until it returns; an error
// from it ends the reading, which returns it.
type Sink interface {
	// Row is one row: its columns of fixed length as one run of bytes, and those of
	// variable length.
	Row(fixed []byte, variable [][]byte) error
	// Part is a part of a long value.
	Part(p []byte) error
	// Other is what is no row: what stands between pages, and rows that could not be
	// taken apart. Consecutive pieces are parts of one run.
	Other(p []byte) error
	// Cut ends a run of Other.
	Cut() error
}

// Read reads a stream to its end and says how many pages it had.
func Read(r io.Reader, sink Sink) (pages int, err error) {
	br := bufio.NewReaderSize(r, 8*PageSize)
	s := &scanner{sink: sink}
	for {
		p, err := br.Peek(br.Size())
		if len(p) == 0 {
			if err == io.EOF {
				err = sink.Cut()
			}
			return pages, err
		}
		at, page := next(p)
		if at > 0 {
			if err := sink.Other(p[:at]); err != nil {
				return pages, err
			}
			if _, err := br.Discard(at); err != nil {
				return pages, err
			}
			continue
		}
		if !page { // too little is left for a page
			if err := sink.Other(p); err != nil {
				return pages, err
			}
			if _, err := br.Discard(len(p)); err != nil {
				return pages, err
			}
			continue
		}
		pages++
		if err := firstError(sink.Cut(), s.page(p[:PageSize]), sink.Cut()); err != nil {
			return pages, err
		}
		if _, err := br.Discard(PageSize); err != nil {
			return pages, err
		}
	}
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// next finds the next page in p: it begins at an even offset. Where there is none, at
// is how many bytes are surely of no page that p has the whole of.
func next(p []byte) (at int, page bool) {
	for i := 0; i+PageSize <= len(p); i += 2 {
		if p[i] == 1 && Plausible(p[i:i+PageSize]) {
			return i, i == 0
		}
	}
	return max(0, len(p)-PageSize+1) &^ 1, false
}

// Plausible reports whether p, of PageSize bytes, is a page.
func Plausible(p []byte) bool {
	le := binary.LittleEndian
	kind, slots := p[1], int(le.Uint16(p[22:]))
	free, end := int(le.Uint16(p[28:])), int(le.Uint16(p[30:]))
	file := le.Uint16(p[36:])
	if p[0] != 1 || kind == 0 || kind > 20 || slots > (PageSize-headSize)/4 || free > PageSize-headSize || end < headSize || end > PageSize || file == 0 || file > 1<<15 {
		return false
	}
	if slots == 0 {
		return end == headSize || kind == pageHead
	}
	for i := range slots {
		at := int(le.Uint16(p[PageSize-2-2*i:]))
		if at != 0 && at < headSize || at > PageSize-2*slots {
			return false
		}
	}
	return true
}

// Begins reports whether p, the front of a file, is that of a database: the page of
// its header, and the next one.
func Begins(p []byte) bool {
	le := binary.LittleEndian
	return len(p) >= 2*PageSize && p[0] == 1 && p[1] == pageHead && le.Uint32(p[32:]) == 0 && Plausible(p[:PageSize]) &&
		p[PageSize] == 1 && le.Uint32(p[PageSize+32:]) == 1 && le.Uint16(p[PageSize+36:]) == le.Uint16(p[36:])
}

// IsTape reports whether p begins as a tape of Microsoft does (Microsoft Tape Format
// 1.00a, "Common Block Header"): the words of the header make up its check sum.
func IsTape(p []byte) bool {
	if len(p) < 52 || string(p[:4]) != "TAPE" {
		return false
	}
	sum := uint16(0)
	for i := 0; i < 50; i += 2 {
		sum ^= binary.LittleEndian.Uint16(p[i:])
	}
	return sum == binary.LittleEndian.Uint16(p[50:])
}

// A scanner takes pages apart.
type scanner struct {
	sink     Sink
	variable [][]byte
	left     int // bytes that the rows of the page may still have
}

// page gives the rows of a page. An index repeats what stands in rows; other kinds say
// where pages are.
func (s *scanner) page(p []byte) error {
	kind := p[1]
	if kind != pageData && kind != pageTextMix && kind != pageTextTree && kind != pageHead {
		return nil
	}
	le := binary.LittleEndian
	slots := int(le.Uint16(p[22:]))
	end := PageSize - 2*slots
	s.left = PageSize
	for i := range slots {
		at := int(le.Uint16(p[PageSize-2-2*i:]))
		if at < headSize || at >= end || s.left < 0 { // rows share no bytes
			continue
		}
		if err := s.record(p[at:end]); err != nil {
			return err
		}
	}
	return nil
}

// kinds of records, in bits 1 to 3 of their first byte.
const (
	recordPrimary   = 0
	recordForwarded = 1
	recordStub      = 2
	recordIndex     = 3
	recordBlob      = 4
	recordGhost     = 6
)

const (
	hasNulls    = 0x10
	hasVariable = 0x20
	compressed  = 0x01 // another format, of which the text is in runs
	elsewhere   = 0x8000
	blobHead    = 14
)

// record gives one record, which begins p.
func (s *scanner) record(p []byte) error {
	if len(p) < 4 {
		return nil
	}
	le := binary.LittleEndian
	size := int(le.Uint16(p[2:]))
	switch p[0] >> 1 & 7 {
	case recordStub, recordIndex:
		return nil
	case recordBlob:
		if size < blobHead || size > len(p) {
			return nil
		}
		s.left -= size
		return s.sink.Part(p[blobHead:size])
	}
	if p[0]&compressed != 0 || !s.row(p, size) {
		p = p[:min(len(p), 1024)]
		s.left -= len(p)
		return firstError(s.sink.Other(p), s.sink.Cut())
	}
	s.left -= size
	for _, v := range s.variable {
		s.left -= len(v)
	}
	return s.sink.Row(p[4:size], s.variable)
}

// row takes a row apart: columns of fixed length up to size, how many columns there
// are, which are null, and where those of variable length end.
func (s *scanner) row(p []byte, size int) bool {
	s.variable = s.variable[:0]
	if size < 4 || size > len(p) {
		return false
	}
	if p[0]&hasVariable == 0 {
		return true
	}
	le := binary.LittleEndian
	at := size
	if p[0]&hasNulls != 0 {
		if at+2 > len(p) {
			return false
		}
		at += 2 + (int(le.Uint16(p[at:]))+7)/8
	}
	if at+2 > len(p) {
		return false
	}
	n := int(le.Uint16(p[at:]))
	ends := at + 2
	from := ends + 2*n
	if from > len(p) {
		return false
	}
	for i := range n {
		v := int(le.Uint16(p[ends+2*i:]))
		to := v &^ elsewhere
		if to < from || to > len(p) {
			return false
		}
		if v&elsewhere == 0 {
			s.variable = append(s.variable, p[from:to])
		}
		from = to
	}
	return true
}
