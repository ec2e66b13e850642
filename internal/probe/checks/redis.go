package checks

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// redis asks a server that speaks the protocol of Redis: Redis, Valkey, KeyDB, Dragonfly.
type redis struct{}

// Info implements [probe.Check].
func (redis) Info() probe.Info {
	return probe.Info{
		Name: "redis", Service: "redis", Providers: []exposure.Provider{exposure.Server}, Rights: serverRights(),
		Asks:   "INFO server, RANDOMKEY, GET of a name that nothing has; at depth list INFO keyspace",
		Source: "redis.io/docs/latest/develop/reference/protocol-spec",
	}
}

// errProtocol says that what answers speaks something else. It quotes nothing.
var errProtocol = errors.New("not the protocol that was asked for")

// Ask implements [probe.Check]. A user without a password may be held to few commands, so
// each right is asked for by itself.
func (redis) Ask(ctx context.Context, s *probe.Session) error {
	return plainThenTLS(ctx, s, func(ctx context.Context, c *probe.Conn) error {
		info, e, err := askRedis(ctx, c, "INFO", "server")
		if err != nil {
			return err
		}
		v := redisField(info.text, "redis_version") // which Valkey, KeyDB and Dragonfly tell too
		if !info.refused && v == "" {
			tellAll(s, probe.Doubt("INFO was answered without redis_version: something else may answer there"), e)
			return nil
		}
		s.Exists(probe.Exists)
		first := info.judge("INFO")
		s.Told(exposure.RightMetadata, first, e)
		if v != "" {
			s.Runs("Redis " + v)
		}
		if first.Verdict == exposure.Closed { // it wants a password before anything
			s.Told(exposure.RightList, first, e)
			s.Told(exposure.RightRead, first, e)
			return nil
		}
		for _, ask := range []struct {
			right   exposure.Right
			command []string
		}{
			{exposure.RightList, []string{"RANDOMKEY"}},
			{exposure.RightRead, []string{"GET", s.RandomName()}},
		} {
			reply, e, err := askRedis(ctx, c, ask.command...)
			if err != nil {
				return err
			}
			s.Told(ask.right, reply.judge(ask.command[0]), e)
		}
		if s.Depth < exposure.List {
			return nil
		}
		return redisDatabases(ctx, s, c)
	})
}

// redisDatabases tells how many keys each database has.
func redisDatabases(ctx context.Context, s *probe.Session, c *probe.Conn) error {
	keyspace, _, err := askRedis(ctx, c, "INFO", "keyspace")
	if err != nil {
		return err
	}
	for line := range strings.Lines(keyspace.text) { // db0:keys=12,expires=3,avg_ttl=0
		name, rest, ok := strings.Cut(strings.TrimSpace(line), ":keys=")
		if !ok || !strings.HasPrefix(name, "db") {
			continue
		}
		count, _, _ := strings.Cut(rest, ",")
		n, err := strconv.ParseInt(count, 10, 64)
		if err != nil {
			n = -1
		}
		s.Holds(probe.Part{Kind: "database", Name: name, Count: n, Bytes: -1})
	}
	return nil
}

// A redisReply is an answer: an error, or a string, which may be none.
type redisReply struct {
	refused bool
	text    string
}

// judge judges an answer (redis.io, "Redis security": protected mode and access control).
func (r redisReply) judge(command string) probe.Judged {
	if !r.refused {
		return probe.Open("%s was answered to whoever gave no password", command)
	}
	switch word, _, _ := strings.Cut(r.text, " "); word {
	case "NOAUTH", "WRONGPASS":
		return probe.Closed("NOAUTH: it wants a password")
	case "DENIED", "-DENIED":
		return probe.Closed("DENIED: protected mode answers its own machine alone")
	case "NOPERM":
		return probe.Closed("NOPERM: %s is refused to whoever gives no password", command)
	case "LOADING", "MASTERDOWN", "BUSY", "CLUSTERDOWN":
		return probe.Doubt("%s: it is not ready to answer now", word)
	}
	return probe.Doubt("an error that does not tell whether a password is wanted")
}

// askRedis sends one command and reads its answer.
func askRedis(ctx context.Context, c *probe.Conn, command ...string) (reply redisReply, e *probe.Evidence, err error) {
	var q strings.Builder
	fmt.Fprintf(&q, "*%d\r\n", len(command))
	for _, w := range command {
		fmt.Fprintf(&q, "$%d\r\n%s\r\n", len(w), w)
	}
	e, err = c.Exchange(ctx, "redis "+strings.Join(command, " "), []byte(q.String()), func() (answer string, err error) {
		reply, answer, err = readRedis(c)
		return answer, err
	})
	return reply, e, err
}

// longestBulk is how long a string may be, in bytes; INFO takes some 7 KiB.
const longestBulk = 512 << 10

func readRedis(c *probe.Conn) (reply redisReply, answer string, err error) {
	line, err := readLine(c)
	if err != nil {
		return reply, "", err
	}
	reply.text = line[1:]
	switch line[0] {
	case '-':
		reply.refused = true
		word, _, _ := strings.Cut(reply.text, " ")
		return reply, "error " + cleanWord(word), nil
	case '$':
		n, err := strconv.Atoi(reply.text)
		if reply.text = ""; n == -1 && err == nil {
			return reply, "nothing", nil
		}
		if err != nil || n < 0 || n > longestBulk {
			return reply, "", errProtocol
		}
		body := make([]byte, n+2)
		if _, err := io.ReadFull(c, body); err != nil {
			return reply, "", err
		}
		reply.text = string(body[:n])
		return reply, "a string", nil
	}
	return reply, "", errProtocol
}

func redisField(info, name string) string {
	for line := range strings.Lines(info) {
		if value, ok := strings.CutPrefix(line, name+":"); ok {
			return strings.TrimSpace(value)
		}
	}
	return ""
}
