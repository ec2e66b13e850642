package redis

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
)

// FuzzReply reads answers of a hostile server: no more room is taken than bytes came, and
// what was read ends where the answer does.
func FuzzReply(f *testing.F) {
	for _, seed := range []string{
		"+OK\r\n", ":12\r\n", "-NOAUTH Authentication required.\r\n", "$3\r\nabc\r\n", "$-1\r\n", "$0\r\n\r\n",
		"*2\r\n$1\r\n0\r\n*2\r\n$1\r\na\r\n$1\r\nb\r\n", "*-1\r\n", "*1\r\n-ERR\r\n", "$999999999999\r\n", "*3\r\n*3\r\n*3\r\n*3\r\n*3\r\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		left := 1 << 20
		in := bufio.NewReader(bytes.NewReader(append(bytes.Clone(data), "+next\r\n"...)))
		r, err := readReply(in, 0, &left)
		var said refusal
		if errors.As(err, &said) {
			return
		}
		if err != nil {
			if !errors.Is(err, errProtocol) && !errors.Is(err, errLong) && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Fatalf("%v", err)
			}
			return
		}
		if r.bytes() > len(data)+16 {
			t.Fatalf("%d bytes of an answer of %d", r.bytes(), len(data))
		}
	})
}

func TestBehind(t *testing.T) {
	for id, want := range map[string]string{"1-1": "1-2", "5-18446744073709551615": "6-0", "x": ""} {
		if got, err := behind(id); got != want || (err != nil) != (want == "") {
			t.Errorf("behind %q: %q, %v", id, got, err)
		}
	}
}

// A prefix is never a pattern.
func TestLiteral(t *testing.T) {
	if got := literal(`a*[b]?\^`); got != `a\*\[b\]\?\\\^` || strings.Contains(literal("plain"), `\`) {
		t.Error(got)
	}
}
