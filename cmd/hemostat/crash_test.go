package main

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hemostat/hemostat/internal/leak"
	"github.com/hemostat/hemostat/internal/leak/blobserver"
)

// figures returns the figures of a campaign as they stand in its report.
func (f folders) figures(t *testing.T) []byte {
	t.Helper()
	out, code := f.run(t, "report", "c", "--format", "json")
	if code != 0 {
		t.Fatalf("report exits with %d", code)
	}
	var r struct{ Figures json.RawMessage }
	if err := json.Unmarshal(out, &r); err != nil {
		t.Fatal(err)
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, r.Figures); err != nil {
		t.Fatal(err)
	}
	return compact.Bytes()
}

// sameKey lets f make a campaign under the key of another, so that figures can
// be compared byte for byte.
func (f folders) sameKey(t *testing.T, other folders) {
	t.Helper()
	if err := os.CopyFS(f.keys, os.DirFS(other.keys)); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(f.keys, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() {
			return os.Chmod(path, 0o700)
		}
		return os.Chmod(path, 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// One campaign with one worker and undisturbed; with eight; and killed twenty
// times at random instants, before all is read. The figures must be the same bytes.
func TestFiguresDoNotDependOnTheRun(t *testing.T) {
	objects, kills := 1500, 20
	if testing.Short() {
		objects, kills = 200, 4
	}
	_, server := serve(t, leak.Options{Objects: objects, Entities: 300, Seed: 7})
	scan := func(workers string) []string {
		return []string{"scan", server.URL(), "--campaign", "c", "--basis", "owner", "--workers", workers, "--quiet"}
	}
	alone := newFolders(t)
	if _, code := alone.run(t, scan("1")...); code != exitFindings {
		t.Fatalf("scan exits with %d", code)
	}
	want := alone.figures(t)
	if len(want) < 1000 {
		t.Fatalf("figures are %d bytes: nothing was found", len(want))
	}

	many := newFolders(t)
	many.sameKey(t, alone)
	if _, code := many.run(t, scan("8")...); code != exitFindings {
		t.Fatalf("scan with 8 workers exits with %d", code)
	}
	if diff := cmp.Diff(string(want), string(many.figures(t))); diff != "" {
		t.Errorf("8 workers count otherwise than 1:\n%s", diff)
	}

	killed := newFolders(t)
	killed.sameKey(t, alone)
	random := rand.New(rand.NewPCG(1, 2))
	for range kills {
		// Together they read at most three quarters, so that there is always something left.
		reads := server.Counts().Reads + 1 + random.Int64N(int64(objects*3/4/kills))
		killed.killAfter(t, server, reads, time.Duration(random.Int64N(int64(200*time.Millisecond))), scan("8")...)
	}
	server.SetFaults(blobserver.Faults{})
	saidSo(t, killed)
	if _, code := killed.run(t, scan("3")...); code != exitFindings {
		t.Fatalf("scan after %d kills exits with %d", kills, code)
	}
	if diff := cmp.Diff(string(want), string(killed.figures(t))); diff != "" {
		t.Errorf("killed %d times it counts otherwise:\n%s", kills, diff)
	}
	if out, code := killed.run(t, "replay", "c"); code != 0 {
		t.Errorf("replay exits with %d: %s", code, out)
	}
}

// killAfter runs the program with a server that answers so many reads and no more, and kills it with
// signal 9 a while after it asked for another.
func (f folders) killAfter(t *testing.T, server *blobserver.Server, reads int64, while time.Duration, args ...string) {
	t.Helper()
	server.SetFaults(blobserver.Faults{HoldAfter: reads})
	cmd := f.program(t, args...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Process.Kill()
	until(t, "another read", func() bool { return server.Counts().Reads > reads })
	time.Sleep(while)
	cmd.Process.Kill()
	if cmd.Wait(); cmd.ProcessState.Exited() {
		t.Fatalf("it ended before it could be killed: exit code %d", cmd.ProcessState.ExitCode())
	}
}

// saidSo holds answers about a campaign that is not read whole to say so.
func saidSo(t *testing.T, f folders) {
	t.Helper()
	var errs bytes.Buffer
	cmd := f.program(t, "people", "c", "--json")
	cmd.Stderr = &errs
	if _, err := cmd.Output(); err != nil || !strings.Contains(errs.String(), "c is not read whole: ") {
		t.Errorf("people of a scan that was killed: %v, %q", err, errs.String())
	}
}
