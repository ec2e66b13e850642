//go:build !linux

package ocr

import (
	"errors"
	"os"
	"os/exec"
	"syscall"
)

// confinements are none: only Linux is supported.
func confinements() []uintptr { return nil }

func (c *child) attributes() *syscall.SysProcAttr { return nil }

func limit(int, uint64) error { return errors.New("a child cannot be limited on this system") }

func killGroup(pid int) error {
	p, err := os.FindProcess(pid)
	if err != nil {
		return err
	}
	return p.Kill()
}

func ended(exit *exec.ExitError) error { return &endError{err: exit} }
