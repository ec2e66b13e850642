package exposure

import (
	"testing"
	"unicode"
	"unicode/utf8"
)

// TestInvisible finds every character that is invisible, and no other, behind its first byte.
func TestInvisible(t *testing.T) {
	for r := range rune(utf8.MaxRune) {
		if !utf8.ValidRune(r) {
			continue
		}
		s := "a" + string(r) + "b"
		if got := HoldsInvisible(s); got != Invisible(r) || got != HoldsInvisible([]byte(s)) || got != (Visible(s) == "ab") {
			t.Fatalf("%U: held %v, invisible %v, seen as %q", r, got, Invisible(r), Visible(s))
		}
		if Invisible(r) && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			t.Errorf("%U is a letter or digit", r)
		}
	}
	if got := Visible("\ufeffpem\u200bberton\u00ad"); got != "pemberton" {
		t.Errorf("seen %q", got)
	}
}
