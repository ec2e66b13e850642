package extract

import (
	"bytes"
	"errors"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract/internal/redisrdb"
)

func sniffRedis(h *head) int {
	return 90 * b2i(h.has(redisrdb.Magic+"0") && len(h.raw) > 9 && number4(h.raw[5:9]))
}

// number4 reports whether p is of digits.
func number4(p []byte) bool {
	for _, b := range p {
		if b < '0' || b > '9' {
			return false
		}
	}
	return true
}

// readRedis reads a dump of Redis: each key is a record, the names in a hash are
// fields, and what in a value is a file of its own is a member.
func readRedis(c *content, h *head) error {
	d := &redisText{c: c, r: c.newRun("", ""), names: new(names)}
	d.narrow, d.wide = runFinder{min: minRun}, runFinder{min: minRun}
	err := redisrdb.Read(c.stream(), d)
	if c.w.err != nil {
		return c.w.err
	}
	if e := d.r.end(); e != nil {
		return e
	}
	var s *stop
	switch {
	case err == nil || errors.As(err, &s):
		return err
	case errors.Is(err, redisrdb.ErrType):
		return stopf(exposure.NotReadUnsupported, -1, "a type of value that is not read yet; what follows it was left")
	case errors.Is(err, redisrdb.ErrLarge):
		return stopf(exposure.NotReadUnsupported, -1, "a value that is larger than is read; what follows it was left")
	}
	return broken("breaks off or does not follow its format")
}

// redisText writes the keys of a dump.
type redisText struct {
	c            *content
	r            *run
	names        *names
	key          []byte
	field        string // of values without one: the last word of the key
	id           int64
	more         bool // a value of the key was given: one without a field is a record of its own
	narrow, wide runFinder
}

// Note implements [redisrdb.Sink].
func (d *redisText) Note(name string, value []byte) error {
	d.r.mark("", 0)
	return firstError(d.text([]byte(name)), d.r.writeString(": "), d.text(value), d.r.writeString("\n"))
}

// Unpacked implements [redisrdb.Sink].
func (d *redisText) Unpacked(n int) error {
	if d.c.charge(int64(n)); d.c.spent() {
		return stopf(exposure.NotReadRatio, -1, "expands to more than the budget allows; what follows was left")
	}
	return d.c.w.alive()
}

// Key implements [redisrdb.Sink].
func (d *redisText) Key(name []byte) error {
	if len(d.key) > 0 {
		if err := d.r.writeString("\n"); err != nil {
			return err
		}
	}
	d.r.recordEnd()
	d.id, d.more = d.c.record(), false
	d.key = append(d.key[:0], name...)
	last := d.key[bytes.LastIndexAny(d.key, ":/|.")+1:]
	d.field = ""
	if len(last) > 0 && len(last) <= maxKey && isLetter(last[0]) {
		d.field = d.names.of(bytes.ToValidUTF8(last, nil))
	}
	d.r.mark("key", d.id)
	err := d.text(d.key)
	d.r.mark("", d.id)
	return firstError(err, d.r.writeString("\n"))
}

// Entry implements [redisrdb.Sink].
func (d *redisText) Entry(number []byte) error {
	d.r.recordEnd()
	d.id, d.more = d.c.record(), true
	return firstError(d.text(number), d.r.writeString("\n"))
}

// Value implements [redisrdb.Sink].
func (d *redisText) Value(field, value []byte) error {
	name := d.field
	if d.more && len(field) == 0 {
		d.id = d.c.record()
	}
	d.more = true
	if len(field) > 0 {
		name = d.names.of(bytes.ToValidUTF8(field, nil))
		if err := firstError(d.text(field), d.r.writeString(": ")); err != nil {
			return err
		}
	}
	how, text := d.c.value(value)
	if how == blobMember {
		return d.member(field, value)
	}
	d.r.mark(name, d.id)
	var err error
	if how == blobText {
		err = d.r.write(text)
	} else {
		err = firstError(findRuns(value, &d.narrow, &d.wide, d.r), d.narrow.end(d.r), d.wide.end(d.r))
	}
	d.r.mark("", d.id)
	return firstError(err, d.r.writeString("\n"))
}

// member reads a value as a content of its own, between two runs of text.
func (d *redisText) member(field, value []byte) error {
	if err := firstError(d.r.writeString("\n"), d.r.end()); err != nil {
		return err
	}
	if err := d.c.room(); err != nil {
		return err
	}
	name := string(d.key)
	if len(field) > 0 {
		name += "/" + string(field)
	}
	err := d.c.child(member{name: cleanName(name), size: int64(len(value))}, bytes.NewReader(value))
	d.r.again("")
	return err
}

// text writes bytes that are meant to be text.
func (d *redisText) text(p []byte) error { return d.r.write(bytes.ToValidUTF8(p, []byte("\uFFFD"))) }
