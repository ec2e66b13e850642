package ocr

import (
	"os/exec"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// confinements are the namespaces that a child may be given, the best first. In a user
// namespace to which no user is mapped it has no rights over anything; of a network it
// sees nothing; all that it starts ends with it. Without a user namespace the network's
// takes a right that root has.
func confinements() []uintptr {
	const alone = syscall.CLONE_NEWNET | syscall.CLONE_NEWPID | syscall.CLONE_NEWIPC
	return []uintptr{alone | syscall.CLONE_NEWUSER, syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET, alone, syscall.CLONE_NEWNET}
}

func (c *child) attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setsid: true, Pdeathsig: syscall.SIGKILL, Cloneflags: c.flags}
}

// limit sets the limits of a process (prlimit(2)).
func limit(pid int, memory uint64) error {
	for _, l := range []struct {
		what int
		most uint64
	}{
		{unix.RLIMIT_AS, memory}, {unix.RLIMIT_CPU, cpuLimit}, {unix.RLIMIT_FSIZE, 0}, {unix.RLIMIT_CORE, 0},
		{unix.RLIMIT_NOFILE, fileLimit}, {unix.RLIMIT_NPROC, 1}, {unix.RLIMIT_MEMLOCK, 0}, {unix.RLIMIT_MSGQUEUE, 0},
	} {
		if err := unix.Prlimit(pid, l.what, &unix.Rlimit{Cur: l.most, Max: l.most}, nil); err != nil && err != unix.ESRCH {
			return err
		}
	}
	return nil
}

// killGroup kills a process that leads a session, and what it started in it.
func killGroup(pid int) error { return unix.Kill(-pid, unix.SIGKILL) }

// ended says how a child ended.
func ended(exit *exec.ExitError) error {
	status := exit.Sys().(syscall.WaitStatus)
	e := &endError{err: exit}
	if !status.Signaled() {
		return e
	}
	spent := exit.UserTime()+exit.SystemTime() >= (cpuLimit-1)*time.Second
	switch status.Signal() {
	case syscall.SIGXCPU:
		e.spent = true
	case syscall.SIGKILL:
		e.spent, e.killed = spent, !spent
	case syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP, syscall.SIGPIPE:
		e.killed = true
	default:
		e.crashed = true
	}
	return e
}
