package extract_test

import "testing"

// What a document says of the program that wrote it is no text, what its author named
// so is.
func TestPropertiesOfPrograms(t *testing.T) {
	holdTo(t, "x.odt", []reading{{"the program", zipOf(t, "mimetype", []byte("application/vnd.oasis.opendocument.text"), "content.xml", []byte(`<text:p>words</text:p>`),
		"meta.xml", []byte(`<office:meta><meta:generator>LibreOffice/7.4.7.2</meta:generator><dc:creator>Jane</dc:creator></office:meta>`)), "⟦creator 1⟧Jane", "7.4.7.2"}})
	parts := func(name, part string) []byte {
		return zipOf(t, "word/document.xml", []byte(`<w:document `+wordNS+`/>`), name, []byte(part))
	}
	holdTo(t, "x.docx", []reading{
		{"the program", parts("docProps/app.xml", `<Properties><Application>LibreOffice/7.4.7.2</Application><AppVersion>15.0.7.2</AppVersion><Company>Contoso</Company></Properties>`), "Contoso", ".7.2"},
		{"a property of the author's own", parts("docProps/custom.xml", `<Properties><property name="AppVersion"><vt:lpwstr>own</vt:lpwstr></property></Properties>`), "own", ""},
	})
}
