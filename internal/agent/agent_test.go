package agent_test

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/agent"
	"github.com/hemostat/hemostat/internal/probe"
	"github.com/hemostat/hemostat/internal/scope"
)

// scopeOf returns a scope with one grant for what stands at these places.
func scopeOf(t *testing.T, depth string, targets ...string) *scope.Scope {
	t.Helper()
	quoted, _ := json.Marshal(targets)
	s, err := scope.Parse([]byte(`version = 1
[[grant]]
targets = `+string(quoted)+`
basis = "owner"
signed_off_by = "J. Doe"
until = `+time.Now().AddDate(1, 0, 0).Format(time.DateOnly)+`
depth = "`+depth+`"
private_addresses = true
`), "scope")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// start runs an agent until the test ends.
func start(t *testing.T, s *scope.Scope) agent.Invitation {
	t.Helper()
	identity, err := agent.LoadIdentity(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- (&agent.Server{Identity: identity, Scope: s, Version: "0"}).Serve(ctx, l) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the agent ended with %v", err)
		}
	})
	i, err := identity.Invite(l.Addr().String(), "second network")
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// listing is a web server with an open directory, and counts what it is asked.
func listing(t *testing.T) (target string, asked *atomic.Int64) {
	asked = &atomic.Int64{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if r.URL.Path != "/" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html")
		w.Write([]byte(`<html><head><title>Index of /</title></head><body><h1>Index of /</h1><pre><a href="../">../</a>` + "\n" +
			`<a href="customers.csv">customers.csv</a>   22-Nov-2026 10:00   12` + "\n</pre></body></html>"))
	}))
	t.Cleanup(s.Close)
	return "web+" + s.URL + "/", asked
}

func ask(t *testing.T, own *scope.Scope, i agent.Invitation, target string) (*probe.Result, error) {
	t.Helper()
	c, err := agent.New(own, i)
	if err != nil {
		t.Fatal(err)
	}
	at, err := exposure.ParseTarget(target)
	if err != nil {
		t.Fatal(err)
	}
	g, err := own.Grant(at, exposure.Probe)
	if err != nil {
		t.Fatal(err)
	}
	return c.Probe(t.Context(), "web", probe.Options{Grant: g})
}

func TestProbe(t *testing.T) {
	target, asked := listing(t)
	s := scopeOf(t, "probe", target)
	r, err := ask(t, s, start(t, s), target)
	if err != nil || !r.Exposed || len(r.Evidence) == 0 || asked.Load() == 0 || r.Object != "customers.csv" {
		t.Fatalf("%+v, %v after %d questions", r, err, asked.Load())
	}
}

// The agent's own scope decides what it asks.
func TestScopeOfTheAgent(t *testing.T) {
	target, asked := listing(t)
	_, err := ask(t, scopeOf(t, "probe", target), start(t, scopeOf(t, "probe", "redis://127.0.0.1:1")), target)
	var refusal *scope.Refusal
	if !errors.As(err, &refusal) || !strings.Contains(err.Error(), "agent 127.0.0.1") || asked.Load() != 0 {
		t.Errorf("%v after %d questions", err, asked.Load())
	}
}

// Whoever is not the agent of the invitation is told nothing, and an agent nothing by whoever
// holds none.
func TestStrangers(t *testing.T) {
	target, asked := listing(t)
	s := scopeOf(t, "probe", target)
	mine, other := start(t, s), start(t, s)
	impostor := mine
	impostor.Address = other.Address
	if _, err := ask(t, s, impostor, target); err == nil || !strings.Contains(err.Error(), "its key is another one") {
		t.Errorf("an impostor: %v", err)
	}
	stranger := mine
	stranger.Token = other.Token
	if _, err := ask(t, s, stranger, target); err == nil || !strings.Contains(err.Error(), "does not know the invitation") {
		t.Errorf("a stranger: %v", err)
	}
	gone := mine
	gone.Address = "127.0.0.1:1"
	if _, err := ask(t, s, gone, target); err == nil || !strings.Contains(err.Error(), "could not be asked") {
		t.Errorf("an agent that is gone: %v", err)
	}
	if asked.Load() != 0 {
		t.Errorf("%d questions were asked", asked.Load())
	}
}

// An agent's answer is a stranger's bytes.
func TestHostileAnswers(t *testing.T) {
	target, _ := listing(t)
	s := scopeOf(t, "probe", target)
	honest := strings.TrimPrefix(target, "web+")
	for name, answer := range map[string]string{
		"no JSON":         "<html>",
		"nothing":         "{}",
		"another target":  `{"result":{"target":"redis://127.0.0.1:1","check":"web"}}`,
		"another check":   `{"result":{"target":"` + honest + `","check":"redis"}}`,
		"made evidence":   `{"result":{"target":"` + honest + `","check":"web","exposed":true,"evidence":[{"id":"0011223344556677","request":"GET /"}]}}`,
		"without an end":  strings.Repeat(" ", 40<<20),
		"a failure":       `{"failed":"asking broke off"}`,
		"no such version": "",
	} {
		t.Run(name, func(t *testing.T) {
			srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if answer == "" {
					http.NotFound(w, r)
				}
				w.Write([]byte(answer))
			}))
			identity, err := agent.LoadIdentity(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			if srv.TLS, err = identity.TLS(); err != nil {
				t.Fatal(err)
			}
			srv.StartTLS()
			defer srv.Close()
			i, err := identity.Invite(srv.Listener.Addr().String(), "")
			if err != nil {
				t.Fatal(err)
			}
			if r, err := ask(t, s, i, target); err == nil {
				t.Errorf("taken for a result: %+v", r)
			}
		})
	}
}

func TestIdentity(t *testing.T) {
	dir := t.TempDir()
	first, err := agent.LoadIdentity(dir)
	if err != nil {
		t.Fatal(err)
	}
	again, err := agent.LoadIdentity(dir)
	if err != nil {
		t.Fatal(err)
	}
	a, _ := first.Invite("h:1", "")
	b, _ := again.Invite("h:1", "")
	if a != b {
		t.Error("the same folder gives two agents")
	}
	file := filepath.Join(dir, "agent.pem")
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if err := os.WriteFile(file, []byte("nothing of the kind"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := agent.LoadIdentity(dir); err == nil {
		t.Error("a broken file was taken")
	}
}

func TestInvitation(t *testing.T) {
	dir := t.TempDir()
	for _, bad := range []string{"", "{}", `{"address":"h:1","token":"x","key":"zz"}`, `{"address":"h","token":"x","key":"` + strings.Repeat("0", 64) + `"}`} {
		file := filepath.Join(dir, "i.json")
		os.WriteFile(file, []byte(bad), 0o600)
		if i, err := agent.LoadInvitation(file); err == nil {
			t.Errorf("%q was taken for %+v", bad, i)
		}
	}
}
