package exposure

import (
	"strings"
	"testing"
)

func TestParseTarget(t *testing.T) {
	for _, c := range []struct {
		in, out, host string
		provider      Provider
	}{
		{"az://contosobackup/q3", "az://contosobackup/q3", "contosobackup.blob.core.windows.net:443", Azure},
		{"az://contosobackup/q3/mail/", "az://contosobackup/q3/mail/", "contosobackup.blob.core.windows.net:443", Azure},
		{"https://contosobackup.blob.core.windows.net/q3?sv=1&sig=x", "az://contosobackup/q3", "contosobackup.blob.core.windows.net:443", Azure},
		{"http://127.0.0.1:10000/devstoreaccount1/backups", "http://127.0.0.1:10000/devstoreaccount1/backups", "127.0.0.1:10000", Azure},
		{"az+http://[::1]:10000/dev/backups", "http://[::1]:10000/dev/backups", "[::1]:10000", Azure},
		{"s3://crm-dump/2022", "s3://crm-dump/2022", "s3.amazonaws.com:443", S3},
		{"https://crm-dump.s3.eu-west-1.amazonaws.com/2022", "s3://crm-dump/2022", "s3.eu-west-1.amazonaws.com:443", S3},
		{"s3+http://127.0.0.1:7070/crm", "s3+http://127.0.0.1:7070/crm", "127.0.0.1:7070", S3},
		{"file:///copy/of/it", "file:///copy/of/it", "", Folder},
		{"/copy/of/../it", "file:///copy/it", "", Folder},
	} {
		got, err := ParseTarget(c.in)
		if err != nil {
			t.Errorf("ParseTarget(%q): %v", c.in, err)
			continue
		}
		if got.String() != c.out || got.HostPort() != c.host || got.Provider != c.provider {
			t.Errorf("ParseTarget(%q) = %s at %q by %s; want %s at %q by %s", c.in, got, got.HostPort(), got.Provider, c.out, c.host, c.provider)
		}
		again, err := ParseTarget(got.String())
		if err != nil || again.String() != got.String() || again.HostPort() != got.HostPort() && got.Provider != S3 {
			t.Errorf("%s does not come back as itself: %s, %v", got, again, err)
		}
	}
}

func TestParseTargetRefuses(t *testing.T) {
	for _, in := range []string{
		"", "az://", "az://contoso", "az://Contoso/x", "az://a.evil.test/x", "az://a@b/x", "s3://", "gopher://x/y",
		"https://contoso.blob.core.windows.net@evil.test/x/y", "http://127.0.0.1:10000/justone", "file://host/x",
		"http:///a/b", "https://a.b.blob.core.windows.net/x",
	} {
		if got, err := ParseTarget(in); err == nil {
			t.Errorf("ParseTarget(%q) = %s, want an error", in, got)
		}
	}
}

func TestErrorsDoNotQuoteSignatures(t *testing.T) {
	_, err := ParseTarget("https://user:pw@contoso.test/a/b?sig=SECRET")
	if err == nil || strings.Contains(err.Error(), "SECRET") || strings.Contains(err.Error(), "pw") {
		t.Errorf("error %v quotes what it must not", err)
	}
}

func TestContains(t *testing.T) {
	for _, c := range []struct {
		outer, inner string
		want         bool
	}{
		{"/copy", "/copy/of/it", true}, {"/copy", "/copying", false}, {"/", "/copy", true}, {"/copy/of", "/copy", false}, {"/copy", "/copy", true},
		{"az://contoso/q3", "az://contoso/q3/mail", true}, {"az://contoso/q3/mail", "az://contoso/q3", false},
		{"az://contoso/q3", "az://contoso/q4", false}, {"s3://crm", "az://contoso/crm", false}, {"s3://crm", "s3://crm/2022", true},
	} {
		outer, err := ParseTarget(c.outer)
		if err != nil {
			t.Fatal(err)
		}
		inner, err := ParseTarget(c.inner)
		if err != nil {
			t.Fatal(err)
		}
		if got := outer.Contains(inner); got != c.want {
			t.Errorf("%s contains %s: %t, want %t", c.outer, c.inner, got, c.want)
		}
	}
}
