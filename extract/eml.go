package extract

import (
	"bytes"
	"io"
	"net/mail"
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

// mailHeaders are headers that tell a mail from other text of "key: value" lines.
const mailHeaders = " from to cc bcc subject date message-id received return-path delivered-to mime-version reply-to sender in-reply-to references content-type x-mailer dkim-signature "

// sniffMail takes text that begins with the headers of a mail (RFC 5322).
func sniffMail(h *head) int {
	known, all := 0, 0
	strong := false
	for line := range bytes.Lines(h.raw) {
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 || all >= 60 {
			break
		}
		if all > 0 && (line[0] == ' ' || line[0] == '\t') {
			continue
		}
		name, _, ok := cutHeader(line)
		if !ok {
			return 0
		}
		all++
		if strings.Contains(mailHeaders, " "+name+" ") {
			known++
			strong = strong || name == "received" || name == "message-id" || name == "return-path" || name == "from" || name == "delivered-to"
		}
	}
	if known >= 2 && strong {
		return 76
	}
	return 0
}

// cutHeader splits a line into the name of a header, in small letters, and its
// value.
func cutHeader(line []byte) (name, value string, ok bool) {
	i := bytes.IndexByte(line, ':')
	if i <= 0 || i > 76 {
		return "", "", false
	}
	for _, b := range line[:i] {
		if b <= ' ' || b >= 0x7f {
			return "", "", false
		}
	}
	return strings.ToLower(string(line[:i])), strings.TrimSpace(string(line[i+1:])), true
}

// readMail reads a mail: its headers, its text, and its attachments as members.
func readMail(c *content, h *head) error {
	m := &mailReader{c: c, lines: c.lines(), record: c.record()}
	header := c.newRun("", exposure.PartHeader)
	hdr, err := m.headers(header)
	if err != nil {
		return err
	}
	m.body = &mailBody{c: c, spare: header}
	if err := m.entity(hdr, 0); err != nil {
		return err
	}
	return m.body.end()
}

// The bounds of the headers of one mail or part.
const (
	maxHeaderBytes = 1 << 20
	maxParts       = 64 // parts within parts
)

// A mailReader reads one mail.
type mailReader struct {
	c      *content
	lines  *lineSource
	body   *mailBody
	record int64
}

// A mimeHeader is what the headers of a part say of its body.
type mimeHeader struct {
	media      string
	params     map[string]string
	attachment bool
	name       string
	encoding   string
}

// headers reads the headers up to the blank line. Those of the mail itself are
// handed on as the text of r, which is nil for those of a part.
func (m *mailReader) headers(r *run) (mimeHeader, error) {
	hdr := mimeHeader{media: "text/plain"}
	var field []byte
	size := 0
	emit := func() error {
		name, value, ok := cutHeader(field)
		if ok {
			hdr.take(name, value)
		}
		if r == nil || len(field) == 0 {
			return nil
		}
		return m.header(r, name, value, ok, field)
	}
	for {
		line, err := m.lines.line()
		if m.c.w.err != nil {
			return hdr, m.c.w.err
		}
		blank := len(bytes.TrimRight(line, "\r\n")) == 0
		folded := len(line) > 0 && (line[0] == ' ' || line[0] == '\t') && len(field) > 0
		if folded && !blank && len(field) < maxHeaderBytes {
			field = append(bytes.TrimRight(field, "\r\n"), line...)
			continue
		}
		if e := emit(); e != nil {
			return hdr, e
		}
		if size += len(line); blank || err != nil && len(line) == 0 || size > maxHeaderBytes {
			break
		}
		field = append(field[:0], line...)
	}
	if r != nil {
		return hdr, r.end()
	}
	return hdr, nil
}

// header hands on one header of the mail and keeps what it says of the mail.
func (m *mailReader) header(r *run, name, value string, ok bool, raw []byte) error {
	if !ok {
		return firstError(r.writeString(headerText(string(bytes.TrimRight(raw, "\r\n")))), r.writeString("\n"))
	}
	text := headerText(value)
	switch name {
	case "from", "to", "cc", "bcc", "sender", "reply-to", "resent-from", "resent-to", "resent-cc", "delivered-to", "return-path":
		text = headerText(quoteWords(value))
	}
	f := &m.c.Facts
	switch name {
	case "message-id":
		if f.MessageID == "" {
			f.MessageID = strings.Trim(text, "<> \t")
		}
	case "subject":
		f.Title = bound(text)
	case "from":
		f.Author = bound(text)
	case "organization":
		f.Company = bound(text)
	case "date":
		if at, err := mail.ParseDate(value); err == nil {
			f.Created = at.UTC()
		}
	}
	r.mark("", m.record)
	err := r.writeString(name + ": ")
	r.mark(name, m.record)
	err = firstError(err, r.writeString(text))
	r.mark("", m.record)
	err = firstError(err, r.writeString("\n"))
	r.recordEnd()
	return err
}

// entity reads the body that follows hdr, up to the boundary of the part around.
func (m *mailReader) entity(hdr mimeHeader, depth int) error {
	boundary := hdr.params["boundary"]
	if strings.HasPrefix(hdr.media, "multipart/") && boundary != "" {
		if depth >= maxParts {
			return stopf(exposure.NotReadDepth, -1, "parts within parts are nested too deep")
		}
		return m.multipart(hdr, boundary, depth)
	}
	return m.leaf(hdr)
}

// multipart reads the parts of a multipart body.
func (m *mailReader) multipart(hdr mimeHeader, boundary string, depth int) error {
	switch hdr.media {
	case "multipart/signed":
		m.c.Facts.Signed = true
	case "multipart/encrypted":
		if err := m.c.notRead(m.c.Way, exposure.NotReadEncrypted, -1, "the mail's text needs a key"); err != nil {
			return err
		}
	}
	if hdr.media == "multipart/alternative" {
		m.body.alternative(true)
		defer m.body.alternative(false)
	}
	level := m.lines.push(boundary)
	defer m.lines.pop(level)
	// What stands before the first boundary and after the last one is for
	// readers that know no parts, and all there is where the boundary is wrong.
	if err := m.body.plain(m.lines, encoding{kind: encASCII}); err != nil {
		return err
	}
	for m.lines.toBoundary(level) {
		if err := m.c.step(1); err != nil {
			return err
		}
		part, err := m.headers(nil)
		if err != nil {
			return err
		}
		if err := m.entity(part, depth+1); err != nil {
			return err
		}
	}
	m.lines.pop(level)
	if err := m.body.plain(m.lines, encoding{kind: encASCII}); err != nil {
		return err
	}
	return m.c.w.err
}

// leaf reads a body that has no parts.
func (m *mailReader) leaf(hdr mimeHeader) error {
	r := transfer(m.lines, hdr.encoding)
	text := strings.HasPrefix(hdr.media, "text/") || hdr.media == "message/delivery-status" || strings.HasPrefix(hdr.media, "multipart/")
	switch {
	case hdr.attachment || hdr.name != "" || !text:
		return m.attachment(hdr, r)
	case hdr.media == "text/html":
		return m.body.html(r, encoding{kind: encASCII}.withCharset(hdr.params["charset"]))
	case hdr.media == "text/calendar" || hdr.media == "text/x-vcard" || hdr.media == "text/vcard" || hdr.media == "text/csv":
		return m.attachment(hdr, r)
	}
	return m.body.plain(r, encoding{kind: encASCII}.withCharset(hdr.params["charset"]))
}

// attachment reads a part as a member.
func (m *mailReader) attachment(hdr mimeHeader, r io.Reader) error {
	if err := m.body.flush(); err != nil {
		return err
	}
	if err := m.c.room(); err != nil {
		return err
	}
	name := headerText(hdr.name)
	if name == "" {
		name = "attachment"
		if hdr.media == "message/rfc822" {
			name = "message"
		}
	}
	if strings.HasPrefix(hdr.media, "application/pkcs7-mime") || hdr.media == "application/x-pkcs7-mime" {
		if hdr.params["smime-type"] != "signed-data" {
			if err := m.c.notRead(m.c.Way, exposure.NotReadEncrypted, -1, "the mail's text needs a key"); err != nil {
				return err
			}
		}
	}
	return m.c.child(member{name: cleanName(name), size: -1}, r)
}
