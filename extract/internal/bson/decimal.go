package bson

import (
	"encoding/binary"
	"math/big"
	"strconv"
)

// Decimal numbers of 128 bits (IEEE 754-2008, section 3.5.2, the binary integer
// significand): a sign, an exponent of 14 bits, a significand of 113.
const (
	decimalBias   = 6176
	decimalDigits = 34
)

// appendDecimal adds the number in p, 16 bytes, the low one first, in the way that
// MongoDB writes it ("decimal128.md" of its specifications, "To String").
func appendDecimal(dst, p []byte) []byte {
	low, high := binary.LittleEndian.Uint64(p), binary.LittleEndian.Uint64(p[8:])
	negative := high>>63 != 0
	exponent, top := int(high>>49&0x3fff), high&(1<<49-1)
	switch {
	case high>>58&31 == 31:
		return append(dst, "NaN"...)
	case negative:
		dst = append(dst, '-')
	}
	if high>>58&31 == 30 {
		return append(dst, "Infinity"...)
	}
	if high>>61&3 == 3 { // a significand that is too large for 34 digits counts as zero
		exponent, low, top = int(high>>47&0x3fff), 0, 0
	}
	v := new(big.Int).SetUint64(top)
	digits := v.Or(v.Lsh(v, 64), new(big.Int).SetUint64(low)).String()
	if len(digits) > decimalDigits {
		digits = "0"
	}
	exponent -= decimalBias
	point := len(digits) + exponent // digits before the point
	switch {
	case exponent > 0 || point < -5:
		dst = append(dst, digits[0])
		if len(digits) > 1 {
			dst = append(append(dst, '.'), digits[1:]...)
		}
		if dst = append(dst, 'E'); point > 0 {
			dst = append(dst, '+')
		}
		return strconv.AppendInt(dst, int64(point-1), 10)
	case exponent == 0:
		return append(dst, digits...)
	case point > 0:
		return append(append(append(dst, digits[:point]...), '.'), digits[point:]...)
	}
	dst = append(dst, "0."...)
	for ; point < 0; point++ {
		dst = append(dst, '0')
	}
	return append(dst, digits...)
}
