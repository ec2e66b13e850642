package extract_test

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
)

const (
	latin1 = "Content-Type: text/plain; charset=iso-8859-1"
	coded  = "Content-Transfer-Encoding: "
)

// A letter that ends a text without a line end is read, whatever the encoding:
// nothing that could follow makes a letter of UTF-8 of it.
func TestTheLastLetter(t *testing.T) {
	western := func(s string) []byte { return []byte(inCode(charmap.Windows1252, s)) }
	holdTo(t, "x.txt", []reading{
		{"of two bytes", western("Gruß"), "Gruß¶", "\uFFFD"},
		{"of three bytes", western("José"), "José¶", "\uFFFD"},
		{"of four bytes", western("Vila Sô"), "Vila Sô¶", "\uFFFD"},
		{"alone", western("é"), "é¶", "\uFFFD"},
		{"in a table", western("id;name\n1;Smith\n2;José"), "⟦name 2⟧José", "\uFFFD"},
		{"in settings", western("user = jane\ncity = Orlé"), "⟦city 1⟧Orlé", "\uFFFD"},
		{"in JSON", western(`{"user": "jane", "mail": "jane@contoso.example", "note": "as agreed", "city": "Orlé`), "⟦city 1⟧Orlé", "\uFFFD"},
		{"in XML", western(`<a><user>jane</user><city>Orlé`), "⟦city 1⟧Orlé", "\uFFFD"},
		{"in HTML", western(`<html><p>Orlé`), "Orlé", "\uFFFD"},
		{"UTF-8 that is broken off", []byte("Grüße aus Köl\xc3"), "Grüße aus Köl\uFFFD", "Ã"},
		{"UTF-8 that is broken off after one letter", []byte("Grüße aus K\xc3"), "Grüße aus K\uFFFD", "Ã"},
	})
	part := func(header, body string) string { return "--b\r\n" + header + "\r\n\r\n" + body + "\r\n" }
	mixed := "Content-Type: multipart/mixed; boundary=b"
	cyrillic := inCode(charmap.Windows1251, "Ждём Р")
	holdTo(t, "x.eml", []reading{
		{"before a boundary", mailOf(mixed, part(latin1, string(western("José")))+"--b--\r\n"), "José¶", "\uFFFD"},
		{"before a boundary, nothing declared", mailOf(mixed, part("Content-Type: text/plain", string(western("José")))+"--b--\r\n"), "José¶", "\uFFFD"},
		{"declared Cyrillic", mailOf("Content-Type: text/plain; charset=windows-1251", inCode(charmap.Windows1251, "OK, Р")), "OK, Р¶", "\uFFFD"},
		{"declared Cyrillic, more of it", mailOf("Content-Type: text/plain; charset=windows-1251", cyrillic), "Ждём Р¶", "\uFFFD"},
		{"escaped", mailOf(latin1+"\r\n"+coded+"quoted-printable", "Gru=DF"), "Gruß¶", "\uFFFD"},
		{"in base64", mailOf(latin1+"\r\n"+coded+"base64", "R3J13w=="), "Gruß¶", "\uFFFD"},
		{"of a page", mailOf("Content-Type: text/html; charset=iso-8859-1", string(western("<p>José"))), "José", "\uFFFD"},
		{"of a header", []byte("From: jane@contoso.example\r\nSubject: " + string(western("José")) + "\r\nMessage-ID: <1@contoso.example>\r\n\r\nx"), "⟦subject 1⟧José⟦", "\uFFFD"},
	})
}

// What is declared counts for more than one letter that could be one of UTF-8,
// where it makes letters of it that stand together in some language.
func TestOneLetterOfUTF8(t *testing.T) {
	declared := func(charset, body string) []byte { return mailOf("Content-Type: text/plain; charset="+charset, body) }
	chinese, err := simplifiedchinese.GBK.NewEncoder().String("5 路 7")
	check(t, err)
	holdTo(t, "x.eml", []reading{
		{"Cyrillic", declared("windows-1251", inCode(charmap.Windows1251, "No. 5 СЁ, 7")), "5 СЁ, 7¶", ""},
		{"Chinese", declared("gbk", chinese), "5 路 7¶", ""},
		{"Latin, small", declared("iso-8859-1", "José Straße"[:5]+" x"), "José x¶", ""},
		{"Latin, capital", declared("iso-8859-1", "JOSÉ x"), "JOSÉ x¶", ""},
		{"Latin, sharp", declared("windows-1252", "Straße 5"), "Straße 5¶", ""},
		{"Latin, at the start of a word", declared("windows-1252", "eine Übung"), "eine Übung¶", ""},
		{"Latin, in capitals", declared("windows-1252", "MÜLLER"), "MÜLLER¶", ""},
		{"Polish", declared("windows-1250", "Wał 5"), "Wał 5¶", ""},
		{"Polish, at the start of a word", declared("iso-8859-2", "w życiu"), "w życiu¶", ""},
		{"ASCII", declared("us-ascii", "Jos\u00e9 x"), "José x¶", ""},
		{"a sign", declared("windows-1252", "5 € x"), "5 € x¶", ""},
		{"a sign of Asia", declared("gbk", "5 € x"), "5 € x¶", ""},
		{"UTF-16", declared("utf-16", "José x"), "José x¶", ""},
		{"two letters", declared("windows-1251", "ё, ё"), "ё, ё¶", ""},
		{"many", declared("windows-1252", strings.Repeat("Grüße ", 9)), "Grüße Grüße", "Ã"},
	})
	x := inCode(charmap.Windows1251, "<?xml version='1.0' encoding='windows-1251'?><a><b>5 СЁ, 7</b></a>")
	holdTo(t, "x.xml", []reading{{"in XML, in memory", []byte(x), "5 СЁ, 7", ""}})
}
