package signedlink

import (
	"encoding/base64"
	"fmt"
	"html"
	"net/url"
	"strings"
	"testing"
)

const plainSAS = "https://contoso.blob.core.windows.net/backups/2026%20q3/dump.zip?sv=2022-11-02&st=2026-01-01T00%3A00%3A00Z&se=2030-01-01T00%3A00%3A00Z&sr=b&sp=rwd&spr=https&sip=203.0.113.7-203.0.113.9"

// TestTolerant: a link is the same link whatever happened to it on its way.
func TestTolerant(t *testing.T) {
	link := plainSAS + sig
	want := mustParse(t, link)
	query := link[strings.IndexByte(link, '?')+1:]
	fields := strings.Split(query, "&")
	turned := make([]string, len(fields))
	for i, f := range fields {
		turned[len(fields)-1-i] = f
	}
	again := strings.ReplaceAll(link, "%", "%25")
	for name, in := range map[string]string{
		"quotes":              "  <\"" + link + "\">.\n",
		"HTML":                html.EscapeString(link),
		"HTML twice":          html.EscapeString(html.EscapeString(link)),
		"numbered entity":     strings.ReplaceAll(link, "&", "&#38;"),
		"JSON":                strings.NewReplacer("&", `\u0026`, "/", `\/`, "=", `\u003d`).Replace(link),
		"wrapped":             link[:60] + "\r\n" + link[60:120] + "\n    " + link[120:],
		"wrapped in a shell":  link[:60] + "\\\n  " + link[60:],
		"wrapped in a reply":  link[:60] + "\n> > " + link[60:],
		"encoded twice":       again,
		"encoded three times": strings.ReplaceAll(again, "%", "%25"),
		"encoded whole":       url.QueryEscape(link),
		"encoded whole twice": url.QueryEscape(url.QueryEscape(link)),
		"values alone twice":  link[:strings.IndexByte(link, '?')] + "?" + strings.ReplaceAll(query, "%", "%25"),
		"order":               link[:strings.IndexByte(link, '?')+1] + strings.Join(turned, "&"),
		"names in capitals":   strings.NewReplacer("?sv=", "?SV=", "&sig=", "&SIG=", "&sp=", "&Sp=").Replace(link),
		"host in capitals":    strings.Replace(link, "contoso.blob", "Contoso.BLOB", 1),
		"no scheme":           strings.TrimPrefix(link, "https://"),
		"no scheme, slashes":  strings.TrimPrefix(link, "https:"),
		"port":                strings.Replace(link, ".net/", ".net:443/", 1),
		"fragment":            link + "#top",
		"doubled":             link + sig,
		"nothing encoded":     strings.NewReplacer("%3A", ":", "%2B", "+", "%2F", "/", "%3D", "=").Replace(link),
		"plus as it is":       strings.ReplaceAll(link, "%2B", "+"),
		"plus became a space": strings.ReplaceAll(link, "%2B", "%20"),
		"zero width":          link[:70] + "\u200b" + link[70:],
		"in a mail filter's":  "https://eur01.safelinks.protection.outlook.com/?url=" + url.QueryEscape(link) + "&data=05%7C01",
		"as a target":         strings.Replace(link, "https://contoso.blob.core.windows.net/", "az://contoso/", 1),
		"as a target, openly": "az+" + link,
		"as one of a bucket":  "gs+" + link,
		"two question marks":  strings.Replace(link, "?", "??", 1),
	} {
		if name == "values alone twice" { // a path that was encoded once is not told from one that names a '%'
			in = strings.Replace(in, "2026%20q3", "2026%2520q3", 1)
		}
		l, err := Parse(in)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if l.Key() != want.Key() || l.Grant() != want.Grant() {
			t.Errorf("%s: another link: %s", name, l)
		}
		if l.Object != "2026 q3/dump.zip" || l.Addresses.Count() != 3 || l.Signature != Whole {
			t.Errorf("%s: %q, %+v, %s", name, l.Object, l.Addresses, l.Signature)
		}
	}
	for name, in := range map[string]string{
		"another blob":      strings.Replace(link, "dump.zip", "dump2.zip", 1),
		"another signature": plainSAS + "&sig=" + url.QueryEscape(base64.StdEncoding.EncodeToString(make256()[:32])),
		"another end":       strings.Replace(link, "2030", "2031", 1),
		"another host":      strings.Replace(link, "contoso", "fabrikam", 1),
	} {
		if mustParse(t, in).Key() == want.Key() {
			t.Errorf("%s: the same link", name)
		}
	}
}

// TestGrant: one SAS of a container is one grant whichever blob it is used for.
func TestGrant(t *testing.T) {
	sas := "?sv=2022-11-02&sr=c&sp=rl&se=2030-01-01" + sig
	first := mustParse(t, "https://contoso.blob.core.windows.net/backups/a.zip"+sas)
	for in, same := range map[string]bool{
		"https://contoso.blob.core.windows.net/backups/b/c.zip" + sas:                                true,
		"https://contoso.dfs.core.windows.net/backups" + sas:                                         true,
		"https://contoso.blob.core.windows.net/backups" + sas + "&restype=container&comp=list":       true,
		"https://contoso.blob.core.windows.net/other/a.zip" + sas:                                    false,
		"https://fabrikam.blob.core.windows.net/backups/a.zip" + sas:                                 false,
		"https://contoso.blob.core.windows.net/backups/a.zip" + strings.Replace(sas, "=rl", "=r", 1): false,
	} {
		l := mustParse(t, in)
		if got := l.Grant() == first.Grant(); got != same {
			t.Errorf("%.60s: the same grant is %v", in, got)
		}
		if l.Key() == first.Key() {
			t.Errorf("%.60s: the same link", in)
		}
	}
}

// TestDoubled: what is given twice is judged by the wider, and said.
func TestDoubled(t *testing.T) {
	l := mustParse(t, "https://contoso.blob.core.windows.net/c?sv=2022-11-02&sr=c&sp=r&sp=wd&se=2027-01-01&se=2031-01-01&st=2026-05-01&st=2026-01-01"+sig)
	if fmt.Sprint(l.Rights) != "[read write delete]" || stamp(l.End) != "2031-01-01T00:00:00Z" || stamp(l.Start) != "2026-01-01T00:00:00Z" {
		t.Errorf("%v, %s to %s", l.Rights, stamp(l.Start), stamp(l.End))
	}
	for _, name := range []string{"sp is", "se is", "st is"} {
		if !strings.Contains(strings.Join(l.Notes, "; "), name+" given more than once") {
			t.Errorf("notes lack %q: %q", name, l.Notes)
		}
	}
}

func TestSASTime(t *testing.T) {
	for in, want := range map[string]string{
		"2027-01-31":                   "2027-01-31T00:00:00Z",
		"2027-01-31T08:30Z":            "2027-01-31T08:30:00Z",
		"2027-01-31T08:30:15Z":         "2027-01-31T08:30:15Z",
		"2027-01-31T08:30:15.1234567Z": "2027-01-31T08:30:15Z",
		"2027-01-31T08:30+02:00":       "2027-01-31T06:30:00Z",
		"2027-01-31T08:30:15-07:00":    "2027-01-31T15:30:15Z",
		"2027-01-31T08:30:15 02:00":    "2027-01-31T06:30:15Z",
		"2027-01-31 08:30:15":          "2027-01-31T08:30:15Z",
		"2027-01-31t08:30z":            "2027-01-31T08:30:00Z",
		"2027-02-30":                   "", "31.01.2027": "", "2027": "", "2027-01-31T25:00Z": "", "20270131": "", "0000-00-00": "", "tomorrow": "",
	} {
		got, _, ok := sasTime(in)
		if ok != (want != "") || ok && stamp(got) != want {
			t.Errorf("%s: %s %v, want %s", in, stamp(got), ok, want)
		}
	}
}

func TestAddresses(t *testing.T) {
	for in, want := range map[string]struct {
		count     uint64
		malformed bool
	}{
		"":                                {1 << 32, false},
		"203.0.113.7":                     {1, false},
		"203.0.113.7-203.0.113.7":         {1, false},
		"203.0.113.0-203.0.113.255":       {256, false},
		"0.0.0.0-255.255.255.255":         {1 << 32, false},
		"203.0.113.9-203.0.113.7":         {1 << 32, true},
		"203.0.113.0/24":                  {1 << 32, true},
		"203.0.113":                       {1 << 32, true},
		"any":                             {1 << 32, true},
		"2001:db8::1-2001:db8::ff":        {255, false},
		"2001:db8::1-2001:db9::1":         {1 << 32, false},
		"203.0.113.7-2001:db8::1":         {1 << 32, true},
		"203.0.113.7-203.0.113.8-1.2.3.4": {1 << 32, true},
	} {
		if a := readRange(in); a.Count() != want.count || a.Malformed != want.malformed {
			t.Errorf("%q: %+v, %d addresses", in, a, a.Count())
		}
	}
	for in, want := range map[string]string{
		"": "any", "0.0.0.0/0": "any", "203.0.113.7": "203.0.113.7 203.0.113.7", "203.0.113.9/30": "203.0.113.8 203.0.113.11", "2001:db8::/127": "2001:db8:: 2001:db8::1", "x/8": "malformed",
	} {
		a := readPrefix(in)
		got := a.From.String() + " " + a.To.String()
		if a.Any {
			got = "any"
		} else if a.Malformed {
			got = "malformed"
		}
		if got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
}

// TestCloudFront reads policies as the developer guide has them:
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-creating-signed-url-custom-policy.html
func TestCloudFront(t *testing.T) {
	end := "&Signature=" + strings.NewReplacer("+", "-", "=", "_", "/", "~").Replace(base64.StdEncoding.EncodeToString(make256())) + "&Key-Pair-Id=K2TESTONLY0000"
	custom := func(resource, more string) string {
		policy := `{"Statement": [{"Resource": "` + resource + `", "Condition": {"DateLessThan": {"AWS:EpochTime": 1830297600}` + more + `}}]}`
		return "https://d111111abcdef8.cloudfront.net/images/a.jpg?size=large&Policy=" + strings.NewReplacer("+", "-", "=", "_", "/", "~").Replace(base64.StdEncoding.EncodeToString([]byte(policy))) + end
	}
	for in, want := range map[string]struct {
		form   Form
		reach  Reach
		object string
		from   string
		count  uint64
	}{
		"https://d111111abcdef8.cloudfront.net/images/a.jpg?color=red&Expires=1830297600" + end + "&Hash-Algorithm=SHA256":         {CloudFrontCanned, ReachObject, "images/a.jpg", "", 1 << 32},
		custom("https://d111111abcdef8.cloudfront.net/images/a.jpg", ""):                                                           {CloudFrontCustom, ReachObject, "images/a.jpg", "", 1 << 32},
		custom("https://d111111abcdef8.cloudfront.net/images/a.jpg?size=large", `, "IpAddress": {"AWS:SourceIp": "192.0.2.0/24"}`): {CloudFrontCustom, ReachObject, "images/a.jpg", "", 256},
		custom("https://d111111abcdef8.cloudfront.net/images/*", `, "DateGreaterThan": {"AWS:EpochTime": 1798761600}`):             {CloudFrontCustom, ReachDirectory, "images/", "2027-01-01T00:00:00Z", 1 << 32},
		custom("http*://d111111abcdef8.cloudfront.net/*", ""):                                                                      {CloudFrontCustom, ReachDistribution, "", "", 1 << 32},
		custom("*", ""): {CloudFrontCustom, ReachDistribution, "", "", 1 << 32},
		custom("", ""):  {CloudFrontCustom, ReachDistribution, "", "", 1 << 32},
	} {
		l := mustParse(t, in)
		if l.Form != want.form || l.Reach != want.reach || l.Object != want.object || stamp(l.Start) != want.from || l.Addresses.Count() != want.count {
			t.Errorf("%.70s: %s %s %q from %s, %d addresses", in, l.Form, l.Reach, l.Object, stamp(l.Start), l.Addresses.Count())
		}
		if stamp(l.End) != "2028-01-01T00:00:00Z" || l.Signature != Whole || l.Vendor != AWS || l.Judge(now).Revocation.By != ByKeyGroup {
			t.Errorf("%.70s: ends %s, signature %s", in, stamp(l.End), l.Signature)
		}
	}
}
