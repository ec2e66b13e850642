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
		{"https://contoso.blob.core.chinacloudapi.cn/q3", "https://contoso.blob.core.chinacloudapi.cn/q3", "contoso.blob.core.chinacloudapi.cn:443", Azure},
		{"https://contoso.dfs.core.windows.net/lake/raw", "https://contoso.dfs.core.windows.net/lake/raw", "contoso.dfs.core.windows.net:443", Azure},
		{"https://contoso.file.core.windows.net/share", "https://contoso.file.core.windows.net/share", "contoso.file.core.windows.net:443", Azure},
		{"http://10.0.0.7:10000/devstoreaccount1/b", "http://10.0.0.7:10000/devstoreaccount1/b", "10.0.0.7:10000", Azure},
		{"az+http://azurite.test:10000/dev/b", "az+http://azurite.test:10000/dev/b", "azurite.test:10000", Azure},
		{"https://crm.nyc3.digitaloceanspaces.com/2022/", "https://nyc3.digitaloceanspaces.com/crm/2022/", "nyc3.digitaloceanspaces.com:443", S3},
		{"https://nyc3.digitaloceanspaces.com/crm", "https://nyc3.digitaloceanspaces.com/crm", "nyc3.digitaloceanspaces.com:443", S3},
		{"https://a.b.s3.fr-par.scw.cloud/x", "https://s3.fr-par.scw.cloud/a.b/x", "s3.fr-par.scw.cloud:443", S3},
		{"https://crm.oss-cn-hangzhou.aliyuncs.com/", "https://oss-cn-hangzhou.aliyuncs.com/crm", "oss-cn-hangzhou.aliyuncs.com:443", S3},
		{"gs://crm/2022", "gs://crm/2022", "storage.googleapis.com:443", GCS},
		{"https://crm.storage.googleapis.com/2022", "gs://crm/2022", "storage.googleapis.com:443", GCS},
		{"https://storage.googleapis.com/crm", "gs://crm", "storage.googleapis.com:443", GCS},
		{"gs+http://127.0.0.1:4443/crm", "gs+http://127.0.0.1:4443/crm", "127.0.0.1:4443", GCS},
		{"https://files.contoso.test/pub/", "https://files.contoso.test/pub/", "files.contoso.test:443", Web},
		{"https://contoso.test", "https://contoso.test/", "contoso.test:443", Web},
		{"http://127.0.0.1:8000/", "http://127.0.0.1:8000/", "127.0.0.1:8000", Web},
		{"web+http://127.0.0.1:8000/a/b.zip", "web+http://127.0.0.1:8000/a/b.zip", "127.0.0.1:8000", Web},
		{"https://b.s3-website-us-east-1.amazonaws.com/", "https://b.s3-website-us-east-1.amazonaws.com/", "b.s3-website-us-east-1.amazonaws.com:443", Web},
		{"https://files.contoso.test/a%20b/100%25/%3Fx%23/", "https://files.contoso.test/a%20b/100%25/%3Fx%23/", "files.contoso.test:443", Web},
		{"https://files.contoso.test/Gr%C3%BC%C3%9Fe/", "https://files.contoso.test/Grüße/", "files.contoso.test:443", Web},
		{"redis://10.0.0.5", "redis://10.0.0.5:6379", "10.0.0.5:6379", Server},
		{"postgres://[fd00::5]:6543/crm/public.users", "postgres://[fd00::5]:6543/crm/public.users", "[fd00::5]:6543", Server},
		{"tcp://DB.contoso.test:1234", "tcp://db.contoso.test:1234", "db.contoso.test:1234", Server},
		{"https://contoso-app.firebaseio.com/", "firebase://contoso-app.firebaseio.com:443", "contoso-app.firebaseio.com:443", Server},
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

// A signed link leads to the host that was signed, and comes back as itself.
func TestLink(t *testing.T) {
	for _, c := range []struct{ in, target, out string }{
		{"https://contosobackup.blob.core.windows.net/q3/a%20b%3F%25.zip?sv=1&sig=x%3D", "az://contosobackup/q3/a b?%.zip", ""},
		{"az://contosobackup/q3?sv=1&sig=x", "az://contosobackup/q3", "https://contosobackup.blob.core.windows.net/q3?sv=1&sig=x"},
		{"http://127.0.0.1:10000/devstoreaccount1/b/k?sig=x", "http://127.0.0.1:10000/devstoreaccount1/b/k", ""},
		{"az+http://azurite.test:10000/dev/b?sig=x", "az+http://azurite.test:10000/dev/b", ""},
		{"https://crm.s3.eu-west-1.amazonaws.com/a/b?X-Amz-Signature=x", "s3://crm/a/b", ""},
		{"https://s3.eu-west-1.amazonaws.com/crm/a/b?X-Amz-Signature=x", "s3://crm/a/b", ""},
		{"https://crm.nyc3.digitaloceanspaces.com/a?X-Amz-Signature=x", "https://nyc3.digitaloceanspaces.com/crm/a", ""},
		{"https://nyc3.digitaloceanspaces.com/crm/a?AWSAccessKeyId=k&Expires=1&Signature=x", "https://nyc3.digitaloceanspaces.com/crm/a", ""},
		{"s3+http://127.0.0.1:7070/crm/a%20b?X-Amz-Signature=x", "s3+http://127.0.0.1:7070/crm/a b", ""},
		{"https://storage.googleapis.com/crm/a?X-Goog-Signature=x", "gs://crm/a", ""},
		{"https://crm.storage.googleapis.com/a?X-Goog-Signature=x", "gs://crm/a", ""},
		{"gs+http://127.0.0.1:4443/crm/a?X-Goog-Signature=x", "gs+http://127.0.0.1:4443/crm/a", ""},
		{"https://crm.s3.eu-west-1.amazonaws.com/a?versionId=1", "s3://crm/a", "none"},
	} {
		got, err := ParseTarget(c.in)
		if err != nil {
			t.Errorf("%s: %v", c.in, err)
			continue
		}
		want := c.out
		switch want {
		case "":
			want = c.in
		case "none":
			want = ""
		}
		if got.String() != c.target || got.Link() != want {
			t.Errorf("%s is %s, link %s; want %s, link %s", c.in, got, got.Link(), c.target, want)
		}
		if again, err := ParseTarget(got.Link()); want != "" && (err != nil || again != got) {
			t.Errorf("%s comes back as %+v, %v; want %+v", c.in, again, err, got)
		}
	}
}

func TestParseTargetRefuses(t *testing.T) {
	for _, in := range []string{
		"", "az://", "az://contoso", "az://Contoso/x", "az://a.evil.test/x", "az://a@b/x", "s3://", "gopher://x/y",
		"https://contoso.blob.core.windows.net@evil.test/x/y", "http://127.0.0.1:10000/justone", "file://host/x",
		"http:///a/b", "tcp://host", "redis://", "gs://", "ftp+http://x/y", "https://oss-cn-hangzhou.aliyuncs.com/", "https://a.b.blob.core.windows.net/x",
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
		{"https://h.test/pub/", "https://h.test/pub/x", true}, {"https://h.test/", "https://h.test/pub/", true}, {"https://h.test/pub", "https://h.test/public/", false},
		{"https://h.test/pub", "https://h.test/pub", true}, {"https://h.test/pub/", "https://h.test/pub", false}, {"https://h.test/", "https://h2.test/pub/", false},
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
