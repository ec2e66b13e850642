package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
)

// A hemostat in another process asks under its own scope, here a place of which the
// operator answers for the network.
func TestAgent(t *testing.T) {
	var shut atomic.Bool
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if shut.Load() || r.URL.Path != "/" {
			http.Error(w, "no", http.StatusForbidden)
			return
		}
		w.Header().Set("Content-Type", "text/html")
		w.Write([]byte("<html><head><title>Index of /</title></head><body><h1>Index of /</h1><pre><a href=\"../\">../</a>\n<a href=\"customers.csv\">customers.csv</a>   22-Nov-2026 10:00   12\n</pre></body></html>"))
	}))
	defer s.Close()
	f, dir, target := newFolders(t), t.TempDir(), "web+"+s.URL+"/"
	file := filepath.Join(dir, "scope.toml")
	text, code := f.run(t, "scope", "init", "--basis", "owner", "--by", "J. Doe", "--until", "2099-01-31", "--depth", "list", target)
	if code != 0 || os.WriteFile(file, text, 0o600) != nil {
		t.Fatalf("scope init: %d", code)
	}
	invitation := filepath.Join(dir, "agent.json")
	agent := newFolders(t).program(t, "agent", "--scope", file, "--listen", "127.0.0.1:0", "--name", "CERT, Frankfurt", "--invite", invitation)
	var told bytes.Buffer
	agent.Stdout, agent.Stderr = &told, &told
	if err := agent.Start(); err != nil {
		t.Fatal(err)
	}
	defer agent.Process.Kill()
	until(t, "the agent invites", func() bool { _, err := os.Stat(invitation); return err == nil })
	via := "agent:" + invitation
	if out, code := f.run(t, "probe", target, "--scope", file, "--via", via, "--place", "Frankfurt", "--by", "J. Doe"); code != exitFindings || !bytes.Contains(out, []byte("open (from agent 127.0.0.1")) {
		t.Fatalf("probe exits with %d: %s", code, out)
	}
	if _, code := f.run(t, "verify", target, "--scope", file, "--via", via); code != exitUsage {
		t.Errorf("an agent at this machine is taken for a second network: exit %d", code)
	}
	shut.Store(true)
	out, _ := f.run(t, "verify", target, "--scope", file, "--via", via, "--rounds", "1", "--place", "Frankfurt", "--by", "J. Doe")
	if want := "denied         from the agent 127.0.0.1"; !bytes.Contains(out, []byte(want)) || bytes.Contains(out, []byte("CLOSED")) {
		t.Errorf("verify does not say %q, or more: %s", want, out)
	}
	if out, code := f.run(t, "probe", target, "--scope", file, "--via", "agent:"+file); code != exitUsage {
		t.Errorf("a file that is no invitation: exit %d, %s", code, out)
	}
	agent.Process.Kill()
	agent.Wait()
	if out, code := f.run(t, "probe", target, "--scope", file, "--via", via, "--place", "Frankfurt", "--by", "J. Doe"); code != exitError {
		t.Errorf("an agent that is gone: exit %d, %s", code, out)
	}
	if want := fmt.Sprintf("  %s  web  answered", s.URL); !bytes.Contains(told.Bytes(), []byte(want)) {
		t.Errorf("the agent does not tell %q: %s", want, told.Bytes())
	}
}
