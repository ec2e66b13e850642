package strict

import (
	"bytes"
	"strconv"
	"strings"
)

// Lines know on which line a key of a TOML document stands. The TOML library
// tells it for what does not parse or is unknown, not for what is wrong. They come
// from lines and not from TOML: inside a multi-line string they may find too
// much, which can only cost an error its exact line.
type Lines struct {
	known func() map[string]int // by "table#n.key", "table#n" and ".key" for the top
}

func linesOf(data []byte) map[string]int {
	l := map[string]int{}
	table, counts := "", map[string]int{}
	for i, line := range bytes.Split(data, []byte("\n")) {
		s := strings.TrimSpace(string(line))
		if name, ok := strings.CutPrefix(s, "["); ok {
			name, _, _ = strings.Cut(strings.TrimPrefix(name, "["), "]")
			name = strings.Trim(name, ` "'`)
			table = name + "#" + strconv.Itoa(counts[name])
			counts[name]++
			l[table] = i + 1
			continue
		}
		key, _, ok := strings.Cut(s, "=")
		key = strings.Trim(key, ` "'`+"\t")
		if ok && key != "" && key[0] != '#' {
			if _, seen := l[table+"."+key]; !seen {
				l[table+"."+key] = i + 1
			}
		}
	}
	return l
}

// Of returns the line of a key in the nth table of a name, else that of the
// table, else 1. An empty table is the top of the file.
func (l Lines) Of(table string, n int, key string) int {
	where := ""
	if table != "" {
		where = table + "#" + strconv.Itoa(n)
	}
	known := l.known()
	if line := known[where+"."+key]; line > 0 && key != "" {
		return line
	}
	return max(known[where], 1)
}

// otherSpelling returns the first table or bare key of a document that is written in
// other letters than one before it, as [Grant] behind [[grant]] or Depth beside depth:
// the library takes both for one, and the last one holds.
func otherSpelling(data []byte) (line int, key string) {
	spelt := map[string]string{}
	table := ""
	for i, text := range bytes.Split(data, []byte("\n")) {
		s := strings.TrimSpace(string(text))
		name, rest, isKey := strings.Cut(s, "=")
		if strings.HasPrefix(s, "[") {
			name, _, _ = strings.Cut(strings.TrimLeft(s, "[ "), "]")
			name, table = strings.TrimSpace(name), ""
		} else if name = strings.TrimSpace(name); !isKey || rest == "" || strings.Trim(name, bareKey) != "" {
			continue
		}
		if name == "" || strings.Trim(name, bareKey) != "" {
			continue
		}
		place := table + "." + strings.ToLower(name)
		if first, ok := spelt[place]; ok && first != name {
			return i + 1, name
		}
		spelt[place] = name
		if strings.HasPrefix(s, "[") {
			table = strings.ToLower(name) + "#" + strconv.Itoa(i)
		}
	}
	return 0, ""
}

// bareKey are the characters of a key without quotes (TOML 1.0).
const bareKey = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-."
