package attribute

import (
	"strings"
	"unicode"

	anyascii "github.com/anyascii/go"

	"github.com/hemostat/hemostat/internal/seal"
)

// soundLeast is how many consonants a name must have to be compared by them.
const soundLeast = 4

// soundsAs reports whether a name in another script than the Latin one sounds as a label: its
// consonants, in Latin letters, hold those of the label. Arabic writes no short vowels, and
// Japanese puts vowels where there are none.
func soundsAs(name, label string) bool {
	foreign := strings.ContainsFunc(name, func(r rune) bool { return unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) })
	if !foreign || len(name) > maxSounded {
		return false
	}
	want := consonants(label)
	return len(want) >= soundLeast && strings.Contains(consonants(anyascii.Transliterate(name)), want)
}

// maxSounded is the longest name that is put into Latin letters, in bytes.
const maxSounded = 512

// consonants are those of a text in Latin letters, without what scripts write in different
// ways: one letter for a sound, none twice in a row.
func consonants(s string) string {
	var b strings.Builder
	last := byte(0)
	for _, r := range strings.ToLower(s) {
		c := byte(0)
		if r < 0x80 {
			c = sameSounds[r]
		}
		if c != 0 && c != last {
			b.WriteByte(c)
		}
		if c != 0 || r >= 'a' && r <= 'z' {
			last = c
		}
	}
	return b.String()
}

// sameSounds are letters by one of their sound; vowels, and what stands for them, have none.
var sameSounds = func() (t [0x80]byte) {
	for _, group := range []string{"b", "pb", "vb", "fb", "d", "td", "g", "kg", "cg", "qg", "xg", "jg", "l", "rl", "m", "n", "s", "zs"} {
		t[group[0]] = group[len(group)-1]
	}
	return t
}()

// stemWords are the words of a company's name without its legal form.
func stemWords(name string) []string {
	words, _ := seal.CompanyStem(name)
	return words
}
