package sqlitefile

import (
	"slices"
	"strings"
)

// A Table is one entry of the schema that has rows.
type Table struct {
	Name    string
	Root    uint32
	Columns []Column // in the order in which a row has them; empty where the schema does not say
	RowID   int      // the column whose value is the rowid, -1 none
	NoRowID bool     // WITHOUT ROWID
}

// A Column is one column.
type Column struct {
	Name string
	Type string // as declared, in upper case
	// Default is the value in rows that are older than the column, "" where there is none.
	Default string

	key  int  // its place in the primary key, from 1; 0 none
	gone bool // it is computed and not in the row
}

// maxSchema bounds the statements that are kept and taken apart, in bytes: their columns
// take many times the memory. Beyond it they count as broken.
const maxSchema = 8 << 20

// maxColumns bounds the columns of all tables together. Those of a table beyond it have
// no names.
const maxColumns = 128 << 10

// Schema reads the schema (section 2.6). It also returns the statements of views,
// triggers and all else, which may hold text of their own.
func (f *File) Schema() (tables []Table, sql []string, err error) {
	left, columns := maxSchema, maxColumns
	indexes := make(map[string]bool) // tables of a full-text index that hold no text of their own
	err = f.Rows(1, func(r *Row) error {
		if len(r.Cells) < 5 || r.Cells[0].Type != Text {
			return nil
		}
		if r.Cells[4].Type == Text {
			if left -= len(r.Cells[4].Bytes); left < 0 {
				f.Broken++
				return nil
			}
			sql = append(sql, string(r.Cells[4].Bytes)) // names of columns are parts of it
		}
		if r.Cells[4].Type == Text && len(indexes) < maxIndexes && fullText(sql[len(sql)-1]) {
			for _, suffix := range [...]string{"_data", "_idx", "_docsize", "_segments", "_segdir"} {
				indexes[string(r.Cells[1].Bytes)+suffix] = true
			}
		}
		root := r.Cells[3].Int
		if string(r.Cells[0].Bytes) != "table" || root <= 0 || root > int64(f.pages) {
			return nil
		}
		t := Table{RowID: -1}
		if r.Cells[4].Type == Text {
			if t = parseTable(sql[len(sql)-1]); len(t.Columns) > columns {
				t.Columns = nil
				f.Broken++
			}
			columns -= len(t.Columns)
		}
		t.Name, t.Root = string(r.Cells[1].Bytes), uint32(root)
		tables = append(tables, t)
		return nil
	})
	tables = slices.DeleteFunc(tables, func(t Table) bool { return indexes[t.Name] })
	return tables, sql, err
}

const maxIndexes = 5000

// fullText reports whether a statement makes a full-text index (fts3, fts4, fts5). Its
// words stand in its table of contents, or in the table that it is for.
func fullText(sql string) bool {
	if len(sql) < 20 || !strings.EqualFold(sql[:15], "create virtual ") {
		return false
	}
	list := tokens(sql[:min(len(sql), 4096)])
	for i := 0; i+1 < len(list); i++ {
		if list[i].is("using") {
			return list[i+1].is("fts3") || list[i+1].is("fts4") || list[i+1].is("fts5")
		}
	}
	return false
}

// literal is the value that list begins with, as text, "" where it is none.
func literal(list []token) string {
	for len(list) > 0 && list[0].is("(") {
		list = list[1:]
	}
	sign := ""
	if len(list) > 1 && (list[0].is("-") || list[0].is("+")) {
		sign, list = strings.Trim(list[0].text, "+"), list[1:]
	}
	switch {
	case len(list) == 0 || list[0].is("null"):
		return ""
	case list[0].quoted:
		return strings.ToValidUTF8(list[0].text, "\uFFFD")
	case list[0].is("true"):
		return "1"
	case list[0].is("false"):
		return "0"
	}
	number := ""
	for _, t := range list {
		if t.quoted || !t.is(".") && (t.text[0] < '0' || t.text[0] > '9') {
			break
		}
		number += t.text
		if len(number) > 40 {
			break
		}
	}
	if number == "" {
		return ""
	}
	return sign + number
}

// tokens are the words of a statement: names without their quotes, each other
// sign by itself. Comments are none.
func tokens(sql string) (list []token) {
	for i := 0; i < len(sql); {
		b := sql[i]
		switch {
		case b == ' ' || b == '\t' || b == '\n' || b == '\r' || b == '\f':
			i++
		case strings.HasPrefix(sql[i:], "--"):
			if n := strings.IndexByte(sql[i:], '\n'); n >= 0 {
				i += n + 1
			} else {
				i = len(sql)
			}
		case strings.HasPrefix(sql[i:], "/*"):
			if n := strings.Index(sql[i+2:], "*/"); n >= 0 {
				i += n + 4
			} else {
				i = len(sql)
			}
		case b == '"' || b == '`' || b == '\'' || b == '[':
			text, n := quoted(sql[i:])
			list, i = append(list, token{text, true}), i+n
		case wordByte(b):
			n := i
			for n < len(sql) && wordByte(sql[n]) {
				n++
			}
			list, i = append(list, token{sql[i:n], false}), n
		default:
			list, i = append(list, token{sql[i : i+1], false}), i+1
		}
	}
	return list
}

type token struct {
	text   string
	quoted bool
}

func (t token) is(word string) bool { return !t.quoted && strings.EqualFold(t.text, word) }

func wordByte(b byte) bool {
	return b >= '0' && b <= '9' || b|0x20 >= 'a' && b|0x20 <= 'z' || b == '_' || b == '$' || b >= 0x80
}

// quoted reads a name in quotes, which are doubled within it, and its length.
func quoted(s string) (string, int) {
	end := s[0]
	if end == '[' {
		end = ']'
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		if s[i] != end {
			b.WriteByte(s[i])
		} else if end != ']' && i+1 < len(s) && s[i+1] == end {
			b.WriteByte(end)
			i++
		} else {
			return b.String(), i + 1
		}
	}
	return b.String(), len(s)
}

// parseTable reads the columns of a CREATE TABLE.
func parseTable(sql string) Table {
	t := Table{RowID: -1}
	list := tokens(sql)
	open := 0
	for open < len(list) && !list[open].is("(") {
		if list[open].is("virtual") || list[open].is("as") && open > 2 {
			return t // its rows are in tables of their own, or its columns a query's
		}
		open++
	}
	if open == len(list) {
		return t
	}
	depth, from := 0, open+1
	end := len(list)
	for i := open; i < len(list); i++ {
		switch {
		case list[i].is("("):
			depth++
		case list[i].is(")"):
			depth--
		}
		if depth == 0 || depth == 1 && list[i].is(",") {
			t.define(list[from:i])
			from = i + 1
		}
		if depth == 0 {
			end = i
			break
		}
	}
	for i := end; i+1 < len(list); i++ {
		t.NoRowID = t.NoRowID || list[i].is("without") && list[i+1].is("rowid")
	}
	t.settle()
	return t
}

// maxType is what of a declared type is kept, in bytes: it may go on for a megabyte.
const maxType = 256

// define takes one column, or one constraint, of a table.
func (t *Table) define(part []token) {
	if len(part) == 0 || len(t.Columns) == maxCells {
		return
	}
	for _, word := range []string{"constraint", "primary", "unique", "check", "foreign"} {
		if part[0].is(word) {
			t.constraint(part)
			return
		}
	}
	c := Column{Name: strings.ToValidUTF8(part[0].text, "\uFFFD")}
	typed := true
	for i, w := range part[1:] {
		next := token{}
		if i+2 < len(part) {
			next = part[i+2]
		}
		switch {
		case w.is("primary") && next.is("key"):
			c.key = 1
		case w.is("default"):
			c.Default = literal(part[i+2:])
		case w.is("as") && next.is("("):
			c.gone = true
		case w.is("stored"):
			c.gone = false
		}
		for _, word := range []string{"primary", "not", "null", "unique", "check", "default", "collate", "references", "generated", "as", "constraint", "("} {
			typed = typed && !w.is(word)
		}
		if typed && len(c.Type) < maxType {
			c.Type = strings.TrimSpace(c.Type + " " + strings.ToUpper(w.text))
		}
	}
	t.Columns = append(t.Columns, c)
}

// constraint takes the columns of PRIMARY KEY (…).
func (t *Table) constraint(part []token) {
	for i := 0; i+2 < len(part); i++ {
		if !part[i].is("primary") || !part[i+1].is("key") || !part[i+2].is("(") {
			continue
		}
		at := make(map[string]int, len(t.Columns)) // both may be tens of thousands
		for k := len(t.Columns) - 1; k >= 0; k-- {
			at[strings.ToLower(t.Columns[k].Name)] = k
		}
		place := 0
		name := true
		for _, w := range part[i+3:] {
			if w.is(")") {
				return
			}
			if name {
				place++
				if k, ok := at[strings.ToLower(w.text)]; ok && t.Columns[k].key == 0 {
					t.Columns[k].key = place
				}
			}
			name = w.is(",")
		}
		return
	}
}

// settle puts the columns into the order of the rows (section 2.4) and finds the
// one that is the rowid.
func (t *Table) settle() {
	stored := t.Columns[:0:0]
	keys := 0
	for _, c := range t.Columns {
		if !c.gone {
			stored = append(stored, c)
		}
		keys = max(keys, c.key)
	}
	t.Columns = stored
	if !t.NoRowID {
		for i, c := range t.Columns {
			if c.key == 1 && keys == 1 && c.Type == "INTEGER" {
				t.RowID = i
			}
		}
		return
	}
	rank := func(c Column) int { // those of the key come first
		if c.key == 0 {
			return keys + 1
		}
		return c.key
	}
	slices.SortStableFunc(t.Columns, func(a, b Column) int { return rank(a) - rank(b) })
}
