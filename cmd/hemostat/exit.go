package main

import (
	"context"
	"errors"

	"github.com/hemostat/hemostat/internal/scope"
)

// The exit codes, as `hemostat help exit-codes` documents them.
const (
	exitNothing     = 0   // complete, nothing found
	exitError       = 1   // something failed
	exitUsage       = 2   // wrong usage, or out of scope
	exitFindings    = 3   // complete, findings
	exitIncomplete  = 4   // incomplete, whatever was found
	exitInterrupted = 130 // stopped by the operator
)

const exitCodes = `Exit codes:
  0    complete, and nothing was found in what was examined
  3    complete, with findings
  4    incomplete, whatever was found: the same command goes on
  1    an error
  2    wrong usage, or a target that no grant covers
  130  interrupted: what was read is saved, the same command goes on

Of probe, discover, monitor --once and verify, 3 says that something is open and goes before 4, which says
that something was not shown. Other commands that do not scan use 0, 1, 2 and 130.`

// detectCodes are those of a command that keeps nothing and never goes on.
const detectCodes = `Exit codes:
  0    complete, and nothing was found in what was examined
  3    complete, with findings
  4    incomplete, whatever was found: something was not read that could be, by trying again or with other rights
  1    an error
  2    wrong usage, or a path that does not exist: nothing was read
  130  interrupted

What can never be read, however often one tries (encrypted, broken, of a format that is not read yet), is told
and counted, and leaves it complete.`

// extractCodes are those of a command that reads and finds nothing.
const extractCodes = `Exit codes:
  0    read; what can never be read (encrypted, broken, of a format that is not read yet) is told
  4    something was not read that could be, by trying again or with other rights
  1    an error
  2    wrong usage, or a path that does not exist: nothing was read
  130  interrupted`

// status is an error that carries nothing but an exit code: what is to be said
// has been said.
type status int

func (s status) Error() string { return "" }

// usageError is a mistake in how the program was called.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// exitCode returns the code for how a command ended.
func exitCode(err error) int {
	var s status
	var usage usageError
	switch {
	case err == nil:
		return exitNothing
	case errors.As(err, &s):
		return int(s)
	case errors.As(err, &usage), errors.Is(err, scope.ErrOutOfScope):
		return exitUsage
	case errors.Is(err, context.Canceled):
		return exitInterrupted
	}
	return exitError
}
