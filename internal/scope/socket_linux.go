package scope

import "syscall"

// restrict sets the mode of a socket before it has a name, so that there is no
// moment at which others may open it (unix(7)).
func restrict(raw syscall.RawConn) error {
	var err error
	if cerr := raw.Control(func(fd uintptr) { err = syscall.Fchmod(int(fd), 0o600) }); cerr != nil {
		return cerr
	}
	return err
}
