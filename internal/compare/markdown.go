package compare

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// WriteMarkdown writes the result as Markdown, for a ticket or a letter.
func (r *Result) WriteMarkdown(w io.Writer) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "# What was claimed of %s, and what is in it\n", plain(r.Campaign))
	for _, line := range r.Incomplete {
		fmt.Fprintf(b, "\n**Not all is counted: %s.**\n", plain(line))
	}
	for _, c := range r.Claims {
		fmt.Fprintf(b, "\n## %s, %s\n", plain(c.Source), plain(c.Date))
		for i := range c.Words {
			c.Words[i].markdown(b)
		}
	}
	b.WriteString("\n## By copy, by content, by near-duplicate\n\n| | in every copy | by distinct content | by near-duplicate | distinct | resolved |\n|---|---:|---:|---:|---:|---:|\n")
	for _, row := range r.threeNumbers() {
		fmt.Fprintf(b, "| %s |\n", strings.Join(row, " | "))
	}
	b.WriteString("\n## What the repetitions are\n\n| | " + strings.Join(sortNames(), " | ") + " |\n|---|---:|---:|---:|---:|---:|---:|\n")
	for _, row := range r.sortRows() {
		fmt.Fprintf(b, "| %s |\n", strings.Join(row, " | "))
	}
	fmt.Fprintf(b, "\n%s\n", r.Persons.sentence())
	return b.Flush()
}

func (w *Word) markdown(b *bufio.Writer) {
	fmt.Fprintf(b, "\n### %s %s\n\n%s\n\n| reading | counted | of the claim |\n|---|---:|---:|\n", shown(w.Word, w.Claimed), w.Word, plain(w.Said))
	for i, t := range w.Readings {
		name := t.Name
		if i == w.Nearest {
			name = "**" + name + "**"
		}
		fmt.Fprintf(b, "| %s | %s | %s |\n", name, shown(w.Word, t.Count), apart(t.Count, w.Claimed))
	}
}

// plain takes from text what Markdown would take for its own.
func plain(s string) string {
	var b strings.Builder
	for _, c := range s {
		switch {
		case c < ' ' || c == 0x7f:
			c = ' '
		case strings.ContainsRune("\\`*_[]<>|#&~!", c):
			b.WriteByte('\\')
		}
		b.WriteRune(c)
	}
	return b.String()
}
