package rtf

import (
	"fmt"
	"io"
	"unicode/utf16"
)

// control takes a control word or symbol, its backslash read.
func (x *reader) control() {
	b, err := x.br.ReadByte()
	if err != nil {
		return
	}
	if b|0x20 < 'a' || b|0x20 > 'z' {
		x.symbol(b)
		return
	}
	var buf [32]byte
	word := append(buf[:0], b)
	for {
		if b, err = x.br.ReadByte(); err != nil || b|0x20 < 'a' || b|0x20 > 'z' {
			break
		}
		if len(word) < len(buf) {
			word = append(word, b)
		}
	}
	n, has := 0, false
	negative := err == nil && b == '-'
	if negative {
		b, err = x.br.ReadByte()
	}
	for ; err == nil && b >= '0' && b <= '9'; b, err = x.br.ReadByte() {
		if has = true; n < 1<<28 {
			n = n*10 + int(b-'0')
		}
	}
	if err == nil && b != ' ' {
		_ = x.br.UnreadByte() // it was read just now
	}
	if negative {
		n = -n
	}
	if x.skip > 0 && string(word) != "bin" {
		x.skip--
		return
	}
	x.word(string(word), n, has)
}

// symbol takes a control symbol.
func (x *reader) symbol(b byte) {
	switch b {
	case '\'':
		h, _ := x.br.ReadByte()
		l, err := x.br.ReadByte()
		if err == nil {
			x.char(hexValue(h)<<4 | hexValue(l)&15)
		}
		return
	case '*':
		x.g.star = true
		return
	}
	if x.skip > 0 {
		x.skip--
		return
	}
	switch b {
	case '\\', '{', '}':
		x.char(b)
	case '~':
		x.rune('\u00a0')
	case '_':
		x.rune('-')
	case '\r', '\n':
		x.split(Paragraph)
	case '\t':
		x.char('\t')
	}
}

func hexValue(b byte) byte {
	switch {
	case b >= '0' && b <= '9':
		return b - '0'
	case b|0x20 >= 'a' && b|0x20 <= 'f':
		return b | 0x20 - 'a' + 10
	}
	return 0
}

// word takes a control word with its number.
func (x *reader) word(word string, n int, has bool) {
	star := x.g.star
	x.g.star = false
	if d, ok := dests[word]; ok {
		x.enter(word, d)
		return
	}
	if r, ok := signs[word]; ok {
		x.rune(r)
		return
	}
	switch word {
	case "par", "sect", "page", "column", "softpage", "nestrow":
		x.split(Paragraph)
	case "line", "softline", "lbr":
		x.split(Line)
	case "cell":
		x.split(Cell)
	case "row":
		x.split(Row)
	case "tab", "nestcell":
		x.char('\t')
	case "u":
		x.unicode(n)
	case "yr", "mo", "dy", "hr", "min":
		x.created(word, n)
	case "bin":
		_, _ = x.br.Discard(max(n, 0)) // of a picture; at the end of the file there is less
	default:
		if !x.state(word, n, has) && star {
			x.flush()
			x.g.dest, x.g.where = destSkip, nowhere
		}
	}
}

// created takes a part of the date of the document.
func (x *reader) created(word string, n int) {
	if x.g.dest == destTime && len(x.short) < 64 {
		x.short = fmt.Appendf(x.short, "%s=%d ", word, n)
	}
}

// state takes a word that changes how text is read.
func (x *reader) state(word string, n int, has bool) bool {
	switch word {
	case "uc":
		x.g.uc = min(max(n, 0), 16)
	case "ansicpg":
		x.flush()
		x.page = n
	case "mac":
		x.page = 10000
	case "pc":
		x.page = 437
	case "pca":
		x.page = 850
	case "f":
		x.flush()
		if x.g.dest == destFonts {
			x.font = n
		} else {
			x.g.font = n
		}
	case "fcharset":
		x.define(charsetPage(n))
	case "cpg":
		x.define(n)
	case "deff":
		x.g.font = n
	case "v":
		x.flush()
		x.g.hidden = !has || n != 0
	case "plain":
		x.flush()
		x.g.hidden = false
	case "pard":
		x.flush()
		x.g.table = false
	case "intbl":
		x.flush()
		x.g.table = true
	case "fromhtml":
		x.markup = x.o.HTML
	case "htmlrtf":
		x.flush()
		x.g.shadow = !has || n != 0
	default:
		return false
	}
	return true
}

// define notes the code page of the font that is being defined.
func (x *reader) define(page int) {
	if x.g.dest == destFonts && (len(x.fonts) < maxFonts || x.fonts[x.font] != 0) {
		x.fonts[x.font] = page
	}
}

// unicode takes \uN, which stands for a unit of UTF-16.
func (x *reader) unicode(n int) {
	x.flush()
	r := rune(uint16(n))
	x.skip = x.g.uc
	switch {
	case utf16.IsSurrogate(r) && r < 0xdc00:
		x.high = r
		return
	case utf16.IsSurrogate(r):
		r = utf16.DecodeRune(x.high, r)
	case r >= 0xf020 && r < 0xf100: // of a font of signs
		r -= 0xf000
	case r == 0:
		return
	}
	x.text([]byte(string(r)))
}

// objectData gives the bytes that are written in hexadecimal up to the end of the
// group.
type objectData struct {
	x   *reader
	bin int // bytes of binary data still to come
	end bool
}

func (o *objectData) Read(p []byte) (int, error) {
	n, half, have := 0, byte(0), false
	for n < len(p) && !o.end {
		b, err := o.x.br.ReadByte()
		switch {
		case err != nil:
			o.end = true
		case o.bin > 0:
			o.bin--
			p[n] = b
			n++
		case b == '}' || b == '{':
			o.end = true
			_ = o.x.br.UnreadByte() // it was read just now
		case b == '\\':
			o.control()
		case b >= '0' && b <= '9' || b|0x20 >= 'a' && b|0x20 <= 'f':
			if have {
				p[n] = half<<4 | hexValue(b)
				n++
			}
			half, have = hexValue(b), !have
		}
	}
	if n == 0 && o.end {
		return 0, io.EOF
	}
	return n, nil
}

// control takes \binN and passes over other words.
func (o *objectData) control() {
	n, bin := 0, true
	for i := 0; ; i++ {
		b, err := o.x.br.ReadByte()
		switch {
		case err != nil:
			return
		case b|0x20 >= 'a' && b|0x20 <= 'z':
			bin = bin && i < 3 && b == "bin"[i]
			continue
		case b >= '0' && b <= '9':
			if n < 1<<28 {
				n = n*10 + int(b-'0')
			}
			continue
		case b != ' ':
			_ = o.x.br.UnreadByte()
		}
		if bin {
			o.bin = n
		}
		return
	}
}
