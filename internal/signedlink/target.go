package signedlink

import (
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

// Of reads the signature of a target as [Parse] reads an address. The error is an [ErrNone] for a
// target without one.
func Of(t exposure.Target) (*Link, error) {
	address := t.Link()
	if mark, rest, ok := strings.Cut(address, "+http"); ok && !strings.Contains(mark, "://") { // "s3+https://…" names the service
		address = "http" + rest
	}
	return Parse(address)
}
