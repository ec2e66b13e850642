package extract_test

import (
	"strings"
	"testing"
)

// Texts that end without a line end, or in the middle of something.
func TestTheLastLine(t *testing.T) {
	holdTo(t, "x", []reading{
		{"a table", []byte("name,email\nJoe,joe@contoso.example\nJane,jane@contoso.example"), "⟦email 2⟧jane@contoso.example", ""},
		{"a table within a quote", []byte("name,email\nJoe,joe@contoso.example\nJane,\"jane@contoso.example"), "⟦email 2⟧jane@contoso.example", ""},
		{"settings", []byte("[a]\nuser = joe\nmail = jane@contoso.example"), "⟦mail 1⟧jane@contoso.example", ""},
		{"YAML", []byte("- user: joe\n- mail: jane@contoso.example"), "⟦mail 2⟧jane@contoso.example", ""},
		{"a dump", []byte("INSERT INTO t (id, email) VALUES (1,'joe@contoso.example'),(2,'jane@contoso.example"), "⟦email 2⟧jane@contoso.example", ""},
		{"lines of JSON", []byte("{\"id\":1,\"email\":\"joe@contoso.example\"}\n{\"id\":2,\"email\":\"jane@contoso.example"), "⟦email 2⟧jane@contoso.example", ""},
		{"UTF-16 and half a character", []byte("\xff\xfeJ\x00a\x00n\x00e\x00.\x00x"), "Jane.\uFFFD", ""},
		{"UTF-16 of the other order", []byte("\xfe\xff\x00J\x00a\x00n\x00e\x00.\x00"), "Jane.\uFFFD", ""},
		{"UTF-16 and half a pair", []byte("\xff\xfeJ\x00a\x00n\x00e\x00\x3d\xd8"), "Jane\uFFFD", ""},
	})
	holdTo(t, "x.eml", []reading{
		{"a line of base64 of one digit too many", mailOf(coded+"base64", "SmFuZQ==S"), "Jane¶", ""},
		{"a group of two", mailOf(coded+"base64", "SmFuZS"), "Jane", ""},
		{"a group of three", mailOf(coded+"base64", "SmFuZSE"), "Jane!¶", ""},
		{"half an escape", mailOf(coded+"quoted-printable", "(Jane=4"), "(Jane=4¶", ""},
		{"an equals sign", mailOf(coded+"quoted-printable", "Jane="), "Jane", ""},
		{"a soft line break at the end", mailOf(coded+"quoted-printable", "Jane=\r\n"), "Jane¶", ""},
		{"white space behind a soft line break", mailOf(coded+"quoted-printable", "jane@cont= \t\r\noso.example"), "jane@contoso.example¶", ""},
		{"a header", []byte(mailHead + "Subject: Jane"), "⟦subject 1⟧Jane", ""},
		{"a folded header", []byte(mailHead + "Subject: one\r\n Jane"), "one Jane", ""},
		{"the headers of a part", mailOf(mixedB, "--b\r\nContent-Type: text/plain\r\nX-Note: Jane"), "Jane", ""},
	})
}

// What others put before and behind base64, and what is none.
func TestWordsBesideBase64(t *testing.T) {
	const jane, foot = "SGVsbG8gSmFuZQ==", "\r\n____________\r\nUsers mailing list\r\nMonthly\r\nusers@contoso.example"
	line := strings.Repeat("SGVsbG8g", 9)
	holdTo(t, "x.eml", []reading{
		{"a footer", mailOf(coded+"base64", jane+foot), "Hello Jane\n____________\r\nUsers mailing list\r\nMonthly\r\nusers@contoso.example¶", ""},
		{"a footer behind no padding", mailOf(coded+"base64", "SGVsbG8"+foot), "Hello\n____________\r\nUsers", ""},
		{"a word before", mailOf(coded+"base64", "[EXTERNAL MAIL]\r\n"+line+"\r\n"+jane), "[EXTERNAL MAIL]\r\nHello Hello", ""},
		{"no base64 at all", mailOf(coded+"base64", "Hello, this is none: jane@contoso.example\r\n\r\nJane\r\n"), "Hello, this is none: jane@contoso.example\r\n\r\nJane\r\n", ""},
		{"lines that are quoted", mailOf(coded+"base64", "> "+line+"\r\n> "+line), "Hello Hello", "SGVs"},
		{"a sign behind it", mailOf(coded+"base64", jane+")"), "Hello Jane¶", ""},
		{"one long line", mailOf(coded+"base64", strings.Repeat(line, 1000)+jane), "Hello Jane¶", ""},
		{"one long line of words", mailOf(coded+"base64", strings.Repeat("all work and no play ", 2000)+"Jane"), "play Jane¶", ""},
		{"white space at the ends of lines", mailOf(coded+"base64", "SGVs  \r\n bG8g \r\nSmFu \t\r\nZQ=="), "Hello Jane¶", ""},
		{"a comment behind the encoding", mailOf(coded+"base64 (as ever)", jane), "Hello Jane¶", ""},
		{"an encoding in quotes", mailOf(coded+"\"base64\";", jane), "Hello Jane¶", ""},
		{"UTF-16 without a byte beyond ASCII", mailOf("Content-Type: text/plain; charset=utf-16\r\n"+coded+"base64", "SABlAGwAbABvAA=="), "Hello¶", "\x00"},
		{"UTF-16 with a mark", mailOf("Content-Type: text/plain; charset=\"UTF-16\"\r\n"+coded+"base64", "//5IAGUAbABsAG8A"), "\nHello¶", "\x00"},
		{"UTF-16 that is none", mailOf("Content-Type: text/html; charset=utf-16", "<p>Hello Jane"), "Hello Jane", ""},
	})
	mail := strings.ReplaceAll(mailHead, "\r", "")
	first := "From jane@contoso.example Mon Sep  1 10:00:00 2025\n" + mail + "\nHello\n\n"
	holdTo(t, "x.mbox", []reading{
		{"a line of a letter in a mailbox", []byte(first + "From here on we talk.\nJane\n"), "Hello\n\nFrom here on we talk.\nJane", "message~2"},
		{"a mail in a mailbox without a time", []byte(first + "From joe\n" + mail + "\nHello Joe\n"), "message~2", "From joe"},
		{"a mail in a mailbox without headers", []byte(first + "From joe Mon Sep  1 10:00:00 2025\nHello Joe\n"), "message~2", "From joe"},
	})
	holdTo(t, "x.txt", []reading{{"a mark at the end of a file", []byte("Jane\r\n\x1a"), "text/plain \nJane", ""}})
	holdTo(t, "x.xml", []reading{{"a declaration of a declaration that does not end", []byte("<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x 'jane'>"), "jane", ""}})
}
