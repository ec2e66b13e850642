package detect

import (
	"bytes"
	"encoding/base64"
	"unicode/utf8"
)

// Encoded words are how headers of mails write what is not ASCII (RFC 2047):
// =?utf-8?Q?J=C3=BCrgen_Kettleby?= <jk@contoso.example>. Extraction decodes those of
// mails; these stand in logs, exports and quoted mails.

// A mailWord is an encoded word in text[start:end].
type mailWord struct {
	charset []byte
	base64  bool
	body    []byte
	from    int // where the body begins
	end     int
}

const (
	maxCharset  = 40
	maxMailWord = 500 // bytes of a body; the standard allows 75
	mailLine    = 1 << 10
)

var charsetChars = chars("A-Za-z0-9_.*-")

// mailWordAt reads the encoded word that begins at i of text.
func mailWordAt(text []byte, i int) (w mailWord, ok bool) {
	if i+2 > len(text) || text[i] != '=' || text[i+1] != '?' {
		return w, false
	}
	j := run(text, i+2, maxCharset, charsetChars)
	w.charset, _, _ = bytes.Cut(text[i+2:j], []byte{'*'}) // a language may follow (RFC 2231)
	if len(w.charset) == 0 || j+3 > len(text) || text[j] != '?' || text[j+2] != '?' {
		return w, false
	}
	switch text[j+1] {
	case 'B', 'b':
		w.base64 = true
	case 'Q', 'q':
	default:
		return w, false
	}
	w.from = j + 3
	n := bytes.Index(text[w.from:min(len(text), w.from+maxMailWord)], []byte("?="))
	if n < 1 {
		return w, false
	}
	w.body, w.end = text[w.from:w.from+n], w.from+n+2
	return w, bytes.IndexByte(w.body, '\n') < 0 && bytes.IndexByte(w.body, '?') < 0
}

// mailWordMatters reports whether an encoded word begins s.
func mailWordMatters(s []byte) bool {
	_, ok := mailWordAt(s, 0)
	return ok
}

// decodeMailWords decodes the encoded words from i on, and takes the rest of the line
// as it is: a name stands before its address. White space between two words is no part
// of them. What begins behind the last word is found without.
func (st *Stream) decodeMailWords(i int) {
	d := &st.decoded
	from := i
	d.begin("encoded-word", st.base+int64(from))
	end, last := min(len(st.buf), i+mailLine), i
	for i < end {
		if w, ok := mailWordAt(st.buf, i); ok {
			w.decode(d, from)
			i = w.end
			last = i
			if next := run(st.buf, i, maxIndent, whiteSpace); next > i {
				if _, ok := mailWordAt(st.buf, next); ok {
					i = next
				}
			}
			continue
		}
		if st.buf[i] == '\n' || st.buf[i] == '\r' {
			break
		}
		d.byte(st.buf[i], i-from)
		i++
	}
	st.skip.escaped = st.base + int64(last)
	d.at = append(d.at, int32(i-from))
	st.within(d, 0, int64(last-from))
}

// decode appends what the word says. Places count from a base.
func (w *mailWord) decode(d *decoding, base int) {
	type place struct {
		c  byte
		at int
	}
	var list []place
	if w.base64 {
		text, _ := base64.StdEncoding.AppendDecode(nil, w.body)
		for k, c := range text {
			list = append(list, place{c, w.from - base + k/3*4 + k%3})
		}
	} else {
		for i := 0; i < len(w.body); i++ {
			c, at := w.body[i], w.from-base+i
			if r, _, n := decodeQuoted(w.body[i:]); c == '=' && n > 0 {
				c, i = byte(r), i+n-1
			} else if c == '_' {
				c = ' '
			}
			list = append(list, place{c, at})
		}
	}
	western := latin(w.charset)
	for _, p := range list {
		switch {
		case p.c < utf8.RuneSelf || equalFold(w.charset, "utf-8"):
			d.byte(p.c, p.at)
		case western:
			d.rune(rune(p.c), p.at)
		default: // a letter of an alphabet that is not known here
			d.rune(utf8.RuneError, p.at)
		}
	}
}

// latin reports whether the letters of a character set are those of Unicode's first page.
func latin(charset []byte) bool {
	return equalFold(charset, "iso-8859-1") || equalFold(charset, "iso-8859-15") || equalFold(charset, "windows-1252") || equalFold(charset, "latin1")
}
