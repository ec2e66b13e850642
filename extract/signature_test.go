package extract_test

import (
	"encoding/base64"
	"encoding/hex"
	"os"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
	"github.com/hemostat/hemostat/extract/internal/cms"
)

// detached is a signature that OpenSSL made.
func detached(t testing.TB) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/real/detached.p7s")
	check(t, err)
	return data
}

// signedPDF makes a PDF with that signature.
func signedPDF(t testing.TB) []byte {
	return pdfOf("",
		"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] /SigFlags 3 >> >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Annots [4 0 R] >>",
		"<< /Type /Annot /Subtype /Widget /FT /Sig /T (Signature1) /V 5 0 R /Rect [0 0 10 10] >>",
		"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached /M (D:20220801120000+02'00') /ByteRange [0 10 20 30] /Contents <"+hex.EncodeToString(detached(t))+"> >>")
}

// signedOffice makes a text document with an XML signature.
func signedOffice(t testing.TB) []byte {
	m, err := cms.Parse(detached(t))
	check(t, err)
	cert := base64.StdEncoding.EncodeToString(m.Certificates[0].Raw)
	signature := `<Signature><KeyInfo><X509Data><X509Certificate>` + cert[:60] + "\n" + cert[60:] + `</X509Certificate></X509Data></KeyInfo>` +
		`<Object><xd:SigningTime>2022-08-01T12:00:00Z</xd:SigningTime></Object></Signature>`
	return zipOf(t, "word/document.xml", []byte(`<w:document `+wordNS+`>`+para("signed")+`</w:document>`), "_xmlsignatures/sig1.xml", []byte(signature))
}

// TestSignedBy checks that whoever signed stands among the properties and facts.
func TestSignedBy(t *testing.T) {
	x := newExtractor(t, extract.Options{})
	defer x.Close()
	for name, data := range map[string][]byte{"signed.pdf": signedPDF(t), "signed.docx": signedOffice(t)} {
		got := extracttest.Walk(t, x, name, data).String()
		for _, want := range []string{"⟦signer 1⟧Jane Doe", "⟦company 1⟧Contoso GmbH", "⟦email 1⟧jane@contoso.example", `"signed-by=Jane Doe" "signed"`} {
			if !strings.Contains(got, want) {
				t.Errorf("%s: no %s in\n%s", name, want, got)
			}
		}
		at := map[string]string{"signed.pdf": "⟦signed 1⟧20", "signed.docx": "⟦signed 1⟧2022-08-01T12:00:00Z"}[name]
		if !strings.Contains(got, at) {
			t.Errorf("%s: does not say when, %s:\n%s", name, at, got)
		}
	}
}
