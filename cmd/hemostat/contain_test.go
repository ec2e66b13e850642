package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/internal/probe/probetest"
)

// planned are the commands of the steps of a plan whose titles begin so.
func planned(t *testing.T, f folders, target, title string) (commands []string) {
	t.Helper()
	out, _ := f.run(t, "contain", target, "--json")
	var plan struct {
		Steps []struct {
			Title    string
			Commands []string
		}
	}
	if err := json.Unmarshal(out, &plan); err != nil {
		t.Fatal(err)
	}
	for _, s := range plan.Steps {
		if strings.HasPrefix(s.Title, title) {
			commands = append(commands, s.Commands...)
		}
	}
	if len(commands) == 0 {
		t.Fatalf("no step %q", title)
	}
	return commands
}

// The commands of a plan, run as they are printed, close a real Redis.
func TestThePlanClosesARedis(t *testing.T) {
	if _, err := exec.LookPath("redis-cli"); err != nil {
		t.Fatal("redis-cli is not installed: sh test/apt.sh redis-tools")
	}
	address := probetest.Start(t, probetest.Program{Name: "redis-server", Package: "redis-server", Args: func(port int, dir string) []string {
		conf := dir + "/redis.conf" // CONFIG REWRITE wants a file
		if err := os.WriteFile(conf, []byte("bind 127.0.0.1\nport "+strconv.Itoa(port)+"\ndir "+dir+"\nsave \"\"\nprotected-mode no\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		return []string{conf}
	}})
	f := newFolders(t)
	target := "redis://" + address
	if _, code := f.run(t, "probe", target); code != exitFindings {
		t.Fatalf("it is not open: %d", code)
	}
	for _, title := range []string{"Redis: protected mode", "Redis: users with passwords"} {
		for _, command := range planned(t, f, target, title) {
			cmd := exec.Command("sh", "-c", command)
			cmd.Env = append(os.Environ(), "PASSWORD=correct horse 'battery' staple")
			out, err := cmd.CombinedOutput()
			if err != nil || !strings.HasPrefix(string(out), "OK") {
				t.Fatalf("%s: %v, %s", command, err, out)
			}
		}
	}
	if out, code := f.run(t, "probe", target); code != exitNothing {
		t.Errorf("it is open still: %d, %s", code, out)
	}
}
