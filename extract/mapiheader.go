package extract

import (
	"io"
	"strings"
	"time"
)

// header is the header that the mail came with, and what it lacks of what else is
// known; or what can be made of that alone.
func (m *mapiMessage) header() string {
	var b strings.Builder
	if v, _, ok := m.value(pidHeaders, mapiUnicode, mapiString8); ok {
		m.cut = v.size > maxMapiHeader
	}
	original := strings.TrimLeft(m.text(pidHeaders, maxMapiHeader), "\r\n \t")
	// Outlook puts a line of its own in front.
	if strings.HasPrefix(original, "Microsoft Mail Internet Headers") {
		_, original, _ = strings.Cut(original, "\n")
	}
	original = strings.TrimRight(original, "\r\n \t")
	if original != "" {
		b.WriteString(original + "\r\n")
	}
	lower := "\n" + strings.ToLower(original)
	m.original = lower
	has := func(name string) bool { return strings.Contains(lower, "\n"+name+":") }
	add := func(name, value string) {
		if !has(strings.ToLower(name)) {
			headerLine(&b, name, value)
		}
	}
	from := mailbox(m.short(pidSentName, pidSenderName), m.sender())
	add("From", from)
	if sender := mailbox(m.short(pidSenderName), m.smtp(pidSenderSMTP, pidSenderType, pidSenderAddress)); sender != from {
		add("Sender", sender)
	}
	m.addressees(&b, lower)
	add("Subject", m.short(pidSubject))
	if at := m.sent(); !at.IsZero() {
		add("Date", at.Format(time.RFC1123Z))
	}
	add("Message-ID", m.short(pidMessageID))
	add("In-Reply-To", m.short(pidInReplyTo))
	add("References", m.short(pidReferences))
	return b.String() + "\r\n"
}

// addressees writes those that the original header does not name.
func (m *mapiMessage) addressees(b *strings.Builder, lower string) {
	named := [...]string{"", "To", "Cc", "Bcc"}
	lists := make([][]string, len(named))
	size, known := b.Len(), namedIn(lower)
	for _, r := range m.recipients {
		if size > maxHeaderBytes*3/4 {
			m.cut = true
			break
		}
		kind, _ := r.number(pidRecipientType)
		address := r.smtp(pidSMTP, pidAddressType, pidAddress)
		if known[strings.ToLower(address)] {
			continue
		}
		if name := strings.ToLower(strings.Trim(r.short(pidName), `'" `)); strings.HasPrefix(strings.ToUpper(address), "/O=") && known[name] {
			continue // its name within Exchange
		}
		if kind = kind & 0xf; kind == 0 || kind >= uint64(len(named)) {
			kind = 1
		}
		if box := mailbox(r.short(pidName), address); address != "" || !strings.Contains(lower, "\n"+strings.ToLower(named[kind])+":") {
			lists[kind] = append(lists[kind], box)
			size += len(box) + 2
		}
	}
	for kind, name := range named {
		if kind > 0 && len(lists[kind]) == 0 && len(m.recipients) == 0 && !strings.Contains(lower, "\n"+strings.ToLower(name)+":") {
			// Names alone, as they were shown.
			lists[kind] = []string{strings.ReplaceAll(m.short([...]uint16{0, pidDisplayTo, pidDisplayCc, pidDisplayBcc}[kind]), ";", ",")}
		}
		if kind > 0 {
			headerLine(b, name, strings.Join(lists[kind], ", "))
		}
	}
}

// namedIn returns the addresses and the names of mailboxes in a header in small
// letters: whole ones, so that ann@contoso.example is not found in that of Joann.
func namedIn(header string) map[string]bool {
	known := make(map[string]bool)
	add := func(s string) {
		if s = strings.Trim(s, "' \t."); s != "" {
			known[s] = true
		}
	}
	for line := range strings.Lines(header) {
		from, quoted := 0, false
		for i := 0; i <= len(line); i++ {
			switch {
			case i < len(line) && quoted && line[i] != '"' && line[i] != '\n':
				continue
			case i < len(line) && strings.IndexByte("\"<>()[],;:\r\n", line[i]) < 0:
				continue
			}
			phrase := line[from:i]
			add(phrase)
			if strings.Contains(phrase, "@") { // one without brackets, with others beside it
				for word := range strings.FieldsSeq(phrase) {
					add(word)
				}
			}
			quoted = i < len(line) && line[i] == '"' && !quoted
			from = i + 1
		}
	}
	return known
}

// allHeaders reads headers to the end of the lines: what is no header does not end those that a message was
// stored with. Programs write a blank line, or a line of their own, between them.
func (m *mailReader) allHeaders(run *run) error {
	for {
		if _, err := m.headers(run); err != nil {
			return err
		}
		line, err := m.lines.line()
		if len(line) == 0 {
			return firstError(m.c.w.err, ignoreEOF(err), run.end())
		}
		if text := strings.TrimSpace(headerText(string(line))); text != "" {
			if err := firstError(run.writeString(text), run.endLine()); err != nil {
				return err
			}
		}
	}
}

func ignoreEOF(err error) error {
	if err == io.EOF {
		return nil
	}
	return err
}
