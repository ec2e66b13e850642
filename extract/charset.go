package extract

import (
	"bytes"
	"strings"
	"unicode/utf8"

	xenc "golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// decide tells the encoding of text from its bytes from the first one on that
// is beyond ASCII. More says that p is a sample and bytes follow, so that the
// letter at its end may be cut.
func decide(p []byte, more bool, hint xenc.Encoding) encoding {
	valid, bad := utf8Counts(p)
	switch {
	case valid+bad == 0 && !more: // only a beginning of a letter, and nothing that could end it
	case valid == 1 && bad == 0 && hint != nil && makesSense(p, hint):
	case bad == 0 || valid >= 10*bad:
		return encoding{kind: encUTF8}
	}
	if hint != nil {
		return encoding{kind: encOther, dec: hint}
	}
	return encoding{kind: encOther, dec: detect(p)}
}

// makesSense reports whether a text of which one letter could be UTF-8, and
// nothing else speaks for that, is better read as its content declares: in a code
// page, where only letters of one language come of it, and in an encoding of East
// Asia, where the two bytes are whole characters of it. The text of a charset that
// is declared wrongly has signs or letters of several languages there.
func makesSense(p []byte, declared xenc.Encoding) bool {
	if page, ok := declared.(*charmap.Charmap); ok {
		const most, signs = 2000, 200 // that fit says, where all are letters and where all are common signs
		runes := decodeNarrow(page, p[:min(len(p), detectSize)])
		for _, c := range codePages() {
			for _, l := range c.languages {
				if l.rare == 0 && l.fit(runes) > (most+signs)/2 {
					return true
				}
			}
		}
		return false
	}
	if _, n := utf8.DecodeRune(p); n != 2 {
		return false
	}
	text, err := declared.NewDecoder().Bytes(append([]byte("ab"), p[:2]...))
	return err == nil && bytes.HasPrefix(text, []byte("ab")) && !bytes.ContainsRune(text, utf8.RuneError) // UTF-16 has no "ab"
}

// utf8Counts counts well-formed sequences of several bytes, and broken ones. An
// incomplete one at the end is neither.
func utf8Counts(p []byte) (valid, bad int) {
	p = trimRune(p)
	for len(p) > 0 {
		i := beyondASCII(p)
		if p = p[i:]; len(p) == 0 {
			break
		}
		r, n := utf8.DecodeRune(p)
		if r == utf8.RuneError && n == 1 {
			bad++
		} else {
			valid++
		}
		p = p[n:]
	}
	return valid, bad
}

// charset returns the encoding of a declared name, as the WHATWG Encoding
// Standard has them; ok is false where the name is none or means UTF-8.
func charset(name string) (e xenc.Encoding, ok bool) {
	e, err := htmlindex.Get(strings.Trim(name, " \t\"'"))
	if err != nil || e == unicode.UTF8 || e == xenc.Replacement {
		return nil, false
	}
	return e, true
}

// withCharset is e where the content declares a charset: it decides where the
// bytes are not UTF-8.
func (e encoding) withCharset(name string) encoding {
	dec, ok := charset(name)
	if !ok {
		return e
	}
	switch e.kind {
	case encASCII, encBinary:
		e.kind, e.hint = encASCII, dec
		if dec == japanese.ISO2022JP || dec == simplifiedchinese.HZGB2312 {
			e.kind, e.dec = encOther, dec
		}
	}
	return e
}

// declared is the encoding of XML or HTML, which may declare it.
func declared(h *head) encoding {
	p := h.raw[:min(len(h.raw), 1024)]
	for _, key := range []string{"encoding=", "charset="} {
		i := bytes.Index(bytes.ToLower(p), []byte(key))
		if i < 0 {
			continue
		}
		name := bytes.TrimLeft(p[i+len(key):], "\"' ")
		if n := bytes.IndexAny(name, "\"' />;"); n > 0 {
			return h.enc.withCharset(string(name[:n]))
		}
	}
	return h.enc
}
