// Package wire reads the values that all file formats of Microsoft share
// ([MS-DTYP]).
package wire

import (
	"encoding/binary"
	"time"
	"unicode/utf16"
)

const (
	unixEpoch = 116444736000000000 // 1970 as a FILETIME
	lastTime  = 300000000000000000 // 2551: beyond it no file is meant
)

// FileTime is a FILETIME, a count of 100 ns since 1601 (section 2.3.3), in UTC to the
// microsecond. It is zero for 0, which says that there is none, and beyond 2551.
func FileTime(v uint64) time.Time {
	if v == 0 || v > lastTime {
		return time.Time{}
	}
	return time.UnixMicro((int64(v) - unixEpoch) / 10).UTC()
}

// FileTimeOf is the FILETIME of a time from 1601 on, to the microsecond.
func FileTimeOf(at time.Time) uint64 { return uint64(at.UnixMicro()*10 + unixEpoch) }

// AppendUnits adds the units of UTF-16, the low byte first, in p: at most n of them. An
// odd byte at the end is left out.
func AppendUnits(units []uint16, p []byte, n int) []uint16 {
	for ; n > 0 && len(p) >= 2; n-- {
		units, p = append(units, binary.LittleEndian.Uint16(p)), p[2:]
	}
	return units
}

// UTF8 makes UTF-8 of units of UTF-16; half a pair becomes U+FFFD.
func UTF8(units []uint16) []byte { return []byte(string(utf16.Decode(units))) }

// Text is at most n units of UTF-16 in p, as UTF-8.
func Text(p []byte, n int) []byte {
	return UTF8(AppendUnits(make([]uint16, 0, max(min(n, len(p)/2), 0)), p, n))
}

// Zero is how many units of UTF-16 stand in p before one that is zero.
func Zero(p []byte) int {
	for i := 0; 2*i+2 <= len(p); i++ {
		if p[2*i]|p[2*i+1] == 0 {
			return i
		}
	}
	return len(p) / 2
}
