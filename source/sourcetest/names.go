package sourcetest

import (
	"fmt"
	"strings"
)

// Names returns names that have broken somebody's program. Each names a
// different object, none is a folder of another.
func Names() []string {
	names := []string{
		"plain.txt",
		"with space.txt", " leading", "trailing ",
		"percent%20sign", "100%", "%2e%2e", "%", "%%", "a%00b", "%zz",
		"plus+sign", "a&b=c", "question?mark", "hash#mark", "semi;colon", "at@sign", "colon:name", "quote\"'`", "star*",
		"tab\tname", "line\nfeed", "carriage\rreturn", "crlf\r\nname", "bell\x07", "escape\x1b[31m", "delete\x7f", "\x01",
		"<xml>&amp;</xml>", "]]>", "&#10;",
		"back\\slash", "..\\..\\windows", "C:\\x",
		"nested/deep/er/name.txt", "trailing/slash/", "double//slash", "/leading/slash", "dot/./inside", "dotdot/../inside",
		".", "..", "...", ".hidden", "name.", "name...",
		"Grüße.txt", "naïve", "nai\u0308ve", "日本語.docx", "עברית", "\u202eexe.txt", "🩸.pdf", "\ufeffbom", "nbsp\u00a0", "\u2028line",
		"replacement\ufffd", "\ufffe", "\uffff",
		"invalid\xff", "\xfe\xff", "cut\xe2\x82", "surrogate\xed\xa0\x80", "latin1-\xe9.txt", "over\xc0\xaflong",
		"CON", "nul.txt", "-rf", "--help", "$(id)", "~", "a=b",
		"restype=container&comp=list", "?comp=list", "versions",
	}
	names = append(names,
		strings.Repeat("n", 255),
		long(1024, "segment/"),
		long(1024, "ü/"),
		strings.Repeat("x", 1024),
	)
	return names
}

// long repeats a part up to n bytes, ending in a letter.
func long(n int, part string) string {
	s := strings.Repeat(part, n/len(part))
	return s[:len(s)-1] + strings.Repeat("z", n-len(s)+1)
}

// Numbered returns n plain names in three folders.
func Numbered(n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf("%s/object-%06d.txt", []string{"crm", "mail", "projects"}[i%3], i)
	}
	return names
}
