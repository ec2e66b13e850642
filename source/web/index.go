package web

import (
	"compress/gzip"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/hemostat/hemostat/source"
)

// An index is the listing of one directory.
type index struct {
	entries []entry
	digest  [16]byte // of all its lines; zero where there are none
	cut     bool     // it has more entries than are kept
}

// errNoIndex says that a page is no directory listing.
var errNoIndex = errors.New("web: no directory listing")

// wanted asks for a page as a browser does, and for JSON where a server, as Caddy,
// gives its listing in that form too: it has exact sizes and dates.
var wanted = http.Header{"Accept": {"text/html, application/json;q=0.9, */*;q=0.1"}}

// index lists one directory; midway says that it was listed before.
func (s *Source) index(ctx context.Context, path string, midway bool) (index, error) {
	try := s.attempt("list", "", midway)
	resp, err := s.ask(ctx, s.lists, http.MethodGet, path, wanted)
	if err != nil {
		return index{}, source.FailTransport(ctx, try.Op, try.Target, "", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		io.Copy(io.Discard, resp.Body) // bounded, so that the connection serves again
		return index{}, s.refused(try, path, resp)
	}
	body := &counted{Reader: resp.Body}
	if strings.EqualFold(resp.Header.Get("Content-Encoding"), "gzip") { // though it was asked for as it is
		if body.Reader, err = gzip.NewReader(resp.Body); err != nil {
			return index{}, try.Fail(source.ErrGarbled)
		}
	}
	found, err := parse(body, resp.Header, s.base+path)
	if errors.Is(err, errNoIndex) {
		e := try.Answered(resp.StatusCode, "")
		e.Kind = source.ErrNoListing
		return index{}, source.Fail(e)
	}
	if err == nil && !found.cut && !framed(resp) && !body.closed() {
		err = io.ErrUnexpectedEOF
	}
	switch {
	case err == nil:
		return found, nil
	case errors.Is(err, errGarbled):
		return index{}, try.Fail(source.ErrGarbled)
	}
	return index{}, source.FailTransport(ctx, try.Op, try.Target, "", err)
}

// framed reports whether the end of an answer can be told from a lost connection.
func framed(resp *http.Response) bool {
	return resp.ContentLength >= 0 || len(resp.TransferEncoding) > 0 || resp.ProtoMajor >= 2
}

var errTooLong = errors.New("web: a page of more than 128 MiB")

// counted counts what is read, and keeps its end.
type counted struct {
	io.Reader
	n    int64
	last [64]byte // ring
}

func (c *counted) Read(p []byte) (int, error) {
	if c.n > longestList {
		return 0, errTooLong
	}
	n, err := c.Reader.Read(p)
	for i := max(0, n-len(c.last)); i < n; i++ {
		c.last[(c.n+int64(i))%int64(len(c.last))] = p[i]
	}
	c.n += int64(n)
	return n, err
}

// closed reports whether a page ends as one does.
func (c *counted) closed() bool {
	end := make([]byte, 0, len(c.last))
	for i := int64(0); i < int64(len(c.last)); i++ {
		end = append(end, c.last[(c.n+i)%int64(len(c.last))])
	}
	end = []byte(strings.ToLower(string(end)))
	text := strings.TrimRight(string(end), " \t\r\n\x00")
	return strings.HasSuffix(text, "</html>") || strings.HasSuffix(text, "</pre>") || strings.HasSuffix(text, "]")
}

// parse reads a page for the directory at path, "" or ending in a slash. The error
// is [errNoIndex] where it is no listing, [errGarbled] where it is a broken one, or
// that of reading.
func parse(r io.Reader, h http.Header, path string) (index, error) {
	media, _, _ := mime.ParseMediaType(h.Get("Content-Type"))
	switch media {
	case "application/json":
		return parseJSON(r, h)
	case "text/html", "application/xhtml+xml", "":
		return parseHTML(r, path)
	}
	return index{}, errNoIndex
}

// lines gathers the entries of a listing and the digest of their lines.
type lines struct {
	entries []entry
	sum     []byte // chained SHA-256 of the lines
	cut     bool
}

// add takes in an entry with what else stands in its line.
func (l *lines) add(e entry, row string) {
	if len(l.entries) >= maxEntries {
		l.cut = true
		return
	}
	e.name = strings.Clone(e.name)
	l.entries = append(l.entries, e)
	sum := sha256.Sum256(append(append(append(l.sum, e.name...), 0), row...))
	l.sum = append(l.sum[:0], sum[:]...)
}

func (l *lines) index() index {
	found := index{entries: l.entries, cut: l.cut}
	copy(found.digest[:], l.sum)
	return found
}
