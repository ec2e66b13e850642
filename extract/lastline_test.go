package extract_test

import "testing"

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
