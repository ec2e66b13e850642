package wire

import (
	"encoding/hex"
	"math/big"
	"strconv"
	"time"
)

// What Avro, Parquet and others keep as numbers, as text.

const day = 24 * 60 * 60 // seconds

// The seconds since 1970 between which a time is written as one: the years 1 and 9999.
const (
	firstSecond = -62135596800
	lastSecond  = 253402300799
)

// AppendDate adds the date that is so many days after 1970-01-01.
func AppendDate(dst []byte, days int64) []byte {
	if days < firstSecond/day || days > lastSecond/day {
		return strconv.AppendInt(dst, days, 10)
	}
	return time.Unix(days*day, 0).UTC().AppendFormat(dst, time.DateOnly)
}

// AppendClock adds the time of day that is so many units after midnight.
func AppendClock(dst []byte, v int64, unit time.Duration) []byte {
	if v < 0 || v > day*int64(time.Second/unit) {
		return strconv.AppendInt(dst, v, 10)
	}
	return time.Unix(0, v*int64(unit)).UTC().AppendFormat(dst, "15:04:05.999999999")
}

// AppendTime adds the time that is so many units after 1970, in UTC or of no zone.
func AppendTime(dst []byte, v int64, unit time.Duration, utc bool) []byte {
	per := int64(time.Second / unit)
	sec, rest := v/per, v%per
	if rest < 0 {
		sec, rest = sec-1, rest+per
	}
	if sec < firstSecond || sec > lastSecond {
		return strconv.AppendInt(dst, v, 10)
	}
	layout := "2006-01-02T15:04:05.999999999"
	if utc {
		layout += "Z"
	}
	return time.Unix(sec, rest*int64(unit)).UTC().AppendFormat(dst, layout)
}

// MaxDecimal is the longest number in bytes that is written as one: 256 bits are the
// most that programs use.
const MaxDecimal = 64

// BigEndian is a number in two's complement, the high byte first.
func BigEndian(p []byte) *big.Int {
	v := new(big.Int).SetBytes(p)
	if len(p) > 0 && p[0]&0x80 != 0 {
		v.Sub(v, new(big.Int).Lsh(big.NewInt(1), uint(8*len(p))))
	}
	return v
}

// AppendDecimal adds a number of which so many digits stand behind the point. A scale
// beyond what any program uses is written as an exponent.
func AppendDecimal(dst []byte, v *big.Int, scale int) []byte {
	if scale <= 0 || scale > 4*MaxDecimal {
		dst = v.Append(dst, 10)
		if scale != 0 {
			dst = strconv.AppendInt(append(dst, 'E'), -int64(scale), 10)
		}
		return dst
	}
	from := len(dst)
	dst = v.Append(dst, 10)
	digits := string(dst[from:])
	dst = dst[:from]
	if digits[0] == '-' {
		dst, digits = append(dst, '-'), digits[1:]
	}
	for len(digits) <= scale {
		digits = "0" + digits
	}
	return append(append(append(dst, digits[:len(digits)-scale]...), '.'), digits[len(digits)-scale:]...)
}

// AppendUUID adds a UUID of 16 bytes in their order (RFC 9562).
func AppendUUID(dst, p []byte) []byte {
	for i, n := 0, 4; i < 16; i, n = i+n, 2 {
		if i > 0 {
			dst = append(dst, '-')
		}
		if i == 10 {
			n = 6
		}
		dst = hex.AppendEncode(dst, p[i:i+n])
	}
	return dst
}
