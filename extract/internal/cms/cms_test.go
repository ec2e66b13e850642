package cms

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// real reads a file that OpenSSL made, see test/files/signed.sh.
func real(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("../../testdata/real", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestParse(t *testing.T) {
	const part = "Content-Type: text/plain\r\n\r\nThe offer stands"
	for _, c := range []struct {
		file    string
		sort    Sort
		signers int
		content string
	}{
		{"opaque.p7m", Signed, 1, part},
		{"streamed.p7m", Signed, 1, part}, // lengths are left open, the content is in pieces
		{"keyid.p7m", Signed, 1, part},    // names the signer by key
		{"detached.p7s", Signed, 1, ""},
		{"certificates.p7b", Signed, 0, ""},
		{"enveloped.p7m", Encrypted, 0, ""},
	} {
		data := real(t, c.file)
		if !IsMessage(data) {
			t.Errorf("%s is not known for a message", c.file)
		}
		m, err := Parse(data)
		if err != nil || m.Sort != c.sort || len(m.Signers) != c.signers || !strings.HasPrefix(string(m.Content), c.content) || c.content == "" && m.Content != nil {
			t.Errorf("%s: %+v, %v", c.file, m, err)
			continue
		}
		if c.sort == Signed && (len(m.Certificates) != 1 || m.Certificates[0].Subject.CommonName != "Jane Doe") {
			t.Errorf("%s: certificates %v", c.file, m.Certificates)
		}
		for _, s := range m.Signers {
			if s.Certificate == nil || s.Certificate.EmailAddresses[0] != "jane@contoso.example" || s.At.Year() < 2026 || s.At.After(time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)) {
				t.Errorf("%s: signer %+v", c.file, s)
			}
		}
	}
}

// TestNested makes values of unstated length in one another: deep, and many.
func TestNested(t *testing.T) {
	for _, n := range []int{1, maxDepth - 1, maxDepth + 2, 1 << 20} {
		deep := strings.Repeat("\x30\x80", n) + strings.Repeat("\x00\x00", n)
		if _, _, err := read([]byte(deep)); (err == nil) != (n < maxDepth) {
			t.Errorf("%d deep: %v", n, err)
		}
	}
	v, _, err := read([]byte("\x30\x80" + strings.Repeat("\x02\x01\x07", 1000) + "\x00\x00"))
	if err != nil {
		t.Fatal(err)
	}
	if all, err := v.children(10); err == nil || len(all) != 10 {
		t.Errorf("%d children of ten: %v", len(all), err)
	}
}

// TestCut checks that a message that breaks off is an error and nothing worse.
func TestCut(t *testing.T) {
	data := real(t, "streamed.p7m")
	for n := range len(data) {
		if _, err := Parse(data[:n]); err == nil && n < len(data)-8 {
			t.Fatalf("cut at %d of %d it is whole", n, len(data))
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, name := range []string{"opaque.p7m", "streamed.p7m", "keyid.p7m", "detached.p7s", "certificates.p7b", "enveloped.p7m"} {
		f.Add(real(f, name))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		m, _ := Parse(data)
		if len(m.Content) > len(data) || len(m.Certificates) > maxCertificates || len(m.Signers) > maxSigners {
			t.Errorf("%d bytes make %d of content, %d certificates, %d signers", len(data), len(m.Content), len(m.Certificates), len(m.Signers))
		}
	})
}
