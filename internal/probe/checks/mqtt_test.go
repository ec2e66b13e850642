package checks

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe/probetest"
)

func mosquitto(t testing.TB, configuration string) string {
	write := func(t testing.TB, dir, name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		probetest.GiveAway(t, filepath.Join(dir, name))
	}
	return probetest.Start(t, probetest.Program{
		Name: "mosquitto", Package: "mosquitto", NotRoot: true,
		Prepare: func(t testing.TB, dir string) {
			cert, key := probetest.Certificate(t, "127.0.0.1")
			write(t, dir, "cert", cert)
			write(t, dir, "key", key)
			write(t, dir, "users", "a:$7$101$invented$invented\n")
			write(t, dir, "acl", "topic read nothing\n")
		},
		Args: func(port int, dir string) []string {
			write(t, dir, "conf", fmt.Sprintf("listener %d 127.0.0.1\n%s", port, configuration))
			return []string{"-c", filepath.Join(dir, "conf")}
		},
	})
}

// retain leaves a message with a broker as its operator would.
func retain(t testing.TB, address, topic, text string) {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(10 * time.Second))
	c.Write(mqttPacket(mqttConnect, append(append(mqttText(nil, "MQTT"), 4, 2, 0, 60), mqttText(nil, "operator")...)))
	c.Write(mqttPacket(mqttPublish|1, append(mqttText(nil, topic), text...)))
	c.Write(mqttPacket(mqttPing, nil))
	answers := make([]byte, 6)
	for n := 0; n < len(answers); {
		m, err := c.Read(answers[n:])
		if err != nil {
			t.Fatal(err)
		}
		n += m
	}
}

func TestMQTT(t *testing.T) {
	open := mosquitto(t, "allow_anonymous true\n")
	retain(t, open, "plant/1/valve", "open")
	session := []exposure.Right{exposure.RightMetadata}
	probetest.Run(t, probetest.Subject{
		Check:   mqtt{},
		Hostile: func(address string) string { return "mqtt://" + address },
		Places: map[string]probetest.Place{
			"open":                  {Target: "mqtt://" + open, Open: session, Holds: "plant/1/valve"},
			"open, with TLS":        {Target: "mqtt://" + mosquitto(t, "allow_anonymous true\ncertfile cert\nkeyfile key\n"), Open: session},
			"a password":            {Target: "mqtt://" + mosquitto(t, "allow_anonymous false\npassword_file users\n"), Closed: serverRights()},
			"wants a certificate":   {Target: "mqtt://" + mosquitto(t, "certfile cert\nkeyfile key\ncafile cert\nrequire_certificate true\n"), Closed: serverRights()},
			"a session and no more": {Target: "mqtt://" + mosquitto(t, "allow_anonymous true\nacl_file acl\n"), Open: session},
		},
	})
	for _, f := range probetest.Ask(t, mqtt{}, probetest.Place{Target: "mqtt://" + open}).Rights {
		if f.Verdict != exposure.Open {
			t.Errorf("at depth list %s is %s: %s", f.Right, f.Verdict, f.Why)
		}
	}
}
