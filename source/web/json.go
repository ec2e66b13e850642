package web

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// errGarbled says that a listing breaks off in disorder.
var errGarbled = errors.New("web: a listing that does not follow its format")

// line is an entry of a listing in JSON: nginx's (autoindex_format json: name, type,
// mtime, size) or Caddy's (browse: name, size, url, mod_time, is_dir).
type line struct {
	Name      json.RawMessage `json:"name"`
	Type      string          `json:"type"`
	MTime     string          `json:"mtime"`
	Size      json.Number     `json:"size"`
	URL       string          `json:"url"`
	ModTime   string          `json:"mod_time"`
	Directory *bool           `json:"is_dir"`
}

// parseJSON reads a listing in JSON. An empty one looks like the answer of any
// program, so the server must be one of the two.
func parseJSON(r io.Reader, h http.Header) (index, error) {
	d := json.NewDecoder(r)
	first, err := d.Token()
	if err != nil {
		return index{}, broken(err, errNoIndex)
	}
	server := strings.ToLower(h.Get("Server"))
	known := strings.HasPrefix(server, "nginx") || strings.HasPrefix(server, "caddy")
	if first == nil && known { // Caddy's empty directory
		return index{}, nil
	}
	if first != json.Delim('[') {
		return index{}, errNoIndex
	}
	var found lines
	for d.More() {
		var l line
		if err := d.Decode(&l); err != nil {
			if found.cut = err == errTooLong; found.cut {
				return found.index(), nil
			}
			return index{}, broken(err, errNoIndex)
		}
		e, ok, listing := l.entry()
		if !listing {
			return index{}, errNoIndex
		}
		if ok {
			found.add(e, string(l.Size)+" "+l.MTime+l.ModTime)
		}
		if found.cut {
			return found.index(), nil
		}
	}
	if _, err := d.Token(); err != nil {
		return index{}, broken(err, errGarbled)
	}
	if len(found.entries) == 0 && !known {
		return index{}, errNoIndex
	}
	return found.index(), nil
}

// broken returns the error of reading, where it is one, else otherwise.
func broken(err, otherwise error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax), errors.As(err, &kind):
		return otherwise
	case err == io.EOF:
		return io.ErrUnexpectedEOF
	}
	return err
}

// entry returns what a line names. ok is false for what is no file or directory,
// listing for what is no line of a listing.
func (l *line) entry() (e entry, ok, listing bool) {
	name, valid := unquote(l.Name)
	if !valid || l.Directory == nil && l.Type == "" {
		return e, false, false
	}
	directory := l.Type == "directory"
	date, err := http.ParseTime(l.MTime)
	if l.Directory != nil {
		directory = *l.Directory
		if l.URL != "" {
			name, ok = child(l.URL, "")
			if !ok {
				return e, false, true
			}
		}
		date, err = time.Parse(time.RFC3339Nano, l.ModTime)
	} else if l.Type != "directory" && l.Type != "file" && l.Type != "other" {
		return e, false, false
	}
	e = entry{name: strings.TrimSuffix(name, "/"), size: -1}
	if err == nil {
		e.modified = date.Unix()
	}
	if !proper(e.name) || l.Type == "other" {
		return e, false, true
	}
	if directory {
		e.name += "/"
	} else if n, err := strconv.ParseInt(l.Size.String(), 10, 64); err == nil && n >= 0 {
		e.size = n
	}
	return e, true, true
}

// unquote returns the bytes of a JSON string, those that are no UTF-8 too: nginx
// writes names as they are, and encoding/json would replace them.
func unquote(raw []byte) (string, bool) {
	if len(raw) < 2 || raw[0] != '"' || raw[len(raw)-1] != '"' {
		return "", false
	}
	raw = raw[1 : len(raw)-1]
	b := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); i++ {
		if raw[i] != '\\' || i+1 == len(raw) {
			b = append(b, raw[i])
			continue
		}
		i++
		switch c := raw[i]; c {
		case 'u':
			r, n := unescape(raw[i+1:])
			b = utf8.AppendRune(b, r)
			i += n
		case 'b', 'f', 'n', 'r', 't':
			b = append(b, map[byte]byte{'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}[c])
		default:
			b = append(b, c)
		}
	}
	return string(b), true
}

// unescape reads the digits of \uXXXX, and a second half that follows.
func unescape(raw []byte) (r rune, n int) {
	unit := func(at int) (rune, bool) {
		if at+4 > len(raw) {
			return 0, false
		}
		v, err := strconv.ParseUint(string(raw[at:at+4]), 16, 16)
		return rune(v), err == nil
	}
	r, ok := unit(0)
	if !ok {
		return utf8.RuneError, 0
	}
	if utf16.IsSurrogate(r) && len(raw) >= 10 && raw[4] == '\\' && raw[5] == 'u' {
		if low, ok := unit(6); ok && utf16.DecodeRune(r, low) != utf8.RuneError {
			return utf16.DecodeRune(r, low), 10
		}
	}
	return r, 4
}
