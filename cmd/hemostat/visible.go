package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// visibleWriter makes what it writes harmless for a terminal: control
// characters and characters that turn the direction of text become visible, so
// that a foreign name cannot move the cursor, hide itself or ring the bell.
// Line feeds and tabs stay.
type visibleWriter struct {
	to   io.Writer
	held []byte // the beginning of a character whose end comes with the next write
}

// longWrite is the size from which on a write may have been cut within a character, as
// buffers do that are full.
const longWrite = 4 << 10

func (w *visibleWriter) Write(p []byte) (int, error) {
	text := p
	if len(w.held) > 0 {
		text = append(w.held, p...)
		w.held = nil
	}
	if n := len(text) - cutRune(text); n > 0 && len(p) >= longWrite {
		w.held = bytes.Clone(text[len(text)-n:])
		text = text[:len(text)-n]
	}
	var err error
	if allShown(text) {
		_, err = w.to.Write(text)
	} else {
		_, err = io.WriteString(w.to, visible(string(text)))
	}
	if err != nil {
		return 0, err
	}
	return len(p), nil
}

// cutRune returns where a character begins that p ends within; len(p) where it ends in none.
func cutRune(p []byte) int {
	for i := len(p) - 1; i >= max(0, len(p)-utf8.UTFMax); i-- {
		if utf8.RuneStart(p[i]) {
			if utf8.FullRune(p[i:]) {
				break
			}
			return i
		}
	}
	return len(p)
}

// allShown reports whether a terminal shows all of p as it stands.
func allShown(p []byte) bool {
	for i := 0; i < len(p); {
		c := p[i]
		if c < utf8.RuneSelf {
			if c < ' ' && c != '\n' && c != '\t' || c == 0x7f {
				return false
			}
			i++
			continue
		}
		r, n := utf8.DecodeRune(p[i:])
		if r == utf8.RuneError && n == 1 || hidden(r) {
			return false
		}
		i += n
	}
	return true
}

// visible returns s with everything in it made visible.
func visible(s string) string {
	if allShown([]byte(s)) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case !hidden(r):
			b.WriteRune(r)
		case r < 0x100:
			fmt.Fprintf(&b, "\\x%02x", r)
		default:
			fmt.Fprintf(&b, "\\u%04x", r)
		}
	}
	return b.String()
}

// visibleJSON makes JSON harmless for a terminal and leaves it JSON: what a
// terminal would act on stands inside of strings alone and is escaped there.
func visibleJSON(s string) string {
	if !strings.ContainsFunc(s, hidden) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case !hidden(r):
			b.WriteRune(r)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&b, "\\u%04x\\u%04x", high, low)
		default:
			fmt.Fprintf(&b, "\\u%04x", r)
		}
	}
	return b.String()
}

// hidden reports whether a terminal would act on r instead of showing it:
// controls (C0, C1, DEL) and format characters, among them the directional
// overrides of Unicode's annex 9. A zero-width joiner is part of many scripts
// and stays.
func hidden(r rune) bool {
	switch r {
	case '\n', '\t', '\u200d', '\u200c', '\u00ad':
		return false
	}
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029'
}

// oneLine joins the lines of a text.
func oneLine(s string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(s, "\n", "; ")), " ")
}

// oneRow keeps a foreign name on one line.
func oneRow(s string) string { return strings.NewReplacer("\n", "\\n", "\t", "\\t").Replace(s) }

// bytesText writes a size as people say it, in decimal units.
func bytesText(n int64) string {
	units := []string{"bytes", "kB", "MB", "GB", "TB", "PB"}
	size, unit := float64(n), 0
	for size >= 1000 && unit < len(units)-1 {
		size, unit = size/1000, unit+1
	}
	if unit == 0 {
		return fmt.Sprintf("%d bytes", n)
	}
	return fmt.Sprintf("%.1f %s", size, units[unit])
}

// countText writes a number with its thousands apart.
func countText[T int | int64 | uint64](n T) string {
	digits := fmt.Sprint(n)
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 && digits[i-1] != '-' {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return b.String()
}
