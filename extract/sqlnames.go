package extract

import (
	"strings"
)

// splitTable finds the name of the table after a word, and what stands in the
// parentheses behind it.
func splitTable(h []byte, after string) (table, columns string) {
	text := string(h)
	if i := strings.Index(strings.ToLower(text), after); i >= 0 {
		text = text[i+len(after):]
	}
	table, columns, _ = strings.Cut(text, "(")
	words := strings.Fields(table)
	if len(words) == 0 {
		return "", ""
	}
	table = words[len(words)-1]
	if strings.EqualFold(table, "values") && len(words) > 1 {
		table = words[len(words)-2]
	}
	if i := strings.LastIndexByte(table, '.'); i >= 0 {
		table = table[i+1:]
	}
	return strings.Trim(table, "`\"[]'"), columns
}

// columnNames are the first words of the parts of a list, whose last
// parenthesis may be missing; keys and constraints are none.
func columnNames(list string) []string {
	var names []string
	depth, from := 0, 0
	add := func(part string) {
		part = strings.TrimSpace(part)
		name := part
		if part != "" && strings.IndexByte("`\"[", part[0]) >= 0 {
			if i := strings.IndexAny(part[1:], "`\"]"); i >= 0 {
				name = part[1 : 1+i]
			}
		} else if i := strings.IndexAny(part, " \t\r\n"); i > 0 {
			name = part[:i]
			switch strings.ToUpper(name) {
			case "PRIMARY", "KEY", "UNIQUE", "CONSTRAINT", "FOREIGN", "INDEX", "CHECK", "FULLTEXT", "SPATIAL", "EXCLUDE", "LIKE":
				return
			}
		}
		if name != "" && len(names) < 4096 {
			names = append(names, strings.ToValidUTF8(fieldName([]byte(name)), ""))
		}
	}
	for i := 0; i < len(list); i++ {
		switch list[i] {
		case '(':
			depth++
		case ')':
			if depth == 0 {
				add(list[from:i])
				return names
			}
			depth--
		case ',':
			if depth == 0 {
				add(list[from:i])
				from = i + 1
			}
		}
	}
	return names
}
