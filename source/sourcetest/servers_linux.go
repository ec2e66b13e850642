package sourcetest

import (
	"os/exec"
	"syscall"
)

// endWithParent has the kernel end a server whose test died without cleaning up.
func endWithParent(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
