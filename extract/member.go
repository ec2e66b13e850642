package extract

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/hemostat/hemostat/exposure"
)

// allowance is how many bytes c may expand to, by what is known of its own
// size so far.
func (c *content) allowance() int64 {
	own := c.consumed
	if c.whole {
		own = int64(len(c.head))
	}
	return c.w.x.budget.Expand + c.w.x.budget.Ratio*own
}

// charge counts n expanded bytes against c, and against the containers above
// it up to the nearest content that was whole before it was read. Such a
// content answers to its own budget alone, so that it yields the same wherever
// it stands; what it expanded to is charged above it when it has ended.
func (c *content) charge(n int64) {
	for ; c != nil; c = c.parent {
		c.used += n
		if c.whole {
			return
		}
	}
}

// spent reports whether c or a container that it answers to has used up its
// allowance, and marks those in between as cut.
func (c *content) spent() bool {
	for f := c; f != nil; f = f.parent {
		if f.used > f.allowance() {
			for p := c; p != f; p = p.parent {
				p.Cut = true
			}
			return true
		}
		if f.whole {
			return false
		}
	}
	return false
}

// room says whether c may have another member. Where not, the error says what
// the rest of c was not read for; the caller returns it.
func (c *content) room() error { return c.roomAmong(c.w.x.budget.Entries) }

// roomAmong is room for a container that may have most members.
func (c *content) roomAmong(most int) error {
	if err := c.w.alive(); err != nil {
		return err
	}
	if c.spent() {
		return stopf(exposure.NotReadRatio, -1, "expands to more than the budget allows; its further members were left")
	}
	if c.entries++; c.entries > most {
		return stopf(exposure.NotReadEntries, -1, "has more members than the budget allows; its further members were left")
	}
	return nil
}

// child reads one member of c from r. What r could not give is reported for
// the member's way; the error returned ends the walk.
func (c *content) child(m member, r io.Reader) error {
	mr := &memberReader{c: c, r: r}
	m.body = mr
	m.way = c.memberWay(m.name)
	if err := c.w.content(c, m); err != nil {
		return err
	}
	if mr.cause != nil {
		return c.report(m.way, mr.cause)
	}
	return nil
}

// memberReader reads a member under the budgets of its container. A break in
// the member ends it early and is kept as its cause: the child sees the bytes
// before it, and the container reports the rest.
type memberReader struct {
	c     *content
	r     io.Reader
	cause error
	ended bool
}

func (m *memberReader) Read(p []byte) (n int, err error) {
	if err := m.c.w.alive(); err != nil {
		return 0, err
	}
	if m.ended {
		return 0, io.EOF
	}
	defer func() {
		if recover() != nil {
			m.ended, n, err = true, 0, io.EOF
			m.cause = stopf(exposure.NotReadFault, -1, "unpacking gave up in disorder")
		}
	}()
	n, err = m.r.Read(p)
	m.c.charge(int64(n))
	switch {
	case m.c.w.err != nil:
		return n, m.c.w.err
	case err == io.EOF:
		m.ended = true
	case err != nil:
		m.ended, m.cause, err = true, asStop(err), io.EOF
	case m.c.spent():
		m.ended, err = true, io.EOF
		m.cause = stopf(exposure.NotReadRatio, -1, "expands to more than the budget allows")
	}
	return n, err
}

// asStop keeps a stop and turns any other error of a member into "broken".
func asStop(err error) error {
	if s, ok := err.(*stop); ok {
		return s
	}
	return broken("its bytes break off or do not follow their compression")
}

// memberWay is the way of a member of c. Members of one name are told apart.
func (c *content) memberWay(name string) string {
	way := c.Way + "!/" + name
	if c.names == nil {
		c.names = make(map[string]int)
	}
	c.names[way]++
	if c.names[way] == 1 {
		return way
	}
	for { // unless a member is called so itself
		again := fmt.Sprintf("%s~%d", way, c.names[way])
		if c.names[again] == 0 {
			c.names[again] = 1
			return again
		}
		c.names[way]++
	}
}

// maxName is the length in bytes at which names of members are cut.
const maxName = 1024

// cleanName makes a foreign name fit for a way: valid UTF-8, not empty, of
// bounded length.
func cleanName(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if len(s) > maxName {
		i := maxName
		for !utf8.RuneStart(s[i]) {
			i--
		}
		s = s[:i] + "…"
	}
	if s == "" {
		return "unnamed"
	}
	return s
}
