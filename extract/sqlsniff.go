package extract

import (
	"bytes"
	"strings"
	"unicode/utf8"
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
	if len(start) == 0 || start[0] < utf8.RuneSelf && strings.IndexByte("IiCcRrDd-", start[0]) < 0 {
		return false // most lines of most texts
	}
	l := strings.ToLower(string(start))
	for _, s := range sqlStarts {
		if strings.HasPrefix(l, s) && (s != "copy " || bytes.Contains(bytes.ToLower(line), []byte("from stdin"))) {
			return true
		}
	}
	return false
}
