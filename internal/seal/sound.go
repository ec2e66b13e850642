package seal

import "strings"

// sounds are letters that stand for one sound in the ways in which names of other scripts are
// written in Latin letters, the longest first: Хрущёв is Khrushchev, Chruschtschow and Hruščev.
var sounds = strings.NewReplacer(
	"schtsch", "s", "shch", "s", "tsch", "s", "sch", "s", "dzh", "j", "dsch", "j",
	"kh", "k", "ch", "k", "ck", "k", "gh", "g", "sh", "s", "zh", "j", "ph", "f", "th", "t", "dh", "d", "ts", "s", "tz", "s", "cz", "s",
	"c", "k", "q", "k", "x", "k", "z", "s", "v", "f", "w", "f", "j", "j", "b", "b",
)

// leastSound is how many consonants a word has whose sound says something.
const leastSound = 2

// soundOf is what is left of a word in Latin letters without vowels, silent h and what is written
// twice, letters that are written for each other as one: Houda and Huda are one, and
// المحمد and Al-Mohammed, of which the one has no vowels. A word of which less than two consonants are left is only itself.
func soundOf(word string) string {
	var out []byte
	for i, c := range []byte(sounds.Replace(word)) {
		switch c {
		case 'a', 'e', 'i', 'o', 'u', 'y', '\'':
			continue
		case 'h': // is heard where it begins a word
			if i > 0 {
				continue
			}
		}
		if n := len(out); n > 0 && out[n-1] == c {
			continue
		}
		out = append(out, c)
	}
	if len(out) < leastSound {
		return "=" + word
	}
	return string(out)
}
