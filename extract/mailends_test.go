package extract_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
)

const mixedB = "Content-Type: multipart/mixed; boundary=b"

// The body of a part begins at the first line that is no header, where no blank
// line does so.
func TestNoBlankLineBehindHeaders(t *testing.T) {
	parts := func(parts ...string) []byte {
		body := ""
		for _, p := range parts {
			body += "--b\r\n" + p + "\r\n"
		}
		return mailOf(mixedB, body+"--b--\r\n")
	}
	const plain = "Content-Type: text/plain\r\n"
	top := func(s string) []byte { return []byte(mailHead + s) }
	long := "X-Long: " + strings.Repeat("word ", 40_000)
	holdTo(t, "x.eml", []reading{
		{"a part", parts(plain + "Hello Jane\r\nsee you"), "Hello Jane\r\nsee you¶", ""},
		{"a part with white space alone", parts(plain + " \t\r\nHello Jane\r\nsee you"), "Hello Jane\r\nsee you¶", ""},
		{"a part of one line", parts(plain + "Hello Jane"), "Hello Jane¶", ""},
		{"a part without headers", parts("Hello Jane\r\nsee you"), "Hello Jane\r\nsee you¶", ""},
		{"an indented part without headers", parts("  Hello Jane\r\nsee you"), "  Hello Jane\r\nsee you¶", ""},
		{"an indented part behind white space", parts(plain + " \r\n  Hello Jane\r\nsee you"), "  Hello Jane\r\nsee you¶", ""},
		{"an indented paragraph behind white space", parts(plain + " \r\n  Hello Jane\r\n\r\nsee you"), "  Hello Jane", ""},
		{"lines with a colon", parts(plain + "Phone: +1 555 0100\r\nHello Jane"), "+1 555 0100", ""},
		{"lines with a colon and nothing else", parts(plain + "Phone: +1 555 0100\r\n"), "+1 555 0100", ""},
		{"in base64", parts(plain + coded + "base64\r\nSGVsbG8gSmFuZQ==\r\n"), "Hello Jane¶", ""},
		{"in base64, behind white space", parts(plain + coded + "base64\r\n  \r\nSGVsbG8gSmFuZQ==\r\n"), "Hello Jane¶", ""},
		{"parts within a part", parts("Content-Type: multipart/mixed; boundary=c\r\n--c\r\n" + plain + "\r\nHello Jane\r\n--c--"), "Hello Jane¶", ""},
		{"a file", parts("Content-Type: application/octet-stream; name=a.txt\r\nHello Jane"), "a.txt\" text/plain\n    text \"x.eml!/a.txt\" text/plain \nHello Jane¶", ""},
		{"a line that begins like a mailbox's", parts(plain + "From here on\r\nHello Jane"), "From here on\r\nHello Jane¶", ""},

		{"a folded header", parts("Content-Type: text/plain;\r\n\tcharset=iso-8859-1\r\n\r\nJos\xe9"), "José¶", "charset"},
		{"one folded with white space alone", parts("Content-Type: text/plain;\r\n \r\n charset=windows-1251\r\n\r\n" + "\xc6.."), "Ж..¶", ""},
		{"a header whose folding was lost", parts("Content-Type: text/plain;\r\ncharset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nSGVsbG8gSmFuZQ=="), "Hello Jane¶", ""},
		{"a boundary whose folding was lost", parts("Content-Type: multipart/mixed;\r\nboundary=c\r\n\r\n--c\r\n" + coded + "base64\r\n\r\nSGVsbG8gSmFuZQ==\r\n--c--"), "Hello Jane¶", ""},
		{"base64 behind a semicolon", parts("Content-Transfer-Encoding: base64;\r\nSGVsbG8gSmFuZQ=="), "Hello Jane¶", ""},
		{"a space before the colon", parts("Content-Type : text/plain\r\n" + "Content-Transfer-Encoding\t: base64\r\n\r\nSGVsbG8gSmFuZQ=="), "Hello Jane¶", ""},
		{"no headers, a blank line", parts("\r\nHello Jane"), "Hello Jane¶", ""},
		{"other headers", parts("X-Note: of Joe\r\n" + plain + "\r\nHello Jane"), "of Joe", ""},

		{"at the top", top("Hello Jane\r\nsee you"), "rfc822 body\nHello Jane\r\nsee you¶", ""},
		{"at the top, behind white space", top(" \r\nHello Jane\r\nsee you"), "rfc822 body\nHello Jane\r\nsee you¶", ""},
		{"at the top, in base64", top("MIME-Version: 1.0\r\n" + coded + "base64\r\nSGVsbG8gSmFuZQ==\r\n"), "Hello Jane¶", ""},
		{"at the top, parts", top(mixedB + "\r\n--b\r\n" + plain + "\r\nHello Jane\r\n--b--\r\n"), "Hello Jane¶", "--b"},
		{"at the top, a space before the colon", []byte("From : jane@contoso.example\r\nMessage-ID : <1@contoso.example>\r\nSubject : x y\r\n\r\nHello"), "⟦subject 1⟧x y⟦", ""},
		{"at the top, a header longer than a page", top(long + "\r\nSubject: x y\r\n\r\nHello Jane"), "⟦subject 1⟧x y⟦", ""},
		{"at the top, a line of a mailbox among headers", top(">From jane@contoso.example Mon Sep 1 10:00:00 2025\r\nSubject: x y\r\n\r\nHello Jane"), "⟦subject 1⟧x y⟦", ""},
		{"words above words that look like headers", []byte("From: Rome\nTo: Oslo\nand back\n"), "text/plain", "rfc822"},
	})
	holdTo(t, "x.mbox", []reading{
		{"in a mailbox", []byte("From jane@contoso.example Mon Sep  1 10:00:00 2025\n" + strings.ReplaceAll(mailHead, "\r", "") + "Hello Jane\nsee you\n\nFrom joe@contoso.example Mon Sep  1 10:00:00 2025\n" + strings.ReplaceAll(mailHead, "\r", "") + "Hello Joe\n"), "Hello Joe", ""},
	})
}

// Lines that are given back and looked ahead at are the same in a mail that does not
// fit into memory.
func TestLargeMailsEndTheirHeadersAsSmallOnes(t *testing.T) {
	const plain = "Content-Type: text/plain\r\n"
	parts := []string{
		plain + "Hello Jane\r\nsee you", plain + " \t\r\n  Hello Jane\r\nsee you", plain + " \r\n  Hello Jane\r\n\r\nsee you", "Hello Jane", plain + " \r\n  Hello Jane",
		plain + "Phone: 1\r\nHello\r\n", plain + "X-Long: " + strings.Repeat("word ", 30_000) + "\r\nHello", plain + strings.Repeat("long ", 30_000) + "\r\nHello",
		"Content-Type: multipart/mixed; boundary=c\r\n--c\r\n" + plain + "\r\nHello Jane\r\n--c--", "Content-Type: text/plain;\r\ncharset=utf-8\r\n" + coded + "base64\r\n\r\nSGVsbG8gSmFuZQ==",
		"X: " + strings.Repeat("a\r\n ", 300_000) + "b: c\r\nHello Jane", strings.Repeat("X: some more of it\r\n", 70_000) + "\r\nHello Jane",
	}
	body := ""
	for _, p := range parts {
		body += "--b\r\n" + p + "\r\n"
	}
	read := func(more string) string {
		rec := extracttest.Walk(t, newExtractor(t, extract.Options{}), "x.eml", mailOf(mixedB, body+"--b\r\n\r\nThe last part."+more)).String()
		before, _, ok := strings.Cut(rec, "The last part.")
		if !ok {
			t.Fatal("it was not read to the end")
		}
		return before
	}
	small, large := read(""), read(strings.Repeat("and more\r\n", extract.Whole/10+1))
	if small != large {
		t.Error("a large mail is read in another way than a small one")
	}
}

// Whatever stands behind whatever: no word of a part vanishes, but for what folds a
// header of MIME.
func TestNoLineOfAPartVanishes(t *testing.T) {
	x := newExtractor(t, extract.Options{})
	for seed := range uint64(400) {
		rnd := rand.New(rand.NewPCG(seed, 7))
		var words []string
		word := func() string {
			words = append(words, fmt.Sprintf("w%dx", len(words)))
			return words[len(words)-1]
		}
		body := ""
		for range 1 + rnd.IntN(3) {
			body += "--b\r\n"
			mime := false // a folded line would be of a header of MIME
			for range rnd.IntN(9) {
				was := mime
				mime = false
				switch rnd.IntN(10) {
				case 0:
					body, mime = body+"Content-Type: text/plain; charset=us-ascii\r\n", true
				case 1:
					body, mime = body+"Content-Transfer-Encoding : 7bit\r\n", true
				case 2:
					body += "X-Note: " + word() + "\r\n"
				case 3:
					body += "Note : " + word() + "\r\n"
				case 4:
					body += " \t\r\n"
				case 5:
					body += "\r\n"
				case 6:
					body += "From " + word() + "\r\n"
				case 7:
					body += "name=" + word() + "\r\n"
				case 8:
					if mime = was; !was {
						body += "\t" + word() + " " + word() + "\r\n"
					}
				default:
					body += word() + " " + word() + "\r\n"
				}
			}
		}
		data := mailOf(mixedB, body+"--b--\r\n")
		rec := extracttest.Walk(t, x, "x.eml", data).String()
		for _, w := range words {
			if !strings.Contains(rec, w) {
				t.Fatalf("seed %d: %s of\n%s\nis not in\n%s", seed, w, data, rec)
			}
		}
	}
}
