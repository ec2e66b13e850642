package extract

import (
	"bufio"
	"bytes"
	"io"
)

// sniffMbox takes what begins with the "From " line of a mailbox (RFC 4155).
func sniffMbox(h *head) int {
	if !h.has("From ") {
		return 0
	}
	_, rest, ok := bytes.Cut(h.raw, []byte("\n"))
	if !ok || len(rest) == 0 || sniffMail(&head{raw: rest}) == 0 {
		return 0
	}
	return 80
}

// readMbox reads a mailbox: each mail is a member.
func readMbox(c *content, h *head) error {
	m := &mboxReader{br: bufio.NewReaderSize(c.stream(), pageSize), start: true}
	for m.more() {
		if err := c.room(); err != nil {
			return err
		}
		if err := c.child(member{name: "message", size: -1}, m); err != nil {
			return err
		}
	}
	return c.w.err
}

// An mboxReader gives the mails of a mailbox one by one: it ends at each "From "
// line that follows a blank one, and goes on when more was asked.
type mboxReader struct {
	br    *bufio.Reader
	buf   []byte // lent
	start bool   // the next line begins a mail
	blank bool   // the line before was blank
	mid   bool   // a line goes on
	end   bool
}

// more passes the "From " line of the next mail.
func (m *mboxReader) more() bool {
	if m.end || !m.start {
		return false
	}
	m.start, m.blank = false, false
	for {
		line, err := m.br.ReadSlice('\n')
		if err != bufio.ErrBufferFull {
			m.end = err != nil
			return len(line) > 0
		}
	}
}

// begins reports whether a mail begins here: with a line that tells a time, or with
// one before a header. Others are lines of a letter, which not all programs mark.
func (m *mboxReader) begins() bool {
	if p, _ := m.br.Peek(5); string(p) != "From " {
		return false
	}
	p, _ := m.br.Peek(strayReach)
	line, rest := cutLine(p)
	for i := 2; i+2 < len(line); i++ {
		if line[i] == ':' && isDigits(line[i-2:i]) && isDigits(line[i+1:i+3]) {
			return true
		}
	}
	name, _ := headerName(rest)
	return len(name) > 0
}

func (m *mboxReader) Read(p []byte) (int, error) {
	for len(m.buf) == 0 {
		if m.end || m.start {
			return 0, io.EOF
		}
		if m.blank && m.begins() {
			m.start = true
			return 0, io.EOF
		}
		line, err := m.br.ReadSlice('\n')
		m.blank = !m.mid && len(bytes.TrimRight(line, "\r\n")) == 0
		m.mid = err == bufio.ErrBufferFull
		m.end = err != nil && err != bufio.ErrBufferFull
		m.buf = line
	}
	n := copy(p, m.buf)
	m.buf = m.buf[n:]
	return n, nil
}

func isDigits(p []byte) bool {
	for _, b := range p {
		if b < '0' || b > '9' {
			return false
		}
	}
	return true
}
