package probe

import (
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// An address in the evidence holds no secret, by whatever name.
func TestRedactURL(t *testing.T) {
	storage := exposure.Target{Provider: exposure.Azure, Prefix: "crm/"}
	server := exposure.Target{Provider: exposure.Server}
	for _, c := range []struct {
		target         exposure.Target
		address, shown string
	}{
		{storage, "https://a.example/c", "https://a.example/c"},
		{storage, "https://u:secret@a.example/c/@d?sv=1", "https://a.example/c/@d?sv=1"},
		{storage, "https://a.example/c?restype=container&comp=list&maxresults=1&prefix=crm%2F", "https://a.example/c?restype=container&comp=list&maxresults=1&prefix=crm%2F"},
		{storage, "https://a.example/c?prefix=secret", "https://a.example/c?prefix=…"},
		{storage, "https://a.example/c?sp=r&SIG=secret&sv=2021", "https://a.example/c?sp=r&sig=…&sv=2021"},
		{storage, "https://a.example/c?%73ig=secret", "https://a.example/c?sig=…"},
		{storage, "https://a.example/c?s%69g=secret&%zz=secret", "https://a.example/c?sig=…&…"},
		{storage, "https://a.example/c?X-Amz-Credential=secret&X-Amz-Date=20261122&X-Goog-Signature=secret", "https://a.example/c?x-amz-credential=…&X-Amz-Date=20261122&x-goog-signature=…"},
		{storage, "https://a.example/c?access_token=secret&key=secret&anything=secret", "https://a.example/c?access_token=…&key=…&anything=…"},
		{storage, "https://a.example/c?sp=r;sig=secret", "https://a.example/c?sp=…"},
		{storage, "https://a.example/c?q=secret", "https://a.example/c?q=…"},
		{storage, "https://a.example/c?secretsecretsecretsecret#secret", "https://a.example/c?…"},
		{storage, "https://a.example/b?acl", "https://a.example/b?acl"},
		{server, "http://10.0.0.5:9200/_cat/indices?format=json&h=index&auth=secret", "http://10.0.0.5:9200/_cat/indices?format=json&h=index&auth=…"},
	} {
		if got := redactURL(c.address, c.target); got != c.shown {
			t.Errorf("%s is shown as %s, want %s", c.address, got, c.shown)
		}
	}
}

// Whatever the name of a parameter decodes to, a value that is not on the list is gone.
func FuzzRedactURL(f *testing.F) {
	for _, name := range []string{"sig", "%73ig", "SI%47", "X-Amz-Signature", "a;b", "prefix", "%", "sp;sig", ""} {
		f.Add(name, "aW52ZW50ZWQ%3D")
	}
	f.Fuzz(func(t *testing.T, name, value string) {
		if strings.ContainsAny(name, "#&?") || strings.ContainsAny(value, "#&?") {
			return
		}
		shown := redactURL("https://a.example/c?sp=r&"+name+"=Secret"+value+"Secret&sv=1", exposure.Target{Provider: exposure.S3, Prefix: "crm/"})
		decoded := strings.ToLower(name)
		for _, allowed := range shownParameters {
			if decoded == allowed {
				return
			}
		}
		if strings.Contains(shown, "=Secret") && !strings.Contains(name, "%") && !strings.Contains(name, "=") {
			t.Errorf("%q=%q is shown as %s", name, value, shown)
		}
	})
}

func FuzzProviderCode(f *testing.F) {
	f.Add([]byte("<Error><Code>AccessDenied</Code></Error>"))
	f.Add([]byte("\xef\xbb\xbf<?xml version=\"1.0\"?><Error><Code><![CDATA[a]]></Code>"))
	f.Fuzz(func(t *testing.T, body []byte) {
		if code := providerCode(403, nil, body); len(code) > 64 || providerCode(200, nil, body) != "" {
			t.Errorf("%q", code)
		}
	})
}
