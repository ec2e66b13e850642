package checks

import "github.com/hemostat/hemostat/internal/probe"

// The parts of BER that LDAP uses (RFC 4511, 5.1): a tag of one byte, a definite length, a
// body.
const (
	berBoolean  = 0x01
	berInteger  = 0x02
	berText     = 0x04
	berEnum     = 0x0a
	berSequence = 0x30
)

// ber writes one element.
func ber(tag byte, parts ...[]byte) []byte {
	n := 0
	for _, p := range parts {
		n += len(p)
	}
	b := []byte{tag}
	switch {
	case n < 0x80:
		b = append(b, byte(n))
	default: // nothing that is sent is longer than 64 KiB
		b = append(b, 0x82, byte(n>>8), byte(n))
	}
	for _, p := range parts {
		b = append(b, p...)
	}
	return b
}

// berNumber writes a number below 32768.
func berNumber(tag byte, n int) []byte { return ber(tag, []byte{byte(n >> 8), byte(n)}) }

func berString(tag byte, s string) []byte { return ber(tag, []byte(s)) }

// berNext takes one element from b.
func berNext(b []byte) (tag byte, body, rest []byte, ok bool) {
	if len(b) < 2 {
		return 0, nil, nil, false
	}
	tag, n, b := b[0], int(b[1]), b[2:]
	if n >= 0x80 {
		size := n & 0x7f
		if size == 0 || size > 4 || size > len(b) {
			return 0, nil, nil, false
		}
		n = 0
		for _, d := range b[:size] {
			n = n<<8 | int(d)
		}
		b = b[size:]
	}
	if n > len(b) {
		return 0, nil, nil, false
	}
	return tag, b[:n], b[n:], true
}

// berTake is berNext for an element that must have a tag.
func berTake(b []byte, tag byte) (body, rest []byte, ok bool) {
	got, body, rest, ok := berNext(b)
	return body, rest, ok && got == tag
}

// berInt reads a number.
func berInt(body []byte) int {
	n := 0
	for _, d := range body[:min(len(body), 4)] {
		n = n<<8 | int(d)
	}
	return n
}

// readBer reads an element from a connection and returns its body.
func readBer(c *probe.Conn, tag byte) ([]byte, error) {
	head, err := readFrame(c, 2)
	if err != nil {
		return nil, err
	}
	if head[0] != tag {
		return nil, errProtocol
	}
	n := int64(head[1])
	if n >= 0x80 {
		size := n & 0x7f
		if size == 0 || size > 4 {
			return nil, errProtocol
		}
		digits, err := readFrame(c, size)
		if err != nil {
			return nil, err
		}
		n = 0
		for _, d := range digits {
			n = n<<8 | int64(d)
		}
	}
	return readFrame(c, n)
}
