// Hemostat finds data that a cloud account, a vendor or a server left readable
// by anyone, works out what is in it and whose it is, and keeps every figure
// replayable. See README.md.
package main

import (
	"context"
	"fmt"
	"os"
	"runtime/debug"

	azlog "github.com/Azure/azure-sdk-for-go/sdk/azcore/log"

	"golang.org/x/sys/unix"

	"github.com/hemostat/hemostat/internal/scope"
	"github.com/hemostat/hemostat/internal/seal"
)

func main() {
	// Before anything else: no key or value in a core dump, and no connection
	// that the scope did not make.
	unix.Umask(0o077) // what is written is its owner's alone
	coreErr := seal.DisableCoreDumps()
	lockErr := scope.Lockdown()
	azlog.SetListener(nil) // the environment could make the SDK print names of blobs
	a := newApp(os.Stdin, os.Stdout, os.Stderr)
	if coreErr != nil {
		a.log.Warn("core dumps could not be switched off", "error", coreErr)
	}
	if lockErr != nil {
		a.log.Error("the program's own guard could not be set", "error", lockErr)
		os.Exit(exitError)
	}
	os.Exit(steadily(func() int { return a.run(context.Background(), os.Args[1:]) }))
}

// steadily runs f. A panic is an error like others, and what it says is not repeated, since
// it may quote what was read; where it came from is.
func steadily(f func() int) (code int) {
	defer func() {
		if recover() != nil {
			fmt.Fprintf(os.Stderr, "hemostat: a fault of this program ended it; what was done is saved, and the same command goes on. Please report these lines:\n\n%s", debug.Stack())
			code = exitError
		}
	}()
	return f()
}
