package extract

import (
	"bufio"
	"bytes"
	"io"
	"mime"
	"net/mail"
	"regexp"
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
	m := &mailReader{c: c, lines: newLineSource(c.stream()), record: c.record()}
	hdr, err := m.headers(true)
	if err != nil {
		return err
	}
	m.body = &mailBody{c: c}
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
	parts  int
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
// handed on as text.
func (m *mailReader) headers(top bool) (mimeHeader, error) {
	hdr := mimeHeader{media: "text/plain"}
	var r *run
	if top {
		r = m.c.newRun("", exposure.PartHeader)
	}
	var field []byte
	size := 0
	emit := func() error {
		name, value, ok := cutHeader(field)
		if ok {
			hdr.take(name, value)
		}
		if !top || len(field) == 0 {
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
	if top {
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

// bound cuts a fact to a length that may be kept.
func bound(s string) string {
	if len(s) > maxName {
		return string(trimRune([]byte(s[:maxName])))
	}
	return s
}

// headerText decodes a header's value: encoded words (RFC 2047), else raw text
// in whatever encoding it is.
func headerText(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == '\r' || r == '\n' || r == 0 {
			return -1
		}
		return r
	}, rawText(s))
	if !strings.Contains(s, "=?") {
		return s
	}
	dec := mime.WordDecoder{CharsetReader: func(name string, r io.Reader) (io.Reader, error) {
		if e, ok := charset(name); ok {
			return e.NewDecoder().Reader(r), nil
		}
		return r, nil
	}}
	out, err := dec.DecodeHeader(s)
	if err != nil {
		return s
	}
	return strings.ToValidUTF8(out, "\uFFFD")
}

// encodedPhrase is one or more encoded words beside each other.
var encodedPhrase = regexp.MustCompile(`=\?[^?\s]+\?[BbQq]\?[^?\s]*\?=(?:\s+=\?[^?\s]+\?[BbQq]\?[^?\s]*\?=)*`)

// quoteWords puts encoded words of a header of addresses whose text has a comma
// or the like into quotes, as it would stand there in ASCII: within an encoded
// word it parts no addresses (RFC 2047, section 5).
func quoteWords(s string) string {
	if !strings.Contains(s, "=?") {
		return s
	}
	return encodedPhrase.ReplaceAllStringFunc(s, func(phrase string) string {
		text := headerText(phrase)
		if !strings.ContainsAny(text, ",;:<>@") || strings.Contains(text, "=?") {
			return phrase
		}
		return `"` + strings.ReplaceAll(text, `"`, "") + `"`
	})
}

// rawText makes UTF-8 of a few bytes in an encoding that nobody declared.
func rawText(s string) string {
	if beyondASCII([]byte(s)) == len(s) {
		return s
	}
	return string(encoding{kind: encASCII}.sample([]byte(s), true))
}

// take notes what a header says of the body.
func (h *mimeHeader) take(name, value string) {
	switch name {
	case "content-type":
		h.media, h.params = parseMedia(value)
		if h.name == "" {
			h.name = h.params["name"]
		}
	case "content-disposition":
		kind, params := parseMedia(value)
		h.attachment = kind == "attachment"
		if n := params["filename"]; n != "" {
			h.name = n
		}
	case "content-transfer-encoding":
		h.encoding = strings.ToLower(strings.TrimSpace(value))
	}
}

// parseMedia reads a media type with its parameters, as far as they can be read.
func parseMedia(value string) (string, map[string]string) {
	value = strings.NewReplacer("\r", "", "\n", "").Replace(value)
	media, params, err := mime.ParseMediaType(value)
	if err == nil {
		return media, params
	}
	params = make(map[string]string)
	first, rest, _ := strings.Cut(value, ";")
	for rest != "" && len(params) < 64 {
		var p string
		p, rest, _ = strings.Cut(rest, ";")
		k, v, _ := strings.Cut(p, "=")
		params[strings.ToLower(strings.TrimSpace(k))] = strings.Trim(strings.TrimSpace(v), `"`)
	}
	return strings.ToLower(strings.TrimSpace(first)), params
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
		part, err := m.headers(false)
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

// A lineSource gives the lines of a mail and ends at the boundaries of its
// open multiparts. As an io.Reader it gives the body of one part.
type lineSource struct {
	br     *bufio.Reader
	bounds [][]byte // of the open multiparts, "--" and the boundary
	at     int      // of the boundary that was met: the body ended; -1 none
	last   bool     // and it was the closing one
	mid    bool     // the next bytes go on with a line
	eol    []byte   // the line end that may belong to a boundary
	pre    []byte   // the line end that Read gives next
	buf    []byte   // what Read gives then; lent
	err    error
}

func newLineSource(r io.Reader) *lineSource {
	return &lineSource{br: bufio.NewReaderSize(r, pageSize), at: -1}
}

// line returns one line of a header with its end, cut at a page's size; empty
// at a boundary and at the end.
func (s *lineSource) line() ([]byte, error) {
	s.eol = s.eol[:0]
	return s.next()
}

// next reads one line, or a piece of a long one.
func (s *lineSource) next() ([]byte, error) {
	if s.at >= 0 {
		return nil, io.EOF
	}
	if s.err != nil {
		return nil, s.err
	}
	line, err := s.br.ReadSlice('\n')
	fresh := !s.mid
	s.mid = err == bufio.ErrBufferFull
	if err != nil && err != bufio.ErrBufferFull {
		s.err = err
	}
	if fresh && len(line) > 2 && line[0] == '-' && line[1] == '-' && s.boundary(line) {
		return nil, io.EOF
	}
	return line, nil
}

// boundary reports whether a line is the boundary of an open multipart.
func (s *lineSource) boundary(line []byte) bool {
	line = bytes.TrimRight(line, " \t\r\n")
	for i := len(s.bounds) - 1; i >= 0; i-- {
		b := s.bounds[i]
		if !bytes.HasPrefix(line, b) {
			continue
		}
		if rest := line[len(b):]; len(rest) == 0 || string(rest) == "--" {
			s.at, s.last = i, len(rest) > 0
			return true
		}
	}
	return false
}

func (s *lineSource) push(boundary string) int {
	s.bounds = append(s.bounds, []byte("--"+strings.TrimRight(boundary, " ")))
	return len(s.bounds) - 1
}

func (s *lineSource) pop(level int) { s.bounds = s.bounds[:level] }

// toBoundary goes on to the next part of the multipart at level, and reports
// whether there is one.
func (s *lineSource) toBoundary(level int) bool {
	for {
		if s.at >= 0 {
			if s.at < level || s.last && s.at == level {
				if s.at == level {
					s.at = -1
				}
				return false
			}
			found := s.at == level
			s.at, s.eol, s.pre, s.buf = -1, s.eol[:0], nil, nil
			if found {
				return true
			}
			continue
		}
		if _, err := s.next(); err != nil && s.at < 0 {
			return false
		}
	}
}

// Read gives the body of a part. The line end before a boundary belongs to that.
func (s *lineSource) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		if len(s.pre) > 0 {
			k := copy(p[n:], s.pre)
			s.pre = s.pre[k:]
			n += k
			continue
		}
		if len(s.buf) > 0 {
			k := copy(p[n:], s.buf)
			s.buf = s.buf[k:]
			n += k
			continue
		}
		line, err := s.next()
		if err != nil && len(line) == 0 {
			if s.at < 0 && len(s.eol) > 0 {
				s.pre, s.eol = append(s.pre[:0], s.eol...), s.eol[:0]
				continue
			}
			if n > 0 {
				return n, nil
			}
			return 0, err
		}
		s.buf = bytes.TrimRight(line, "\r\n")
		s.pre = append(s.pre[:0], s.eol...)
		s.eol = append(s.eol[:0], line[len(s.buf):]...)
	}
	return n, nil
}
