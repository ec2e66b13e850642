package scope

import (
	"net"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/dns/dnsmessage"

	"github.com/hemostat/hemostat/exposure"
)

// cnames is a resolver that knows some CNAMEs, and names that do not exist; the others have an
// address.
func cnames(t *testing.T, leads map[string]string, gone ...string) string {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	go func() {
		buf := make([]byte, 1500)
		for {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(buf[:n]) != nil || len(m.Questions) != 1 {
				continue
			}
			m.Response, m.Additionals = true, nil
			at := strings.TrimSuffix(m.Questions[0].Name.String(), ".")
			for i := 0; leads[at] != "" && i < 20; i++ {
				h := dnsmessage.ResourceHeader{Name: dnsmessage.MustNewName(at + "."), Class: dnsmessage.ClassINET, Type: dnsmessage.TypeCNAME}
				at = leads[at]
				m.Answers = append(m.Answers, dnsmessage.Resource{Header: h, Body: &dnsmessage.CNAMEResource{CNAME: dnsmessage.MustNewName(at + ".")}})
			}
			switch {
			case at == "broken.contoso.example":
				m.RCode = dnsmessage.RCodeServerFailure
			case slices.Contains(gone, at):
				m.RCode = dnsmessage.RCodeNameError
			default:
				h := dnsmessage.ResourceHeader{Name: dnsmessage.MustNewName(at + "."), Class: dnsmessage.ClassINET, Type: dnsmessage.TypeA}
				m.Answers = append(m.Answers, dnsmessage.Resource{Header: h, Body: &dnsmessage.AResource{A: [4]byte{192, 0, 2, 1}}})
			}
			if packed, err := m.Pack(); err == nil {
				conn.WriteTo(packed, from)
			}
		}
	}()
	return conn.LocalAddr().String()
}

func TestLead(t *testing.T) {
	server := cnames(t, map[string]string{
		"files.contoso.example": "contoso.cdn.test", "old.contoso.example": "hop.contoso.example", "hop.contoso.example": "contoso-old.sites.test",
		"loop.contoso.example": "loop2.contoso.example", "loop2.contoso.example": "loop.contoso.example",
	}, "contoso-old.sites.test", "nothing.contoso.example")
	s := &Scope{Infrastructure: Infrastructure{Resolver: []string{server}}}
	for name, want := range map[string]Lead{
		"www.contoso.example":     {},
		"FILES.contoso.example":   {},
		"files.contoso.example":   {To: []string{"contoso.cdn.test"}},
		"old.contoso.example":     {To: []string{"hop.contoso.example", "contoso-old.sites.test"}, Gone: true},
		"nothing.contoso.example": {Gone: true},
		"broken.contoso.example":  {},
		"loop.contoso.example":    {},
	} {
		wrong := name == "broken.contoso.example" || name == "loop.contoso.example" || name == "FILES.contoso.example"
		got, err := s.Lead(t.Context(), name)
		if (err != nil) != wrong || !slices.Equal(got.To, want.To) || got.Gone != want.Gone {
			t.Errorf("%s: %+v, %v; want %+v", name, got, err, want)
		}
	}
}

// A glob in a host covers names of the operator's own domain and nothing besides.
func TestOwnDomain(t *testing.T) {
	parse := func(own, targets, more string) (*Scope, error) {
		return Parse([]byte("version = 1\nown = ["+own+"]\n[[grant]]\ntargets = ["+targets+"]\nsigned_off_by = \"J. Doe\"\nuntil = 2099-01-31\n"+more), "scope.toml")
	}
	s, err := parse(`"contoso.example"`, `"https://*.contoso.example/", "http://*.dev.contoso.example:8080/pub/"`, "discover = true\n")
	if err != nil {
		t.Fatal(err)
	}
	for at, want := range map[string]bool{
		"https://files.contoso.example/": true, "https://a.b.contoso.example/x/": true, "https://contoso.example/": false, "http://files.contoso.example/": false,
		"https://files.contoso.example:8443/": false, "https://evilcontoso.example/": false, "https://files.contoso.example.evil.test/": false,
		"http://x.dev.contoso.example:8080/pub/a/": true, "http://x.dev.contoso.example:8080/": false,
	} {
		g, err := s.Grant(target(t, at), exposure.Probe)
		if (err == nil) != want {
			t.Errorf("%s: %v, want covered %v", at, err, want)
		}
		if err == nil && g.Names() {
			t.Errorf("%s: a glob names it", at)
		}
	}
	for range s.Targets {
		t.Error("a glob is taken for a target")
	}
	if text := s.Describe(); !strings.Contains(text, "(*.contoso.example:443)") {
		t.Errorf("shown as %s", text)
	}
	for _, c := range [][3]string{
		{`"contoso.example"`, `"https://*.contoso.example/"`, ""},
		{"", `"https://*.contoso.example/"`, "discover = true\n"},
		{`"contoso.example"`, `"https://*.fabrikam.example/"`, "discover = true\n"},
		{`"co.uk"`, `"https://*.co.uk/"`, "discover = true\n"},
		{`"contoso.example"`, `"https://*.*.contoso.example/"`, "discover = true\n"},
		{`"contoso.example"`, `"https://www*.contoso.example/"`, "discover = true\n"},
		{`"example"`, `"https://*.example/"`, "discover = true\n"},
	} {
		if _, err := parse(c[0], c[1], c[2]); err == nil {
			t.Errorf("%v is taken", c)
		}
	}
}

func FuzzLead(f *testing.F) {
	name := dnsmessage.MustNewName("a.contoso.example.")
	for _, answers := range [][]dnsmessage.Resource{nil, {{Header: dnsmessage.ResourceHeader{Name: name, Class: dnsmessage.ClassINET}, Body: &dnsmessage.CNAMEResource{CNAME: name}}}} {
		m := dnsmessage.Message{Header: dnsmessage.Header{Response: true}, Questions: []dnsmessage.Question{{Name: name, Type: dnsmessage.TypeA, Class: dnsmessage.ClassINET}}, Answers: answers}
		packed, err := m.Pack()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(packed)
	}
	f.Fuzz(func(t *testing.T, packed []byte) {
		var m dnsmessage.Message
		if m.Unpack(packed) != nil {
			return
		}
		l, err := readLead(m, name)
		if err != nil && len(l.To) > 0 || len(l.To) > longestChain {
			t.Errorf("%+v, %v", l, err)
		}
		for _, to := range l.To {
			if canonicalHost(to) != nil {
				t.Errorf("leads to %q", to)
			}
		}
	})
}
