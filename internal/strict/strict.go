// Package strict reads the TOML files that operators and rule authors write. A
// key that is not known is an error, and every error names its line: a
// restriction that is misspelt must not be taken for one that is absent.
package strict

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
)

// An Error is what is wrong with a file.
type Error struct {
	File string
	Line int // from 1; 0 where the library does not tell
	Why  string
	// Quotes says that Why may hold some of the file's text besides its keys.
	Quotes bool
}

// Error implements error.
func (e *Error) Error() string { return e.Place() + ": " + e.Why }

// Place returns "file:line".
func (e *Error) Place() string {
	if e.Line == 0 {
		return e.File
	}
	return e.File + ":" + strconv.Itoa(e.Line)
}

// Decode reads the TOML in data, of a file that errors call name, into v. The
// error is an [*Error]. Lines tell where a key stands, for what v's owner finds
// wrong.
func Decode(data []byte, name string, v any) (Lines, error) {
	meta, err := toml.Decode(string(data), v)
	if err != nil {
		return nil, syntaxError(name, err)
	}
	lines := linesOf(data)
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return nil, &Error{File: name, Line: lines.ofKey(unknown[0]), Why: fmt.Sprintf("key %q is not known", unknown[0].String())}
	}
	return lines, nil
}

// Errors of the library's parser and of its decoder begin alike.
var libraryLine = regexp.MustCompile(`^toml: line (\d+)(?: \(last key "(.*?)"\))?: `)

func syntaxError(name string, err error) *Error {
	text := err.Error()
	m := libraryLine.FindStringSubmatch(text)
	if m == nil {
		return &Error{File: name, Why: strings.TrimPrefix(text, "toml: "), Quotes: true}
	}
	text = text[len(m[0]):]
	if m[2] != "" {
		text = m[2] + ": " + text
	}
	line, _ := strconv.Atoi(m[1])
	return &Error{File: name, Line: line, Why: text, Quotes: true}
}
