package detect

import (
	"encoding/binary"
	"unicode/utf8"
)

// A blob is a run of base64 (RFC 4648 sections 4 and 5, also folded into lines) or
// of hexadecimal digits (section 8). Most runs of such characters are words, hashes
// or keys: one is decoded where its beginning decodes to text.

const (
	// leastBlob is how many characters a run must have so that it is surely met:
	// places 16 bytes apart are looked at, 8 bytes to each side.
	leastBlob = 32
	// A run is decoded in pieces of about blobPiece bytes, each with blobBack before
	// and blobAhead behind it: what begins in a piece is found in it. Where pieces
	// begin depends on the run alone.
	blobPiece = 11 << 10
	blobBack  = 1 << 10
	blobAhead = 6 << 10
	// longWord is from how many characters on a run that is no text is only read to
	// its end.
	longWord = 4 << 10
	// blobProbe is how many characters are decoded to see whether they are text.
	blobProbe = 24
	// blobWord is how far the beginning may lie behind words of a path.
	blobWord = 64
	// leastLine is how long a line must be for the run to go on in the next one.
	leastLine = 32
	// blobIndent is by how much the next line may be indented.
	blobIndent = 16
)

var (
	blobChars   = chars("A-Za-z0-9+/_-")
	base64Value = func() (t [256]uint8) {
		for i := range t {
			t[i] = 0xff
		}
		for i, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") {
			t[c] = uint8(i)
		}
		t['-'], t['_'] = 62, 63
		return t
	}()
)

// scanBlobs looks for runs that begin in st.buf[lo:hi], and goes on with the one
// that is open.
func (st *Stream) scanBlobs(lo, hi int) {
	if st.depth == maxDepth {
		return
	}
	if st.blob.open {
		st.feed(hi)
	}
	// Bytes below '+' are white space, quotes and most punctuation; those beyond
	// ASCII are left out, too.
	const ones = 0x0101010101010101
	buf := st.buf
	p := lo + int(-(st.base+int64(lo))&15)
	if p < 8 {
		p += 16
	}
	for end := min(hi, len(buf)-7); p < end; p += 16 {
		w := buf[p-8 : p+8 : p+8]
		x, y := binary.LittleEndian.Uint64(w), binary.LittleEndian.Uint64(w[8:])
		if ((x-'+'*ones)&^x|x|(y-'+'*ones)&^y|y)&(0x80*ones) != 0 || run(w, 0, 16, blobChars) < 16 {
			continue
		}
		if skip := int(max(st.skip.blob-st.base, 0)); p >= skip {
			st.run(max(runBack(buf, p-8, leastBlob, blobChars), skip), hi)
		}
	}
}

// run looks at the run of characters that begins at start.
func (st *Stream) run(start, hi int) {
	end := run(st.buf, start, longWord, blobChars)
	st.skip.blob = st.base + int64(end)
	from, hex, wide, ok := probe(st.buf[start:end])
	switch {
	case ok:
		st.openBlob(start, start+from, hex, wide)
		st.feed(hi)
	case end-start == longWord: // the rest of it is no text either
		st.blob = openBlob{open: true, idle: true, accept: st.base + int64(end)}
		st.feed(hi)
	}
}

// folds returns where the next line of a run goes on whose line from start ends at
// i, or -1. In text that is itself quoted in JSON a line ends in an escape.
func (st *Stream) folds(start, i int) int {
	buf := st.buf
	if i-start < leastLine || i >= len(buf) {
		return -1
	}
	switch {
	case buf[i] == '\n':
		i++
	case buf[i] == '\r' && i+1 < len(buf) && buf[i+1] == '\n':
		i += 2
	case buf[i] == '\\' && i+1 < len(buf) && buf[i+1] == 'n':
		i += 2
	default:
		return -1
	}
	for end := min(len(buf), i+blobIndent); i < end && isBlank(buf[i]); {
		i++
	}
	if i >= len(buf) || !blobChars[buf[i]] {
		return -1
	}
	return i
}

// probe tells whether a run decodes to text: from where on, and how. A word of a
// path may stand before it.
func probe(text []byte) (from int, hex, wide, ok bool) {
	if len(text) < blobProbe {
		return 0, false, false, false
	}
	for {
		if narrow, wide := probeBase64(text[from:]); narrow || wide {
			return from, false, !narrow, true
		}
		if probeHex(text[from:]) {
			return from, true, false, true
		}
		for from++; text[from-1] != '/'; from++ {
			if from > blobWord || len(text)-from < blobProbe {
				return 0, false, false, false
			}
		}
		if len(text)-from < blobProbe {
			return 0, false, false, false
		}
	}
}

func probeHex(text []byte) bool {
	if len(text) < leastBlob || !hexChars[text[0]] {
		return false
	}
	var b [leastBlob / 2]byte
	for i := range b { // mostly it ends soon
		c, d := text[2*i], text[2*i+1]
		if b[i] = unhex(c)<<4 | unhex(d); !hexChars[c] || !hexChars[d] || control[b[i]] {
			return false
		}
	}
	return reads(b[:])
}

// probeBase64 reports whether base64 decodes to text, or to text in UTF-16LE of
// ASCII, as PowerShell and .NET write it. Most of what is neither shows in its
// first four characters.
func probeBase64(text []byte) (narrow, wide bool) {
	var b [blobProbe / 4 * 3]byte
	narrow, wide = true, true
	for i, n := 0, 0; i < blobProbe; i, n = i+4, n+3 {
		v0, v1, v2, v3 := base64Value[text[i]], base64Value[text[i+1]], base64Value[text[i+2]], base64Value[text[i+3]]
		if v0|v1|v2|v3 == 0xff {
			return false, false // the end of a line
		}
		v := uint32(v0)<<18 | uint32(v1)<<12 | uint32(v2)<<6 | uint32(v3)
		b[n], b[n+1], b[n+2] = byte(v>>16), byte(v>>8), byte(v)
		narrow = narrow && !control[b[n]] && !control[b[n+1]] && !control[b[n+2]]
		for j := n; wide && j < n+3; j++ {
			wide = j&1 == 1 && b[j] == 0 || j&1 == 0 && b[j] < 0x7f && !control[b[j]]
		}
		if !narrow && !wide {
			return false, false
		}
	}
	return narrow && reads(b[:]), wide
}

// control are the bytes that stand in no text.
var control = func() (t charset) {
	for c := range ' ' {
		t[c] = c != '\n' && c != '\r' && c != '\t'
	}
	t[0x7f], t[0xc0], t[0xc1] = true, true, true
	for c := 0xf5; c <= 0xff; c++ {
		t[c] = true
	}
	return t
}()

// reads reports whether bytes, of which none is a control character, are UTF-8. The
// last character may be cut.
func reads(b []byte) bool {
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 && utf8.FullRune(b[i:]) {
			return false
		}
		i += n
	}
	return true
}
