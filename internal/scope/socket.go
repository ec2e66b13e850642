package scope

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// maxSocketPath is what fits into sockaddr_un everywhere, in bytes: 104 with
// the final zero on macOS and the BSDs, 108 on Linux.
const maxSocketPath = 103

// ListenSocket listens on a Unix socket that only its owner may open. A socket
// that nobody listens on any more is replaced; one that somebody listens on is
// an error that [errors.Is] syscall.EADDRINUSE.
func ListenSocket(path string) (net.Listener, error) {
	short, dir, err := shortPath(path)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", path, err)
	}
	if info, err := os.Lstat(path); err == nil && info.Mode().Type() == os.ModeSocket {
		if conn, err := net.DialTimeout("unix", short, time.Second); err == nil {
			conn.Close()
			closeDir(dir)
			return nil, fmt.Errorf("listen on %s: %w", path, syscall.EADDRINUSE)
		} else if errors.Is(err, syscall.ECONNREFUSED) {
			os.Remove(path)
		}
	}
	config := net.ListenConfig{Control: func(_, _ string, raw syscall.RawConn) error { return restrict(raw) }}
	l, err := config.Listen(context.Background(), "unix", short)
	if err != nil {
		closeDir(dir)
		return nil, fmt.Errorf("listen on %s: %w", path, err)
	}
	l.(*net.UnixListener).SetUnlinkOnClose(false) // done below, by the path that lasts
	s := &socketListener{Listener: l, path: path, dir: dir}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(fmt.Errorf("listen on %s: %w", path, err), s.Close())
	}
	return s, nil
}

// DialSocket connects to a Unix socket that [ListenSocket] made.
func DialSocket(ctx context.Context, path string) (net.Conn, error) {
	short, dir, err := shortPath(path)
	if err != nil {
		return nil, fmt.Errorf("connect to %s: %w", path, err)
	}
	defer closeDir(dir)
	var d net.Dialer
	conn, err := d.DialContext(ctx, "unix", short)
	if err != nil {
		return nil, fmt.Errorf("connect to %s: %w", path, err)
	}
	return conn, nil
}

// shortPath returns a path to the same socket that fits into its address. On
// Linux a long one goes through an open folder, which the caller closes.
func shortPath(path string) (short string, dir *os.File, err error) {
	if len(path) <= maxSocketPath {
		return path, nil, nil
	}
	if runtime.GOOS != "linux" {
		return "", nil, fmt.Errorf("the path of a socket has at most %d bytes here: choose a shorter --data-dir", maxSocketPath)
	}
	if dir, err = os.Open(filepath.Dir(path)); err != nil {
		return "", nil, err
	}
	short = filepath.Join("/proc/self/fd", strconv.Itoa(int(dir.Fd())), filepath.Base(path))
	if len(short) > maxSocketPath {
		return "", nil, errors.Join(errors.New("the name of the socket is too long"), dir.Close())
	}
	return short, dir, nil
}

func closeDir(dir *os.File) {
	if dir != nil {
		dir.Close()
	}
}

type socketListener struct {
	net.Listener
	path string
	dir  *os.File
	once sync.Once
}

// Close stops listening and removes the socket.
func (l *socketListener) Close() error {
	err := l.Listener.Close()
	l.once.Do(func() {
		os.Remove(l.path)
		closeDir(l.dir)
	})
	return err
}
