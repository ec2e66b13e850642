package checks

import (
	"context"
	"encoding/binary"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// kafka asks a broker. A listener that wants a sign-in hangs up on whoever asks before it;
// which it is, it says to a way of signing in that does not exist.
type kafka struct{}

// Info implements [probe.Check].
func (kafka) Info() probe.Info {
	return probe.Info{
		Name: "kafka", Service: "kafka", Providers: []exposure.Provider{exposure.Server}, Rights: serverRights(), Experimental: true,
		Asks:   "ApiVersions, Metadata and Fetch of a topic that nothing has and that is not to be made; where it hangs up SaslHandshake of a way that does not exist; at depth list Metadata of all topics",
		Source: "kafka.apache.org/protocol.html",
	}
}

// The questions and the errors (kafka.apache.org/protocol, "Api Keys", "Error Codes").
const (
	kafkaFetch     = 1
	kafkaMetadata  = 3
	kafkaHandshake = 17
	kafkaVersions  = 18

	kafkaUnknownTopic   = 3
	kafkaNotAuthorized  = 29
	kafkaClusterRefused = 31
	kafkaNoSuchWay      = 33
	kafkaNoSASL         = 34
)

// Ask implements [probe.Check].
func (kafka) Ask(ctx context.Context, s *probe.Session) error {
	return plainThenTLS(ctx, s, func(ctx context.Context, c *probe.Conn) error {
		if err := kafkaKnown(ctx, c); err != nil {
			return err
		}
		s.Exists(probe.Exists)
		s.Runs("Kafka")
		err := kafkaInside(ctx, s, c)
		if probe.FailureOf(err) != probe.FailedReset || s.Verdict(exposure.RightMetadata) == exposure.Open {
			return err
		}
		return over(ctx, s, c.Secured(), func(ctx context.Context, c *probe.Conn) error { return kafkaWants(ctx, s, c) })
	})
}

// kafkaKnown asks which questions the broker knows, which it tells before any sign-in.
func kafkaKnown(ctx context.Context, c *probe.Conn) error {
	known := 0
	_, err := askKafka(ctx, c, "ApiVersions", kafkaVersions, 0, nil, func(f *fields) string {
		if code := f.u16(); code != 0 && code != 35 { // 35: not in this version, and which are
			f.bad = true
		}
		for range f.i32() {
			key, _, _ := f.u16(), f.u16(), f.u16()
			if f.bad {
				break
			}
			if key == kafkaMetadata || key == kafkaVersions {
				known++
			}
		}
		if known != 2 {
			f.bad = true
		}
		return "versions"
	})
	return err
}

func kafkaInside(ctx context.Context, s *probe.Session, c *probe.Conn) error {
	topic := s.RandomName()
	meta, e, err := kafkaTopics(ctx, c, topic)
	if err != nil {
		return err
	}
	s.Told(exposure.RightMetadata, probe.Open("%d brokers were named to whoever did not sign in", meta.brokers), e)
	list := kafkaJudge(meta.code, "what there is of topics")
	s.Told(exposure.RightList, list, e)

	code := -1
	e, err = askKafka(ctx, c, "Fetch of a topic that nothing has", kafkaFetch, 4, kafkaFetchOf(topic), func(f *fields) string {
		f.i32()
		for range f.i32() {
			f.take(f.u16())
			for range f.i32() {
				f.i32()
				if code = f.u16(); f.bad {
					return ""
				}
				f.rest = nil
				return "error " + itoa(code)
			}
		}
		f.bad = true
		return ""
	})
	if err != nil {
		return err
	}
	s.Told(exposure.RightRead, kafkaJudge(code, "a topic's messages"), e)
	if s.Depth < exposure.List || list.Verdict != exposure.Open {
		return nil
	}
	if meta, _, err = kafkaTopics(ctx, c, ""); err != nil {
		return err
	}
	for _, t := range meta.topics {
		if !s.Holds(t) {
			break
		}
	}
	return nil
}

// kafkaJudge judges what was said of a topic that is not there.
func kafkaJudge(code int, what string) probe.Judged {
	switch code {
	case 0, kafkaUnknownTopic:
		return probe.Open("error %d: %s was asked for and not refused", code, what)
	case kafkaNotAuthorized, kafkaClusterRefused:
		return probe.Closed("error %d: %s is refused to whoever did not sign in", code, what)
	}
	return probe.Doubt("error %d to a question for %s", code, what)
}

// kafkaWants asks a listener that hung up whether it wants a sign-in.
func kafkaWants(ctx context.Context, s *probe.Session, c *probe.Conn) error {
	const way = "HEMOSTAT-NONE"
	code := -1
	e, err := askKafka(ctx, c, "SaslHandshake of a way that does not exist", kafkaHandshake, 1, kafkaText(nil, way), func(f *fields) string {
		code = f.u16()
		for range f.i32() {
			if f.take(f.u16()); f.bad {
				break
			}
		}
		return "error " + itoa(code)
	})
	if err != nil {
		return err
	}
	switch code {
	case kafkaNoSuchWay:
		tellAll(s, probe.Closed("it wants a sign-in by SASL"), e)
	case kafkaNoSASL:
		tellAll(s, probe.Doubt("it wants no sign-in, and hung up all the same"), e)
	default:
		tellAll(s, probe.Doubt("error %d to SaslHandshake", code), e)
	}
	return nil
}

// A kafkaMeta is what was told of brokers and topics.
type kafkaMeta struct {
	brokers int
	code    int // of the one topic that was asked for
	topics  []probe.Part
}

// kafkaTopics asks for one topic, or for all. Version 4 is the first that can say that a
// topic is not to be made by asking for it.
func kafkaTopics(ctx context.Context, c *probe.Conn, topic string) (m kafkaMeta, e *probe.Evidence, err error) {
	question, what := []byte{0xff, 0xff, 0xff, 0xff}, "Metadata of all topics"
	if topic != "" {
		question, what = kafkaText([]byte{0, 0, 0, 1}, topic), "Metadata of a topic that nothing has"
	}
	e, err = askKafka(ctx, c, what, kafkaMetadata, 4, append(question, 0), func(f *fields) string {
		f.i32() // throttled for
		m.brokers = f.i32()
		for range m.brokers {
			f.i32()
			f.take(f.u16())
			f.i32()
			if kafkaMaybe(f); f.bad { // the rack
				return ""
			}
		}
		kafkaMaybe(f) // the cluster
		f.i32()
		for range f.i32() {
			m.code = f.u16()
			part := probe.Part{Kind: "topic", Name: f.str(f.u16()), Count: -1, Bytes: -1}
			f.u8()
			for range f.i32() {
				f.take(2 + 4 + 4)
				f.take(4 * f.i32())
				if f.take(4 * f.i32()); f.bad {
					return ""
				}
			}
			if f.bad {
				return ""
			}
			m.topics = append(m.topics, part)
		}
		if topic != "" && len(m.topics) != 1 || m.brokers < 1 {
			f.bad = true
		}
		return itoa(m.brokers) + " brokers, " + itoa(len(m.topics)) + " topics"
	})
	return m, e, err
}

// kafkaMaybe passes over a text that can be absent.
func kafkaMaybe(f *fields) {
	if n := int(int16(f.u16())); n > 0 {
		f.take(n)
	}
}

// kafkaFetchOf asks partition 0 of a topic from its beginning for one byte, without waiting.
func kafkaFetchOf(topic string) []byte {
	q := []byte{0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1} // no replica, wait, least and most bytes, isolation, one topic
	q = kafkaText(q, topic)
	q = append(q, 0, 0, 0, 1, 0, 0, 0, 0)
	return append(q, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)
}

func kafkaText(b []byte, s string) []byte {
	return append(binary.BigEndian.AppendUint16(b, uint16(len(s))), s...)
}

// askKafka sends a question of a version and lets read take the answer, all of it.
func askKafka(ctx context.Context, c *probe.Conn, what string, key, version int, body []byte, read func(f *fields) string) (*probe.Evidence, error) {
	const number = 0x48454d4f
	head := []byte{0, byte(key), 0, byte(version)}
	head = binary.BigEndian.AppendUint32(head, number)
	head = append(kafkaText(head, "hemostat"), body...)
	return c.Exchange(ctx, "kafka "+what, append(binary.BigEndian.AppendUint32(nil, uint32(len(head))), head...), func() (string, error) {
		size, err := readFrame(c, 4)
		if err != nil {
			return "", err
		}
		answer, err := readFrame(c, int64(int32(binary.BigEndian.Uint32(size))))
		if err != nil {
			return "", err
		}
		f := fields{order: binary.BigEndian, rest: answer}
		if f.i32() != number {
			return "", errProtocol
		}
		sort := read(&f)
		if f.bad {
			return "", errProtocol
		}
		return sort, nil
	})
}
