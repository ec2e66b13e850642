package avro

import (
	"encoding/binary"
	"strconv"
	"time"

	"github.com/hemostat/hemostat/extract/internal/wire"
)

// numberText adds a whole number as its logical type means it ("Logical Types").
func (n *node) numberText(dst []byte, v int64) []byte {
	switch n.logical {
	case "date":
		return wire.AppendDate(dst, v)
	case "time-millis":
		return wire.AppendClock(dst, v, time.Millisecond)
	case "time-micros":
		return wire.AppendClock(dst, v, time.Microsecond)
	case "timestamp-millis":
		return wire.AppendTime(dst, v, time.Millisecond, true)
	case "timestamp-micros":
		return wire.AppendTime(dst, v, time.Microsecond, true)
	case "timestamp-nanos":
		return wire.AppendTime(dst, v, time.Nanosecond, true)
	case "local-timestamp-millis":
		return wire.AppendTime(dst, v, time.Millisecond, false)
	case "local-timestamp-micros":
		return wire.AppendTime(dst, v, time.Microsecond, false)
	case "local-timestamp-nanos":
		return wire.AppendTime(dst, v, time.Nanosecond, false)
	}
	return strconv.AppendInt(dst, v, 10)
}

// bytesText adds bytes as their logical type means them, if it does.
func (n *node) bytesText(dst, p []byte) ([]byte, bool) {
	switch {
	case n.logical == "decimal" && len(p) <= wire.MaxDecimal:
		return wire.AppendDecimal(dst, wire.BigEndian(p), n.scale), true
	case n.logical == "big-decimal": // its own scale stands behind the number
		return bigDecimal(dst, p)
	case n.logical == "uuid" && len(p) == 16:
		return wire.AppendUUID(dst, p), true
	case n.logical == "duration" && len(p) == 12:
		le := binary.LittleEndian
		dst = strconv.AppendUint(append(dst, 'P'), uint64(le.Uint32(p)), 10)
		dst = strconv.AppendUint(append(dst, 'M'), uint64(le.Uint32(p[4:])), 10)
		dst = strconv.AppendFloat(append(dst, "DT"...), float64(le.Uint32(p[8:]))/1000, 'f', -1, 64)
		return append(dst, 'S'), true
	}
	return dst, false
}

// bigDecimal adds a decimal that says its scale itself.
func bigDecimal(dst, p []byte) ([]byte, bool) {
	size, k := binary.Varint(p)
	if k <= 0 || size < 0 || size > int64(len(p)-k) || size > wire.MaxDecimal {
		return dst, false
	}
	scale, n := binary.Varint(p[k+int(size):])
	if n <= 0 || scale < 0 || scale > 1<<16 {
		return dst, false
	}
	return wire.AppendDecimal(dst, wire.BigEndian(p[k:k+int(size)]), int(scale)), true
}
