package extract

import (
	"bytes"
	"io"
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

// A mailBody hands on the text of a mail, divided into what was written, what
// was quoted, and the closing block.
type mailBody struct {
	c    *content
	run  *run
	keys keys

	part  exposure.Part
	tail  bool // all that follows is quoted
	lines int  // of the closing block so far
	line  bool // a line goes on from the piece before
	blank bool // the line before was blank

	alt   bool // within multipart/alternative
	heard int  // bytes of the plain alternative, white space aside
}

// maxHTML is up to which size the text of an HTML body is held to be compared
// with the plain one, in bytes.
const maxHTML = 4 << 20

// alternative begins and ends a multipart/alternative.
func (b *mailBody) alternative(on bool) { b.alt, b.heard = on, 0 }

// begin begins the text of another part.
func (b *mailBody) begin() error {
	err := b.flush()
	b.part, b.tail, b.lines, b.line, b.blank = exposure.PartBody, false, 0, false, true
	return err
}

// flush ends the run.
func (b *mailBody) flush() error {
	if b.run == nil {
		return nil
	}
	err := b.run.end()
	b.run = nil
	return err
}

func (b *mailBody) end() error { return b.flush() }

// plain hands on a text/plain body.
func (b *mailBody) plain(r io.Reader, e encoding) error {
	if err := b.begin(); err != nil {
		return err
	}
	t := b.c.newText(r, e)
	defer t.close()
	for {
		p, err := t.piece()
		if len(p) == 0 {
			return firstError(b.c.w.err, err)
		}
		if b.alt {
			b.heard += letters(p)
		}
		if err := b.text(p); err != nil {
			return err
		}
		t.consume(len(p))
	}
}

// html hands on a text/html body. Where a plain alternative went before and
// this one hardly says more, it is the same letter and is not given twice.
func (b *mailBody) html(r io.Reader, e encoding) error {
	if err := b.begin(); err != nil {
		return err
	}
	out := b.c.newRun("", exposure.PartBody)
	out.hold = maxHTML
	if err := b.c.htmlText(b.c.newText(r, e), &htmlText{c: b.c, r: out}); err != nil {
		return err
	}
	if out.hold == 0 {
		return out.end()
	}
	if b.alt && b.heard > 0 && letters(out.text) <= b.heard+b.heard/2+200 {
		return nil
	}
	for p := out.text; len(p) > 0; {
		n := len(p)
		if n > MaxPiece {
			n = cutPoint(p[:MaxPiece])
		}
		if err := b.text(p[:n]); err != nil {
			return err
		}
		p = p[n:]
	}
	return nil
}

// letters counts what is no white space.
func letters(p []byte) int {
	n := 0
	for _, b := range p {
		if b > ' ' {
			n++
		}
	}
	return n
}

// text hands on p, which ends with a line unless a line is too long.
func (b *mailBody) text(p []byte) error {
	from := 0
	for at := 0; at < len(p); {
		next := len(p)
		if i := bytes.IndexByte(p[at:], '\n'); i >= 0 {
			next = at + i + 1
		}
		part := b.part
		if !b.line {
			part = b.partOf(p[at:next], p[next:])
		}
		b.line = p[next-1] != '\n'
		if part != b.part {
			if err := b.emit(p[from:at]); err != nil {
				return err
			}
			if err := b.flush(); err != nil {
				return err
			}
			from, b.part = at, part
		}
		at = next
	}
	return b.emit(p[from:])
}

// emit hands on p as the part that it is.
func (b *mailBody) emit(p []byte) error {
	if b.run == nil {
		if p = trimBlank(p); len(p) == 0 {
			return nil
		}
		b.run = b.c.newRun("", b.part)
		b.keys = keys{c: b.c, r: b.run, fields: make(map[string]string)}
		if b.part == exposure.PartSignature {
			b.keys.fixed = b.c.record()
		}
	}
	b.keys.mark(p)
	return b.run.direct(p)
}

// trimBlank takes blank lines off the front.
func trimBlank(p []byte) []byte {
	for {
		i := bytes.IndexByte(p, '\n')
		line := p
		if i >= 0 {
			line = p[:i]
		}
		if len(bytes.TrimSpace(line)) > 0 {
			return p
		}
		if i < 0 {
			return nil
		}
		p = p[i+1:]
	}
}

// maxSignature is how many lines a closing block has at most.
const maxSignature = 20

// partOf says which part a line belongs to; rest follows it.
func (b *mailBody) partOf(line, rest []byte) exposure.Part {
	bare := bytes.TrimSpace(line)
	wasBlank := b.blank
	b.blank = len(bare) == 0
	switch {
	case len(bare) > 0 && bare[0] == '>':
		b.tail, b.lines = false, 0
		return exposure.PartQuoted
	case len(bare) == 0:
		if b.part == exposure.PartQuoted && !b.tail {
			return exposure.PartQuoted
		}
		return b.part
	case b.tail:
		return exposure.PartQuoted
	case isAttribution(bare, rest, wasBlank):
		b.tail = true
		return exposure.PartQuoted
	case b.part == exposure.PartSignature && b.lines < maxSignature:
		b.lines++
		return exposure.PartSignature
	case string(bytes.TrimRight(line, "\r\n")) == "-- " || string(bare) == "--" || isClosing(bare):
		b.lines = 1
		return exposure.PartSignature
	}
	return exposure.PartBody
}

// isAttribution reports whether a line begins the history of a conversation.
func isAttribution(line, rest []byte, afterBlank bool) bool {
	if len(line) > 400 {
		return false
	}
	lower := strings.ToLower(string(line))
	if strings.HasPrefix(lower, "--") {
		for _, s := range []string{"original message", "ursprüngliche nachricht", "original-nachricht", "forwarded message", "weitergeleitete nachricht", "message d'origine", "message original", "mensaje original", "messaggio originale", "oorspronkelijk bericht", "исходное сообщение"} {
			if strings.Contains(lower, s) {
				return true
			}
		}
	}
	return isWrote(lower, rest) || afterBlank && isHeaderBlock(lower, rest)
}

// isWrote reports whether a line, or it and the next one, says who wrote what
// follows.
func isWrote(lower string, rest []byte) bool {
	next, _, _ := bytes.Cut(rest[:min(len(rest), 200)], []byte("\n"))
	for _, s := range [][2]string{{"on ", " wrote"}, {"am ", " schrieb"}, {"le ", " écrit"}, {"el ", " escribió"}, {"il ", " scritto"}, {"op ", " schreef"}, {"em ", " escreveu"}} {
		if !strings.HasPrefix(lower, s[0]) || !strings.ContainsAny(lower, "0123456789") {
			continue
		}
		for _, l := range []string{lower, lower + " " + strings.ToLower(string(bytes.TrimSpace(next)))} {
			if strings.HasSuffix(l, ":") && strings.Contains(l, s[1]) {
				return true
			}
		}
	}
	return false
}

// isHeaderBlock reports whether a line begins the headers that some programs
// put above what they quote.
func isHeaderBlock(lower string, rest []byte) bool {
	for _, s := range [][3]string{{"from:", "sent:", "date:"}, {"von:", "gesendet:", "datum:"}, {"de:", "envoyé", "date:"}, {"de:", "enviado", "fecha:"}, {"da:", "inviato:", "data:"}, {"van:", "verzonden:", "datum:"}} {
		if !strings.HasPrefix(lower, s[0]) {
			continue
		}
		n := 0
		for line := range bytes.Lines(rest) {
			l := strings.ToLower(string(bytes.TrimSpace(line[:min(len(line), 64)])))
			if strings.HasPrefix(l, s[1]) || strings.HasPrefix(l, s[2]) {
				return true
			}
			if n++; n == 3 {
				break
			}
		}
	}
	return false
}

// closings are the words that a letter ends with.
var closings = [...]string{
	"best regards", "kind regards", "warm regards", "with regards", "with best regards", "regards", "best wishes", "all the best", "many thanks", "thanks", "thank you",
	"sincerely", "yours sincerely", "sincerely yours", "yours faithfully", "yours truly", "respectfully", "cheers", "best",
	"mit freundlichen grüßen", "mit freundlichen grüssen", "mit freundlichem gruß", "freundliche grüße", "freundliche grüsse", "viele grüße", "beste grüße", "herzliche grüße", "liebe grüße", "schöne grüße", "mit besten grüßen", "mfg", "lg", "vg",
	"cordialement", "bien cordialement", "bien à vous", "salutations", "meilleures salutations", "sincères salutations",
	"saludos", "un saludo", "saludos cordiales", "atentamente", "cordialmente", "cordiali saluti", "distinti saluti", "saluti", "un cordiale saluto",
	"met vriendelijke groet", "met vriendelijke groeten", "groeten", "med vänlig hälsning", "med vänliga hälsningar", "vänliga hälsningar", "med venlig hilsen", "venlig hilsen", "med vennlig hilsen", "mvh",
	"ystävällisin terveisin", "terveisin", "pozdrawiam", "z poważaniem", "s pozdravem", "s pozdravom", "üdvözlettel", "cu respect", "cu stimă", "atenciosamente", "com os melhores cumprimentos", "cumprimentos", "saygılarımla", "saygılarımızla", "с уважением", "з повагою",
}

// isClosing reports whether a line ends a letter.
func isClosing(line []byte) bool {
	if len(line) > 64 {
		return false
	}
	s := strings.TrimRight(strings.ToLower(string(line)), " ,.!;-")
	for _, c := range closings {
		if s == c {
			return true
		}
	}
	return false
}
