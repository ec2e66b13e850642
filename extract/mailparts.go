package extract

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/hemostat/hemostat/exposure"
)

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
		return b.part
	case b.tail:
		return exposure.PartQuoted
	case isAttribution(bare, rest, wasBlank):
		b.tail = true
		return exposure.PartQuoted
	case bytes.HasPrefix(bare, []byte("-----BEGIN ")):
		return exposure.PartBody // a key is longer than a closing block, and stays whole
	case b.part == exposure.PartSignature && b.lines < maxSignature:
		b.lines++
		return exposure.PartSignature
	case string(bare) == "--" || isClosing(bare):
		b.lines = 1
		return exposure.PartSignature
	}
	return exposure.PartBody
}

// isAttribution reports whether a line begins the history of a conversation.
func isAttribution(line, rest []byte, afterBlank bool) bool {
	if len(line) > 400 || !mayAttribute(line) {
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

// mayAttribute passes the few lines that are worth a closer look, by what those
// begin with that the functions below take.
func mayAttribute(line []byte) bool {
	switch {
	case len(line) < 3:
		return false
	case line[0] >= utf8.RuneSelf:
		return bytes.HasPrefix(line, []byte("İ")) // whose small letter is i
	case line[0] == '-':
		return line[1] == '-'
	}
	switch string([]byte{line[0] | 0x20, line[1] | 0x20, line[2] | 0x20}) {
	case "on ", "am ", "le ", "el ", "il ", "op ", "em ", "fro", "von", "de:", "da:", "van":
		return true
	}
	return false
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
var closings = setOf(
	"best regards", "kind regards", "warm regards", "with regards", "with best regards", "regards", "best wishes", "all the best", "many thanks", "thanks", "thank you",
	"sincerely", "yours sincerely", "sincerely yours", "yours faithfully", "yours truly", "respectfully", "cheers", "best",
	"mit freundlichen grüßen", "mit freundlichen grüssen", "mit freundlichem gruß", "freundliche grüße", "freundliche grüsse", "viele grüße", "beste grüße", "herzliche grüße", "liebe grüße", "schöne grüße", "mit besten grüßen", "mfg", "lg", "vg",
	"cordialement", "bien cordialement", "bien à vous", "salutations", "meilleures salutations", "sincères salutations",
	"saludos", "un saludo", "saludos cordiales", "atentamente", "cordialmente", "cordiali saluti", "distinti saluti", "saluti", "un cordiale saluto",
	"met vriendelijke groet", "met vriendelijke groeten", "groeten", "med vänlig hälsning", "med vänliga hälsningar", "vänliga hälsningar", "med venlig hilsen", "venlig hilsen", "med vennlig hilsen", "mvh",
	"ystävällisin terveisin", "terveisin", "pozdrawiam", "z poważaniem", "s pozdravem", "s pozdravom", "üdvözlettel", "cu respect", "cu stimă", "atenciosamente", "com os melhores cumprimentos", "cumprimentos", "saygılarımla", "saygılarımızla", "с уважением", "з повагою")

func setOf(words ...string) map[string]bool {
	set := make(map[string]bool, len(words))
	for _, w := range words {
		set[w] = true
	}
	return set
}

// maxClosing is the longest line that may end a letter, in bytes.
const maxClosing = 64

// isClosing reports whether a line ends a letter.
func isClosing(line []byte) bool {
	if len(line) > maxClosing {
		return false
	}
	var buf [maxClosing]byte
	lower := buf[:0]
	for _, b := range bytes.TrimRight(line, " ,.!;-") {
		if b >= utf8.RuneSelf {
			return closings[strings.TrimRight(strings.ToLower(string(line)), " ,.!;-")]
		}
		if b >= 'A' && b <= 'Z' {
			b |= 0x20
		}
		lower = append(lower, b)
	}
	return closings[string(lower)]
}
