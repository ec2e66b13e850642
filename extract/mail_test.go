package extract_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"mime/multipart"
	"mime/quotedprintable"
	"net/textproto"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"github.com/hemostat/hemostat/extract"
)

const mailHead = "From: jane@contoso.example\r\nMessage-ID: <1@contoso.example>\r\n"

// A mailWriter writes a mail of the standard library's making.
type mailWriter struct {
	t    *testing.T
	rnd  *rand.Rand
	want [][32]byte // the sums of what is attached, in order
}

// text is what somebody may attach: with what looks like escapes and boundaries.
func (m *mailWriter) text() []byte {
	words := []string{"=", "=3D", "--", "\r\n--", "\r\n\r\n", "Grüße", ".", "x", "a long word", "\r\n", " ", "\t\r\n", "==", "\r\nFrom: x"}
	var b bytes.Buffer
	for range m.rnd.IntN([]int{3, 50, 8000}[m.rnd.IntN(3)]) {
		b.WriteString(words[m.rnd.IntN(len(words))])
	}
	return b.Bytes()
}

// parts writes parts, of which each is a file or has parts of its own.
func (m *mailWriter) parts(w *multipart.Writer, depth int) {
	for i := range 1 + m.rnd.IntN(4) {
		if depth < 3 && m.rnd.IntN(4) == 0 {
			var b bytes.Buffer
			inner := multipart.NewWriter(&b)
			m.parts(inner, depth+1)
			part, err := w.CreatePart(textproto.MIMEHeader{"Content-Type": {"multipart/mixed; boundary=" + inner.Boundary()}})
			check(m.t, err)
			_, err = part.Write(b.Bytes())
			check(m.t, err)
			continue
		}
		data := m.text()
		m.want = append(m.want, sha256.Sum256(data))
		encoding := []string{"base64", "quoted-printable", "8bit"}[m.rnd.IntN(3)]
		part, err := w.CreatePart(textproto.MIMEHeader{"Content-Type": {"application/octet-stream"},
			"Content-Transfer-Encoding": {encoding}, "Content-Disposition": {fmt.Sprintf("attachment; filename=\"%d.bin\"", i)}})
		check(m.t, err)
		switch encoding {
		case "base64":
			for line := range slices.Chunk([]byte(base64.StdEncoding.EncodeToString(data)), 76) {
				fmt.Fprintf(part, "%s\r\n", line)
			}
		case "quoted-printable":
			q := quotedprintable.NewWriter(part)
			q.Binary = true
			_, err := q.Write(data)
			check(m.t, err)
			check(m.t, q.Close())
		default:
			_, err := part.Write(data)
			check(m.t, err)
		}
	}
	check(m.t, w.Close())
}

// What is attached comes out byte for byte, however it is packed.
func TestMailAsItWasWritten(t *testing.T) {
	x := newExtractor(t, extract.Options{})
	for seed := range uint64(150) {
		m := &mailWriter{t: t, rnd: rand.New(rand.NewPCG(seed, 3))}
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		fmt.Fprintf(&b, "%sContent-Type: multipart/mixed; boundary=%s\r\n\r\n", mailHead, w.Boundary())
		m.parts(w, 0)
		var got [][32]byte
		rec := &ending{store: func(c *extract.Content) {
			if c.Depth == 1 {
				got = append(got, c.Hash)
			}
		}}
		if err := x.Walk(context.Background(), extract.Input{Name: "x.eml", Size: -1, Body: bytes.NewReader(b.Bytes())}, rec); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, m.want) {
			t.Fatalf("seed %d: %x, want %x", seed, got, m.want)
		}
	}
}

// mailOf is a mail with a header of the body and the body.
func mailOf(header, body string) []byte {
	if header != "" {
		header += "\r\n"
	}
	return []byte(mailHead + header + "\r\n" + body)
}

func inCode(m *charmap.Charmap, s string) string {
	out, err := m.NewEncoder().String(s)
	if err != nil {
		panic(err)
	}
	return out
}

// What programs write that do not keep to the letter of the standards, and what the
// standards have that is seldom.
func TestMailsOfAllSorts(t *testing.T) {
	const mixed, alternative = "Content-Type: multipart/mixed; boundary=b", "Content-Type: multipart/alternative; boundary=b"
	part := func(header, body string) string { return "--b\r\n" + header + "\r\n\r\n" + body + "\r\n" }
	holdTo(t, "x.eml", []reading{
		{"base64 without its padding", mailOf("Content-Transfer-Encoding: base64", "SGVsbG8gSmFuZQ"), "Hello Jane¶", ""},
		{"base64 in pieces, each padded", mailOf("Content-Transfer-Encoding: base64", "SGVsbG8=\r\nIEphbmUgRG9l\r\nIQ=="), "Hello Jane Doe!¶", ""},
		{"base64 for addresses of the web", mailOf("Content-Transfer-Encoding: BASE64", "SMO8Pz8-Pz8_"), "Hü??>???¶", ""},
		{"soft line breaks of both sorts", mailOf("Content-Transfer-Encoding: quoted-printable", "jane@cont=\r\noso.exa=\nmple"), "jane@contoso.example¶", ""},
		{"small letters in an escape", mailOf("Content-Transfer-Encoding: quoted-printable", "(=3d b=c3=bc)"), "(= bü)¶", ""},
		{"no escape", mailOf("Content-Transfer-Encoding: quoted-printable", "(a=b) =ZZ c="), "(a=b) =ZZ c=¶", ""},

		{"white space behind a boundary", mailOf(mixed, "--b \t\r\nContent-Type: text/plain\r\n\r\none\r\n--b--  \r\nafter"), "one¶", "--b"},
		{"what follows the last part", mailOf(mixed, part("", "one")+"--b--\r\nafter it all"), "after it all¶", ""},
		{"a boundary after the last one", mailOf(mixed, part("", "one")+"--b--\r\nafter\r\n--b\r\n\r\nmore"), "after\r\n--b\r\n\r\nmore¶", ""},
		{"what stands before the first part", mailOf(mixed, "before it all\r\n"+part("", "one")+"--b--\r\n"), "before it all", ""},
		{"no closing boundary", mailOf(mixed, part("", "one")+"--b\r\n\r\ntwo"), "two¶", ""},
		{"the end of the mail is one of a part", mailOf(mixed, part("", "one")+"--b\r\n\r\ntwo\r\n"), "two\r\n", "two¶"},
		{"a part that is quoted from its first line on", mailOf(mixed, part("Content-Type: text/plain", "one")+part("Content-Type: text/plain", "> two")+"--b--\r\n"), "rfc822 quoted\n> two¶", ""},
		{"a line that only begins like a boundary", mailOf(mixed, part("", "one\r\n--bc\r\ntwo")+"--b--\r\n"), "one\r\n--bc\r\ntwo¶", ""},
		{"the end of an outer multipart ends the inner", mailOf(mixed, part("Content-Type: multipart/mixed; boundary=c", "--c\r\n\r\ninner")+part("", "outer")+"--b--\r\n"), "outer¶", "--b"},
		{"a part that follows an inner multipart", mailOf(mixed, part("Content-Type: multipart/mixed; boundary=c", "--c\r\n\r\ninner\r\n--c--")+part("", "outer")+"--b--\r\n"), "outer¶", "--c"},

		{"a name makes a file of a text", mailOf(mixed, part("Content-Type: text/plain; name=list.txt", "one")+"--b--\r\n"), `begin "x.eml!/list.txt"`, ""},
		{"the name of the disposition goes before", mailOf(mixed, part("Content-Disposition: attachment; filename=right.txt\r\nContent-Type: text/plain; name=wrong.txt", "one")+"--b--\r\n"), `begin "x.eml!/right.txt"`, "wrong.txt"},
		{"in either order", mailOf(mixed, part("Content-Type: text/plain; name=wrong.txt\r\nContent-Disposition: attachment; filename=right.txt", "one")+"--b--\r\n"), `begin "x.eml!/right.txt"`, "wrong.txt"},
		{"a folded header", []byte("From: jane@contoso.example\r\nSubject: one\r\n two\r\n\tthree\r\nMessage-ID: <1@contoso.example>\r\n\r\nhello"), "one two\tthree", ""},
		{"a comma in an encoded word parts nobody", []byte("From: =?utf-8?Q?Doe=2C_J=C3=BCrgen?= <jd@contoso.example>\r\nMessage-ID: <1@contoso.example>\r\n\r\nhello"), `"Doe, Jürgen" <jd@contoso.example>`, ""},

		{"a declared charset", mailOf("Content-Type: text/plain; charset=windows-1251", inCode(charmap.Windows1251, "Ж.")), "Ж.¶", ""},
		{"a declared charset of a page", mailOf("Content-Type: text/html; charset=windows-1251", "<p>"+inCode(charmap.Windows1251, "Ж")+"</p>"), "Ж\n", ""},
		{"a charset that is wrong", mailOf("Content-Type: text/plain; charset=windows-1251", "Grüße aus Köln"), "Grüße aus Köln¶", ""},
		{"one in escapes", mailOf("Content-Type: text/plain; charset=iso-2022-jp", "\x1b$B;3ED\x1b(B-san"), "山田-san¶", ""},

		{"a page says what the letter says", mailOf(alternative, part("Content-Type: text/plain", "Dear Jane, your number is 4711.")+part("Content-Type: text/html", "<p>Dear Jane, your number is <b>4711</b>.</p>")+"--b--\r\n"), "Dear Jane, your number is 4711.", "4711.\n"},
		{"a page says hardly more", mailOf(alternative, part("Content-Type: text/plain", "Dear Jane, your number is 4711.")+part("Content-Type: text/html", "<p>Dear Jane, your number is <b>4711</b>.</p><p>Sent from my telephone.</p>")+"--b--\r\n"), "Dear Jane, your number is 4711.", "telephone"},
		{"a page says more", mailOf(alternative, part("Content-Type: text/plain", "Please see the page.")+part("Content-Type: text/html", "<p>"+strings.Repeat("Dear Jane, your number is 4711. ", 12)+"</p>")+"--b--\r\n"), "your number is 4711. Dear", ""},
		{"a page alone", mailOf(alternative, part("Content-Type: text/html", "<p>Dear Jane</p>")+"--b--\r\n"), "Dear Jane\n", ""},
		{"a page alone, after another letter", mailOf(mixed,
			part("Content-Type: multipart/alternative; boundary=c", "--c\r\n\r\nA letter of some length, to be compared with.\r\n--c--")+
				part("Content-Type: multipart/alternative; boundary=c", "--c\r\nContent-Type: text/html\r\n\r\n<p>Dear Joe</p>\r\n--c--")+"--b--\r\n"), "Dear Joe\n", ""},
		{"a page that is no alternative", mailOf(mixed, part("Content-Type: text/plain", "See the page of today.")+part("Content-Type: text/html", "<p>Dear Jane</p>")+"--b--\r\n"), "Dear Jane\n", ""},

		{"history from the first line on", mailOf("", "From: Max\nSent: Monday\n\nyour number is 4711"), "rfc822 quoted\n", "rfc822 body"},
		{"history after a blank line", mailOf("", "See below.\n\nFrom: Max\nSent: Monday\n\nyour number is 4711"), "rfc822 quoted\n", ""},
		{"lines of a letter that look like history", mailOf("", "The flight is\nFrom: Rome\nDate: Monday\n"), "rfc822 body\n", "rfc822 quoted"},
		{"a blank line within a quotation", mailOf("", "> one\n\n> two\n"), "> one\n\n> two\n", ""},
		{"a signature is one record", mailOf("", "Hello\n-- \nPhone: 1\n\nMail: 2\n"), "⟦Phone 2⟧1⟦ 2⟧\n\nMail: ⟦Mail 2⟧2", ""},
		{"a closing block of twenty lines", mailOf("", "Hello\n-- \n"+strings.Repeat("line\n", 18)+"Phone: 1\nPhone: 2\n"), "⟦Phone 2⟧1⟦ 2⟧\n", "⟦Phone 2⟧2"},
	})
}
