package checks

import (
	"encoding/json"
	"net/url"
	"strings"

	"github.com/hemostat/hemostat/internal/probe"
)

// knownObject returns the name of an object that is there: one that the listing gave,
// that is known from before, or that the target itself names.
func knownObject(s *probe.Session) (string, bool) {
	if name := s.Object(); name != "" {
		return name, true
	}
	for _, name := range s.Objects {
		if strings.HasPrefix(name, s.Target.Prefix) {
			return name, true
		}
	}
	if p := s.Target.Prefix; p != "" && !strings.HasSuffix(p, "/") {
		return p, true
	}
	return "", false
}

// escapePath writes a name into the path of an address: each of its parts escaped, the
// slashes kept.
func escapePath(name string) string {
	parts := strings.Split(name, "/")
	for i, p := range parts {
		switch p = url.PathEscape(p); p { // a step that clients and servers would take away
		case ".", "..":
			p = strings.ReplaceAll(p, ".", "%2E")
			parts[i] = p
		default:
			parts[i] = p
		}
	}
	return strings.Join(parts, "/")
}

// jsonNames reads the names of the objects in an array of a JSON answer. ok is false for
// what is no such answer.
func jsonNames(body []byte, array, field string) (names []string, ok bool) {
	var page map[string]json.RawMessage
	if json.Unmarshal(body, &page) != nil {
		return nil, false
	}
	list, ok := page[array]
	if !ok {
		return nil, false
	}
	var items []map[string]any
	if json.Unmarshal(list, &items) != nil {
		return nil, false
	}
	for _, item := range items {
		if item["isDirectory"] == "true" { // of a file system of ADLS Gen2
			continue
		}
		if name, ok := item[field].(string); ok {
			names = append(names, name)
		}
	}
	return names, true
}
