package checks

import (
	"io"
	"net"
)

// readQuestion reads the n bytes of a question, none of one that is longer than any here.
func readQuestion(c net.Conn, n uint32) ([]byte, bool) {
	if n > 64<<10 {
		return nil, false
	}
	b := make([]byte, n)
	_, err := io.ReadFull(c, b)
	return b, err == nil
}
