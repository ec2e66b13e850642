package mysql

import (
	"bytes"
	"encoding/binary"
	"strings"
)

// The flags of the client's protocol that are used here
// (dev.mysql.com/doc/dev/mysql-server/latest, "Capabilities Flags").
const (
	longPassword = 1 << 0
	protocol41   = 1 << 9
	useTLS       = 1 << 11
	transactions = 1 << 13
	secure       = 1 << 15
	pluginAuth   = 1 << 19
)

// utf8mb4 is the number of utf8mb4_general_ci.
const utf8mb4 = 45

// A greeting is what a server says before anything is asked.
type greeting struct {
	tls     bool
	mariadb bool
}

// readGreeting reads version 10 of the protocol, the only one since MySQL 3.21.
func readGreeting(b []byte) (g greeting, ok bool) {
	if b[0] != 10 {
		return g, false
	}
	version, rest, found := bytes.Cut(b[1:], []byte{0})
	const thread, scramble, filler = 4, 8, 1
	at := thread + scramble + filler
	if !found || len(version) == 0 || len(rest) < at+7 {
		return g, false
	}
	low := uint32(binary.LittleEndian.Uint16(rest[at:]))
	if low&protocol41 == 0 {
		return g, false
	}
	return greeting{tls: low&useTLS != 0, mariadb: strings.Contains(string(version), "MariaDB")}, true
}

// login is the response to a greeting for an account without a password; head is the part
// of it that asks for TLS.
func login(account string, tls bool) (response, head []byte) {
	flags := uint32(longPassword | protocol41 | transactions | secure | pluginAuth)
	if tls {
		flags |= useTLS
	}
	head = binary.LittleEndian.AppendUint32(nil, flags)
	head = binary.LittleEndian.AppendUint32(head, fullPacket)
	head = append(head, utf8mb4)
	head = append(head, make([]byte, 23)...)
	response = append(append([]byte(nil), head...), account...)
	response = append(response, 0)
	response = append(response, 0) // no password
	return append(append(response, nativePassword...), 0), head
}

// The ways of signing in of which it is known what an account without a password answers.
const (
	nativePassword = "mysql_native_password"
	cachingSHA2    = "caching_sha2_password"
)

// nothing is what an account without a password answers to a server that wants another way
// of signing in; ok is false for a way that would need a password, or a key.
func nothing(plugin string) (answer []byte, ok bool) {
	switch plugin {
	case nativePassword:
		return []byte{}, true
	case cachingSHA2:
		return []byte{0}, true
	}
	return nil, false
}

// enter signs an account in after the greeting.
func (w *wire) enter(response []byte) error {
	if err := w.send(response, false); err != nil {
		return err
	}
	for range 2 { // the server may want another way once
		b, err := w.receive()
		switch {
		case err != nil:
			return err
		case b[0] == isOK:
			return nil
		case b[0] != isEnd:
			return &answer{wants: true}
		}
		plugin, _, _ := strings.Cut(string(b[1:]), "\x00")
		empty, ok := nothing(plugin)
		if !ok {
			return &answer{wants: true}
		}
		if err := w.send(empty, false); err != nil {
			return err
		}
	}
	b, err := w.receive()
	switch {
	case err != nil:
		return err
	case b[0] == isOK:
		return nil
	}
	return &answer{wants: true}
}
