package scope

import (
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

func TestAddresses(t *testing.T) {
	for _, c := range []struct {
		addr                     string
		plain, private, loopback bool // reached under which policy
	}{
		{"203.0.113.7", true, true, true},
		{"20.60.1.1", true, true, true},
		{"2603:1030::1", true, true, true},
		{"::ffff:20.60.1.1", true, true, true},
		{"10.1.2.3", false, true, false}, {"172.31.0.1", false, true, false}, {"192.168.1.1", false, true, false}, {"100.64.0.1", false, true, false},
		{"fd12:3456::1", false, true, false}, {"::ffff:10.1.2.3", false, true, false}, {"198.18.0.1", false, true, false},
		{"127.0.0.1", false, false, true}, {"127.8.8.8", false, false, true}, {"::1", false, false, true}, {"::ffff:127.0.0.1", false, false, true},
		{addr: "169.254.169.254"}, {addr: "169.254.170.2"}, {addr: "168.63.129.16"}, {addr: "100.100.100.200"}, {addr: "192.0.0.192"},
		{addr: "fd00:ec2::254"}, {addr: "fd00:ec2::23"}, {addr: "fd20:ce::254"}, {addr: "fe80::1"}, {addr: "fe80::1%eth0"}, {addr: "fec0::1"},
		{addr: "::ffff:169.254.169.254"}, {addr: "::ffff:168.63.129.16"}, {addr: "::ffff:100.100.100.200"}, {addr: "::169.254.169.254"}, {addr: "::127.0.0.1"}, {addr: "::203.0.113.7"},
		{addr: "64:ff9b::a9fe:a9fe"}, {addr: "64:ff9b::203.0.113.7"}, {addr: "64:ff9b:1::1"}, {addr: "2002:a9fe:a9fe::1"}, {addr: "2001:0:1::1"}, {addr: "::ffff:0:127.0.0.1"},
		{addr: "2603:1030::5efe:7f00:1"}, {addr: "2603:1030::200:5efe:a9fe:a9fe"},
		{addr: "0.0.0.0"}, {addr: "0.1.2.3"}, {addr: "::"}, {addr: "224.0.0.1"}, {addr: "ff02::1"}, {addr: "255.255.255.255"}, {addr: "240.0.0.1"},
	} {
		addr := netip.MustParseAddr(c.addr)
		for policy, want := range map[addressPolicy]bool{{}: c.plain, {private: true}: c.private, {loopback: true}: c.loopback} {
			err := policy.check(addr)
			if (err == nil) != want {
				t.Errorf("%s under %+v: %v", c.addr, policy, err)
			}
			if err != nil && (!errors.Is(err, ErrAddress) || !errors.Is(err, ErrOutOfScope)) {
				t.Errorf("%s: %v is no refusal", c.addr, err)
			}
		}
	}
	if err := (addressPolicy{private: true, loopback: true}).check(netip.Addr{}); err == nil {
		t.Error("no address is reached")
	}
}

func TestCanonicalHost(t *testing.T) {
	for host, want := range map[string]bool{
		"contoso.example": true, "a_b.contoso.example": true, "127.0.0.1": true, "::1": true, "localhost": true, "xn--bcher-kva.example": true, "0x.example": true,
		"": false, "contoso.example.": false, ".contoso.example": false, "contoso..example": false, "CONTOSO.example": false, "cоntoso.example": false,
		"2130706433": false, "0x7f000001": false, "0177.0.0.1": false, "127.1": false, "127.0.0.0x1": false, "1.2.3.4.5": false, "010.0.0.1": false, "0x": false, "foo.0": false,
		"::ffff:127.0.0.1": false, "0:0:0:0:0:0:0:1": false, "fe80::1%eth0": false, "a b": false, "a%2eb": false, "a@b": false, "127。0。0。1": false, "①27.0.0.1": false,
		strings.Repeat("a", 254): false,
	} {
		if err := canonicalHost(host); (err == nil) != want {
			t.Errorf("canonicalHost(%q): %v", host, err)
		}
	}
}

func TestS3Hosts(t *testing.T) {
	for host, want := range map[string]string{
		"s3.amazonaws.com": "path", "s3.eu-west-1.amazonaws.com": "path", "s3-us-gov-west-1.amazonaws.com": "path", "s3.dualstack.eu-west-1.amazonaws.com": "path",
		"crm.s3.amazonaws.com": "host", "crm.s3.eu-west-1.amazonaws.com": "host", "crm.s3-eu-west-1.amazonaws.com": "host",
		"other.s3.amazonaws.com": "", "x.crm.s3.amazonaws.com": "", "crm.s3.evil.amazonaws.com": "", "s3.amazonaws.com.evil.test": "", "crm.s3-website-eu-west-1.amazonaws.com": "",
		"ec2.eu-west-1.amazonaws.com": "", "amazonaws.com": "", "s3.eu-west-1.example": "", "crms3.amazonaws.com": "",
	} {
		pathStyle, ok := s3Host(host, "crm")
		got := map[[2]bool]string{{true, true}: "path", {false, true}: "host"}[[2]bool{pathStyle, ok}]
		if got != want {
			t.Errorf("s3Host(%s) = %q, want %q", host, got, want)
		}
	}
}

// FuzzHost holds that whatever URL passes for a grant goes to its host, its
// container and its prefix.
func FuzzHost(f *testing.F) {
	for _, s := range []string{
		"https://contosobackup.blob.core.windows.net/q3/mail/x", "https://contosobackup.blob.core.windows.net:443/q3/mail/../x", "https://contosobackup.blob.core.windows.net@evil.test/q3/mail/",
		"https://evil.test#contosobackup.blob.core.windows.net/q3/mail/", "https://CONTOSOBACKUP.blob.core.windows.net/%71%33/mail/x", "https://contosobackup.blob.core.windows.net./q3/mail/x",
		"https://contosobackup.blob.core.windows.net/q3/mail/x?restype=container&comp=list", "http:q3", "https://contosobackup.blob.core.windows.net/q3/mail/%2e%2e/%2e%2e/%2e%2e/x",
	} {
		f.Add(s)
	}
	s := parseGrant(f, `"az://contosobackup/q3/mail/"`, ownerRead, "")
	g := bound(f, s, "az://contosobackup/q3/mail/", exposure.Read)
	f.Fuzz(func(t *testing.T, raw string) {
		u, err := url.Parse(raw)
		if err != nil {
			return
		}
		if err := canonicalHost(u.Hostname()); err == nil && endsInNumber(u.Hostname()) {
			if a, err := netip.ParseAddr(u.Hostname()); err != nil || a.String() != u.Hostname() {
				t.Errorf("%q passes as canonical", u.Hostname())
			}
		}
		req := newGet(u)
		a, err := g.check(req)
		if err != nil {
			return
		}
		if !strings.EqualFold(u.Hostname(), "contosobackup.blob.core.windows.net") || port(u) != "443" || u.Scheme != "https" || u.User != nil {
			t.Errorf("%q passes", raw)
		}
		if (a.object || a.listing) && !strings.HasPrefix(a.name, "mail/") {
			t.Errorf("%q leads out of the prefix: %+v", raw, a)
		}
	})
}

func newGet(u *url.URL) *http.Request {
	return &http.Request{Method: http.MethodGet, URL: u, Host: u.Host, Header: http.Header{}}
}
