package unixarchive

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"strconv"
	"strings"
)

// MagicRPM begins a package of rpm.
const MagicRPM = "\xed\xab\xee\xdb"

const (
	rpmLead    = 96
	rpmHeader  = 16
	rpmEntry   = 16
	maxEntries = 64 << 10
	maxStore   = 32 << 20
	maxValues  = 1 << 20 // of a header: an empty one takes a byte there, and many here
)

// A Property is one of what a package says about itself.
type Property struct {
	Tag    uint32
	Values []string
}

// Tags of properties that people have written (rpmtag.h).
const (
	TagName          = 1000
	TagVersion       = 1001
	TagRelease       = 1002
	TagSummary       = 1004
	TagDescription   = 1005
	TagBuildTime     = 1006
	TagBuildHost     = 1007
	TagVendor        = 1011
	TagLicense       = 1014
	TagPackager      = 1015
	TagURL           = 1020
	TagPreInstall    = 1023
	TagPostInstall   = 1024
	TagPreUninstall  = 1025
	TagPostUninstall = 1026
	TagChangeName    = 1081
	TagChangeText    = 1082
)

// Types of values.
const (
	rpmInt32   = 4
	rpmString  = 6
	rpmStrings = 8
	rpmI18N    = 9
)

// ReadRPM reads the headers of a package and returns its properties and the reader
// of its payload, which is packed.
func ReadRPM(r io.Reader) ([]Property, io.Reader, error) {
	br := bufio.NewReaderSize(r, 64<<10)
	lead := make([]byte, rpmLead)
	if _, err := io.ReadFull(br, lead); err != nil {
		return nil, nil, noEOF(err)
	}
	if !bytes.HasPrefix(lead, []byte(MagicRPM)) {
		return nil, nil, ErrFormat
	}
	_, n, err := rpmIndex(br) // signatures
	if err != nil {
		return nil, nil, err
	}
	if _, err := io.CopyN(io.Discard, br, int64(n)+int64(-n&7)); err != nil {
		return nil, nil, noEOF(err)
	}
	list, err := rpmProperties(br)
	return list, br, err
}

// rpmIndex reads the index of a header, whose store takes size bytes.
func rpmIndex(br *bufio.Reader) (index []byte, size uint32, err error) {
	h := make([]byte, rpmHeader)
	if _, err := io.ReadFull(br, h); err != nil {
		return nil, 0, noEOF(err)
	}
	be := binary.BigEndian
	entries, size := be.Uint32(h[8:]), be.Uint32(h[12:])
	if string(h[:4]) != "\x8e\xad\xe8\x01" || entries > maxEntries || size > maxStore {
		return nil, 0, ErrFormat
	}
	index = make([]byte, entries*rpmEntry)
	_, err = io.ReadFull(br, index)
	return index, size, noEOF(err)
}

// rpmProperties reads a header. The texts of its properties are parts of its store.
func rpmProperties(br *bufio.Reader) (list []Property, err error) {
	index, size, err := rpmIndex(br)
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	if _, err := io.CopyN(&b, br, int64(size)); err != nil {
		return nil, noEOF(err)
	}
	be, store := binary.BigEndian, b.String()
	left, values := len(store), maxValues // they may overlap: what they take together is bounded
	for ; len(index) > 0; index = index[rpmEntry:] {
		p := Property{Tag: be.Uint32(index)}
		kind, at, count := be.Uint32(index[4:]), be.Uint32(index[8:]), be.Uint32(index[12:])
		if at >= size || !told(p.Tag) {
			continue
		}
		data := store[at:]
		switch kind {
		case rpmString, rpmStrings, rpmI18N:
			for ; count > 0 && len(data) > 0 && left > 0 && values > 0; count-- {
				var v string
				v, data, _ = strings.Cut(data, "\x00")
				left -= len(v) + 1
				values--
				p.Values = append(p.Values, v)
			}
		case rpmInt32:
			if len(data) >= 4 && count > 0 {
				p.Values = []string{strconv.FormatUint(uint64(be.Uint32([]byte(data[:4]))), 10)}
			}
		}
		list = append(list, p)
	}
	return list, nil
}

// told reports whether a property is one of those that are handed on.
func told(tag uint32) bool {
	switch tag {
	case TagName, TagVersion, TagRelease, TagSummary, TagDescription, TagBuildTime, TagBuildHost, TagVendor, TagLicense, TagPackager, TagURL,
		TagPreInstall, TagPostInstall, TagPreUninstall, TagPostUninstall, TagChangeName, TagChangeText:
		return true
	}
	return false
}
