package checks

import (
	"context"
	"errors"
	"strings"

	"github.com/hemostat/hemostat/internal/probe"
)

// longestLine is how long a line of a text protocol may be, in bytes.
const longestLine = 4096

// readLine reads a line that is not empty, without its end. A longer one is of another
// protocol.
func readLine(c *probe.Conn) (string, error) { return readLongLine(c, longestLine) }

// readLongLine is readLine for a protocol whose lines may be of more bytes.
func readLongLine(c *probe.Conn, longest int) (string, error) {
	line, err := readAnyLine(c, longest)
	if err == nil && line == "" {
		err = errProtocol
	}
	return line, err
}

// readAnyLine reads a line that may be empty.
func readAnyLine(c *probe.Conn, longest int) (string, error) {
	var line []byte
	for len(line) <= longest {
		b, err := c.ReadByte()
		if err != nil {
			return "", err
		}
		if b == '\n' {
			return strings.TrimSuffix(string(line), "\r"), nil
		}
		line = append(line, b)
	}
	return "", errProtocol
}

// plainThenTLS talks over a plain connection and, where that leads to no answer of the
// protocol although somebody is there, over one with TLS.
func plainThenTLS(ctx context.Context, s *probe.Session, talk func(context.Context, *probe.Conn) error) error {
	err := over(ctx, s, false, talk)
	switch probe.FailureOf(err) {
	case probe.FailedProtocol, probe.FailedReset:
	default:
		return err
	}
	again := over(ctx, s, true, talk)
	if again == nil || probe.EvidenceOf(again) == nil {
		return again
	}
	return errors.Join(err, again)
}

func over(ctx context.Context, s *probe.Session, withTLS bool, talk func(context.Context, *probe.Conn) error) error {
	c, err := s.Dial(ctx, withTLS)
	if err != nil {
		return err
	}
	defer c.Close()
	return talk(ctx, c)
}
