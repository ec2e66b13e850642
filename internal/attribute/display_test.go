package attribute

import (
	"strings"
	"testing"
)

func TestDisplayed(t *testing.T) {
	for in, want := range map[string]string{
		"Contoso GmbH":              "Contoso GmbH",
		"Bürotechnik  & Söhne":      "Bürotechnik & Söhne",
		"  Contoso\n\tGmbH ":        "Contoso GmbH",
		"Con\u200btoso\u200d GmbH":  "Contoso GmbH", // no width
		"\u202eosotnoC\u202c":       "osotnoC",      // right to left
		"\u2067x\u2069\ufeff\u00ad": "x",
		"a\x00b\x1b[31mc":           "ab[31mc",
		"شركة كونتوسو":              "شركة كونتوسو",
		"株式会社コントソ":                  "株式会社コントソ",
		"\u3164\u115f":              "",
		"\xff\xfe":                  "",
		strings.Repeat("é", 120):    strings.Repeat("é", 120),
		strings.Repeat("é", 10_000): strings.Repeat("é", 120) + "…",
		strings.Repeat("x", 10_000): strings.Repeat("x", 120) + "…",
	} {
		if have := Displayed(in); have != want {
			t.Errorf("%q is shown as %q, want %q", in, have, want)
		}
		if once := Displayed(in); Displayed(once) != once && !strings.HasSuffix(once, "…") {
			t.Errorf("%q changes when it is shown twice", in)
		}
	}
}
