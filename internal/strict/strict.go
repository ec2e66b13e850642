// Package strict reads the TOML files that operators and rule authors write. A
// key that is not known is an error, and every error names its line: a
// restriction that is misspelt must not be taken for one that is absent.
package strict

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/pelletier/go-toml/v2"
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

// otherSort is how the library says it of a value of the wrong sort.
var otherSort = regexp.MustCompile(`^cannot decode TOML (\w+) into (?:(?:a )?struct field \S+ of type |a Go value of type )?(\S+)$`)

// Decode reads the TOML in data, of a file that errors call name, into v. The
// error is an [*Error]. Lines tell where a key stands, for what v's owner finds
// wrong.
func Decode(data []byte, name string, v any) (Lines, error) {
	d := toml.NewDecoder(bytes.NewReader(data))
	err := d.DisallowUnknownFields().Decode(v)
	if err == nil {
		if line, key := otherSpelling(data); line > 0 {
			return Lines{}, &Error{File: name, Line: line, Why: fmt.Sprintf("%q stands here in another spelling: keys are written in small letters", key)}
		}
		return Lines{sync.OnceValue(func() map[string]int { return linesOf(data) })}, nil
	}
	var unknown *toml.StrictMissingError
	if errors.As(err, &unknown) && len(unknown.Errors) > 0 {
		first := &unknown.Errors[0]
		line, _ := first.Position()
		return Lines{}, &Error{File: name, Line: line, Why: fmt.Sprintf("key %q is not known", strings.Join(first.Key(), "."))}
	}
	why := otherSort.ReplaceAllString(strings.TrimPrefix(err.Error(), "toml: "), "is a $1, want $2")
	wrong := &Error{File: name, Why: why, Quotes: true}
	var at *toml.DecodeError
	if errors.As(err, &at) {
		wrong.Line, _ = at.Position()
		if key := at.Key(); len(key) > 0 {
			wrong.Why = strings.Join(key, ".") + ": " + wrong.Why
		}
	}
	return Lines{}, wrong
}
