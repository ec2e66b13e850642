package checks

import (
	"context"
	"strconv"
	"strings"

	"github.com/hemostat/hemostat/internal/probe"
)

// An ftpReply is an answer of RFC 959, section 4.2: three digits, and lines of text.
type ftpReply struct {
	code  int
	lines []string
}

// maxFTPLines bounds one answer.
const maxFTPLines = 200

// askFTP sends a command and reads its answer; an empty one waits for what comes.
func askFTP(ctx context.Context, c *probe.Conn, command string) (r ftpReply, e *probe.Evidence, err error) {
	what, question := "ftp greeting", []byte(nil)
	if command != "" {
		verb, _, _ := strings.Cut(command, " ")
		if what, question = "ftp "+verb, []byte(command+"\r\n"); verb == "USER" {
			what = "ftp " + command
		}
	}
	e, err = c.Exchange(ctx, what, question, func() (string, error) {
		r, err = readFTP(c)
		return itoa(r.code), err
	})
	return r, e, err
}

func readFTP(c *probe.Conn) (r ftpReply, err error) {
	for range maxFTPLines {
		line, err := readAnyLine(c, longestLine)
		if err != nil {
			return r, err
		}
		if code, text, last := ftpCode(line); code != 0 && (r.code == 0 || last && code == r.code) {
			r.code, r.lines = code, append(r.lines, text)
			if last {
				return r, nil
			}
			continue
		}
		if r.code == 0 {
			return r, errProtocol
		}
		r.lines = append(r.lines, line)
	}
	return r, errProtocol
}

// ftpCode reads the beginning of an answer; behind the code of its last line is a blank.
func ftpCode(line string) (code int, text string, last bool) {
	if len(line) < 4 || line[3] != ' ' && line[3] != '-' {
		return 0, "", false
	}
	code, err := strconv.Atoi(line[:3])
	if err != nil || code < 100 || code > 659 {
		return 0, "", false
	}
	return code, line[4:], line[3] == ' '
}

// has reports whether the lines of an answer name a feature.
func (r ftpReply) has(feature string) bool {
	for _, line := range r.lines {
		if f := strings.ToUpper(strings.TrimSpace(line)); f == feature || strings.HasPrefix(f, feature+" ") {
			return true
		}
	}
	return false
}

// ftpPort reads the port for data: of EPSV "… (|||6446|)" (RFC 2428), of PASV
// "… (h1,h2,h3,h4,p1,p2)", of which the address is not looked at: it is the same host.
func ftpPort(r ftpReply) (port uint16, ok bool) {
	_, inside, found := strings.Cut(strings.Join(r.lines, " "), "(")
	inside, _, closed := strings.Cut(inside, ")")
	if !found || !closed {
		return 0, false
	}
	if r.code == 229 {
		n, err := strconv.ParseUint(strings.Trim(inside, "|"), 10, 16)
		return uint16(n), err == nil && n > 0
	}
	parts := strings.Split(inside, ",")
	if r.code != 227 || len(parts) != 6 {
		return 0, false
	}
	high, err := strconv.ParseUint(parts[4], 10, 8)
	low, err2 := strconv.ParseUint(parts[5], 10, 8)
	return uint16(high<<8 | low), err == nil && err2 == nil && high > 3
}

// ftpEntry reads a line of LIST as Unix systems write it: mode, links, owner, group, size,
// month, day, time or year, name.
func ftpEntry(line string) (name string, size int64, kind byte, ok bool) {
	if len(line) < 10 || !strings.ContainsRune("-dl", rune(line[0])) {
		return "", 0, 0, false
	}
	rest := line
	var words [8]string
	for i := range words {
		rest = strings.TrimLeft(rest, " ")
		if words[i], rest, ok = strings.Cut(rest, " "); !ok {
			return "", 0, 0, false
		}
	}
	if name = rest; name == "" || name == "." || name == ".." {
		return "", 0, 0, false
	}
	return name, number(words[4]), line[0], true
}
