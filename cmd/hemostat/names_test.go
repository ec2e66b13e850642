package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/internal/probe/probetest"
)

// openRedis starts a Redis that anybody may use, and returns its port.
func openRedis(t *testing.T) (port string) {
	t.Helper()
	address := probetest.Start(t, probetest.Program{Name: "redis-server", Package: "redis-server", Args: func(port int, dir string) []string {
		return []string{"--port", strconv.Itoa(port), "--bind", "127.0.0.1", "--dir", dir, "--save", "", "--protected-mode", "no"}
	}})
	_, port, _ = strings.Cut(address, ":")
	return port
}

// One server stands once in the register, whichever part of it is named; of another name of the
// same one it is said that it is asked apart.
func TestOneServerOnce(t *testing.T) {
	port, f := openRedis(t), newFolders(t)
	at := "redis://127.0.0.1:" + port
	f.expect(t, exitFindings, "EXPOSED", "probe", at)
	f.expect(t, exitFindings, "(?m)^"+at+"  EXPOSED", "probe", at+"/0")
	if out, _ := f.run(t, "exposures", "--json"); bytes.Count(out, []byte("\n")) != 1 {
		t.Errorf("it stands there more than once: %s", out)
	}
	f.expect(t, exitNothing, "found +"+at, "timeline", at+"/3")
	f.expect(t, exitFindings, at+"  OPEN", "verify", at+"/0", "--rounds", "1")
	f.expect(t, exitFindings, "EXPOSED", "probe", "redis://localhost:"+port)
	f.expect(t, exitNothing, "the same server stands here as "+at+", which is asked apart", "exposures")
}

// What a grant leaves out is told.
func TestLeftOut(t *testing.T) {
	port, f := openRedis(t), newFolders(t)
	at := "redis://127.0.0.1:" + port
	file := filepath.Join(t.TempDir(), "scope.toml")
	text := "version = 1\n[[grant]]\ntargets = [\"" + at + "\"]\nbasis = \"owner\"\nsigned_off_by = \"J. Doe, CISO\"\nuntil = 2099-01-31\ndepth = \"probe\"\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	f.expect(t, exitFindings, "note +it was asked at depth probe: the grant goes no deeper", "probe", at, "--depth", "list", "--scope", file)
	if out, _ := f.run(t, "probe", at, "--scope", file); bytes.Contains(out, []byte("deeper")) {
		t.Errorf("told without need: %s", out)
	}
}
