package probetest

import (
	"bytes"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"
)

// A Program is a real server for tests.
type Program struct {
	Name    string // of the program: "redis-server"
	Package string // of Debian, that has it
	// Args returns the arguments by which it listens at 127.0.0.1:port and keeps all it
	// writes in dir.
	Args func(port int, dir string) []string
	Env  func(port int, dir string) []string
	// Ready, where given, is how long it may take until it listens.
	Ready time.Duration
	// Prepare, where given, makes what the server needs in dir before it starts.
	Prepare func(t testing.TB, dir string)
	// NotRoot says that it refuses to run as root; then nobody runs it, to whom dir belongs.
	NotRoot bool
	// Answers, where given, reports whether it does what it is there for; listening is
	// then not enough.
	Answers func(address string) bool
}

// Start runs a server until the test ends and returns its address, "127.0.0.1:PORT". It
// skips under -short, and fails, saying how to install it, where it is missing.
func Start(t testing.TB, p Program) string {
	t.Helper()
	if testing.Short() {
		t.Skipf("needs %s", p.Name)
	}
	path, err := exec.LookPath(p.Name)
	if err != nil {
		if path, err = exec.LookPath("/usr/sbin/" + p.Name); err != nil {
			t.Fatalf("%s is not installed: sh test/apt.sh %s", p.Name, p.Package)
		}
	}
	dir := t.TempDir()
	if p.NotRoot {
		GiveAway(t, dir, filepath.Dir(dir))
	}
	if p.Prepare != nil {
		p.Prepare(t, dir)
	}
	address, port := FreePort(t)
	cmd := exec.Command(path, p.Args(port, dir)...)
	cmd.Dir = dir
	if p.Env != nil {
		cmd.Env = append(os.Environ(), p.Env(port, dir)...)
	}
	output := &tail{}
	cmd.Stdout, cmd.Stderr = output, output
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
	if p.NotRoot {
		AsNobody(cmd)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() { cmd.Wait(); close(done) }()
	t.Cleanup(func() {
		syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // with the workers that it started
		<-done
	})
	await(t, p, address, done, output)
	return address
}

// nobody is the user nobody and its group of Debian.
const nobody = 65534

// AsNobody lets a command that refuses to run as root be run by nobody.
func AsNobody(cmd *exec.Cmd) {
	if os.Getuid() != 0 {
		return
	}
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
}

// GiveAway gives files or folders of the test to nobody.
func GiveAway(t testing.TB, paths ...string) {
	t.Helper()
	if os.Getuid() != 0 {
		return
	}
	for _, path := range paths {
		if err := os.Chown(path, nobody, nobody); err != nil {
			t.Fatal(err)
		}
	}
}

func await(t testing.TB, p Program, address string, done chan struct{}, output *tail) {
	t.Helper()
	for begun := time.Now(); time.Since(begun) < max(p.Ready, 2*time.Minute); time.Sleep(20 * time.Millisecond) {
		if c, err := net.Dial("tcp", address); err == nil {
			c.Close()
			if p.Answers == nil || p.Answers(address) {
				return
			}
		}
		select {
		case <-done:
			t.Fatalf("the server ended: %s", output)
		default:
		}
	}
	t.Fatalf("the server does not answer at %s: %s", address, output)
}

// FreePort returns an address at which nothing listens.
func FreePort(t testing.TB) (address string, port int) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, p, _ := net.SplitHostPort(l.Addr().String())
	port, _ = strconv.Atoi(p)
	return l.Addr().String(), port
}

// tail keeps the beginning of what a server printed.
type tail struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write implements [io.Writer].
func (o *tail) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.text.Len() < 16<<10 {
		o.text.Write(p)
	}
	return len(p), nil
}

func (o *tail) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// Serve runs a handler until the test ends and returns its address, "http://127.0.0.1:PORT".
func Serve(t testing.TB, h http.Handler) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}
