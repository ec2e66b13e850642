package detect

import (
	"encoding/binary"
	"math/bits"
)

// keccak256 is Keccak-256 as Ethereum uses it: the padding of the submission, not
// that of FIPS 202. msg is shorter than one block of 136 bytes.
func keccak256(msg []byte) (out [32]byte) {
	var block [136]byte
	copy(block[:], msg)
	block[len(msg)] ^= 0x01
	block[135] ^= 0x80
	var a [25]uint64
	for i := range 17 {
		a[i] = binary.LittleEndian.Uint64(block[8*i:])
	}
	keccakF(&a)
	for i := range 4 {
		binary.LittleEndian.PutUint64(out[8*i:], a[i])
	}
	return out
}

// keccakF is Keccak-f[1600] (FIPS 202 section 3).
func keccakF(a *[25]uint64) {
	lfsr := byte(1)
	for range 24 {
		var c [5]uint64
		for x := range 5 {
			c[x] = a[x] ^ a[x+5] ^ a[x+10] ^ a[x+15] ^ a[x+20]
		}
		for x := range 5 {
			d := c[(x+4)%5] ^ bits.RotateLeft64(c[(x+1)%5], 1)
			for y := 0; y < 25; y += 5 {
				a[x+y] ^= d
			}
		}
		x, y, last := 1, 0, a[1]
		for t := range 24 {
			x, y = y, (2*x+3*y)%5
			a[x+5*y], last = bits.RotateLeft64(last, (t+1)*(t+2)/2), a[x+5*y]
		}
		for y := 0; y < 25; y += 5 {
			var row [5]uint64
			copy(row[:], a[y:y+5])
			for x := range 5 {
				a[y+x] = row[x] ^ ^row[(x+1)%5]&row[(x+2)%5]
			}
		}
		for j := range 7 { // the constant of the round, bit by bit
			if lfsr&1 == 1 {
				a[0] ^= 1 << (1<<j - 1)
			}
			if lfsr&0x80 != 0 {
				lfsr = lfsr<<1 ^ 0x71
			} else {
				lfsr <<= 1
			}
		}
	}
}

// checkEIP55 holds the case of the letters of an Ethereum address, which is a check;
// one in small or capital letters alone has none.
func checkEIP55(v, _ []byte) bool {
	hex := v[2:]
	var small [40]byte
	upper, low := false, false
	for i, c := range hex {
		small[i] = lower[c]
		upper, low = upper || isUpper(c), low || isLower(c)
	}
	if !upper || !low {
		return !sameDigits(hex)
	}
	hash := keccak256(small[:])
	for i, c := range hex {
		high := hash[i/2]>>(4*(1-i%2))&8 != 0
		if isAlpha(c) && isUpper(c) != high {
			return false
		}
	}
	return true
}
