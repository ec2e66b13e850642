package sealedzip

import (
	"crypto/rand"
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"
)

// letters are those of a passphrase that is made: none is taken for another when it is read
// out or written down (Crockford's base 32, in small letters).
const letters = "0123456789abcdefghjkmnpqrstvwxyz"

// How a passphrase that is made looks: "k7wd2-…", of 125 bits.
const (
	groups   = 5
	perGroup = 5
)

// Passphrase makes a passphrase.
func Passphrase() string {
	var b strings.Builder
	raw := make([]byte, groups*perGroup)
	rand.Read(raw) // never fails: crypto/rand
	for i, x := range raw {
		if i > 0 && i%perGroup == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(letters[int(x)%len(letters)])
	}
	return b.String()
}

// The least that a passphrase is: the format makes guessing cheap.
const (
	leastRunes = 20
	leastWords = 6
	different  = 8 // characters
)

// ErrWeak says that a passphrase is too short or too monotonous.
var ErrWeak = errors.New("a passphrase of a pack has 20 characters or 6 words at the least, not the same again and again: let the program make one")

// Strong returns ErrWeak for a passphrase that is not.
func Strong(passphrase string) error {
	runes := map[rune]bool{}
	for _, r := range passphrase {
		if unicode.IsControl(r) {
			return errors.New("a passphrase of a pack is one line of text")
		}
		runes[r] = true
	}
	long := utf8.RuneCountInString(passphrase) >= leastRunes || len(strings.Fields(passphrase)) >= leastWords
	if !long || len(runes) < different || !utf8.ValidString(passphrase) {
		return ErrWeak
	}
	return nil
}
