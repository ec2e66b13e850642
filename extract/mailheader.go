package extract

import (
	"io"
	"mime"
	"regexp"
	"strings"
)

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
	if s = rawText(s); strings.ContainsAny(s, "\r\n\x00") {
		s = strings.Map(func(r rune) rune {
			if r == '\r' || r == '\n' || r == 0 {
				return -1
			}
			return r
		}, s)
	}
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
		h.encoding = firstToken(value)
	}
}

// firstToken is the first word of a value, in small letters: comments and what else
// programs write there may follow it.
func firstToken(value string) string {
	value = strings.TrimLeft(value, " \t\r\n\"'")
	if i := strings.IndexAny(value, " \t\r\n\"';("); i >= 0 {
		value = value[:i]
	}
	return strings.ToLower(value)
}

// lineEnds takes out the line ends of a folded header.
var lineEnds = strings.NewReplacer("\r", "", "\n", "")

// parseMedia reads a media type with its parameters, as far as they can be read.
func parseMedia(value string) (string, map[string]string) {
	value = lineEnds.Replace(value)
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
