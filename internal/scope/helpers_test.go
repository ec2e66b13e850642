package scope

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"github.com/hemostat/hemostat/exposure"
)

func target(t testing.TB, s string) exposure.Target {
	t.Helper()
	tt, err := exposure.ParseTarget(s)
	if err != nil {
		t.Fatal(err)
	}
	return tt
}

// parseGrant parses a scope with one grant over targets; extra are further
// lines of it, and infra lines of [infrastructure].
func parseGrant(t testing.TB, targets, extra, infra string) *Scope {
	t.Helper()
	s, err := Parse([]byte("version = 1\ncontact = \"soc@contoso.example\"\n[[grant]]\ntargets = ["+targets+"]\nsigned_off_by = \"J. Doe\"\nuntil = 2027-01-31\n"+extra+"\n[infrastructure]\n"+infra), "scope.toml")
	if err != nil {
		t.Fatal(err)
	}
	s.Now = func() time.Time { return time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC) }
	return s
}

const ownerRead = "basis = \"owner\"\ndepth = \"read\"\nrequests_per_second = 100000\n"

// bound returns a scope's grant for a target at depth d.
func bound(t testing.TB, s *Scope, at string, d exposure.Depth) *Grant {
	t.Helper()
	g, err := s.Grant(target(t, at), d)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// recorder is an HTTP server that notes what it was asked for.
type recorder struct {
	*httptest.Server
	mu   sync.Mutex
	seen []string
}

func record(t testing.TB, h http.HandlerFunc) *recorder {
	r := &recorder{}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		r.mu.Lock()
		r.seen = append(r.seen, req.Method+" "+req.Host+req.URL.String()+" "+req.UserAgent())
		r.mu.Unlock()
		if h != nil {
			h(w, req)
		}
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *recorder) requests() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string(nil), r.seen...)
}

// nameserver answers every A question over UDP with what answer returns.
func nameserver(t testing.TB, answer func(name string, question int) []netip.Addr) string {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	go func() {
		buf := make([]byte, 1500)
		for asked := 0; ; {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			var p dnsmessage.Parser
			h, err := p.Start(buf[:n])
			if err != nil {
				continue
			}
			q, err := p.Question()
			if err != nil {
				continue
			}
			b := dnsmessage.NewBuilder(nil, dnsmessage.Header{ID: h.ID, Response: true, Authoritative: true, RecursionAvailable: true})
			b.StartQuestions()
			b.Question(q)
			b.StartAnswers()
			rh := dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class, TTL: 0}
			name := strings.TrimSuffix(q.Name.String(), ".")
			if q.Type == dnsmessage.TypeA {
				for _, a := range answer(name, asked) {
					if a.Is4() {
						b.AResource(rh, dnsmessage.AResource{A: a.As4()})
					}
				}
				asked++
			}
			if q.Type == dnsmessage.TypeAAAA {
				for _, a := range answer(name, -1) {
					if a.Is6() {
						b.AAAAResource(rh, dnsmessage.AAAAResource{AAAA: a.As16()})
					}
				}
			}
			if msg, err := b.Finish(); err == nil {
				conn.WriteTo(msg, from)
			}
		}
	}()
	return conn.LocalAddr().String()
}

// proxyTo is a CONNECT proxy that notes what it is asked for and leads every
// tunnel to one server.
func proxyTo(t testing.TB, server string) (address string, asked func() []string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	var mu sync.Mutex
	var list []string
	handler := http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		mu.Lock()
		list = append(list, req.Method+" "+req.Host)
		mu.Unlock()
		back, err := net.Dial("tcp", server)
		if err != nil || req.Method != http.MethodConnect {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			return
		}
		fmt.Fprint(conn, "HTTP/1.1 200 OK\r\n\r\n")
		go pipe(conn, back)
		go pipe(back, conn)
	})
	srv := &http.Server{Handler: handler, ReadHeaderTimeout: time.Second}
	go srv.Serve(l)
	return l.Addr().String(), func() []string {
		mu.Lock()
		defer mu.Unlock()
		return append([]string(nil), list...)
	}
}

func pipe(to, from net.Conn) {
	defer to.Close()
	buf := make([]byte, 4096)
	for {
		n, err := from.Read(buf)
		if n > 0 {
			if _, err := to.Write(buf[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

func get(t testing.TB, rt http.RoundTripper, url string) (*http.Response, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	t.Cleanup(cancel)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	resp, err := (&http.Client{Transport: rt}).Do(req)
	if err == nil {
		t.Cleanup(func() { resp.Body.Close() })
	}
	return resp, err
}
