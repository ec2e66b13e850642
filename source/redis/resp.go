package redis

import (
	"bufio"
	"errors"
	"io"
	"strconv"
	"strings"
)

// The bounds of an answer of RESP2 (redis.io/docs/latest/develop/reference/protocol-spec).
const (
	longestLine   = 64 << 10
	longestBulk   = 16 << 20  // one string: what is asked for is shorter, elements of collections apart
	longestString = 512 << 20 // that a server holds (redis.io, "Redis strings")
	maxElements   = 1 << 20   // of one array
	maxNesting    = 4         // XRANGE has three
	longestReply  = 20 << 20  // all of an answer, in bytes
)

// errProtocol says that an answer does not follow the protocol, or its bounds.
var errProtocol = errors.New("not the protocol of Redis")

// errLong says that an answer is longer than is taken at once. What is left of it stays on
// its connection, which is of no use any more.
var errLong = errors.New("a longer answer than is taken at once")

// A reply is an answer: a string, a number in digits, an array, or nothing.
type reply struct {
	null bool
	text string
	all  []reply // of an array
}

// A refusal is an error that the server answered with: its first word, "ERR", "NOAUTH", ….
type refusal struct {
	code  string
	about string // of "ERR", what is known of it
}

func (r refusal) Error() string { return "refused with " + r.code }

// ends reports whether a server that says so does not go on with the connection, or
// answers nothing else either.
func (r refusal) ends() bool { return r.about == tooMany || r.code == "DENIED" }

// What an "ERR" can be about.
const (
	tooMany    = "too many clients"
	noDatabase = "no such database"
)

// refused reads an error. Of its text nothing is kept but what is known beforehand.
func refused(line string) refusal {
	code, rest, _ := strings.Cut(line, " ")
	r := refusal{code: strings.TrimPrefix(code, "-")}
	switch rest = strings.ToLower(rest); {
	case strings.Contains(rest, "max number of clients"):
		r.about = tooMany
	case strings.Contains(rest, "db index"):
		r.about = noDatabase
	}
	return r
}

// answered reports whether err is an answer of the server, after which the connection
// can be used on.
func answered(err error) bool {
	var r refusal
	var f finding
	return errors.As(err, &r) && !r.ends() || errors.As(err, &f)
}

func ended(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) }

// receive reads one answer; an error that the server gave is a [refusal].
func (c *conn) receive() (reply, error) {
	left := longestReply
	return readReply(c.in, 0, &left)
}

func readReply(in *bufio.Reader, depth int, left *int) (reply, error) {
	line, err := readLine(in)
	if err != nil {
		return reply{}, err
	}
	if line == "" || depth > maxNesting {
		return reply{}, errProtocol
	}
	if *left -= len(line) + 64; *left < 0 {
		return reply{}, errLong
	}
	switch body := line[1:]; line[0] {
	case '+', ':':
		return reply{text: body}, nil
	case '-':
		return reply{}, refused(body)
	case '$':
		return readBulk(in, body, left)
	case '*':
		return readArray(in, body, depth, left)
	}
	return reply{}, errProtocol
}

func readLine(in *bufio.Reader) (string, error) {
	var line []byte
	for {
		part, err := in.ReadSlice('\n')
		if line = append(line, part...); len(line) > longestLine {
			return "", errProtocol
		}
		if err == nil {
			return strings.TrimSuffix(string(line[:len(line)-1]), "\r"), nil
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return "", err
		}
	}
}

// length reads an announced length; -1 is nothing.
func length(digits string, most int) (int, error) {
	n, err := strconv.Atoi(digits)
	if err != nil || n < -1 || n > most {
		return 0, errProtocol
	}
	return n, nil
}

// readBulk makes room as the bytes come, not as they are announced.
func readBulk(in *bufio.Reader, digits string, left *int) (reply, error) {
	n, err := length(digits, longestString)
	if err != nil || n < 0 {
		return reply{null: true}, err
	}
	if *left -= n; *left < 0 || n > longestBulk {
		return reply{}, errLong
	}
	var b strings.Builder
	b.Grow(min(n, 64<<10))
	if _, err := io.CopyN(&b, in, int64(n)); err != nil {
		return reply{}, cutShort(err)
	}
	var end [2]byte
	if _, err := io.ReadFull(in, end[:]); err != nil {
		return reply{}, cutShort(err)
	}
	if string(end[:]) != "\r\n" {
		return reply{}, errProtocol
	}
	return reply{text: b.String()}, nil
}

func cutShort(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

func readArray(in *bufio.Reader, digits string, depth int, left *int) (reply, error) {
	n, err := length(digits, maxElements)
	if err != nil || n < 0 {
		return reply{null: true}, err
	}
	r := reply{all: []reply{}}
	for range n {
		element, err := readReply(in, depth+1, left)
		if err != nil {
			var said refusal
			if errors.As(err, &said) {
				err = errProtocol // an array of which one part is an error: the rest would stay in the line
			}
			return reply{}, cutShort(err)
		}
		r.all = append(r.all, element)
	}
	return r, nil
}

// bytes is how long an answer was, about.
func (r reply) bytes() int {
	n := len(r.text)
	for _, e := range r.all {
		n += e.bytes()
	}
	return n
}
