package seal

import (
	"strings"

	"filippo.io/age"
)

// identity returns the age identity of a purpose, such as the vault, whose X25519 scalar is
// the subkey for it. age takes one only as text, in Bech32 (BIP 173).
func (k *Key) identity(purpose string) (*age.X25519Identity, error) {
	sub := k.subkey(purpose)
	defer clear(sub)
	return age.ParseX25519Identity(strings.ToUpper(bech32("age-secret-key-", sub)))
}

const bech32Alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

func bech32(prefix string, data []byte) string {
	var values []byte // in groups of five bits
	acc, bits := uint32(0), 0
	for _, b := range data {
		acc, bits = acc<<8|uint32(b), bits+8
		for ; bits >= 5; bits -= 5 {
			values = append(values, byte(acc>>(bits-5)&31))
		}
	}
	if bits > 0 {
		values = append(values, byte(acc<<(5-bits)&31))
	}
	var out strings.Builder
	out.WriteString(prefix + "1")
	for _, v := range append(values, bech32Checksum(prefix, values)...) {
		out.WriteByte(bech32Alphabet[v])
	}
	return out.String()
}

func bech32Checksum(prefix string, values []byte) []byte {
	var in []byte
	for _, c := range []byte(prefix) {
		in = append(in, c>>5)
	}
	in = append(in, 0)
	for _, c := range []byte(prefix) {
		in = append(in, c&31)
	}
	in = append(append(in, values...), 0, 0, 0, 0, 0, 0)
	polymod := uint32(1)
	for _, v := range in {
		top := polymod >> 25
		polymod = (polymod&0x1ffffff)<<5 ^ uint32(v)
		for i, g := range [...]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3} {
			if top>>i&1 == 1 {
				polymod ^= g
			}
		}
	}
	polymod ^= 1
	sum := make([]byte, 6)
	for i := range sum {
		sum[i] = byte(polymod >> (5 * (5 - i)) & 31)
	}
	return sum
}
