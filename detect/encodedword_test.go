package detect

import (
	"fmt"
	"mime"
	"slices"
	"testing"

	"github.com/hemostat/hemostat/exposure"
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
		"=?utf-8?B?SsO8cmdlbiBLZXR0bGVieQ?= <jk@contoso.example>":                                     {"person Jürgen Kettleby encoded-word@0", "email jk@contoso.example "},
		"=?utf8?q?j=c3=bcrgen_kettleby=40contoso.example?=":                                           {"email kettleby@contoso.example encoded-word@0"},
		"=?utf-8?B?SsO8cmdlbi*LZXR0bGVieQ==?= x":                                                      nil,
		"=?iso-2022-jp?Q?anna=40contoso.example?=":                                                    {"email anna@contoso.example quoted-printable@1"},
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

// Cells are decoded each by itself.
func TestEncodedWordsInCells(t *testing.T) {
	e := newEngine(t)
	first, last := "=?utf-8?Q?J=C3=BCrgen?=", "=?utf-8?Q?M=C3=BCller?="
	for _, fields := range [][2]string{{"first_name", "last_name"}, {"password", "card"}} {
		marks := []exposure.Mark{
			{Offset: 0, Field: fields[0], Record: 1}, {Offset: int64(len(first)), Record: 1},
			{Offset: int64(len(first)) + 1, Field: fields[1], Record: 1}, {Offset: int64(len(first) + 1 + len(last)), Record: 1},
		}
		st := e.Stream(Segment{}, func(m Mention) error {
			if m.Within() != "" && int(m.Offset)+m.Length > len(first) && int(m.Offset) < len(first) {
				t.Errorf("%v: %s %q takes both cells", fields, m.Kind, m.Value)
			}
			return nil
		})
		if err := st.Write([]byte(first+","+last+",x\n"), marks); err != nil {
			t.Fatal(err)
		}
		if err := st.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
