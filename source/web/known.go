package web

import (
	"path"
	"strings"
)

// isPath reports whether a name is the path of a file below a directory, without steps.
func isPath(name string) bool { return name != "" && path.Clean("/"+name) == "/"+name }

// andKnown adds to what a directory lists the files that are known to be there and that it leaves
// out. What stands in a directory that it lists is left to that one.
func (s *Source) andKnown(dir string, entries []entry) []entry {
	if len(s.known) == 0 {
		return entries
	}
	listed := map[string]bool{}
	for _, e := range entries {
		listed[strings.TrimSuffix(e.name, "/")] = true
	}
	for _, name := range s.known {
		rest, below := strings.CutPrefix(name, dir)
		first, _, _ := strings.Cut(rest, "/")
		if below && !listed[first] {
			entries = append(entries, entry{name: rest, size: -1})
		}
	}
	return entries
}
