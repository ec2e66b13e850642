package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// A run is what one command took.
type run struct {
	wall     time.Duration
	cpu      time.Duration // of the command alone: user and system
	resident int64         // bytes, at the most
	exit     int
	ended    event // the last event of a scan
}

// An event is a line that `hemostat --json` prints.
type event struct {
	Event         string
	ObjectsListed int64
	ObjectsDone   int64
	ObjectsRead   int64
	BytesDone     int64
	Mentions      int64
	Listing       bool
	Complete      bool
	Kinds         []struct {
		Kind               string
		Mentions, Distinct int64
	}
}

func (e *event) sum() (mentions, distinct int64) {
	for _, k := range e.Kinds {
		mentions += k.Mentions
		distinct += k.Distinct
	}
	return mentions, distinct
}

// A process is a command that runs, and the most memory that it was seen with.
type process struct {
	*exec.Cmd
	began    time.Time
	resident atomic.Int64
	watched  chan struct{}
	ended    chan struct{}
}

// start starts a command and watches its memory. What wait4(2) says of it is no
// use: it counts the memory of the process that started it, too.
func start(cmd *exec.Cmd) (*process, error) {
	p := &process{Cmd: cmd, began: time.Now(), watched: make(chan struct{}), ended: make(chan struct{})}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		defer close(p.watched)
		ticker := time.NewTicker(10 * time.Millisecond)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				p.resident.Store(max(p.resident.Load(), highWater(cmd.Process.Pid)))
			case <-p.ended:
				return
			}
		}
	}()
	return p, nil
}

// highWater is the most memory that a process has had resident, in bytes:
// VmHWM of proc_pid_status(5). It is 0 where that is not told.
func highWater(pid int) int64 {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	line, _, _ := strings.Cut(rest, "\n")
	kib, _ := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(line), "kB")), 10, 64)
	return kib << 10
}

func (p *process) wait() (run, error) {
	err := p.Wait()
	took := time.Since(p.began)
	close(p.ended)
	<-p.watched
	if p.ProcessState == nil {
		return run{}, err
	}
	return run{
		wall: took, cpu: p.ProcessState.UserTime() + p.ProcessState.SystemTime(),
		exit: p.ProcessState.ExitCode(), resident: p.resident.Load(),
	}, nil
}

// measure runs a command to its end.
func measure(cmd *exec.Cmd) (run, error) {
	p, err := start(cmd)
	if err != nil {
		return run{}, err
	}
	return p.wait()
}

// hemostat is the program under measurement with a home of its own.
type hemostat struct{ binary, home string }

func (h hemostat) command(args ...string) *exec.Cmd {
	args = append([]string{"--json", "--data-dir", filepath.Join(h.home, "data"), "--key-dir", filepath.Join(h.home, "keys")}, args...)
	cmd := exec.Command(h.binary, args...)
	cmd.Stderr = os.Stderr
	return cmd
}

// scan runs a scan to its end. Exit code 3 says that something was found.
func (h hemostat) scan(args ...string) (run, error) {
	cmd := h.command(append([]string{"scan"}, args...)...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return run{}, err
	}
	p, err := start(cmd)
	if err != nil {
		return run{}, err
	}
	var last event
	follow(out, func(e event) bool { last = e; return true })
	r, err := p.wait()
	if err == nil && (r.exit != 0 && r.exit != 3 || !last.Complete) {
		err = fmt.Errorf("hemostat scan %v: exit code %d, last event %q, complete: %t", args, r.exit, last.Event, last.Complete)
	}
	r.ended = last
	return r, err
}

// scanUntil runs a scan until an event satisfies enough, kills it, and returns
// how long that took.
func (h hemostat) scanUntil(enough func(event) bool, args ...string) (run, error) {
	cmd := h.command(append([]string{"scan"}, args...)...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return run{}, err
	}
	p, err := start(cmd)
	if err != nil {
		return run{}, err
	}
	var last event
	took := time.Duration(0)
	follow(out, func(e event) bool {
		last = e
		if took == 0 && enough(e) {
			took = time.Since(p.began)
			cmd.Process.Kill()
		}
		return took == 0
	})
	r, err := p.wait()
	r.ended = last
	if err == nil && took == 0 {
		return r, fmt.Errorf("hemostat scan %v ended with %d before it got far enough", args, r.exit)
	}
	r.wall = took
	return r, err
}

func follow(out io.Reader, each func(event) bool) {
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 16<<20)
	for more := true; lines.Scan(); {
		var e event
		if more && json.Unmarshal(lines.Bytes(), &e) == nil {
			more = each(e)
		}
	}
}
