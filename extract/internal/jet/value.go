package jet

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/big"
	"strconv"
	"time"

	"github.com/hemostat/hemostat/extract/internal/wire"
)

// text makes UTF-8 of text. In Jet 4 it is UTF-16, which may be packed: behind a mark,
// characters of one byte and of two, with a zero where the one changes to the other.
func (f *File) text(p []byte) []byte {
	if !f.wide {
		if f.Decode != nil {
			return f.Decode(f.CodePage, p)
		}
		return bytes.ToValidUTF8(p, []byte("\uFFFD"))
	}
	if len(p) < 2 || p[0] != 0xff || p[1] != 0xfe {
		return wire.Text(p, len(p)/2)
	}
	var units []uint16
	packed := true
	for p = p[2:]; len(p) > 0; {
		switch {
		case p[0] == 0:
			packed = !packed
			p = p[1:]
		case packed:
			units = append(units, uint16(p[0]))
			p = p[1:]
		case len(p) >= 2:
			units = append(units, binary.LittleEndian.Uint16(p))
			p = p[2:]
		default:
			p = nil
		}
	}
	return wire.UTF8(units)
}

// plain makes text of a value that stands in its row; ok says whether it is one.
func (f *File) plain(c *Column, p []byte) (text []byte, ok bool) {
	le := binary.LittleEndian
	if c.kind == typeText {
		return f.text(p), true
	}
	if n := sizes[c.kind]; n == 0 || len(p) < n {
		return nil, false
	}
	switch c.kind {
	case typeBool:
		return strconv.AppendBool(nil, p[0] != 0), true
	case typeByte:
		return strconv.AppendUint(nil, uint64(p[0]), 10), true
	case typeInt16:
		return strconv.AppendInt(nil, int64(int16(le.Uint16(p))), 10), true
	case typeInt32, typeComplex:
		return strconv.AppendInt(nil, int64(int32(le.Uint32(p))), 10), true
	case typeInt64:
		return strconv.AppendInt(nil, int64(le.Uint64(p)), 10), true
	case typeMoney:
		return wire.AppendDecimal(nil, big.NewInt(int64(le.Uint64(p))), 4), true
	case typeFloat:
		return strconv.AppendFloat(nil, float64(math.Float32frombits(le.Uint32(p))), 'g', -1, 32), true
	case typeDouble:
		return strconv.AppendFloat(nil, math.Float64frombits(le.Uint64(p)), 'g', -1, 64), true
	case typeDate:
		return oleDate(math.Float64frombits(le.Uint64(p))), true
	case typeGUID:
		return guid(p), true
	case typeNumeric:
		return numeric(p, c.scale), true
	}
	return longDate(p), true
}

// sizes are the bytes that values take.
var sizes = [256]int{typeBool: 1, typeByte: 1, typeInt16: 2, typeInt32: 4, typeComplex: 4, typeInt64: 8, typeMoney: 8, typeFloat: 4, typeDouble: 8,
	typeDate: 8, typeGUID: 16, typeNumeric: 17, typeLongDate: 42}

// oleDate is a count of days since 1899-12-30; the part of a day counts forward also
// before that day.
func oleDate(v float64) []byte {
	if math.IsNaN(v) || v < -657435 || v > 2958466 { // the years 100 to 9999
		return strconv.AppendFloat(nil, v, 'g', -1, 64)
	}
	day, part := math.Modf(v)
	seconds := int64(math.Round(math.Abs(part) * 86400))
	t := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(day)).Add(time.Duration(seconds) * time.Second)
	switch {
	case day == 0:
		return t.AppendFormat(nil, time.TimeOnly)
	case seconds == 0:
		return t.AppendFormat(nil, time.DateOnly)
	}
	return t.AppendFormat(nil, "2006-01-02T15:04:05")
}

// guid is a GUID: its first three parts have the low byte first.
func guid(p []byte) []byte {
	q := []byte{p[3], p[2], p[1], p[0], p[5], p[4], p[7], p[6]}
	return wire.AppendUUID(nil, append(q, p[8:16]...))
}

// numeric is a sign and four numbers of 32 bits, the high one first.
func numeric(p []byte, scale int) []byte {
	var q [16]byte
	for i := range 4 {
		binary.BigEndian.PutUint32(q[4*i:], binary.LittleEndian.Uint32(p[1+4*i:]))
	}
	v := new(big.Int).SetBytes(q[:])
	if p[0]&0x80 != 0 {
		v.Neg(v)
	}
	return wire.AppendDecimal(nil, v, scale)
}

// longDate is digits: days since the year 1, seconds, and units of 100 ns.
func longDate(p []byte) []byte {
	days, err := strconv.ParseInt(string(p[:19]), 10, 64)
	seconds, err2 := strconv.ParseInt(string(p[20:32]), 10, 64)
	parts, err3 := strconv.ParseInt(string(p[32:39]), 10, 64)
	if err != nil || err2 != nil || err3 != nil || days < 0 || days > 3652058 || seconds < 0 || seconds >= 86400 || parts < 0 {
		return bytes.Clone(bytes.ToValidUTF8(p, nil))
	}
	t := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(days)).Add(time.Duration(seconds)*time.Second + time.Duration(parts)*100)
	return t.AppendFormat(nil, "2006-01-02T15:04:05.9999999")
}
