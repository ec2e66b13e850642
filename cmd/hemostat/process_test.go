package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/hemostat/hemostat/internal/leak"
	"github.com/hemostat/hemostat/internal/leak/blobserver"
)

// folders are where one campaign of a test lives.
type folders struct{ data, keys, temp string }

func newFolders(t *testing.T) folders {
	t.Helper()
	dir := t.TempDir()
	f := folders{data: filepath.Join(dir, "data"), keys: filepath.Join(dir, "keys"), temp: filepath.Join(dir, "temp")}
	if err := os.Mkdir(f.temp, 0o700); err != nil {
		t.Fatal(err)
	}
	return f
}

// program returns the program as a process of its own.
func (f folders) program(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	name, err := exec.LookPath("hemostat") // this test binary, by testscript.Main
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(name, append(args, "--data-dir", f.data, "--key-dir", f.keys)...)
	cmd.Env = append(os.Environ(), "TMPDIR="+f.temp)
	return cmd
}

// run runs the program to its end, and returns what it printed and its exit code.
func (f folders) run(t *testing.T, args ...string) (out []byte, code int) {
	t.Helper()
	cmd := f.program(t, args...)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	var exited *exec.ExitError
	if err != nil && !errors.As(err, &exited) {
		t.Fatal(err)
	}
	code = cmd.ProcessState.ExitCode()
	if code != exitNothing && code != exitFindings {
		t.Logf("%v exits %d: %s", args, code, errs.Bytes())
	}
	return out, code
}

// runFor kills the program with signal 9 after some time, and reports whether
// it was still running then.
func (f folders) runFor(t *testing.T, d time.Duration, output io.Writer, args ...string) (killed bool) {
	t.Helper()
	cmd := f.program(t, args...)
	cmd.Stdout, cmd.Stderr = output, output
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(d, func() { cmd.Process.Kill() })
	cmd.Wait()
	timer.Stop()
	return !cmd.ProcessState.Exited()
}

// until waits for something that is sure to come.
func until(t testing.TB, what string, is func() bool) {
	t.Helper()
	for begun := time.Now(); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Since(begun) > 3*time.Minute {
			t.Fatalf("%s: not in three minutes", what)
		}
	}
}

// serve serves a synthetic leak for the time of a test.
func serve(t testing.TB, o leak.Options) (*leak.Leak, *blobserver.Server) {
	t.Helper()
	l, err := leak.New(o)
	if err != nil {
		t.Fatal(err)
	}
	server, err := blobserver.Serve(background, l)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	return l, server
}

// exits is `exits CODE hemostat args…` in a script.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARGS...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	var exited *exec.ExitError
	if errors.As(err, &exited) {
		got = exited.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("%v exits with %d, want %d", args[1:], got, want)
	}
}

// serveScript is `serve NAME OBJECTS [fault]` in a script: it sets $NAME to the
// URL of a synthetic leak.
func serveScript(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: serve NAME OBJECTS [fault]")
	}
	objects, err := strconv.Atoi(args[1])
	ts.Check(err)
	l, err := leak.New(leak.Options{Objects: objects})
	ts.Check(err)
	server, err := blobserver.Serve(background, l)
	ts.Check(err)
	ts.Defer(func() { server.Close() })
	for _, fault := range args[2:] {
		switch fault {
		case "private":
			server.SetPublic(false)
		case "repeats":
			server.SetFaults(blobserver.Faults{RepeatMarker: true})
		case "throttles":
			server.SetFaults(blobserver.Faults{ThrottleEvery: 5})
		case "cuts":
			server.SetFaults(blobserver.Faults{CutAfterBytes: 64 << 10})
		case "closes":
			server.SetFaults(blobserver.Faults{CloseMidListing: 2})
		default:
			ts.Fatalf("fault %q is not known", fault)
		}
	}
	ts.Setenv(args[0], server.URL())
}
