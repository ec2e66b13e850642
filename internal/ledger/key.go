package ledger

import (
	"encoding/binary"

	"github.com/hemostat/hemostat/exposure"
)

// The first byte of a key says what sort of row it is.
const (
	blockRow    = 'b'
	identityRow = 'i'
	keysRow     = 'k'
	metaRow     = 'm'
	openRow     = 'o'
	summaryRow  = 's'
)

const (
	unitLen  = 16 // of an exposure.Unit
	printLen = 16 // of an exposure.Fingerprint

	unitKeyLen  = 1 + unitLen      // o and s rows
	blockKeyLen = 1 + unitLen + 4  // b rows
	headKeyLen  = 1 + 1 + printLen // i rows
)

func metaKey(name string) []byte { return append([]byte{metaRow}, name...) }

func unitKey(row byte, u exposure.Unit) []byte {
	return appendUnitKey(make([]byte, 0, unitKeyLen), row, u)
}

func appendUnitKey(dst []byte, row byte, u exposure.Unit) []byte {
	return append(append(dst, row), u[:]...)
}

func appendBlockKey(dst []byte, u exposure.Unit, block uint32) []byte {
	dst = append(append(dst, blockRow), u[:]...)
	return binary.BigEndian.AppendUint32(dst, block)
}

func appendHeadKey(dst []byte, id identityKey) []byte {
	return append(append(dst, identityRow), id[:]...)
}

// after returns the smallest key that is greater than every key with the
// prefix, which must not be all 0xff; no row kind is.
func after(prefix []byte) []byte {
	end := append([]byte(nil), prefix...)
	for i := len(end) - 1; i >= 0; i-- {
		if end[i]++; end[i] != 0 {
			return end[:i+1]
		}
	}
	return nil
}

// An identityKey is a kind and a fingerprint, as keys hold them.
type identityKey [1 + printLen]byte

func keyOf(kind exposure.Kind, fp exposure.Fingerprint) (k identityKey) {
	k[0] = byte(kind)
	copy(k[1:], fp[:])
	return k
}
