package compare

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// WriteText writes the result for people at a terminal.
func (r *Result) WriteText(w io.Writer) error {
	for _, line := range r.Incomplete {
		fmt.Fprintf(w, "Not all is counted: %s.\n", line)
	}
	for _, c := range r.Claims {
		fmt.Fprintf(w, "\n%s, %s\n", c.Source, c.Date)
		for i := range c.Words {
			if err := c.Words[i].text(w); err != nil {
				return err
			}
		}
	}
	fmt.Fprintln(w, "\nBy copy, by content, by near-duplicate:")
	head := []string{"", "in every copy", "by content", "by near-duplicate", "distinct", "resolved"}
	if err := columns(w, head, r.threeNumbers()); err != nil {
		return err
	}
	fmt.Fprintln(w, "\nWhat the repetitions are, of all references in every copy (the last column of the distinct values):")
	if err := columns(w, append([]string{""}, sortNames()...), r.sortRows()); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\n%s\n", r.Persons.sentence())
	return err
}

func (w *Word) text(to io.Writer) error {
	fmt.Fprintf(to, "\n  %s %s\n  %s\n", shown(w.Word, w.Claimed), w.Word, w.Said)
	table := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	for i, t := range w.Readings {
		mark := " "
		if i == w.Nearest {
			mark = "*"
		}
		fmt.Fprintf(table, "   %s %s\t%s\t%s\n", mark, t.Name, shown(w.Word, t.Count), apart(t.Count, w.Claimed))
	}
	return table.Flush()
}

func columns(w io.Writer, head []string, rows [][]string) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, row := range append([][]string{head}, rows...) {
		for _, cell := range row {
			fmt.Fprintf(table, "%s\t", cell)
		}
		fmt.Fprintln(table)
	}
	return table.Flush()
}

// threeNumbers are the rows of what there is by copy, by content and by near-duplicate.
func (r *Result) threeNumbers() (rows [][]string) {
	for _, k := range r.Kinds {
		if k.Mentions > 0 {
			rows = append(rows, []string{k.Kind.String(), number(k.Mentions), number(k.Once), number(k.Near), number(k.Distinct), fmt.Sprintf("%s–%s", number(k.Resolved.Low), number(k.Resolved.High))})
		}
	}
	d := r.Documents
	return append(rows, []string{"documents", number(d.Ways), number(d.Distinct), number(d.NearDuplicate), "", ""})
}

func sortNames() []string {
	return []string{"same bytes", "other container", "version", "quoted", "again", "other spelling"}
}

// sortRows are the shares of the sorts of duplicates of each kind.
func (r *Result) sortRows() (rows [][]string) {
	for _, k := range r.Kinds {
		if k.Mentions == 0 {
			continue
		}
		row := []string{k.Kind.String()}
		for _, n := range []uint64{k.Sorts.SameBytes, k.Sorts.OtherContainer, k.Sorts.NearDuplicate, k.Sorts.Quoted, k.Sorts.Again} {
			row = append(row, share(n, k.Mentions))
		}
		rows = append(rows, append(row, share(k.Sorts.OtherSpelling, k.Distinct)))
	}
	return rows
}

// share is a share in per cent, nothing for none.
func share(n, of uint64) string {
	if n == 0 || of == 0 {
		return "–"
	}
	return perCent(n, of)
}

// sentence says how many records name the same person twice.
func (p *PersonCounts) sentence() string {
	if p.Records == 0 {
		return "No record names a person."
	}
	return fmt.Sprintf("Of %s that name a person, %s (%s) name somebody who is certainly named by another one, and %s (%s) probably: %s to %s persons.",
		plural(p.Records, "record", "records"), number(p.Twice), perCent(p.Twice, p.Records), number(p.Probably), perCent(p.Probably, p.Records), number(p.Low), number(p.High))
}
