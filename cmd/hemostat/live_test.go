package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hemostat/hemostat/internal/leak"
	"github.com/hemostat/hemostat/internal/leak/blobserver"
)

// slowScan starts a scan of 600 objects of which the provider gives 450, more than a bundle, and the others not before
// its faults are others. It returns once something is read.
func slowScan(t *testing.T, f folders) (cmd *exec.Cmd, server *blobserver.Server, printed *bytes.Buffer) {
	t.Helper()
	_, server = serve(t, leak.Options{Objects: 600})
	server.SetFaults(blobserver.Faults{HoldAfter: 450})
	cmd = f.program(t, "scan", server.URL(), "--campaign", "c", "--workers", "1")
	printed = &bytes.Buffer{}
	cmd.Stdout, cmd.Stderr = printed, printed
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	until(t, "what the provider gives is asked for", func() bool { return server.Counts().Reads > 450 })
	until(t, "something is read", func() bool {
		out, code := f.run(t, "status", "c", "--json")
		var s struct{ Progress struct{ Read int64 } }
		return code == 0 && json.Unmarshal(out, &s) == nil && s.Progress.Read > 100
	})
	return cmd, server, printed
}

// While a scan runs, others are answered by it, and a second scan is refused.
func TestAskingARunningScan(t *testing.T) {
	f := newFolders(t)
	slowScan(t, f)
	for _, args := range [][]string{
		{"status", "c"}, {"report", "c", "--format", "json"}, {"report", "c", "--format", "html"}, {"replay", "c"},
		{"custody", "c", "verify"}, {"explain", "c", "country", "DE"},
		{"report", "c", "--format", "csv", "--table", "files"}, {"explain", "c", "document"},
	} {
		if out, code := f.run(t, args...); code != 0 || len(out) == 0 {
			t.Errorf("%v exits with %d while a scan runs", args, code)
		}
	}
	if out, _ := f.run(t, "status", "c"); !bytes.Contains(out, []byte("running")) {
		t.Errorf("status says %s", out)
	}
	if out, code := f.run(t, "hold", "c", "--by", "J. Doe", "--reason", "litigation"); code != 0 {
		t.Errorf("hold exits with %d while a scan runs: %s", code, out)
	}
	if _, code := f.run(t, "purge", "c", "--yes"); code != exitError {
		t.Errorf("purge exits with %d on a campaign that is held", code)
	}
	chain := filepath.Join(t.TempDir(), "chain")
	f.run(t, "custody", "c", "export", "-o", chain)
	if text, err := os.ReadFile(filepath.Join(chain, "custody.jsonl")); !bytes.Contains(text, []byte(`"event":"held","by":"J. Doe","detail":"litigation"`)) {
		t.Errorf("the chain of custody does not tell of the hold: %s, %v", text, err)
	}
	if _, code := f.run(t, "hold", "c", "--lift", "--by", "J. Doe", "--reason", "settled"); code != 0 {
		t.Errorf("a hold cannot be lifted while a scan runs: exit %d", code)
	}
	cmd := f.program(t, "scan", t.TempDir(), "--campaign", "c")
	text, _ := cmd.CombinedOutput()
	if code := cmd.ProcessState.ExitCode(); code != exitError || !bytes.Contains(text, []byte("another hemostat process")) {
		t.Errorf("a second scan exits with %d and says %s", code, text)
	}
	if out, code := f.run(t, "purge", "c", "--yes"); code != exitError {
		t.Errorf("purge exits with %d while a scan runs: %s", code, out)
	}
}

// The first interrupt drains and saves, the second stops at once. Either way the
// same command goes on.
func TestInterrupts(t *testing.T) {
	for name, times := range map[string]int{"once": 1, "twice": 2} {
		t.Run(name, func(t *testing.T) {
			f := newFolders(t)
			cmd, server, printed := slowScan(t, f)
			for range times {
				if err := cmd.Process.Signal(os.Interrupt); err != nil {
					t.Fatal(err)
				}
				time.Sleep(20 * time.Millisecond)
			}
			// What is under way is answered, and the rest so slowly that it would not be read before the interrupt is met.
			server.SetFaults(blobserver.Faults{Latency: 200 * time.Millisecond})
			cmd.Wait()
			if code := cmd.ProcessState.ExitCode(); code != exitInterrupted {
				t.Errorf("exits with %d, want %d: %s", code, exitInterrupted, printed.Bytes())
			}
			if out, _ := f.run(t, "status", "c"); !bytes.Contains(out, []byte("interrupted")) {
				t.Errorf("status says %s", out)
			}
			server.SetFaults(blobserver.Faults{})
			args := strings.Fields(strings.Join(cmd.Args[1:], " "))
			again := exec.Command(cmd.Path, args...)
			again.Env = cmd.Env
			out, _ := again.CombinedOutput()
			if code := again.ProcessState.ExitCode(); code != exitFindings || !bytes.Contains(out, []byte("600 of 600 objects")) {
				t.Errorf("going on exits with %d: %s", code, out)
			}
		})
	}
}

// An object that changes while it is read is read again, in its new state.
func TestChangingObjects(t *testing.T) {
	_, server := serve(t, leak.Options{Objects: 120})
	server.SetFaults(blobserver.Faults{ChangeETagAfter: 40})
	f := newFolders(t)
	if out, code := f.run(t, "scan", server.URL(), "--campaign", "c", "--quiet"); code != exitFindings {
		t.Errorf("scan exits with %d: %s", code, out)
	}
	server.SetFaults(blobserver.Faults{})
	if out, code := f.run(t, "replay", "c"); code != 0 {
		t.Errorf("replay exits with %d: %s", code, out)
	}
}

// A full disk, here a limit on the size of files in blocks of 512 bytes, ends
// the scan with one line wherever it strikes, and loses nothing.
func TestFullDisk(t *testing.T) {
	_, server := serve(t, leak.Options{Objects: 600})
	f := newFolders(t)
	scan := f.program(t, "scan", server.URL(), "--campaign", "c", "--quiet")
	for _, blocks := range []string{"20", "100", "600", "1500"} {
		limited := exec.Command("sh", append([]string{"-c", "ulimit -f " + blocks + `; exec "$0" "$@"`, scan.Path}, scan.Args[1:]...)...)
		limited.Env = scan.Env
		out, _ := limited.CombinedOutput()
		if code := limited.ProcessState.ExitCode(); code != exitError {
			t.Errorf("with %s blocks it exits with %d: %s", blocks, code, out)
		}
		if lines := bytes.Count(bytes.TrimSpace(out), []byte("\n")); lines > 1 || bytes.Contains(out, []byte("goroutine")) {
			t.Errorf("with %s blocks it says more than a line:\n%s", blocks, out)
		}
	}
	if out, code := f.run(t, "scan", server.URL(), "--campaign", "c", "--quiet"); code != exitFindings || !bytes.Contains(out, []byte("600 of 600")) {
		t.Errorf("with room again it exits with %d: %s", code, out)
	}
	if out, code := f.run(t, "replay", "c"); code != 0 {
		t.Errorf("replay exits with %d: %s", code, out)
	}
}

// The demo is the whole story; it ends well and leaves the report.
func TestDemo(t *testing.T) {
	f := newFolders(t)
	report := f.temp + "/demo.html"
	out, code := f.run(t, "demo", "--objects", "300", "--entities", "80", "--output", report)
	if code != 0 {
		t.Fatalf("demo exits with %d: %s", code, out)
	}
	for _, want := range []string{"kill -9", "goes on with what was published", "resolved", "it agrees", "is removed now"} {
		if !bytes.Contains(out, []byte(want)) {
			t.Errorf("the demo does not say %q:\n%s", want, out)
		}
	}
	if page, err := os.ReadFile(report); err != nil || !bytes.Contains(page, []byte("</html>")) || !bytes.Contains(page, []byte("was removed")) {
		t.Errorf("the demo's report: %d bytes, %v", len(page), err)
	}
}
