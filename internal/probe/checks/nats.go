package checks

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// nats asks a server of NATS. What it holds are the streams of JetStream.
type nats struct{}

// Info implements [probe.Check].
func (nats) Info() probe.Info {
	return probe.Info{
		Name: "nats", Service: "nats", Providers: []exposure.Provider{exposure.Server}, Rights: serverRights(),
		Asks:   "INFO, CONNECT without a user, PING; SUB to a subject that nothing has; with JetStream $JS.API.INFO, at depth list $JS.API.STREAM.LIST",
		Source: "docs.nats.io/reference/reference-protocols/nats-protocol; docs.nats.io/reference/reference-protocols/nats_api_reference",
	}
}

// A natsInfo is what a server says of itself before anything is asked.
type natsInfo struct {
	ID           string `json:"server_id"`
	Version      string `json:"version"`
	AuthRequired bool   `json:"auth_required"`
	TLSRequired  bool   `json:"tls_required"`
	TLSVerify    bool   `json:"tls_verify"`
	JetStream    bool   `json:"jetstream"`
	Headers      bool   `json:"headers"`
}

// Ask implements [probe.Check].
func (nats) Ask(ctx context.Context, s *probe.Session) error {
	return plainThenTLS(ctx, s, func(ctx context.Context, c *probe.Conn) error {
		var info natsInfo
		e, err := c.Exchange(ctx, "nats INFO", nil, func() (answer string, err error) {
			info, err = readNatsInfo(c)
			return "INFO", err
		})
		if err != nil {
			return err
		}
		s.Exists(probe.Exists)
		s.Runs("NATS " + info.Version)
		switch {
		case info.AuthRequired:
			tellAll(s, probe.Closed("auth_required: it wants a user or a token"), e)
			return nil
		case info.TLSVerify:
			tellAll(s, probe.Closed("tls_verify: it wants a certificate of whoever connects"), e)
			return nil
		case info.TLSRequired && !c.Secured():
			if err := c.StartTLS(ctx); err != nil {
				return err
			}
		}
		return natsInside(ctx, s, c, info)
	})
}

func readNatsInfo(c *probe.Conn) (info natsInfo, err error) {
	line, err := readLongLine(c, 64<<10)
	if err != nil {
		return info, err
	}
	text, ok := strings.CutPrefix(line, "INFO ")
	if !ok || json.Unmarshal([]byte(text), &info) != nil || info.ID == "" {
		return info, errProtocol
	}
	return info, nil
}

func natsInside(ctx context.Context, s *probe.Session, c *probe.Conn, info natsInfo) error {
	hello := fmt.Sprintf(`CONNECT {"verbose":false,"pedantic":false,"tls_required":%t,"name":"hemostat","lang":"go","version":"1","protocol":1,"headers":%t,"no_responders":%t}`,
		c.Secured(), info.Headers, info.Headers)
	r, e, err := askNats(ctx, c, "CONNECT, PING", hello+"\r\nPING\r\n")
	if err != nil {
		return err
	}
	first := r.judge("a session was begun")
	s.Told(exposure.RightMetadata, first, e)
	if first.Verdict != exposure.Open {
		tellAll(s, first, e)
		return nil
	}
	inbox := "_INBOX." + s.RandomName()
	if r, e, err = askNats(ctx, c, "SUB to a name that nothing has, PING", "SUB "+inbox+" 1\r\nPING\r\n"); err != nil {
		return err
	}
	s.Told(exposure.RightRead, r.judge("a subscription was taken"), e)
	if !info.JetStream {
		s.Told(exposure.RightList, probe.Doubt("it keeps no streams: there is nothing to list"), e)
		return nil
	}
	if r, e, err = askNats(ctx, c, "$JS.API.INFO", "PUB $JS.API.INFO "+inbox+" 0\r\n\r\nPING\r\n"); err != nil {
		return err
	}
	if r, e, err = r.orWait(ctx, c, e); err != nil {
		return err
	}
	s.Told(exposure.RightList, r.judgeAPI(), e)
	if s.Depth < exposure.List || s.Verdict(exposure.RightList) != exposure.Open {
		return nil
	}
	return natsStreams(ctx, s, c, inbox)
}

// natsStreams tells the streams, page by page.
func natsStreams(ctx context.Context, s *probe.Session, c *probe.Conn, inbox string) error {
	for offset := 0; ; {
		question := fmt.Sprintf(`{"offset":%d}`, offset)
		r, e, err := askNats(ctx, c, "$JS.API.STREAM.LIST", fmt.Sprintf("PUB $JS.API.STREAM.LIST %s %d\r\n%s\r\nPING\r\n", inbox, len(question), question))
		if err == nil {
			r, _, err = r.orWait(ctx, c, e)
		}
		if err != nil {
			return err
		}
		var page struct {
			Total   int `json:"total"`
			Streams []struct {
				Config struct {
					Name string `json:"name"`
				} `json:"config"`
				State struct {
					Messages int64 `json:"messages"`
					Bytes    int64 `json:"bytes"`
				} `json:"state"`
			} `json:"streams"`
		}
		if json.Unmarshal(r.message, &page) != nil {
			return nil
		}
		for _, stream := range page.Streams {
			if !s.Holds(probe.Part{Kind: "stream", Name: stream.Config.Name, Count: stream.State.Messages, Bytes: stream.State.Bytes}) {
				return nil
			}
		}
		if offset += len(page.Streams); len(page.Streams) == 0 || offset >= page.Total {
			return nil
		}
	}
}

// A natsReply is what came up to PONG or an error.
type natsReply struct {
	refused string // the words of an error
	message []byte // of an answer, where one came
	got     bool
}

func (r natsReply) judge(why string) probe.Judged {
	switch {
	case r.refused == "":
		return probe.Open("%s by whoever gave no password", why)
	case strings.Contains(r.refused, "Authorization Violation"), strings.Contains(r.refused, "Authentication Timeout"):
		return probe.Closed("Authorization Violation: it wants a user or a token")
	case strings.Contains(r.refused, "Permissions Violation"):
		return probe.Closed("Permissions Violation: refused to whoever gives no password")
	}
	return probe.Doubt("an error that does not tell whether a password is wanted")
}

// judgeAPI judges an answer of JetStream's own interface.
func (r natsReply) judgeAPI() probe.Judged {
	if r.refused != "" {
		return r.judge("")
	}
	var answer struct {
		Type  string `json:"type"`
		Error *struct {
			Code int `json:"err_code"`
		} `json:"error"`
		Streams *int `json:"streams"`
	}
	switch {
	case json.Unmarshal(r.message, &answer) != nil || !strings.HasPrefix(answer.Type, "io.nats.jetstream.api."):
		return probe.Doubt("no answer of JetStream")
	case answer.Error != nil:
		return probe.Doubt("JetStream answered by its error %d", answer.Error.Code)
	case answer.Streams == nil:
		return probe.Doubt("no answer of JetStream")
	}
	return probe.Open("JetStream told whoever gave no password how many streams it keeps")
}

// orWait waits for an answer that comes behind the PONG.
func (r natsReply) orWait(ctx context.Context, c *probe.Conn, e *probe.Evidence) (natsReply, *probe.Evidence, error) {
	if r.got || r.refused != "" {
		return r, e, nil
	}
	e, err := c.Exchange(ctx, "nats the answer", nil, func() (answer string, err error) {
		r, answer, err = readNats(c, true)
		return answer, err
	})
	return r, e, err
}

func askNats(ctx context.Context, c *probe.Conn, what, question string) (r natsReply, e *probe.Evidence, err error) {
	e, err = c.Exchange(ctx, "nats "+what, []byte(question), func() (answer string, err error) {
		r, answer, err = readNats(c, false)
		return answer, err
	})
	return r, e, err
}

// maxNatsLines bounds what is read for one question.
const maxNatsLines = 64

// readNats reads up to PONG, up to an error or, where an answer is waited for, up to that.
func readNats(c *probe.Conn, answer bool) (r natsReply, sort string, err error) {
	for range maxNatsLines {
		line, err := readLongLine(c, 64<<10)
		if err != nil {
			return r, "", err
		}
		word, rest, _ := strings.Cut(line, " ")
		switch word {
		case "PONG":
			if !answer {
				return r, "PONG", nil
			}
		case "-ERR":
			r.refused = rest
			return r, "error", nil
		case "INFO", "+OK", "PING": // what it says by itself
		case "MSG", "HMSG":
			if r.message, err = readNatsMessage(c, word, rest); err != nil {
				return r, "", err
			}
			if r.got = true; answer {
				return r, "a message", nil
			}
		default:
			return r, "", errProtocol
		}
	}
	return r, "", errProtocol
}

// readNatsMessage reads the body of a message: "subject sid [reply] [#header] #total".
func readNatsMessage(c *probe.Conn, word, rest string) ([]byte, error) {
	parts := strings.Fields(rest)
	if len(parts) < 3 {
		return nil, errProtocol
	}
	total, err := strconv.Atoi(parts[len(parts)-1])
	if err != nil {
		return nil, errProtocol
	}
	body, err := readFrame(c, int64(total))
	if err != nil {
		return nil, err
	}
	var end [2]byte
	if _, err := io.ReadFull(c, end[:]); err != nil || end != [2]byte{'\r', '\n'} {
		return nil, errProtocol
	}
	if word == "HMSG" { // the headers come first
		head, err := strconv.Atoi(parts[len(parts)-2])
		if err != nil || head < 0 || head > len(body) {
			return nil, errProtocol
		}
		body = body[head:]
	}
	return body, nil
}
