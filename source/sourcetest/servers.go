package sourcetest

import (
	"bufio"
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// The account of every Azurite. Its key is published by Microsoft and opens
// nothing but emulators.
const (
	AzuriteAccount = "devstoreaccount1"
	AzuriteKey     = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
)

// The owner's keys of every gateway that [StartVersityGW] starts.
const (
	GatewayAccess = "hemostat-owner"
	GatewaySecret = "hemostat-owner-of-nothing"
)

// VersityGWVersion is the version that `make tools` installs.
const VersityGWVersion = "v1.8.0"

// A Server is a running program, ended with the test that started it.
type Server struct {
	Endpoint string // "http://127.0.0.1:46215"
	done     chan struct{}
	output   *tail
}

// Output returns the first 64 KiB of what the server printed so far.
func (s *Server) Output() string { return s.output.String() }

// StartAzurite starts an Azurite of its own that keeps everything in memory and
// returns when it listens. It skips under -short, and fails, saying how to
// install it, where Azurite is missing.
func StartAzurite(t testing.TB) *Server {
	t.Helper()
	program := tool(t, "test/servers/node_modules/.bin/azurite-blob", "npm ci --prefix test/servers --ignore-scripts")
	cmd := exec.Command(program, "--skipApiVersionCheck", "--inMemoryPersistence", "--disableTelemetry", "--silent", "--blobHost", "127.0.0.1", "--blobPort", "0")
	cmd.Dir = t.TempDir()
	s := start(t, cmd)
	s.Endpoint = s.output.await(t, "successfully listens on ", s.done)
	return s
}

// StartVersityGW starts an S3 gateway over a temporary folder, with versioning,
// and returns when it listens. It skips and fails as [StartAzurite] does.
func StartVersityGW(t testing.TB) *Server {
	t.Helper()
	program := tool(t, ".tools/bin/versitygw",
		"GOBIN=$PWD/.tools/bin go install github.com/versity/versitygw/cmd/versitygw@"+VersityGWVersion)
	dir := t.TempDir()
	for _, sub := range []string{"data", "meta", "versions"} {
		if err := os.Mkdir(filepath.Join(dir, sub), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	address := freePort(t)
	cmd := exec.Command(program, "--port", address, "--access", GatewayAccess, "--secret", GatewaySecret, "--quiet", "--keep-alive",
		"posix", "--sidecar", filepath.Join(dir, "meta"), "--versioning-dir", filepath.Join(dir, "versions"), filepath.Join(dir, "data"))
	s := start(t, cmd)
	s.Endpoint = "http://" + address
	s.listens(t, "versitygw", address)
	return s
}

// tool finds a program below the repository's root.
func tool(t testing.TB, path, install string) string {
	t.Helper()
	if testing.Short() {
		t.Skipf("needs %s", filepath.Base(path))
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above the test")
		}
	}
	program := filepath.Join(dir, path)
	if _, err := os.Stat(program); err != nil {
		t.Fatalf("%s is not installed; in the repository's root run:\n\n\t%s\n", path, install)
	}
	return program
}

func start(t testing.TB, cmd *exec.Cmd) *Server {
	t.Helper()
	s := &Server{done: make(chan struct{}), output: &tail{}}
	cmd.Stdout, cmd.Stderr = s.output, s.output
	endWithParent(cmd)
	if err := cmd.Start(); err != nil {
		t.Fatalf("start %s: %v", cmd.Path, err)
	}
	go func() {
		cmd.Wait()
		close(s.done)
	}()
	t.Cleanup(func() {
		cmd.Process.Kill()
		<-s.done
	})
	return s
}

func freePort(t testing.TB) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// tail keeps what a server printed.
type tail struct {
	mu   sync.Mutex
	text strings.Builder
}

func (o *tail) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.text.Len() < 64<<10 {
		o.text.Write(p)
	}
	return len(p), nil
}

func (o *tail) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// await returns the word that follows a phrase once it was printed.
func (o *tail) await(t testing.TB, phrase string, done chan struct{}) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for {
		lines := bufio.NewScanner(strings.NewReader(o.String()))
		for lines.Scan() {
			if _, word, ok := strings.Cut(lines.Text(), phrase); ok {
				return strings.Fields(word)[0]
			}
		}
		select {
		case <-done:
			t.Fatalf("the server ended: %s", o)
		case <-ctx.Done():
			t.Fatalf("the server does not listen: %s", o)
		case <-time.After(20 * time.Millisecond):
		}
	}
}
