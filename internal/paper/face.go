package paper

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// M PLUS 1p, under the SIL Open Font License 1.1, which stands beside it.
//
//go:embed mplus1p.ttf
var typeface []byte

// A face says how wide the signs of the typeface are, in thousandths of its size; 0 where it has
// none.
type face [1 << 16]uint16

// faceOf measures the typeface, once for all letters.
var faceOf = sync.OnceValues(func() (*face, error) {
	f, err := sfnt.Parse(typeface)
	if err != nil {
		return nil, err
	}
	var buf sfnt.Buffer
	var all face
	for r := range rune(len(all)) {
		i, err := f.GlyphIndex(&buf, r)
		if err != nil || i == 0 {
			continue
		}
		w, err := f.GlyphAdvance(&buf, i, fixed.I(1000), font.HintingNone)
		if err != nil {
			return nil, err
		}
		all[r] = uint16(max(1, w.Round()))
	}
	return &all, nil
})

// absent stands for what the typeface has no sign for.
const absent = '□'

// printable returns a text in which each rune has a sign, and whether something was replaced. What
// only directs the eye, as marks of direction do, is left out.
func (f *face) printable(text string) (_ string, lost bool) {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case int(r) < len(f) && f[r] > 0 && unicode.IsGraphic(r):
			return r
		case unicode.Is(unicode.Cf, r):
			return -1
		}
		lost = true
		return absent
	}, text), lost
}

// width of a text that is printable, in thousandths of the size.
func (f *face) width(text string) (sum int) {
	for _, r := range text {
		sum += int(f[r])
	}
	return sum
}

// lines breaks a text that is printable so that no line is wider than most: at spaces, between
// characters that stand without, and within a word that is longer than a line.
func (f *face) lines(text string, most int) (list []string) {
	from, width := 0, 0  // of the line
	at, atWidth := -1, 0 // where it may end, and the width from there on
	var before rune
	for i, r := range text {
		w := int(f[r])
		if i > from && (r == ' ' || wide(r) || wide(before) && !closing(r)) {
			at, atWidth = i, 0
		}
		for width+w > most && i > from && r != ' ' {
			if at <= from {
				at, atWidth = i, 0
			}
			list = append(list, strings.TrimRight(text[from:at], " "))
			for at < len(text) && text[at] == ' ' {
				at, atWidth = at+1, atWidth-int(f[' '])
			}
			from, width, at = at, atWidth, -1
		}
		width, atWidth, before = width+w, atWidth+w, r
	}
	return append(list, strings.TrimRight(text[from:], " "))
}

// wide reports whether a line may end before or behind a character without a space.
func wide(r rune) bool { return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) }

// closing reports whether no line begins with a sign (JIS X 4051, the signs of most use).
func closing(r rune) bool {
	return strings.ContainsRune("、。，．・）」』】〕！？ー々：；,.:;!?)]}", r)
}
