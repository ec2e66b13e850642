package extract

import (
	"bytes"
	"strings"
)

// mailHeaders are headers that tell a mail from other text of "key: value" lines;
// only a program writes machineHeaders.
const (
	mailHeaders    = " from to cc bcc subject date message-id received return-path delivered-to mime-version reply-to sender in-reply-to references content-type x-mailer dkim-signature "
	machineHeaders = " message-id received return-path delivered-to mime-version content-type "
)

// sniffMail takes text that begins with the headers of a mail (RFC 5322). Where no
// blank line ends them, one must be there that people do not write. It also takes an
// entity of MIME (RFC 2045, section 2.4) that stands alone, as what was signed does.
func sniffMail(h *head) int {
	known, all := 0, 0
	strong, machine := false, false
	typed, bare := false, true // has a type; has none but the headers of an entity
	ended := false             // by a line that is no header
	for line, rest := cutLine(h.raw); len(line) > 0 && all < 60; line, rest = cutLine(rest) {
		if line = bytes.TrimRight(line, "\r\n"); len(line) == 0 {
			break
		}
		if all > 0 && isFolded(line) {
			continue
		}
		name, val, ok := cutHeader(line)
		if !ok && (known == 0 || !strays(line, rest)) {
			ended = true
			break
		}
		all++
		typed = typed || name == "content-type" && strings.Contains(val, "/")
		bare = bare && (strings.HasPrefix(name, "content-") || name == "mime-version")
		machine = machine || strings.Contains(machineHeaders, " "+name+" ")
		if strings.Contains(mailHeaders, " "+name+" ") {
			known++
			strong = strong || name == "received" || name == "message-id" || name == "return-path" || name == "from" || name == "delivered-to"
		}
	}
	if known >= 2 && strong && (machine || !ended) || typed && bare && !ended {
		return 76
	}
	return 0
}

// cutLine cuts p behind its first line.
func cutLine(p []byte) (line, rest []byte) {
	if i := bytes.IndexByte(p, '\n'); i >= 0 {
		return p[:i+1], p[i+1:]
	}
	return p, nil
}

// cutHeader splits a line into the name of a header, in small letters, and its
// value. White space before the colon is obsolete (RFC 5322, section 4.5).
func cutHeader(line []byte) (name, value string, ok bool) {
	bare, colon := headerName(line)
	if len(bare) == 0 {
		return "", "", false
	}
	return strings.ToLower(string(bare)), strings.TrimSpace(string(line[colon+1:])), true
}

// headerName returns the name of the header that a line begins and where its colon
// stands; no name where the line begins none.
func headerName(line []byte) (name []byte, colon int) {
	colon = bytes.IndexByte(line[:min(len(line), maxHeaderName+1)], ':')
	if colon <= 0 {
		return nil, 0
	}
	name = bytes.TrimRight(line[:colon], " \t")
	for _, b := range name {
		if b <= ' ' || b >= 0x7f {
			return nil, 0
		}
	}
	return name, colon
}

// maxHeaderName is the longest name of a header, in bytes.
const maxHeaderName = 76

// isFolded reports whether a line goes on with the header before it.
func isFolded(line []byte) bool { return line[0] == ' ' || line[0] == '\t' }

// strayReach is how far behind a line that is no header others are looked for, in bytes.
const strayReach = 4 << 10

// strays reports whether a line that is no header stands among headers all the
// same: the first line of a mailbox's mail before another header, or one whose
// folding was lost, with headers of MIME behind it. Without those the part would
// be read without its encoding.
func strays(line, rest []byte) bool {
	rest = rest[:min(len(rest), strayReach)]
	if bytes.HasPrefix(bytes.TrimPrefix(line, []byte(">")), []byte("From ")) {
		name, _ := headerName(rest)
		return len(name) > 0
	}
	for len(rest) > 0 && !bytes.HasPrefix(line, []byte("--")) {
		line, rest = cutLine(rest)
		if len(bytes.TrimSpace(line)) == 0 {
			return false
		}
		if name, _ := headerName(line); isMIME(string(name)) {
			return true
		}
	}
	return false
}

// isMIME reports whether a header says how its part is to be read (RFC 2045).
func isMIME(name string) bool {
	const content = "content-"
	return len(name) > len(content) && strings.EqualFold(name[:len(content)], content) || strings.EqualFold(name, "mime-version")
}

// A headerField is one header with the lines that it is folded into.
type headerField struct {
	raw  []byte
	gap  int    // where in raw a line of white space alone begins, and it may be the blank line; 0 nowhere
	next []byte // the lines that follow it, as they stand
}

// begin begins another field.
func (f *headerField) begin(line []byte) {
	f.raw, f.gap, f.next = append(f.raw[:0], line...), 0, f.next[:0]
}

// fold adds a folded line, or more of one that is longer than a page.
func (f *headerField) fold(line []byte) {
	f.raw = bytes.TrimRight(f.raw, "\r\n")
	if f.gap > 0 {
		f.next = append(f.next, line...)
	} else if len(bytes.TrimSpace(line)) == 0 {
		f.gap = len(f.raw)
	}
	f.raw = append(f.raw, line...)
}

// lacks reports whether a line that is no header is the parameter that a header of
// MIME promised with a semicolon, its folding lost.
func (f *headerField) lacks(line []byte) bool {
	if name, _ := headerName(f.raw); !isMIME(string(name)) || !bytes.HasSuffix(bytes.TrimSpace(f.raw), []byte(";")) || len(f.raw) >= maxHeaderBytes {
		return false
	}
	key, value, ok := bytes.Cut(bytes.TrimSpace(line), []byte("="))
	return ok && len(key) > 0 && !bytes.ContainsAny(key, " \t<>@") && len(bytes.Trim(value, "=")) > 0
}

// headers reads the headers up to the blank line, or up to the first line that is
// none and continues none: the body begins there. Those of the mail itself are
// handed on as the text of r, which is nil for those of a part.
func (m *mailReader) headers(r *run) (mimeHeader, error) {
	hdr := mimeHeader{media: "text/plain"}
	var f headerField
	size, said := 0, false
	for {
		fresh := !m.lines.mid
		line, err := m.lines.line()
		if m.c.w.err != nil {
			return hdr, m.c.w.err
		}
		blank := fresh && len(bytes.TrimRight(line, "\r\n")) == 0
		if len(line) > 0 && len(f.raw) > 0 && len(f.raw) < maxHeaderBytes && !blank && (!fresh || isFolded(line)) {
			f.fold(line)
			continue
		}
		ends := blank || err != nil && len(line) == 0
		if !ends && len(f.raw) == 0 && len(bytes.TrimSpace(line)) == 0 {
			continue // it folds nothing, and ends nothing
		}
		if !ends && fresh {
			name, _ := headerName(line)
			if len(name) == 0 && f.lacks(line) {
				f.fold(append([]byte{' '}, line...))
				continue
			}
			if len(name) == 0 && !(len(f.raw) >= maxHeaderBytes && isFolded(line)) {
				line = bytes.Clone(line) // to look ahead may take it away
				ends = m.lines.mid || !strays(line, m.lines.peek(strayReach))
			}
		}
		if size += len(line); size > maxHeaderBytes {
			ends = true
		}
		if ends && !(blank && len(line) > 0) {
			if f.gap > 0 {
				f.raw = f.raw[:f.gap]
				line = append(f.next, line...)
			}
			m.lines.giveBack(line)
			f.gap, f.next = 0, nil
		}
		if err := m.field(&hdr, r, &f, &said); err != nil || ends {
			if r != nil {
				err = firstError(err, r.end())
			}
			return hdr, err
		}
		f.begin(line)
	}
}

// field takes one header. Of a part, it hands on what says nothing of how to read
// it, and what follows a line of white space: it may be the beginning of its text.
func (m *mailReader) field(hdr *mimeHeader, r *run, f *headerField, said *bool) error {
	if len(f.raw) == 0 {
		return nil
	}
	name, value, ok := cutHeader(f.raw)
	if ok {
		hdr.take(name, value)
	}
	if r != nil {
		return m.header(r, name, value, ok, f.raw)
	}
	text := f.raw
	if ok && isMIME(name) {
		text = f.next
	}
	if len(text) == 0 {
		return nil
	}
	if !*said {
		*said = true
		if err := m.body.begin(); err != nil {
			return err
		}
	}
	for len(text) > 0 {
		var line []byte
		line, text = cutLine(text)
		if err := m.body.pieces([]byte(headerText(string(line)) + "\n")); err != nil {
			return err
		}
	}
	return nil
}
