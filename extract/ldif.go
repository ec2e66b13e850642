package extract

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"
)

// sniffLDIF takes text whose first line that says something is a version or a
// distinguished name (RFC 2849, section 2).
func sniffLDIF(h *head) int {
	for p := h.text; len(p) > 0; {
		var line []byte
		line, p = cutLine(p)
		line = bytes.TrimRight(line, "\r\n")
		switch {
		case len(line) == 0 || line[0] == '#':
		case bytes.HasPrefix(line, []byte("version: ")):
		case bytes.HasPrefix(line, []byte("dn:")):
			return 85 * b2i(bytes.IndexByte(line, '=') > 0 || bytes.HasPrefix(line, []byte("dn::")))
		default:
			return 0
		}
	}
	return 0
}

// readLDIF reads the entries of a directory: each is a record whose values carry the
// name of their attribute. Values in base64 are decoded; what is no text then is a
// member.
func readLDIF(c *content, h *head) error {
	t := c.ownText(h.enc)
	defer t.close()
	lines := &logicalLines{t: t}
	r := c.newRun("", "")
	record := int64(0)
	var files attached
	cut := false // bytes in base64 break off
	for {
		line, err := lines.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return firstError(c.w.err, err)
		}
		name, value, ok := strings.Cut(string(line), ":")
		switch {
		case len(line) == 0:
			record = 0
			r.mark("", 0)
			r.recordEnd()
			continue
		case line[0] == '#' || line[0] == '-' || !ok:
			if err := firstError(r.write(line), r.writeString("\n")); err != nil {
				return err
			}
			continue
		}
		if record == 0 {
			record = c.record()
		}
		if strings.HasPrefix(value, ":") {
			p, whole := base64Bytes(value[1:])
			cut = cut || !whole
			if !utf8.Valid(p) || bytes.IndexByte(p, 0) >= 0 {
				files.add(name, p) // not empty: that is text
				continue
			}
			value = string(p)
		}
		attribute, _, _ := strings.Cut(name, ";") // options such as a language follow
		r.mark(fieldName([]byte(attribute)), record)
		err = r.writeString(strings.TrimSpace(value))
		r.mark("", record)
		if err := firstError(err, r.writeString("\n")); err != nil {
			return err
		}
	}
	if err := firstError(r.end(), files.read(c)); err != nil {
		return err
	}
	if cut {
		return broken("bytes in base64 break off; those before were read")
	}
	return lines.complain()
}
