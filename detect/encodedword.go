package detect

import (
	"bytes"
	"encoding/base64"
	"slices"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
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
	maxMailWord = 500 // bytes of a body and its end; the standard allows 75
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

// decodeMailWords decodes the encoded words from i on, and takes the rest of the line or
// cell as it is: a name stands before its address. White space between two words is no
// part of them. What begins behind the last word is found without.
func (st *Stream) decodeMailWords(i int) {
	d := &st.decoded
	from := i
	d.begin("encoded-word", st.base+int64(from))
	end, last := min(len(st.buf), i+mailLine), i
	if list, next := st.marks.list, st.marks.first(st.base+int64(i)+1); next < len(list) {
		end = min(end, int(list[next].offset-st.base)) // another cell begins there
	}
	text := st.buf[:end]
	for i < end {
		if w, ok := mailWordAt(text, i); ok && w.decode(d, from) {
			i = w.end
			last = i
			if next := run(text, i, maxIndent, whiteSpace); next > i {
				if _, ok := mailWordAt(text, next); ok {
					i = next
				}
			}
			continue
		}
		if text[i] == '\n' || text[i] == '\r' {
			break
		}
		d.byte(text[i], i-from)
		i++
	}
	st.skip.escaped = st.base + int64(max(last, from+1))
	if d.at = append(d.at, int32(i-from)); last > from {
		st.within(d, 0, int64(last-from))
	}
}

// decode appends what the word says, and reports whether it can be read. Places count
// from a base.
func (w *mailWord) decode(d *decoding, base int) bool {
	letter := lettersOf(w.charset)
	if letter == nil {
		return false
	}
	at := w.from - base
	if w.base64 {
		var buf [maxMailWord]byte
		text := buf[:]
		n, err := base64.RawStdEncoding.Decode(text, bytes.TrimRight(w.body, "="))
		if err == nil {
			for k, c := range text[:n] {
				letter(d, c, at+k/3*4+k%3)
			}
		}
		clear(text)
		return err == nil
	}
	for i := 0; i < len(w.body); i++ {
		switch c := w.body[i]; {
		case c == '_':
			d.byte(' ', at+i)
		case c == '=' && i+2 < len(w.body) && hexChars[w.body[i+1]] && hexChars[w.body[i+2]]:
			letter(d, unhex(w.body[i+1])<<4|unhex(w.body[i+2]), at+i)
			i += 2
		default:
			d.byte(c, at+i)
		}
	}
	return true
}

// lettersOf returns how bytes of a character set are taken in; nil where ASCII does not
// stand for itself in it. Letters of an alphabet that is not known here are none.
func lettersOf(charset []byte) func(d *decoding, c byte, at int) {
	is := func(names ...string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return equalFold(charset, name) })
	}
	begins := func(s string) bool { return foldedAt(charset, 0, []byte(s)) }
	switch {
	case begins("iso-2022-"), begins("utf-16"), begins("utf-32"), begins("utf-7"), begins("hz-"):
		return nil
	case is("utf-8", "utf8", "us-ascii"):
		return (*decoding).byte
	case is("iso-8859-1", "iso-8859-15", "latin1", "windows-1252", "cp1252"):
		return func(d *decoding, c byte, at int) { d.rune(charmap.Windows1252.DecodeByte(c), at) }
	}
	return func(d *decoding, c byte, at int) {
		if c < utf8.RuneSelf {
			d.byte(c, at)
		} else {
			d.rune(utf8.RuneError, at)
		}
	}
}
