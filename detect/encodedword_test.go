package detect

import (
	"fmt"
	"mime"
	"slices"
	"testing"
)

// What stands in encoded words is found where they stand, with what stands behind them
// in the line, once.
func TestEncodedWords(t *testing.T) {
	e := newEngine(t)
	for text, want := range map[string][]string{
		"From: " + mime.QEncoding.Encode("utf-8", "Jürgen Kettleby") + " <jk@contoso.example>":        {"person Jürgen Kettleby encoded-word@6", "email jk@contoso.example "},
		"From: " + mime.QEncoding.Encode("iso-8859-1", "J\xfcrgen Kettleby") + " <a@contoso.example>": {"person Jürgen Kettleby encoded-word@6", "email a@contoso.example "},
		"To: =?UTF-8?B?SmFuZSBE?=\r\n =?UTF-8?B?b2U=?= <jd@contoso.example>":                          {"person Jane Doe encoded-word@4", "email jd@contoso.example "},
		"Subject: =?iso-8859-1?Q?f=FCr_anna=40contoso.example?=":                                      {"email anna@contoso.example encoded-word@9"},
		"x =?utf-8?b?YW5uYUBjb250b3NvLmV4YW1wbGU=?= y":                                                {"email anna@contoso.example encoded-word@2"},
		"=?utf-8?q?no end anna=40contoso":                                                             nil,
		"=?utf-8?x?anna?= =?? =? a=?b?q?":                                                             nil,
	} {
		var have []string
		for _, m := range collect(t, e, Segment{}, text, "") {
			have = append(have, fmt.Sprint(m.Kind, " ", string(m.Value), " ", m.Within()))
		}
		slices.Sort(have)
		slices.Sort(want)
		if !slices.Equal(have, want) {
			t.Errorf("%q: %q, want %q", text, have, want)
		}
	}
}
