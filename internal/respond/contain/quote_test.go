package contain

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// hostile are names that would do something if a shell took them for anything but a word.
var hostile = []string{
	`a'; canary; echo '`, `a"; canary; echo "`, `$(canary)`, "`canary`", `a; canary`, `a && canary`, `a | canary`, `*`, `~`, `a b`, `$HOME`, `${IFS}canary`,
	`a\'; canary; '`, `a > canary.txt`, `!canary`, `#`, `a'"'"'; canary; '`, `'`, `''`, `\`, `é'ß`, `{a,b}`, `%s`, `-`,
}

func TestQuoteMakesOneWord(t *testing.T) {
	for _, shell := range []string{"sh", "bash"} {
		if _, err := exec.LookPath(shell); err != nil {
			continue
		}
		for _, name := range hostile {
			out, err := exec.Command(shell, "-c", "printf '<%s>' "+Quote(name)).CombinedOutput()
			if err != nil || string(out) != "<"+name+">" {
				t.Errorf("%s: %q became %q (%v)", shell, name, out, err)
			}
		}
	}
}

// Each command of each plan is run by a real shell that finds no program but one, which
// leaves a mark when it is called. A command that was no single line of words would call it.
func TestNoNameRunsAnything(t *testing.T) {
	dir := t.TempDir()
	mark := filepath.Join(dir, "called")
	if err := os.WriteFile(filepath.Join(dir, "canary"), []byte("#!/bin/sh\n: > "+mark+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	run := func(script string) (string, error) {
		work := t.TempDir()
		cmd := exec.Command("/bin/sh", "-s")
		cmd.Dir, cmd.Env, cmd.Stdin = work, []string{"PATH=" + dir, "HOME=" + work}, strings.NewReader(script)
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	if _, err := run("canary\n"); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(mark); err != nil {
		t.Fatal("the canary does not sing, so that this test shows nothing")
	}
	os.Remove(mark)
	var script strings.Builder
	for _, name := range hostile {
		for _, c := range []exposure.Target{
			{Provider: exposure.Azure, Account: name, Container: name, Prefix: name, Endpoint: "https://x.blob.core.windows.net"},
			{Provider: exposure.S3, Container: name, Endpoint: "https://s3." + name + ".wasabisys.com", Named: true},
			{Provider: exposure.GCS, Container: name, Endpoint: "https://storage.googleapis.com"},
			{Provider: exposure.Server, Service: "redis", Container: name, Endpoint: "redis://h:6379"},
			{Provider: exposure.Web, Prefix: name, Endpoint: "https://files.contoso.example", Named: true},
		} {
			p, err := For(Case{Target: c})
			if err != nil {
				if strings.HasPrefix(name, "-") {
					continue
				}
				t.Fatal(err)
			}
			for _, s := range p.Steps {
				for _, command := range s.Commands {
					script.WriteString("( " + command + "\n)\n")
				}
			}
			var commented bytes.Buffer
			if err := p.Shell(&commented); err != nil {
				t.Fatal(err)
			}
			if out, err := run(commented.String()); err != nil || out != "" {
				t.Errorf("a script of comments does something: %v %s", err, out)
			}
		}
	}
	if out, _ := run(script.String()); strings.Contains(out, "yntax") || strings.Contains(out, "nterminated") {
		t.Errorf("a command is none: %s", out)
	}
	if _, err := os.Stat(mark); err == nil {
		t.Error("a name of a target was run as a program")
	}
}

func TestNamesThatFitNoLine(t *testing.T) {
	for _, name := range []string{"a\nrm -rf /", "-rf", "a\x1b[2J", "a\u202egnp", "a\u2028b", "\xff"} {
		if _, err := For(Case{Target: exposure.Target{Provider: exposure.S3, Container: name, Endpoint: "https://s3.amazonaws.com"}}); err == nil {
			t.Errorf("%q makes a command", name)
		}
	}
}
