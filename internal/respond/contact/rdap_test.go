package contact

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/internal/scope"
)

// domainAnswer is built as section 5.3 of RFC 9083 has it, with invented names.
const domainAnswer = `{"objectClassName":"domain","ldhName":"contoso.example","entities":[
 {"objectClassName":"entity","roles":["registrant"],"vcardArray":["vcard",[["version",{},"text","4.0"],["fn",{},"text","Jane Doe"],["email",{},"text","jane@contoso.example"]]]},
 {"objectClassName":"entity","handle":"292","roles":["registrar"],"vcardArray":["vcard",[["version",{},"text","4.0"],["fn",{},"text","Fabrikam Registrar"],["email",{},"text","sales@fabrikam.example"]]],
  "entities":[{"objectClassName":"entity","roles":["abuse"],"vcardArray":["vcard",[["version",{},"text","4.0"],["fn",{},"text","Abuse Desk"],["tel",{"type":"voice"},"uri","tel:+1.2025550123"],["email",{},"text","abuse@fabrikam.example"],["adr",{},"text",["","","","","","",""]]]]}]}]}`

const networkAnswer = `{"objectClassName":"ip network","handle":"NET-203-0-113-0-1","name":"CONTOSO-NET","entities":[
 {"objectClassName":"entity","roles":["registrant"],"entities":[{"objectClassName":"entity","roles":["abuse","technical"],"vcardArray":["vcard",[["fn",{},"text","NOC"],["email",{"type":["work"]},"text","abuse@contoso.example"]]]}]}]}`

func TestParseRDAP(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     []Abuse
	}{
		{"a domain: the registrar's desk, nobody's person", domainAnswer, []Abuse{{Who: "Fabrikam Registrar", Mail: "abuse@fabrikam.example", Phone: "+1.2025550123"}}},
		{"a network", networkAnswer, []Abuse{{Who: "CONTOSO-NET", Mail: "abuse@contoso.example"}}},
		{"nobody", `{"objectClassName":"domain"}`, nil},
		{"an address that is none", strings.Replace(networkAnswer, "abuse@contoso.example", "abuse at contoso", 1), nil},
		{"a card that is none", `{"objectClassName":"domain","entities":[{"roles":["abuse"],"vcardArray":["vcard",{"a":1}]},{"roles":["abuse"],"vcardArray":["vcard",[["email"],[1,2,3,4],null]]}]}`, nil},
		{"the same twice", strings.Replace(networkAnswer, `"entities":[`, `"entities":[{"roles":["abuse"],"vcardArray":["vcard",[["email",{},"text","abuse@contoso.example"]]]},`, 1), []Abuse{{Who: "CONTOSO-NET", Mail: "abuse@contoso.example"}}},
	} {
		got, err := ParseRDAP([]byte(c.in))
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: %+v, %v", c.name, got, err)
		}
	}
	for name, in := range map[string]string{"a page": "<html>", "an error": `{"errorCode":404}`, "a list": "[]", "too long": `{"objectClassName":"` + strings.Repeat("x", maxRDAP) + `"}`} {
		if got, err := ParseRDAP([]byte(in)); err == nil {
			t.Errorf("%s is taken for %+v", name, got)
		}
	}
	deep := strings.Repeat(`{"objectClassName":"entity","entities":[`, 500) + `{"roles":["abuse"],"vcardArray":["vcard",[["email",{},"text","a@contoso.example"]]]}` + strings.Repeat("]}", 500)
	if got, err := ParseRDAP([]byte(deep)); err != nil || len(got) != 0 {
		t.Errorf("%d contacts from the deep, %v", len(got), err)
	}
}

// Only the hosts that the scope names are asked, also where one of them sends on.
func TestRegistryAsksConfiguredHostsAlone(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		t.Error("a host that the scope does not name was asked")
		_, _ = w.Write([]byte(networkAnswer))
	}))
	defer other.Close()
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.Path)
		switch r.URL.Path {
		case "/base/ip/203.0.113.7":
			http.Redirect(w, r, "/base/ip/203.0.113.0", http.StatusFound)
		case "/base/ip/203.0.113.0":
			_, _ = w.Write([]byte(networkAnswer))
		case "/base/domain/contoso.example":
			_, _ = w.Write([]byte(domainAnswer))
		case "/base/ip/203.0.113.9":
			http.Redirect(w, r, other.URL+"/ip/203.0.113.9", http.StatusFound)
		default:
			http.NotFound(w, r)
		}
	}))
	defer server.Close()
	s, err := scope.Parse([]byte("version = 1\n[infrastructure]\nrdap = [\""+strings.TrimPrefix(server.URL, "http://")+"\"]\n"), "scope.toml")
	if err != nil {
		t.Fatal(err)
	}
	r := Registry{Transport: s.InfrastructureTransport(scope.RDAP), Bases: []string{server.URL + "/base/"}, Agent: "hemostat/test"}
	got, err := r.Ask(t.Context(), "203.0.113.7")
	if err != nil || len(got) != 1 || got[0].Of != "address 203.0.113.7" || got[0].Mail != "abuse@contoso.example" {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err = r.Ask(t.Context(), "files.contoso.example"); err != nil || len(got) != 1 || got[0].Of != "domain contoso.example" {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := r.Ask(t.Context(), "203.0.113.9"); err == nil || !strings.Contains(err.Error(), "not configured") {
		t.Errorf("%+v, %v", got, err)
	}
	r.Bases = []string{other.URL}
	if _, err := r.Ask(t.Context(), "203.0.113.7"); err == nil || !strings.Contains(err.Error(), "rdap under [infrastructure]") {
		t.Errorf("%v", err)
	}
	if len(asked) != 4 {
		t.Errorf("asked %v", asked)
	}
}

func TestBootstrap(t *testing.T) {
	b := &Bootstrap{}
	for _, in := range []string{
		`{"version":"1.0","services":[[["example","test"],["https://rdap.contoso.example/"]],[["co.test"],["https://rdap.co.test/","ftp://x.test/"]]]}`,
		`{"version":"1.0","services":[[["203.0.113.0/24"],["https://near.contoso.example/"]],[["203.0.0.0/8"],["https://far.contoso.example/"]]]}`,
		`{"version":"1.0","services":[[["2001:db8::/32"],["https://six.contoso.example/"]]]}`,
	} {
		if err := b.ParseBootstrap([]byte(in)); err != nil {
			t.Fatal(err)
		}
	}
	for host, want := range map[string]string{
		"www.contoso.example": "https://rdap.contoso.example/", "a.co.test": "https://rdap.co.test/", "203.0.113.7": "https://near.contoso.example/",
		"203.1.1.1": "https://far.contoso.example/", "2001:db8::1": "https://six.contoso.example/", "192.0.2.1": "", "contoso.invalid": "",
	} {
		if got := strings.Join(b.Of(host), " "); got != want {
			t.Errorf("%s: %q, want %q", host, got, want)
		}
	}
	for _, in := range []string{"", "[]", `{"services":[]}`, "<html>"} {
		if err := b.ParseBootstrap([]byte(in)); err == nil {
			t.Errorf("%q is a bootstrap file", in)
		}
	}
}

func TestPublic(t *testing.T) {
	for host, want := range map[string]bool{
		"files.contoso.com": true, "203.0.113.7": true, "2001:db8::1": true, "127.0.0.1": false, "10.0.0.5": false, "fd00::1": false, "localhost": false,
		"db.internal": false, "contoso.example": false, "169.254.169.254": false, "db": false,
	} {
		if Public(host) != want {
			t.Errorf("%s: %v", host, !want)
		}
	}
	if got := OpenYourself("files.contoso.co.uk"); got != "https://rdap.org/domain/contoso.co.uk" {
		t.Error(got)
	}
}

func FuzzRDAP(f *testing.F) {
	f.Add([]byte(domainAnswer))
	f.Add([]byte(networkAnswer))
	f.Add([]byte(`{"objectClassName":"domain","entities":[{"roles":["abuse"],"vcardArray":[1,[[null]]]}]}`))
	f.Add([]byte(`{"version":"1.0","services":[[["203.0.113.0/24","example"],["https://rdap.contoso.example/"]]]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := ParseRDAP(data)
		if err == nil {
			for _, a := range got {
				if text, _ := json.Marshal(a); len(text) > 4096 || strings.ContainsFunc(a.Who+a.Mail+a.Phone, unseen) {
					t.Errorf("%q cannot be shown", a)
				}
			}
		}
		b := &Bootstrap{}
		if b.ParseBootstrap(data) == nil {
			b.Of("203.0.113.7")
			b.Of("www.contoso.example")
		}
	})
}
