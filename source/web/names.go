package web

import (
	"bytes"
	"net/http"
)

// Names reads the page of a directory, at its path with the slash at its end, and returns the
// names in it, those of directories with a slash. ok is false for a page that is no listing,
// as one of a site.
func Names(page []byte, header http.Header, path string) (names []string, ok bool) {
	found, err := parse(bytes.NewReader(page), header, path)
	if err != nil {
		return nil, false
	}
	for _, e := range found.entries {
		names = append(names, e.name)
	}
	return names, true
}
