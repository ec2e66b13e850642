package disclose

import "strings"

// OwnName is what a document itself is called, of a way that leads to it: nothing of the
// folders, archives and mails in which it lies, which may name others or the place.
func OwnName(way string) string {
	if i := strings.LastIndex(way, "!/"); i >= 0 {
		way = way[i+2:]
	}
	if i := strings.LastIndexAny(way, `/\`); i >= 0 {
		way = way[i+1:]
	}
	return way
}
