package checks

import (
	"bytes"
	"context"
	"encoding/binary"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// amqp asks a broker of AMQP 0-9-1, RabbitMQ before all. Only one that offers the way
// ANONYMOUS lets in whoever has no password.
type amqp struct{}

// Info implements [probe.Check].
func (amqp) Info() probe.Info {
	return probe.Info{
		Name: "amqp", Service: "amqp", Providers: []exposure.Provider{exposure.Server}, Rights: serverRights(),
		Asks:   "the protocol's header; where the broker offers ANONYMOUS, connection.start-ok by that, connection.open of / and basic.get of a queue that is not there",
		Source: "rabbitmq.com/amqp-0-9-1-protocol; rabbitmq.com/docs/access-control#mechanisms",
	}
}

// A amqpMethod is a method that came: its class and number with its arguments.
type amqpMethod struct {
	id   int // class in the upper half, method in the lower
	args []byte
}

// The methods that matter (amqp0-9-1.extended.xml).
const (
	amqpStart        = 10<<16 | 10
	amqpStartOk      = 10<<16 | 11
	amqpSecure       = 10<<16 | 20
	amqpTune         = 10<<16 | 30
	amqpTuneOk       = 10<<16 | 31
	amqpOpen         = 10<<16 | 40
	amqpOpenOk       = 10<<16 | 41
	amqpClose        = 10<<16 | 50
	amqpChannelOpen  = 20<<16 | 10
	amqpChannelOk    = 20<<16 | 11
	amqpChannelClose = 20<<16 | 40
	amqpGet          = 60<<16 | 70
	amqpGetEmpty     = 60<<16 | 72
)

// Ask implements [probe.Check].
func (amqp) Ask(ctx context.Context, s *probe.Session) error {
	return plainThenTLS(ctx, s, func(ctx context.Context, c *probe.Conn) error {
		var m amqpMethod
		e, err := c.Exchange(ctx, "amqp header 0-9-1", []byte("AMQP\x00\x00\x09\x01"), func() (string, error) {
			if other, err := c.Peek(4); err == nil && string(other) == "AMQP" { // it names the version that it speaks
				return "another version of AMQP", readAmqpHeader(c)
			}
			var err error
			if m, err = readAmqp(c); err == nil && m.id != amqpStart {
				err = errProtocol
			}
			return "connection.start", err
		})
		if err != nil {
			return err
		}
		if m.id == 0 {
			s.Exists(probe.Exists)
			tellAll(s, probe.Doubt("it speaks another version of AMQP"), e)
			return nil
		}
		product, ways, ok := amqpGreeting(m.args)
		if !ok {
			return errProtocol
		}
		s.Exists(probe.Exists)
		s.Runs(product)
		if !slices.Contains(ways, "ANONYMOUS") {
			tellAll(s, probe.Closed("each way of signing in that it offers wants an account: %s", amqpWays(ways)), e)
			return nil
		}
		return amqpInside(ctx, s, c)
	})
}

func readAmqpHeader(c *probe.Conn) error {
	header, err := readFrame(c, 8)
	if err == nil && header[4] > 3 {
		err = errProtocol
	}
	return err
}

// amqpGreeting reads the arguments of connection.start: the version, a table of
// properties, the ways of signing in.
func amqpGreeting(args []byte) (product string, ways []string, ok bool) {
	f := fields{order: binary.BigEndian, rest: args}
	f.take(2)
	table := f.take(f.i32())
	ways = strings.Fields(f.str(f.i32()))
	f.take(f.i32()) // languages
	if f.bad || len(ways) == 0 {
		return "", nil, false
	}
	for _, name := range []string{"product", "version"} { // a short name, 'S', a long text
		key := append(append([]byte{byte(len(name))}, name...), 'S')
		if _, after, found := bytes.Cut(table, key); found {
			t := fields{order: binary.BigEndian, rest: after}
			product += t.str(t.i32()) + " "
		}
	}
	return product, ways, true
}

func amqpWays(ways []string) string {
	clean := make([]string, 0, 8)
	for _, w := range ways[:min(len(ways), 8)] {
		clean = append(clean, cleanWord(w))
	}
	return strings.Join(clean, ", ")
}

// amqpInside signs in as nobody and asks for a message of a queue that is not there: the
// right to read it is looked at before the queue.
func amqpInside(ctx context.Context, s *probe.Session, c *probe.Conn) error {
	steps := []struct {
		say     string
		request []byte
		wants   int
	}{
		{"connection.start-ok ANONYMOUS", amqpFrame(0, amqpStartOk, "\x00\x00\x00\x00", "\x09ANONYMOUS", "\x00\x00\x00\x00", "\x05en_US"), amqpTune},
		{"connection.tune-ok, connection.open /", append(amqpFrame(0, amqpTuneOk, "\x00\x01", "\x00\x02\x00\x00", "\x00\x00"), amqpFrame(0, amqpOpen, "\x01/", "\x00", "\x00")...), amqpOpenOk},
		{"channel.open", amqpFrame(1, amqpChannelOpen, "\x00"), amqpChannelOk},
	}
	for _, step := range steps {
		m, e, err := askAmqp(ctx, c, step.say, step.request)
		if err != nil {
			return err
		}
		if m.id != step.wants {
			tellAll(s, amqpRefusal(m), e)
			return nil
		}
		if m.id == amqpOpenOk {
			s.Told(exposure.RightMetadata, probe.Open("a connection was opened by whoever gave no password"), e)
			s.Told(exposure.RightList, probe.Doubt("the protocol has no way of listing"), e)
		}
	}
	queue := s.RandomName()
	m, e, err := askAmqp(ctx, c, "basic.get of a queue that is not there", amqpFrame(1, amqpGet, "\x00\x00", string(rune(len(queue)))+queue, "\x00"))
	if err != nil {
		return err
	}
	read := amqpRefusal(m)
	if code := amqpCode(m); m.id == amqpGetEmpty || code == 404 {
		read = probe.Open("a queue was asked for a message and not refused")
	}
	s.Told(exposure.RightRead, read, e)
	return nil
}

// amqpCode is that of a connection or channel that was closed, 0 of any other method.
func amqpCode(m amqpMethod) int {
	if m.id != amqpClose && m.id != amqpChannelClose {
		return 0
	}
	f := fields{order: binary.BigEndian, rest: m.args}
	return f.u16()
}

func amqpRefusal(m amqpMethod) probe.Judged {
	switch code := amqpCode(m); {
	case code == 403 || code == 530 && m.id == amqpClose:
		return probe.Closed("%d: refused to whoever gives no password", code)
	case code != 0:
		return probe.Doubt("%d: it closed the connection", code)
	case m.id == amqpSecure:
		return probe.Closed("it wants more to sign in than a name")
	}
	return probe.Doubt("an answer that does not tell whether a password is wanted")
}

func askAmqp(ctx context.Context, c *probe.Conn, what string, request []byte) (m amqpMethod, e *probe.Evidence, err error) {
	e, err = c.Exchange(ctx, "amqp "+what, request, func() (string, error) {
		m, err = readAmqp(c)
		return "method " + itoa(m.id>>16) + "." + itoa(m.id&0xffff), err
	})
	return m, e, err
}

// readAmqp reads the next method: a frame of kind 1, its channel, its length, class and
// method, and 0xce behind. Heartbeats are passed over.
func readAmqp(c *probe.Conn) (m amqpMethod, err error) {
	for range 8 {
		head, err := readFrame(c, 7)
		if err != nil {
			return m, err
		}
		kind, channel := head[0], binary.BigEndian.Uint16(head[1:])
		if kind != 1 && kind != 8 || channel > 1 {
			return m, errProtocol
		}
		body, err := readFrame(c, int64(binary.BigEndian.Uint32(head[3:])))
		if err != nil {
			return m, err
		}
		end, err := c.ReadByte()
		if err != nil {
			return m, err
		}
		if end != 0xce {
			return m, errProtocol
		}
		if kind == 1 && len(body) >= 4 {
			return amqpMethod{int(binary.BigEndian.Uint32(body)), body[4:]}, nil
		}
	}
	return m, errProtocol
}

// amqpFrame frames a method with its arguments as they are sent.
func amqpFrame(channel byte, id int, args ...string) []byte {
	body := binary.BigEndian.AppendUint32(nil, uint32(id))
	body = append(body, strings.Join(args, "")...)
	frame := binary.BigEndian.AppendUint32([]byte{1, 0, channel}, uint32(len(body)))
	return append(append(frame, body...), 0xce)
}
