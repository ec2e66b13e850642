// Package tables has what sources of tables write alike: names of objects, made of
// names that may hold anything, and the ranges by which a large table is several objects.
package tables

import (
	"strconv"
	"strings"
)

// Extension ends the name of each object: rows are written as CSV.
const Extension = ".csv"

// LongestName bounds the name of a database, schema, table or column, in bytes: servers of SQL allow
// 63 bytes of their own encoding (postgresql.org/docs/current/limits.html) or 64 letters
// (dev.mysql.com/doc/refman/8.4/en/identifier-length.html). One that is longer is of no such server.
const LongestName = 256

const hexDigits = "0123456789ABCDEF"

// Escape writes a name so that it is one part of a path, and can be read back: "%", "/",
// the bytes in also, and the dots of a name that is made of dots, as % and two digits.
func Escape(name, also string) string {
	if strings.Trim(name, ".") == "" {
		also += "."
	}
	var b strings.Builder
	for _, c := range []byte(name) {
		if c != '%' && c != '/' && strings.IndexByte(also, c) < 0 {
			b.WriteByte(c)
			continue
		}
		b.WriteByte('%')
		b.WriteByte(hexDigits[c>>4])
		b.WriteByte(hexDigits[c&15])
	}
	return b.String()
}

// Unescape reads what [Escape] wrote with the same also. ok is false for anything else.
func Unescape(s, also string) (name string, ok bool) {
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] != '%' {
			b = append(b, s[i])
			continue
		}
		if i+2 >= len(s) {
			return "", false
		}
		c, err := strconv.ParseUint(s[i+1:i+3], 16, 8)
		if err != nil {
			return "", false
		}
		b = append(b, byte(c))
		i += 2
	}
	name = string(b)
	return name, name != "" && Escape(name, also) == s
}
