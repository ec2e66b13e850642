package detect

import "bytes"

// Phrases of documents are compared folded: without case, without marks on Latin letters (old
// programs and capitals leave them out; of the letters of Turkish, i with and without a dot are
// one), and with wide forms of East Asian text as ASCII has them. A folded text is never longer.

// foldedLatin are the letters from U+00C0 to U+017F without case and marks.
const foldedLatin = "aaaaaaaceeeeiiiidnooooo\x7fouuuuytsaaaaaaaceeeeiiiidnooooo\x7fouuuuyty" +
	"aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll" +
	"lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs"

// foldText writes text to dst, which has room for it, and returns how much it wrote. What a
// character's beginning is missing of, at the beginning of text, is left out.
func foldText(dst, text []byte) int {
	i, j := 0, 0
	for i < len(text) && text[i]&0xC0 == 0x80 {
		i++
	}
	for i < len(text) {
		c := text[i]
		if c < 0x80 {
			dst[j] = lower[c]
			i, j = i+1, j+1
			continue
		}
		rest := text[i:]
		switch {
		case c == 0xC2 && len(rest) > 1 && rest[1] == 0xA7: // § is a word
			dst[j], dst[j+1] = 'p', 'g'
			i, j = i+2, j+2
		case c == 0xC2 && len(rest) > 1: // no letters, but a space
			dst[j] = '\x7f'
			if rest[1] == 0xA0 {
				dst[j] = ' '
			}
			i, j = i+2, j+1
		case c >= 0xC3 && c <= 0xC5 && len(rest) > 1:
			r := int(c&0x1F)<<6 | int(rest[1]&0x3F)
			if r == 0xDF { // ß
				dst[j], dst[j+1] = 's', 's'
				j++
			} else {
				dst[j] = foldedLatin[r-0xC0]
			}
			i, j = i+2, j+1
		case c == 0xE3 && bytes.HasPrefix(rest, []byte("\u3000")):
			dst[j], dst[j+1] = ' ', ' '
			i, j = i+3, j+2
		case c == 0xE2 && len(rest) > 2 && rest[1] == 0x80:
			dst[j] = '-'
			if rest[2] == 0x99 || rest[2] == 0x98 {
				dst[j] = '\''
			} else if rest[2] > 0x95 || rest[2] < 0x90 {
				dst[j] = ' '
			}
			i, j = i+3, j+1
		case c == 0xEF && len(rest) > 2 && (rest[1] == 0xBC && rest[2] > 0x80 || rest[1] == 0xBD && rest[2] < 0x9F):
			dst[j] = lower[rest[2]-0x60+(rest[1]-0xBC)<<6]
			i, j = i+3, j+1
		default:
			dst[j] = c
			i, j = i+1, j+1
		}
	}
	return j
}

func foldedString(s string) string {
	dst := make([]byte, len(s))
	return string(dst[:foldText(dst, []byte(s))])
}
