package main

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/hemostat/hemostat/source/sourcetest"
)

// testKey is where a script's own test is kept.
type testKey struct{}

// sites are the web servers of scripts by their tests.
var sites sync.Map

// startSite serves a folder by the web server of a name.
func startSite(t testing.TB, name, folder string) *sourcetest.Server {
	t.Helper()
	for _, w := range sourcetest.WebServers() {
		if w.Name == name {
			return w.Start(t, folder)
		}
	}
	t.Fatalf("no web server is called %q", name)
	return nil
}

// siteScript is `site NAME SERVER FOLDER` in a script: a web server lists the folder
// at the URL $NAME.
func siteScript(ts *testscript.TestScript, neg bool, args []string) {
	t, ok := ts.Value(testKey{}).(testing.TB)
	if neg || len(args) != 3 || !ok {
		ts.Fatalf("usage: site NAME SERVER FOLDER")
	}
	server := startSite(t, args[1], ts.MkAbs(args[2]))
	sites.Store(t, server)
	ts.Setenv(args[0], server.Endpoint)
}

// diesScript is `dies REQUESTS hemostat args…` in a script: the program is killed
// once the site, which must print them as Python's does, was asked so often since.
func diesScript(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: dies REQUESTS PROGRAM ARGS...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	t, _ := ts.Value(testKey{}).(testing.TB)
	site, _ := sites.Load(t)
	server, ok := site.(*sourcetest.Server)
	if !ok {
		ts.Fatalf("no site was started")
	}
	asked := func() int { return strings.Count(server.Output(), "\"GET ") }
	want += asked()
	program, err := exec.LookPath(args[1])
	ts.Check(err)
	cmd := exec.Command(program, args[2:]...)
	cmd.Dir = ts.MkAbs(".")
	for _, key := range []string{"XDG_DATA_HOME", "XDG_CONFIG_HOME", "HOME"} {
		cmd.Env = append(cmd.Env, key+"="+ts.Getenv(key))
	}
	ts.Check(cmd.Start())
	for begun := time.Now(); asked() < want && time.Since(begun) < time.Minute; {
		time.Sleep(5 * time.Millisecond)
	}
	cmd.Process.Kill()
	cmd.Wait()
	if cmd.ProcessState.Exited() {
		ts.Fatalf("%v ended before it could be killed: exit code %d", args[1:], cmd.ProcessState.ExitCode())
	}
}

// bucketScript is `bucket NAME RIGHTS FOLDER` in a script: a bucket of Google Cloud
// Storage holds the files of the folder at the target $NAME, and everybody has the
// rights there: list, get, both with a comma or none.
func bucketScript(ts *testscript.TestScript, neg bool, args []string) {
	t, ok := ts.Value(testKey{}).(testing.TB)
	if neg || len(args) != 3 || !ok {
		ts.Fatalf("usage: bucket NAME RIGHTS FOLDER")
	}
	g := sourcetest.StartGCS(t)
	g.Allow(t, "crm", args[1])
	root := os.DirFS(ts.MkAbs(args[2]))
	ts.Check(fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(root, name)
		g.Put(t, "crm", name, data)
		return err
	}))
	ts.Setenv(args[0], "gs+"+g.Endpoint+"/crm")
}

// A scan of a web server that is killed again and again counts what an undisturbed
// one counts.
func TestSiteFiguresDoNotDependOnTheRun(t *testing.T) {
	for _, basis := range []string{"owner", "finder"} {
		t.Run(basis, func(t *testing.T) { siteFigures(t, basis) })
	}
}

// siteFigures scans a site whose names are personal data too: those of directories
// stand in markers, which a finder may not keep.
func siteFigures(t *testing.T, basis string) {
	folder := t.TempDir()
	for i := range 300 {
		dir := filepath.Join(folder, fmt.Sprintf("year %d", 2015+i%7), fmt.Sprintf("unit.%d@contoso-kanarie.example", i%5))
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		text := fmt.Sprintf("name,e-mail\nQuilla Vandersloot%d,quilla.%[1]d@contoso%d-kanarie.example\n", i, i%11)
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("customers %d.csv", i)), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	server := startSite(t, "nginx", folder)
	scan := []string{"scan", server.Endpoint + "/", "--campaign", "c", "--basis", basis, "--workers", "2", "--page-size", "7", "--quiet"}
	alone := newFolders(t)
	started := time.Now()
	if _, code := alone.run(t, scan...); code != exitFindings {
		t.Fatalf("scan exits with %d", code)
	}
	took := time.Since(started)
	killed := newFolders(t)
	killed.sameKey(t, alone)
	times := 0
	for i := range 8 {
		if killed.runFor(t, 100*time.Millisecond+took*time.Duration(i)/20, io.Discard, scan...) {
			times++
		}
	}
	t.Logf("killed %d times", times)
	if _, code := killed.run(t, scan...); code != exitFindings {
		t.Fatalf("scan after %d kills exits with %d", times, code)
	}
	if diff := cmp.Diff(string(alone.figures(t)), string(killed.figures(t))); diff != "" || times == 0 {
		t.Errorf("killed %d times it counts otherwise:\n%s", times, diff)
	}
}

// An archive larger than what is held in memory is read in parts where the server
// gives parts, and else as a stream: Python's gives none, Apache's listing no size.
func TestSiteLargeArchive(t *testing.T) {
	folder := t.TempDir()
	file, err := os.Create(filepath.Join(folder, "backup.zip"))
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(file)
	noise := make([]byte, 18<<20)
	rand.NewChaCha8([32]byte{1}).Read(noise)
	for name, data := range map[string][]byte{"image.raw": noise, "customers.csv": []byte("name,e-mail\nQuilla Vandersloot,k1@contoso-kanarie.example\n")} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err == nil {
			_, err = w.Write(data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(z.Close(), file.Close()); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"python", "nginx", "apache", "caddy"} {
		server := startSite(t, name, folder)
		f := newFolders(t)
		out, code := f.run(t, "scan", server.Endpoint+"/", "--campaign", "c", "--basis", "owner", "--quiet")
		if code != exitFindings || !strings.Contains(string(out), "1 of 1 object") || !regexp.MustCompile(`email +1 +1`).Match(out) {
			t.Errorf("%s: exit code %d: %s", name, code, out)
		}
	}
}
