package checks

import (
	"context"
	"encoding/binary"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// mqtt asks a broker of MQTT 3.1.1. What it holds are the messages that it retains.
type mqtt struct{}

// Info implements [probe.Check].
func (mqtt) Info() probe.Info {
	return probe.Info{
		Name: "mqtt", Service: "mqtt", Providers: []exposure.Provider{exposure.Server}, Rights: serverRights(),
		Asks:   "CONNECT with a clean session and without a user; at depth list SUBSCRIBE to $SYS/# and # until the retained messages have come, whose topics and sizes alone are kept",
		Source: "docs.oasis-open.org/mqtt/mqtt/v3.1.1/mqtt-v3.1.1.html",
	}
}

// The packets, by their first byte.
const (
	mqttConnect   = 0x10
	mqttConnAck   = 0x20
	mqttPublish   = 0x30
	mqttSubscribe = 0x82
	mqttSubAck    = 0x90
	mqttPing      = 0xc0
	mqttPong      = 0xd0
	mqttBye       = 0xe0
)

// Ask implements [probe.Check]. To subscribe is to be handed contents, so that a probe
// leaves it at the session.
func (mqtt) Ask(ctx context.Context, s *probe.Session) error {
	return plainThenTLS(ctx, s, func(ctx context.Context, c *probe.Conn) error {
		body := mqttText(nil, "MQTT")
		body = append(body, 4, 2, 0, 60) // 3.1.1, a clean session, seconds to be kept alive
		body = mqttText(body, "h"+s.RandomName()[9:])
		var code int
		e, err := c.Exchange(ctx, "mqtt CONNECT", mqttPacket(mqttConnect, body), func() (string, error) {
			kind, ack, err := readMqtt(c)
			if err != nil {
				return "", err
			}
			if kind != mqttConnAck || len(ack) != 2 || ack[0] > 1 || ack[1] > 5 {
				return "", errProtocol
			}
			code = int(ack[1])
			return "CONNACK " + itoa(code), nil
		})
		if err != nil {
			return err
		}
		s.Exists(probe.Exists)
		j := judgeConnAck(code)
		s.Told(exposure.RightMetadata, j, e)
		switch {
		case j.Verdict != exposure.Open:
			tellAll(s, j, e)
			return nil
		case s.Depth < exposure.List:
			in := probe.Doubt("it lets anybody in; to subscribe is tried at depth list alone")
			s.Told(exposure.RightList, in, e)
			s.Told(exposure.RightRead, in, e)
			return nil
		}
		return mqttTopics(ctx, s, c)
	})
}

// judgeConnAck judges the answer to CONNECT (section 3.2.2.3).
func judgeConnAck(code int) probe.Judged {
	switch code {
	case 0:
		return probe.Open("a session was begun by whoever gave no password")
	case 4:
		return probe.Closed("CONNACK 4: it wants a user and a password")
	case 5:
		return probe.Closed("CONNACK 5: not authorised without a user and a password")
	}
	return probe.Doubt("CONNACK %d, which does not tell whether a password is wanted", code)
}

// maxTopics bounds what is read of one broker: packets, of which most are retained
// messages.
const maxTopics = 5000

// mqttTopics subscribes to everything. Retained messages come before the answer to a
// ping, so that the wait ends where nothing else is said.
func mqttTopics(ctx context.Context, s *probe.Session, c *probe.Conn) error {
	request := mqttText([]byte{0, 1}, "#")
	request = mqttText(append(request, 0), "$SYS/broker/version")
	question := append(mqttPacket(mqttSubscribe, append(request, 0)), mqttPacket(mqttPing, nil)...)
	var granted []byte
	more := false
	e, err := c.Exchange(ctx, "mqtt SUBSCRIBE to # and $SYS/broker/version, PINGREQ", question, func() (string, error) {
		for range maxTopics {
			kind, body, err := readMqtt(c)
			switch {
			case err != nil:
				return "", err
			case kind == mqttSubAck && len(body) == 4 && granted == nil:
				granted = body[2:]
			case kind&0xf0 == mqttPublish:
				if err := tellTopic(s, kind, body); err != nil {
					return "", err
				}
			case kind == mqttPong && granted != nil:
				return "SUBACK " + itoa(int(granted[0])), nil
			case kind != mqttPong:
				return "", errProtocol
			}
		}
		more = true
		return "SUBACK and more messages than are read", nil
	})
	if err != nil {
		return err
	}
	if more {
		s.Note("it goes on with more than the %d messages that were waited for", maxTopics)
	}
	j := probe.Doubt("it did not say whether the subscription is granted")
	switch {
	case len(granted) > 0 && granted[0] <= 2:
		j = probe.Open("a subscription to everything was granted to whoever gave no password")
	case len(granted) > 0 && granted[0] == 0x80:
		j = probe.Closed("SUBACK 128: a subscription to everything is refused")
	}
	s.Told(exposure.RightList, j, e)
	s.Told(exposure.RightRead, j, e)
	_, err = c.Exchange(ctx, "mqtt DISCONNECT", mqttPacket(mqttBye, nil), func() (string, error) { return "none is due", nil })
	return err
}

// tellTopic tells a message that the broker keeps, by its topic and size.
func tellTopic(s *probe.Session, kind byte, body []byte) error {
	f := fields{order: binary.BigEndian, rest: body}
	topic := f.str(f.u16())
	if f.bad || topic == "" {
		return errProtocol
	}
	const retained = 1
	switch {
	case topic == "$SYS/broker/version":
		s.Runs(string(f.rest))
	case kind&retained != 0 && topic[0] != '$':
		s.Holds(probe.Part{Kind: "topic", Name: topic, Count: 1, Bytes: int64(len(f.rest))})
	}
	return nil
}

// readMqtt reads a packet: its kind with flags, the length in up to four digits of 7 bits,
// the body.
func readMqtt(c *probe.Conn) (kind byte, body []byte, err error) {
	if kind, err = c.ReadByte(); err != nil {
		return 0, nil, err
	}
	switch {
	case kind == mqttConnAck, kind == mqttSubAck, kind == mqttPong, kind&0xf0 == mqttPublish && kind&0x06 == 0:
	default:
		return 0, nil, errProtocol
	}
	var n int64
	for shift := 0; ; shift += 7 {
		b, err := c.ReadByte()
		if err != nil {
			return 0, nil, err
		}
		n |= int64(b&0x7f) << shift
		if b < 0x80 {
			break
		}
		if shift == 21 {
			return 0, nil, errProtocol
		}
	}
	body, err = readFrame(c, n)
	return kind, body, err
}

// mqttPacket frames a packet of fewer than 128 bytes.
func mqttPacket(kind byte, body []byte) []byte {
	return append([]byte{kind, byte(len(body))}, body...)
}

// mqttText appends a text behind its length.
func mqttText(b []byte, text string) []byte {
	return append(binary.BigEndian.AppendUint16(b, uint16(len(text))), text...)
}
