// Package probetest is the suite that every check passes: a place that is open, one that is
// closed, and whatever else may answer at an address. No answer but the right one may be
// taken for open or closed, and none may keep a check longer than its patience.
package probetest

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
	"github.com/hemostat/hemostat/internal/scope"
)

// A Place is a target that a test knows.
type Place struct {
	Target   string
	Accounts []string // that the grant names
	Objects  []string // that an operator says are there
	Seen     []string // that the program saw there
	// Open are the rights that are open, Closed those that are closed; the others may be
	// either or inconclusive.
	Open, Closed []exposure.Right
	// Holds is the name of something that the place holds, which depth list must tell.
	Holds string
}

// A Subject is a check with the places that it is tried on.
type Subject struct {
	Check  probe.Check
	Places map[string]Place // by what is said of them: "open", "with a password", …
	// Hostile makes the target of a server at a loopback address that the suite plays:
	// "redis://127.0.0.1:PORT". Its argument is "127.0.0.1:PORT".
	Hostile func(address string) string
	// Accounts are what the grant for such a server names, for a check that goes on only
	// with one.
	Accounts []string
}

// patience is what a question is given here.
const patience = 400 * time.Millisecond

// Run is the suite.
func Run(t *testing.T, subject Subject) {
	for name, place := range subject.Places {
		t.Run(name, func(t *testing.T) {
			checkPlace(t, ask(t, subject.Check, place, exposure.List, 15*time.Second), place)
		})
		if strings.Contains(place.Target, "127.0.0.1") {
			t.Run(name+", byte by byte", func(t *testing.T) {
				t.Parallel()
				slow := place
				slow.Holds = ""
				at := address(t, place.Target)
				slow.Target = strings.Replace(place.Target, at, relay(t, at, dribble), 1)
				checkPlace(t, ask(t, subject.Check, slow, exposure.Probe, 15*time.Second), slow)
			})
		}
	}
	for name, serve := range hostile() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			result := ask(t, subject.Check, Place{Target: subject.Hostile(Listen(t, serve)), Accounts: subject.Accounts}, exposure.Probe, patience)
			for _, f := range result.Rights {
				if f.Verdict == exposure.Open {
					t.Errorf("%s is taken for open: %s", f.Right, f.Why)
				}
				if f.Verdict == exposure.Closed && len(f.Evidence) > 0 && f.Status == 0 {
					t.Errorf("%s is taken for closed: %s", f.Right, f.Why)
				}
			}
		})
	}
	t.Run("nothing listens", func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		l.Close()
		result := ask(t, subject.Check, Place{Target: subject.Hostile(l.Addr().String())}, exposure.Probe, patience)
		if result.Exposed || len(result.Evidence) == 0 {
			t.Errorf("exposed %v by %d questions", result.Exposed, len(result.Evidence))
		}
	})
}

// Ask asks one place as the suite does.
func Ask(t testing.TB, check probe.Check, place Place) *probe.Result {
	t.Helper()
	return ask(t, check, place, exposure.List, 15*time.Second)
}

// AskBriefly asks one place with the patience that hostile servers are given.
func AskBriefly(t testing.TB, check probe.Check, place Place) *probe.Result {
	t.Helper()
	return ask(t, check, place, exposure.List, patience)
}

func ask(t testing.TB, check probe.Check, place Place, depth exposure.Depth, each time.Duration) *probe.Result {
	t.Helper()
	target, err := exposure.ParseTarget(place.Target)
	if err != nil {
		t.Fatal(err)
	}
	if !check.Info().For(target) {
		t.Fatalf("%s is not asked by %s", target, check.Info().Name)
	}
	grant, err := scope.Loopback(target, exposure.Owner)
	if err != nil {
		t.Fatal(err)
	}
	grant.Accounts = place.Accounts
	began := time.Now()
	result, err := probe.Run(context.Background(), check, probe.Options{Grant: grant, Version: "0", Depth: depth, Patience: each, Objects: place.Objects, Seen: place.Seen})
	if err != nil {
		t.Fatal(err)
	}
	if took, most := time.Since(began), each*time.Duration(4*len(check.Info().Rights)+8)+20*time.Second; took > most {
		t.Errorf("it took %s", took)
	}
	wellFormed(t, check, result)
	return result
}

// wellFormed holds a result to what every result is.
func wellFormed(t testing.TB, check probe.Check, r *probe.Result) {
	t.Helper()
	known := map[string]bool{}
	for _, e := range r.Evidence {
		if len(e.ID) != 16 || e.At.IsZero() || e.Request == "" {
			t.Errorf("evidence %+v lacks something", e)
		}
		known[e.ID] = true
	}
	if len(r.Rights) != len(check.Info().Rights) {
		t.Errorf("it has verdicts on %d rights, want %d", len(r.Rights), len(check.Info().Rights))
	}
	for i, f := range r.Rights {
		if i < len(check.Info().Rights) && f.Right != check.Info().Rights[i] {
			t.Errorf("right %d is %s, want %s", i, f.Right, check.Info().Rights[i])
		}
		if f.Why == "" || f.At.IsZero() {
			t.Errorf("the verdict on %s lacks its reason or time: %+v", f.Right, f)
		}
		if strings.ContainsAny(f.Why, "\r\n\x1b") {
			t.Errorf("the reason for %s holds a control character: %q", f.Right, f.Why)
		}
		for _, id := range f.Evidence {
			if !known[id] {
				t.Errorf("the verdict on %s names evidence %s, which is not there", f.Right, id)
			}
		}
	}
}

func checkPlace(t *testing.T, r *probe.Result, place Place) {
	t.Helper()
	for _, list := range []struct {
		rights []exposure.Right
		want   exposure.Verdict
	}{{place.Open, exposure.Open}, {place.Closed, exposure.Closed}} {
		for _, right := range list.rights {
			for _, f := range r.Rights {
				if f.Right == right && f.Verdict != list.want {
					t.Errorf("%s is %s (%s), want %s", right, f.Verdict, f.Why, list.want)
				}
			}
		}
	}
	if r.Exposed != (len(place.Open) > 0) {
		t.Errorf("exposed %v, want %v", r.Exposed, len(place.Open) > 0)
	}
	if place.Holds == "" {
		return
	}
	for _, p := range r.Holds {
		if p.Name == place.Holds {
			return
		}
	}
	t.Errorf("it does not tell that it holds %q: %+v", place.Holds, r.Holds)
}

func address(t testing.TB, target string) string {
	t.Helper()
	parsed, err := exposure.ParseTarget(target)
	if err != nil {
		t.Fatal(err)
	}
	return parsed.HostPort()
}

// Listen serves each connection by serve, until the test ends, and returns its address.
func Listen(t testing.TB, serve func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				c.SetDeadline(time.Now().Add(time.Minute))
				serve(c)
			}()
		}
	}()
	return l.Addr().String()
}

// relay stands before a server and hands its answers on by pass.
func relay(t testing.TB, to string, pass func(w io.Writer, r io.Reader)) string {
	t.Helper()
	return Listen(t, func(c net.Conn) {
		server, err := net.Dial("tcp", to)
		if err != nil {
			return
		}
		defer server.Close()
		go func() {
			io.Copy(server, c)
			server.(*net.TCPConn).CloseWrite()
		}()
		pass(c, server)
	})
}

// dribble hands on a byte at a time.
func dribble(w io.Writer, r io.Reader) {
	var one [1]byte
	for n := 0; ; n++ {
		if _, err := io.ReadFull(r, one[:]); err != nil {
			return
		}
		if _, err := w.Write(one[:]); err != nil {
			return
		}
		if n < 200 {
			time.Sleep(time.Millisecond)
		}
	}
}

// hostile are servers that are none of what a check asks for.
func hostile() map[string]func(net.Conn) {
	endless := func(s string) func(net.Conn) {
		block := []byte(strings.Repeat(s, 4096/len(s)))
		return func(c net.Conn) {
			for {
				if _, err := c.Write(block); err != nil {
					return
				}
			}
		}
	}
	say := func(s string) func(net.Conn) {
		return func(c net.Conn) {
			io.WriteString(c, s)
			io.Copy(io.Discard, c)
		}
	}
	cases := map[string]func(net.Conn){
		"silent":                      func(c net.Conn) { io.Copy(io.Discard, c) },
		"hangs up":                    func(net.Conn) {},
		"hangs up when asked":         func(c net.Conn) { c.Read(make([]byte, 1)) },
		"SSH":                         say("SSH-2.0-OpenSSH_9.9\r\n"),
		"SMTP":                        say("220 mail.contoso.example ESMTP\r\n"),
		"one byte":                    say("\x00"),
		"zeroes without end":          endless("\x00"),
		"letters without end":         endless("A"),
		"lines without end":           endless("OK\r\n"),
		"high bytes without end":      endless("\xff"),
		"a banner of 10 MB":           func(c net.Conn) { io.WriteString(c, strings.Repeat("welcome ", 10<<17)) },
		"drips for ever":              func(c net.Conn) { dribbleForever(c, 'x') },
		"a page of HTTP":              answerHTTP("200 OK", "text/html", "<!doctype html><title>Welcome</title><p>Please sign in<form><input type=password></form>"),
		"an empty JSON object":        answerHTTP("200 OK", "application/json", "{}"),
		"an empty page":               answerHTTP("200 OK", "text/plain", ""),
		"HTTP that fails":             answerHTTP("500 Internal Server Error", "text/plain", "oops"),
		"HTTP that redirects":         answerHTTP("302 Found\r\nLocation: https://login.contoso.example/?next=%2F", "text/plain", ""),
		"HTTP that redirects to self": answerHTTP("307 Temporary Redirect\r\nLocation: /", "text/plain", ""),
		"a portal":                    answerHTTP("511 Network Authentication Required", "text/html", "<p>Welcome to the hotel"),
		"chunks without end": func(c net.Conn) {
			c.Read(make([]byte, 4096))
			io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n[\r\n")
			for {
				if _, err := io.WriteString(c, "6\r\n\"abc\",\r\n"); err != nil {
					return
				}
			}
		},
	}
	for _, seed := range []uint64{1, 2, 3, 4} {
		noise := garbage(seed, 2000)
		cases["garbage "+string(rune('0'+seed))] = func(c net.Conn) {
			c.Write(noise)
			io.Copy(io.Discard, c)
		}
	}
	return cases
}

func dribbleForever(c net.Conn, b byte) {
	for {
		if _, err := c.Write([]byte{b}); err != nil {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// answerHTTP answers each request of a connection alike.
func answerHTTP(status, contentType, body string) func(net.Conn) {
	status, headers, _ := strings.Cut(status, "\r\n")
	return func(c net.Conn) {
		server := &http.Server{ReadHeaderTimeout: time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", contentType)
			if name, value, ok := strings.Cut(headers, ": "); ok {
				w.Header().Set(name, value)
			}
			code := 0
			for _, d := range status[:3] {
				code = code*10 + int(d-'0')
			}
			w.WriteHeader(code)
			io.WriteString(w, body)
		})}
		server.Serve(&oneConn{conn: c, done: make(chan struct{})})
	}
}
