package extract

import (
	"bytes"
	"strings"
)

// sqlStarts are what lines of a dump begin with.
var sqlStarts = [...]string{"insert into ", "create table ", "insert ignore into ", "replace into ", "-- mysql dump", "-- mariadb dump", "-- postgresql database dump", "copy ", "drop table ", "create database "}

// sniffSQL takes text in which a line begins as one of a dump does.
func sniffSQL(h *head) int {
	text := h.text
	for n := 0; n < 400 && len(text) > 0; n++ {
		line := text
		if i := bytes.IndexByte(text, '\n'); i >= 0 {
			line = text[:i+1]
		}
		if startsSQL(line) {
			return 62
		}
		text = text[len(line):]
	}
	return 0
}

// startsSQL reports whether a line begins as one of a dump does.
func startsSQL(line []byte) bool {
	start := bytes.TrimLeft(line[:min(len(line), 64)], " \t")
	if len(start) < 3 {
		return false
	}
	switch string([]byte{start[0] | 0x20, start[1] | 0x20, start[2] | 0x20}) {
	case "ins", "cre", "rep", "-- ", "cop", "dro":
	default: // most lines of most texts
		if !bytes.HasPrefix(start, []byte("İ")) { // whose small letter is i
			return false
		}
	}
	l := strings.ToLower(string(start))
	for _, s := range sqlStarts {
		if strings.HasPrefix(l, s) && (s != "copy " || bytes.Contains(bytes.ToLower(line), []byte("from stdin"))) {
			return true
		}
	}
	return false
}

// mentionsFold reports whether text holds a word of small letters, in letters of any
// case.
func mentionsFold(text []byte, word string) bool {
	if bytes.Contains(text, []byte("İ")) { // whose small letter is i
		return bytes.Contains(bytes.ToLower(text), []byte(word))
	}
	for _, first := range []byte{word[0], word[0] &^ 0x20} {
		for p := text; ; p = p[1:] {
			i := bytes.IndexByte(p, first)
			if i < 0 {
				break
			}
			if p = p[i:]; hasFold(p, word) {
				return true
			}
		}
	}
	return false
}

// hasFold reports whether p begins with prefix, in letters of any case.
func hasFold(p []byte, prefix string) bool {
	return len(p) >= len(prefix) && bytes.EqualFold(p[:len(prefix)], []byte(prefix))
}
