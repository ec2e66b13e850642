package seal

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// DisableCoreDumps keeps the memory of this process off the disk when it
// crashes: RLIMIT_CORE is 0, hard and soft, and the process is not dumpable,
// which also keeps other processes of the same user from attaching to it
// (prctl(2), PR_SET_DUMPABLE).
func DisableCoreDumps() error {
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}); err != nil {
		return fmt.Errorf("set the limit of core dumps to 0: %w", err)
	}
	if err := unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0); err != nil {
		return fmt.Errorf("make the process not dumpable: %w", err)
	}
	return nil
}
