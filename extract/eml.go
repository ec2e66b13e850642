package extract

import (
	"bufio"
	"bytes"
	"io"
	"net/mail"
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

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
	e := encoding{kind: encASCII}.withCharset(hdr.params["charset"])
	if text && strings.HasPrefix(strings.ToLower(hdr.params["charset"]), "utf-16") {
		r, e = utf16Text(r, e)
	}
	switch {
	case hdr.attachment || hdr.name != "" || !text:
		return m.attachment(hdr, r)
	case hdr.media == "text/html":
		return m.body.html(r, e)
	case hdr.media == "text/calendar" || hdr.media == "text/x-vcard" || hdr.media == "text/vcard" || hdr.media == "text/csv":
		return m.attachment(hdr, r)
	}
	return m.body.plain(r, e)
}

// utf16Text looks at text that is declared as UTF-16: without a byte beyond ASCII
// nothing else would tell. E stays where it does not look like that.
func utf16Text(r io.Reader, e encoding) (io.Reader, encoding) {
	br := bufio.NewReaderSize(r, 4096)
	p, _ := br.Peek(4096)
	if g := guess(p, len(p) < 4096); g.kind == encOther {
		return br, g
	}
	return br, e
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
