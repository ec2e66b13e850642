package scope

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// refusedAt returns the depths, of the three, at which a request is refused.
func refusedAt(t *testing.T, s *Scope, at, method, raw string) (depths string) {
	t.Helper()
	u, err := url.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	for d, letter := range map[exposure.Depth]string{exposure.Probe: "p", exposure.List: "l", exposure.Read: "r"} {
		req := newGet(u)
		req.Method = method
		if _, err := bound(t, s, at, d).check(req); err != nil {
			depths += letter
		}
	}
	return depths
}

// A web server is one place, of which a grant covers a directory with what is below
// it, or one file.
func TestWebRequests(t *testing.T) {
	const site = "https://files.contoso.test"
	s := parseGrant(t, `"`+site+`/pub/", "`+site+`/one.zip"`, ownerRead, "")
	for raw, want := range map[string]string{
		"/pub/": "", "/pub/a%20b/": "", "/pub/..a/": "", "/pub/x.zip": "pl", "/pub/a%2Fb": "pl", "/pub/a%5Cb": "pl",
		"/pub": "all", "/": "all", "/public/": "all", "/Pub/": "all", "/pub/../x": "all", "/pub/%2e%2e/x": "all", "/pub/a/..%5C..%5Cx": "all", "/pub/..%5Cx": "all", "/pub/x%5C..": "all",
		"/one.zip": "all", "/robots.txt": "", "/.well-known/security.txt": "", "//pub/": "all",
	} {
		got := refusedAt(t, s, site+"/pub/", http.MethodGet, site+raw)
		if len(got) == 3 {
			got = "all"
		} else if len(got) == 2 {
			got = "pl"
		}
		if got != want {
			t.Errorf("%s is refused at %q, want %q", raw, got, want)
		}
	}
	for raw, want := range map[string]int{"/one.zip": 0, "/one.zip/": 3, "/one.zip.bak": 3, "/pub/": 3} {
		if got := refusedAt(t, s, site+"/one.zip", http.MethodHead, site+raw); len(got) != want {
			t.Errorf("HEAD %s is refused at %q", raw, got)
		}
	}
	for at, want := range map[string]bool{
		"/pub/": true, "/pub/x/": true, "/pub/x": true, "/one.zip": true, "/one.zip.bak": false, "/one.zip/x": false, "/pub": false, "/public/": false, "/": false,
	} {
		if _, err := s.Grant(target(t, site+at), exposure.Read); (err == nil) != want {
			t.Errorf("a grant for %s: %v", at, err)
		}
	}
	globs := parseGrant(t, `"`+site+`/year-*/", "`+site+`/*.zip"`, ownerRead, "")
	for at, want := range map[string]bool{"/year-1/": true, "/year-1/x/": true, "/a.zip": true, "/a.zip.bak": false, "/a.zip/": false, "/x/a.zip": false, "/year-1": false} {
		if _, err := globs.Grant(target(t, site+at), exposure.Read); (err == nil) != want {
			t.Errorf("a grant with globs for %s: %v", at, err)
		}
	}
}

// What the source of Google Cloud Storage sends, and what would be more.
func TestGCSRequests(t *testing.T) {
	const api = "https://storage.googleapis.com"
	s := parseGrant(t, `"gs://crm/2022/"`, ownerRead, "")
	for raw, want := range map[string]int{
		"/storage/v1/b/crm/o?prefix=2022%2F&maxResults=1000&pageToken=x": 1, "/storage/v1/b/crm/o?prefix=2022%2F&maxResults=1": 0, "/storage/v1/b/crm/o?prefix=2021%2F": 3, "/storage/v1/b/crm/o": 3,
		"/storage/v1/b/crm/o/2022%2Fa?alt=media&generation=1": 2, "/storage/v1/b/crm/o/2022%2Fa?$alt=media": 2, "/storage/v1/b/crm/o/2022%2Fa?alt=MEDIA": 2, "/storage/v1/b/crm/o/2022%2Fa": 0,
		"/download/storage/v1/b/crm/o/2022%2Fa": 2, "/storage/v1/b/crm/o/2021%2Fa?alt=media": 3, "/storage/v1/b/other/o/2022%2Fa?alt=media": 3,
		"/crm/2022/a": 2, "/crm/2021/a": 3, "/crm?prefix=2022/": 1, "/storage/v1/b/crm/folders?prefix=2022/": 1, "/storage/v1/b/crm/folders": 3,
		"/storage/v1/b/crm/iam/testPermissions?permissions=storage.objects.list": 0, "/storage/v1/b/crm": 0, "/storage/v1/b?project=x": 3,
		"/storage/v1/b/crm/o?prefix=2022%2F&userProject=x": 3,
	} {
		if got := refusedAt(t, s, "gs://crm/2022/", http.MethodGet, api+raw); len(got) != want {
			t.Errorf("%s is refused at %q, want at %d depths", raw, got, want)
		}
	}
	if got := refusedAt(t, s, "gs://crm/2022/", http.MethodGet, "https://crm.storage.googleapis.com/2022/a"); len(got) != 3 {
		t.Errorf("another host is refused at %q", got)
	}
}
