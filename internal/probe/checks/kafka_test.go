package checks

import (
	"encoding/binary"
	"io"
	"net"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe/probetest"
)

// kafkaServer answers as kafka.apache.org/protocol.html says: a listener without a sign-in, with
// the code that it has for what it does not know, or one that hangs up before SaslHandshake.
func kafkaServer(t testing.TB, sasl bool, code byte) string {
	return probetest.Listen(t, func(c net.Conn) {
		for {
			size := make([]byte, 4)
			if _, err := io.ReadFull(c, size); err != nil {
				return
			}
			question, ok := readQuestion(c, binary.BigEndian.Uint32(size))
			if !ok {
				return
			}
			answer := append([]byte(nil), question[4:8]...)
			switch key := question[1]; {
			case key == kafkaVersions:
				answer = append(answer, 0, 0, 0, 0, 0, 2, 0, kafkaMetadata, 0, 0, 0, 12, 0, kafkaVersions, 0, 0, 0, 3)
			case key == kafkaHandshake && sasl:
				answer = append(answer, 0, kafkaNoSuchWay, 0, 0, 0, 1)
				answer = kafkaText(answer, "SCRAM-SHA-512")
			case sasl:
				return
			case key == kafkaMetadata:
				topic := kafkaText([]byte{0, 0}, "orders")
				if question[8+2+8+3] == 1 { // of one
					topic = append([]byte{0, code}, kafkaText(nil, "hemostat")...)
				}
				answer = append(answer, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1)
				answer = append(kafkaText(answer, "localhost"), 0, 0, 35, 132, 255, 255)
				answer = append(kafkaText(answer, "cluster"), 0, 0, 0, 1, 0, 0, 0, 1)
				answer = append(append(answer, topic...), 0, 0, 0, 0, 0)
			case key == kafkaFetch:
				answer = append(answer, 0, 0, 0, 0, 0, 0, 0, 1)
				answer = append(kafkaText(answer, "hemostat"), 0, 0, 0, 1, 0, 0, 0, 0, 0, code)
				answer = append(answer, make([]byte, 8+8+4+4)...)
			}
			c.Write(append(binary.BigEndian.AppendUint32(nil, uint32(len(answer))), answer...))
		}
	})
}

func TestKafka(t *testing.T) {
	probetest.Run(t, probetest.Subject{
		Check:   kafka{},
		Hostile: func(address string) string { return "kafka://" + address },
		Places: map[string]probetest.Place{
			"open":            {Target: "kafka://" + kafkaServer(t, false, kafkaUnknownTopic), Open: serverRights(), Holds: "orders"},
			"access by lists": {Target: "kafka://" + kafkaServer(t, false, kafkaNotAuthorized), Open: []exposure.Right{exposure.RightMetadata}, Closed: []exposure.Right{exposure.RightList, exposure.RightRead}},
			"SASL":            {Target: "kafka://" + kafkaServer(t, true, 0), Closed: serverRights()},
		},
	})
}
