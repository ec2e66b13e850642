package contact

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2030, 6, 1, 12, 0, 0, 0, time.UTC)

const plain = `# Our security policy
Contact: mailto:security@contoso.example
Contact: https://contoso.example/report
Contact: tel:+1-202-555-0199
Expires: 2031-01-01T00:00:00Z
Encryption: https://contoso.example/pgp.txt
Preferred-Languages: de, en
Canonical: https://contoso.example/.well-known/security.txt
Policy: https://contoso.example/policy
Hiring: https://contoso.example/jobs
`

const signedTxt = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n" + plain + "- -- dashes\n-----BEGIN PGP SIGNATURE-----\n\nContact: mailto:other@fabrikam.example\n-----END PGP SIGNATURE-----\n"

func TestSecurityTxt(t *testing.T) {
	contacts := []string{"mailto:security@contoso.example", "https://contoso.example/report", "tel:+1-202-555-0199"}
	for _, c := range []struct {
		name, in string
		contacts []string
		expired  bool
		signed   bool
		problem  string
	}{
		{"as the RFC wants it", plain, contacts, false, false, ""},
		{"with CRLF and a mark of order", "\ufeff" + strings.ReplaceAll(plain, "\n", "\r\n"), contacts, false, false, ""},
		{"names in other letters", strings.Replace(plain, "Contact:", "CONTACT:", 1), contacts, false, false, ""},
		{"signed; what stands in the signature is none", signedTxt, contacts, false, true, "neither field"},
		{"expired", strings.Replace(plain, "2031", "2029", 1), contacts, true, false, "expired on 2029-01-01"},
		{"no end", strings.Replace(plain, "Expires", "# Expires", 1), contacts, false, false, "names no Expires"},
		{"an end that is no date", strings.Replace(plain, "2031-01-01T00:00:00Z", "next year", 1), contacts, false, false, "no date"},
		{"two ends", plain + "Expires: 2040-01-01T00:00:00Z\n", contacts, false, false, "twice"},
		{"a contact by http", strings.Replace(plain, "https://contoso.example/report", "http://contoso.example/report", 1), []string{contacts[0], contacts[2]}, false, false, "mailto:, https: or tel:"},
		{"a contact without a scheme", strings.Replace(plain, "mailto:security@contoso.example", "security@contoso.example", 1), contacts[1:], false, false, "mailto:, https: or tel:"},
		{"a contact that runs", strings.Replace(plain, "mailto:security@contoso.example", "javascript:alert(1)", 1), contacts[1:], false, false, "mailto:, https: or tel:"},
		{"user information", strings.Replace(plain, "https://contoso.example/report", "https://contoso.example@fabrikam.example/", 1), []string{contacts[0], contacts[2]}, false, false, "mailto:, https: or tel:"},
		{"characters that cannot be seen", strings.Replace(plain, "security@", "\u202esecurity@", 1), contacts[1:], false, false, "cannot be seen"},
		{"none to write to", "Expires: 2031-01-01T00:00:00Z\n", nil, false, false, "no Contact"},
	} {
		got, err := ParseSecurityTxt([]byte(c.in), noon)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		problems := strings.Join(got.Problems, "; ")
		if !slices.Equal(got.Contacts, c.contacts) || got.Expired != c.expired || got.Signed != c.signed || (c.problem == "") != (problems == "") || !strings.Contains(problems, c.problem) {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
	got, err := ParseSecurityTxt([]byte(plain), noon)
	if err != nil || !slices.Equal(got.Languages, []string{"de", "en"}) || len(got.Policy) != 1 || len(got.Encrypt) != 1 || !got.Expires.Equal(time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestNoSecurityTxt(t *testing.T) {
	for name, in := range map[string]string{
		"empty": "", "a page": "<!doctype html>\n<title>Not found</title>\n<a href=\"mailto:a@contoso.example\">x</a>\n", "words": "nothing to see here\n",
		"bytes": "Contact: \xff\xfe\n", "a nought": "Contact: mailto:a@contoso.example\x00\n", "without an end": strings.Repeat("#", maxSecurityTxt+1),
	} {
		if got, err := ParseSecurityTxt([]byte(in), noon); !errors.Is(err, errNoSecurityTxt) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	many, err := ParseSecurityTxt([]byte(strings.Repeat("Contact: mailto:a@contoso.example\n", 500)), noon)
	if err != nil || len(many.Contacts) != maxFields {
		t.Errorf("%d contacts, %v", len(many.Contacts), err)
	}
}

func TestFetchSecurityTxt(t *testing.T) {
	kind, status, body := "text/plain; charset=utf-8", http.StatusOK, plain
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || r.URL.Path != "/.well-known/security.txt" {
			t.Errorf("asked %s %s", r.Method, r.URL)
		}
		w.Header().Set("Content-Type", kind)
		w.Header().Set("Location", "https://fabrikam.example/")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	defer server.Close()
	fetch := func() (*SecurityTxt, error) {
		return FetchSecurityTxt(t.Context(), server.Client().Transport, server.URL, noon)
	}
	got, err := fetch()
	if err != nil || len(got.Contacts) != 3 || !strings.Contains(strings.Join(got.Problems, ""), "Canonical names another") {
		t.Errorf("%+v, %v", got, err)
	}
	for _, c := range []struct {
		kind   string
		status int
		body   string
	}{{"text/html", 200, plain}, {"text/plain", 302, ""}, {"text/plain", 404, plain}, {"text/plain", 200, "<html>"}, {"text/plain", 200, strings.Repeat("# x\n", maxSecurityTxt)}} {
		kind, status, body = c.kind, c.status, c.body
		if got, err := fetch(); err == nil {
			t.Errorf("%s %d is taken for %+v", c.kind, c.status, got)
		}
	}
}

func FuzzSecurityTxt(f *testing.F) {
	for _, seed := range []string{plain, signedTxt, "", "Contact: mailto:a@b.test\nExpires: x\n", "a:b\n- c:d\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := ParseSecurityTxt(data, noon)
		if err != nil {
			return
		}
		for _, list := range [][]string{got.Contacts, got.Policy, got.Encrypt, got.Canonical, got.Languages} {
			if len(list) > maxFields {
				t.Errorf("%d entries", len(list))
			}
			for _, s := range list {
				if strings.ContainsFunc(s, unseen) || len(s) > maxValue {
					t.Errorf("%q cannot be shown", s)
				}
			}
		}
		if len(got.Problems) > 32 {
			t.Errorf("%d problems", len(got.Problems))
		}
	})
}
