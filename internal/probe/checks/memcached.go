package checks

import (
	"context"
	"encoding/binary"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// memcached asks a server that speaks the text protocol of memcached, or its binary one
// alone, as those that want a sign-in by SASL do.
type memcached struct{}

// Info implements [probe.Check].
func (memcached) Info() probe.Info {
	return probe.Info{
		Name: "memcached", Service: "memcached", Providers: []exposure.Provider{exposure.Server}, Rights: serverRights(),
		Asks:   "stats, stats items, get of a name that nothing has; where it hangs up, stat by the binary protocol",
		Source: "github.com/memcached/memcached/blob/master/doc/protocol.txt; docs.memcached.org/protocols/binary",
	}
}

// Ask implements [probe.Check].
func (memcached) Ask(ctx context.Context, s *probe.Session) error {
	return plainThenTLS(ctx, s, func(ctx context.Context, c *probe.Conn) error {
		err := memcachedText(ctx, s, c)
		if probe.FailureOf(err) != probe.FailedReset || s.Verdict(exposure.RightMetadata) == exposure.Open {
			return err
		}
		return over(ctx, s, c.Secured(), func(ctx context.Context, c *probe.Conn) error { return memcachedBinary(ctx, s, c) })
	})
}

// memcachedText sends its questions at once: a server that speaks the binary protocol alone
// waits for 24 bytes, which one of them is not.
func memcachedText(ctx context.Context, s *probe.Session, c *probe.Conn) error {
	lines := []string{"stats", "stats items", "get " + s.RandomName()}
	var replies []memcachedReply
	e, err := c.Exchange(ctx, "memcached "+strings.Join(lines, ", "), []byte(strings.Join(lines, "\r\n")+"\r\n"), func() (string, error) {
		for range lines {
			r, err := readMemcached(c)
			if err != nil {
				return "", err
			}
			if replies = append(replies, r); r.judge("").Verdict == exposure.Closed { // it may hang up after that
				return "an error", nil
			}
		}
		return "answers", nil
	})
	if err != nil {
		return err
	}
	s.Exists(probe.Exists)
	for i, right := range []exposure.Right{exposure.RightMetadata, exposure.RightList, exposure.RightRead} {
		if i < len(replies) {
			s.Told(right, replies[i].judge(lines[i]), e)
		} else {
			s.Told(right, replies[len(replies)-1].judge(""), e)
		}
	}
	all := replies[0].stats
	if v := all["version"]; v != "" {
		s.Runs("memcached " + v)
	}
	if n, ok := all["curr_items"]; ok && s.Depth >= exposure.List {
		s.Holds(probe.Part{Kind: "cache", Name: "items", Count: number(n), Bytes: number(all["bytes"])})
	}
	return nil
}

// A memcachedReply is the answer to one command.
type memcachedReply struct {
	refused string // what kind of error, and its first word
	stats   map[string]string
}

func (r memcachedReply) judge(command string) probe.Judged {
	switch {
	case r.refused == "":
		return probe.Open("%s was answered to whoever gave no password", command)
	case r.refused == "CLIENT_ERROR unauthenticated":
		return probe.Closed("unauthenticated: it wants a password")
	}
	return probe.Doubt("an error that does not tell whether a password is wanted")
}

// maxStats is how many figures an answer may have; memcached 1.6 gives some 90.
const maxStats = 4096

func readMemcached(c *probe.Conn) (r memcachedReply, err error) {
	r.stats = map[string]string{}
	for range maxStats {
		line, err := readLine(c)
		if err != nil {
			return r, err
		}
		word, rest, _ := strings.Cut(line, " ")
		switch word {
		case "END":
			return r, nil
		case "ERROR", "CLIENT_ERROR", "SERVER_ERROR":
			first, _, _ := strings.Cut(rest, " ")
			r.refused = strings.TrimSpace(word + " " + first)
			return r, nil
		case "STAT":
			name, value, ok := strings.Cut(rest, " ")
			if !ok {
				return r, errProtocol
			}
			r.stats[name] = value
		default:
			return r, errProtocol
		}
	}
	return r, errProtocol
}

// memcachedBinary asks for the stat by the binary protocol.
func memcachedBinary(ctx context.Context, s *probe.Session, c *probe.Conn) error {
	const stat, wantsSASL = 0x10, 0x20
	request := make([]byte, 24)
	request[0], request[1] = 0x80, stat
	var status int
	e, err := c.Exchange(ctx, "memcached stat (binary)", request, func() (string, error) {
		head, err := readFrame(c, 24)
		if err != nil {
			return "", err
		}
		if head[0] != 0x81 || head[1] != stat {
			return "", errProtocol
		}
		status = int(binary.BigEndian.Uint16(head[6:]))
		_, err = readFrame(c, int64(binary.BigEndian.Uint32(head[8:])))
		return "status " + itoa(status), err
	})
	if err != nil {
		return err
	}
	s.Exists(probe.Exists)
	s.Runs("memcached")
	switch status {
	case 0:
		s.Told(exposure.RightMetadata, probe.Open("stat was answered to whoever gave no password"), e)
	case wantsSASL:
		tellAll(s, probe.Closed("status 0x20: it wants a sign-in by SASL"), e)
	default:
		tellAll(s, probe.Doubt("status %d, which does not tell whether a password is wanted", status), e)
	}
	return nil
}
