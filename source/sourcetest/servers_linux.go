package sourcetest

import (
	"os"
	"os/exec"
	"syscall"
	"testing"
)

// endWithParent has the kernel end a server whose test died without cleaning up.
func endWithParent(cmd *exec.Cmd) {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Pdeathsig = syscall.SIGKILL
}

// nobody is the user and group of that name, in Debian and elsewhere.
const nobody = 65534

// asNobody takes the superuser's rights from a server, and gives it a folder.
func asNobody(t testing.TB, cmd *exec.Cmd, own string) {
	t.Helper()
	if os.Getuid() != 0 {
		return
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	Readable(t, own)
	if err := os.Chown(own, nobody, nobody); err != nil {
		t.Fatal(err)
	}
}
