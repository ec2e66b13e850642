package parquet

import (
	"encoding/binary"
	"math"
	"strconv"
	"time"

	"github.com/hemostat/hemostat/extract/internal/wire"
)

// text adds a value as text; ok says whether it is one.
func (c *Column) text(dst, p []byte) (out []byte, ok bool) {
	le := binary.LittleEndian
	switch c.kind {
	case boolean:
		return strconv.AppendBool(dst, p[0] != 0), true
	case int32s:
		if c.means == unsigned {
			return strconv.AppendUint(dst, uint64(le.Uint32(p)), 10), true
		}
		return c.number(dst, int64(int32(le.Uint32(p)))), true
	case int64s:
		if c.means == unsigned {
			return strconv.AppendUint(dst, le.Uint64(p), 10), true
		}
		return c.number(dst, int64(le.Uint64(p))), true
	case int96:
		return impalaTime(dst, p), true
	case float32s:
		return strconv.AppendFloat(dst, float64(math.Float32frombits(le.Uint32(p))), 'g', -1, 32), true
	case float64s:
		return strconv.AppendFloat(dst, math.Float64frombits(le.Uint64(p)), 'g', -1, 64), true
	}
	return c.array(dst, p)
}

// number adds a whole number as its type means it.
func (c *Column) number(dst []byte, v int64) []byte {
	switch c.means {
	case date:
		return wire.AppendDate(dst, v)
	case timeMillis:
		return wire.AppendClock(dst, v, time.Millisecond)
	case timeMicros:
		return wire.AppendClock(dst, v, time.Microsecond)
	case timeNanos:
		return wire.AppendClock(dst, v, time.Nanosecond)
	case stampMillis:
		return wire.AppendTime(dst, v, time.Millisecond, c.utc)
	case stampMicros:
		return wire.AppendTime(dst, v, time.Microsecond, c.utc)
	case stampNanos:
		return wire.AppendTime(dst, v, time.Nanosecond, c.utc)
	case decimal:
		if c.scale > 0 {
			var b [8]byte
			binary.BigEndian.PutUint64(b[:], uint64(v))
			return wire.AppendDecimal(dst, wire.BigEndian(b[:]), c.scale)
		}
	}
	return strconv.AppendInt(dst, v, 10)
}

// array adds bytes as their type means them, if it does.
func (c *Column) array(dst, p []byte) ([]byte, bool) {
	le := binary.LittleEndian
	switch {
	case c.means == text:
		return append(dst, p...), true
	case c.means == decimal && len(p) <= wire.MaxDecimal:
		return wire.AppendDecimal(dst, wire.BigEndian(p), c.scale), true
	case c.means == uuid && len(p) == 16:
		return wire.AppendUUID(dst, p), true
	case c.means == half && len(p) == 2:
		return strconv.AppendFloat(dst, halfFloat(le.Uint16(p)), 'g', -1, 32), true
	case c.means == interval && len(p) == 12:
		dst = strconv.AppendUint(append(dst, 'P'), uint64(le.Uint32(p)), 10)
		dst = strconv.AppendUint(append(dst, 'M'), uint64(le.Uint32(p[4:])), 10)
		dst = strconv.AppendFloat(append(dst, "DT"...), float64(le.Uint32(p[8:]))/1000, 'f', -1, 64)
		return append(dst, 'S'), true
	}
	return dst, false
}

// impalaTime adds a time of 12 bytes: nanoseconds of the day, and the Julian day.
func impalaTime(dst, p []byte) []byte {
	const julian1970, nanosADay = 2440588, 24 * int64(time.Hour)
	ns, days := int64(binary.LittleEndian.Uint64(p)), int64(binary.LittleEndian.Uint32(p[8:]))-julian1970
	if ns < 0 || ns >= nanosADay || days < -1e6 || days > 4e6 {
		return strconv.AppendInt(dst, ns, 10)
	}
	dst = wire.AppendDate(dst, days)
	return wire.AppendClock(append(dst, 'T'), ns, time.Nanosecond)
}

// halfFloat is a number of 16 bits (IEEE 754, binary16).
func halfFloat(v uint16) float64 {
	sign, exp, frac := 1.0, int(v>>10&31), float64(v&1023)
	if v>>15 != 0 {
		sign = -1
	}
	switch exp {
	case 0:
		return sign * math.Ldexp(frac, -24)
	case 31:
		if frac != 0 {
			return math.NaN()
		}
		return math.Inf(int(sign))
	}
	return sign * math.Ldexp(1024+frac, exp-25)
}
