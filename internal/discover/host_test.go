package discover

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/register"
	"github.com/hemostat/hemostat/internal/scope"
)

// internet is a resolver and a proxy on loopback: every name that is not gone is at one web server,
// which the proxy reaches.
type internet struct {
	resolver, proxy string
	mu              sync.Mutex // of what follows
	leads           map[string]string
	gone            map[string]bool
}

// set says where names lead, and which do not exist.
func (i *internet) set(leads map[string]string, gone ...string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.leads, i.gone = leads, map[string]bool{}
	for _, name := range gone {
		i.gone[name] = true
	}
}

func (i *internet) lead(name string) (to string, gone bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	to = i.leads[name]
	return to, i.gone[cmp.Or(to, name)]
}

func newInternet(t *testing.T, site http.Handler) *internet {
	t.Helper()
	i := &internet{}
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	go i.resolve(conn)
	server := httptest.NewServer(site)
	t.Cleanup(server.Close)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		back, err := net.Dial("tcp", server.Listener.Addr().String())
		if err != nil || r.Method != http.MethodConnect {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		front, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			back.Close()
			return
		}
		io.WriteString(front, "HTTP/1.1 200 OK\r\n\r\n")
		go func() { defer back.Close(); io.Copy(back, front) }()
		go func() { defer front.Close(); io.Copy(front, back) }()
	}))
	t.Cleanup(proxy.CloseClientConnections)
	t.Cleanup(proxy.Close)
	i.resolver, i.proxy = conn.LocalAddr().String(), proxy.Listener.Addr().String()
	return i
}

func (i *internet) resolve(conn net.PacketConn) {
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
		m.Response, m.RecursionAvailable, m.Additionals = true, true, nil
		at := strings.TrimSuffix(m.Questions[0].Name.String(), ".")
		header := func(kind dnsmessage.Type) dnsmessage.ResourceHeader {
			return dnsmessage.ResourceHeader{Name: dnsmessage.MustNewName(at + "."), Class: dnsmessage.ClassINET, Type: kind}
		}
		to, gone := i.lead(at)
		if to != "" {
			m.Answers = append(m.Answers, dnsmessage.Resource{Header: header(dnsmessage.TypeCNAME), Body: &dnsmessage.CNAMEResource{CNAME: dnsmessage.MustNewName(to + ".")}})
			at = to
		}
		switch {
		case gone:
			m.RCode = dnsmessage.RCodeNameError
		case m.Questions[0].Type == dnsmessage.TypeA:
			m.Answers = append(m.Answers, dnsmessage.Resource{Header: header(dnsmessage.TypeA), Body: &dnsmessage.AResource{A: [4]byte{192, 0, 2, 1}}})
		}
		if packed, err := m.Pack(); err == nil {
			conn.WriteTo(packed, from)
		}
	}
}

// sites are web servers by their names: one lists, one hands out what does not belong to it, the
// others are sites.
func sites(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.Host == "files.contoso.example" && r.URL.Path == "/":
		io.WriteString(w, "<html><head><title>Index of /</title></head><body><h1>Index of /</h1><pre><a href=\"../\">../</a>\n<a href=\"q3.csv\">q3.csv</a>  22-Nov-2026 10:00  100\n</pre></body></html>")
	case r.Host == "files.contoso.example" && r.URL.Path == "/q3.csv", r.Host == "www.contoso.example" && r.URL.Path == "/.env":
		w.Header().Set("Content-Type", "application/octet-stream")
		io.WriteString(w, "invented")
	case r.URL.Path == "/":
		io.WriteString(w, "<h1>Welcome</h1>")
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

// The hosts of the operator's own names that inputs hold are asked as web servers, as far as a
// grant covers them; where names lead by the DNS is told.
func TestHosts(t *testing.T) {
	net := newInternet(t, http.HandlerFunc(sites))
	net.set(map[string]string{"files.contoso.example": "contoso.cdn.test", "old.contoso.example": "contoso-old.sites.test"}, "contoso-old.sites.test", "never.contoso.example")
	write := func(text string) string {
		path := filepath.Join(t.TempDir(), "input")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	zone := write("$ORIGIN contoso.example.\nwww IN A 192.0.2.1\nfiles IN CNAME contoso.cdn.test.\nold IN CNAME contoso-old.sites.test.\n")
	log := write("GET http://Shop.contoso.example:80/a?x=1\nGET https://never.contoso.example/\nGET http://www.fabrikam.example/\nhttp://evilcontoso.example/ http://10.0.0.1/ user@contoso.example\n")
	text := fmt.Sprintf("version = 1\nown = [\"contoso.example\"]\n[[grant]]\ntargets = [\"http://*.contoso.example/\"]\nbasis = \"owner\"\nsigned_off_by = \"J. Doe\"\nuntil = 2099-01-31\ndiscover = true\nrequests_per_second = 100000\n[infrastructure]\nresolver = [%q]\nproxy = [%q]\n", net.resolver, net.proxy)
	s, err := scope.Parse([]byte(text), "scope.toml")
	if err != nil {
		t.Fatal(err)
	}
	var found, left, led []string
	d := Discovery{Prober: newProber(t, s), Scope: s, Lead: s.Lead, Inputs: []Input{{Path: zone, Evidence: register.OwnedByZone}, {Path: log, Evidence: register.OwnedByReference}},
		Found: func(c Candidate, o Outcome) error {
			found = append(found, fmt.Sprint(o.Result.Target, " ", o.Result.Exposed, " ", c.Evidence))
			return nil
		},
		Left: func(c Candidate, _ string) error { left = append(left, c.Target.String()); return nil },
		Led: func(l register.Lead, c *register.Change) error {
			led = append(led, fmt.Sprint(l.Name, " ", l.State, " ", l.To, " ", c != nil))
			return nil
		},
	}
	n, err := d.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, list := range []*[]string{&found, &left, &led} {
		slices.Sort(*list)
	}
	for what, c := range map[string][2][]string{
		"found": {found, {"http://files.contoso.example/ true zone", "http://shop.contoso.example/ false zone", "http://www.contoso.example/ true zone"}},
		"left":  {left, {"https://contoso.example/", "https://files.contoso.example/", "https://www.contoso.example/"}},
		"led":   {led, {"files.contoso.example elsewhere [contoso.cdn.test] true", "old.contoso.example dangling [contoso-old.sites.test] true"}},
	} {
		if !slices.Equal(c[0], c[1]) {
			t.Errorf("%s %q, want %q", what, c[0], c[1])
		}
	}
	if n.Open != 2 || n.Dangling != 1 || n.Names != 6 || n.Unresolved != 0 || n.Gone != 2 {
		t.Errorf("%+v", n)
	}
	r := d.Prober.Register
	if e, err := r.Exposure(t.Context(), "http://www.contoso.example/"); err != nil || e.State != register.StateOpen || !strings.Contains(strings.Join(e.Notes, " "), ".env") {
		t.Errorf("%+v, %v", e, err)
	}

	// Its owner mends one name, and lets another dangle.
	net.set(map[string]string{"files.contoso.example": "contoso.cdn.test"}, "contoso.cdn.test")
	var events []string
	d.Prober.Now = func() time.Time { return time.Now().Add(2 * time.Hour) }
	m := &Monitor{Prober: d.Prober, Named: slices.Values([]exposure.Target(nil)), Every: time.Hour, Lead: s.Lead, Own: s.Own, Visit: func(o Outcome) error {
		for _, e := range o.Events {
			if e.Event == register.Dangling || e.Event == register.Mended {
				events = append(events, string(e.Event)+" "+e.Target)
			}
		}
		return nil
	}}
	if _, err := m.Once(t.Context()); err != nil {
		t.Fatal(err)
	}
	if want := []string{"dangling files.contoso.example", "dangling-ended old.contoso.example"}; !slices.Equal(events, want) {
		t.Errorf("events %q, want %q", events, want)
	}
}

// A bucket that a name leads to by the DNS alone is a candidate of that name, and so is the bucket that S3
// shows by it.
func TestBucketByTheDNS(t *testing.T) {
	s := parseScope(t, `own = ["contoso.example"]`, `"s3://contoso-files"`)
	path := filepath.Join(t.TempDir(), "input")
	if err := os.WriteFile(path, []byte("https://files.contoso.example/x"), 0o600); err != nil {
		t.Fatal(err)
	}
	d := Discovery{Prober: &Prober{Now: time.Now}, Scope: s, Inputs: []Input{{Path: path, Evidence: register.OwnedByReference}},
		Lead: func(context.Context, string) (scope.Lead, error) {
			return scope.Lead{To: []string{"contoso-files.s3.eu-west-1.amazonaws.com"}}, nil
		}}
	list, err := d.named(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	list, err = d.leads(t.Context(), list, &Counts{})
	if err != nil || len(list) != 3 {
		t.Fatalf("%+v, %v", list, err)
	}
	for i, want := range []string{"s3://files.contoso.example", "s3://contoso-files"} {
		if c := list[i+1]; c.Target.String() != want || c.Name != "files.contoso.example" || c.Evidence != register.OwnedByZone {
			t.Errorf("%+v, want %s", c, want)
		}
	}
}
