package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
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

// measure runs a command to its end.
func measure(cmd *exec.Cmd) (run, error) {
	began := time.Now()
	err := cmd.Run()
	return measured(cmd, began, err)
}

func measured(cmd *exec.Cmd, began time.Time, err error) (run, error) {
	if cmd.ProcessState == nil {
		return run{}, err
	}
	r := run{
		wall: time.Since(began), cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(),
		exit: cmd.ProcessState.ExitCode(),
	}
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		r.resident = int64(usage.Maxrss) << 10 // Linux counts KiB: getrusage(2)
	}
	return r, nil
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
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return run{}, err
	}
	var last event
	follow(out, func(e event) bool { last = e; return true })
	r, err := measured(cmd, began, cmd.Wait())
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
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return run{}, err
	}
	var last event
	took := time.Duration(0)
	follow(out, func(e event) bool {
		last = e
		if took == 0 && enough(e) {
			took = time.Since(began)
			cmd.Process.Kill()
		}
		return took == 0
	})
	r, err := measured(cmd, began, cmd.Wait())
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
