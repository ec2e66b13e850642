package contain

import (
	"fmt"
	"io"
	"strings"
)

// headings say what each phase is for.
var headings = map[Phase]string{
	Keep:   "Keep the logs, before anything is changed",
	Close:  "Close, the least breaking step first",
	Revoke: "Revoke what was signed",
	Check:  "Check",
}

// Text writes the plan for people.
func (p *Plan) Text(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: what its owner does, in this order. Nothing of it was run.\n", p.Target)
	for _, n := range p.Notes {
		b.WriteString(fold("  note  ", "        ", n))
	}
	if len(p.Set) > 0 {
		b.WriteString("\nSet these first:\n")
		for _, v := range p.Set {
			b.WriteString(fold("  "+v.Name+"  ", "      ", v.What))
		}
	}
	phase := Phase("")
	for i, s := range p.Steps {
		if s.Phase != phase {
			phase = s.Phase
			fmt.Fprintf(&b, "\n%s\n", headings[phase])
		}
		b.WriteString(fold(fmt.Sprintf("%3d. ", i+1), "     ", s.Title))
		s.text(&b)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (s *Step) text(b *strings.Builder) {
	if s.Why != "" {
		b.WriteString(fold("     ", "     ", s.Why))
	}
	if s.Missing != "" {
		b.WriteString(fold("     not here: ", "     ", s.Missing))
	}
	if s.Config != "" {
		fmt.Fprintf(b, "     in %s:\n", s.File)
		for line := range strings.Lines(strings.Trim(s.Config, "\n")) {
			b.WriteString("       | " + strings.TrimRight(line, "\n") + "\n")
		}
	}
	for _, c := range s.Commands {
		b.WriteString("       $ " + c + "\n") // whole: a line that is broken is another command
	}
	b.WriteString(fold("     breaks: ", "     ", s.Breaks))
	told := s.Source
	if s.Tried != "" {
		told += "; words of the commands taken by " + s.Tried
	}
	b.WriteString(fold("     source: ", "     ", told))
}

// Shell writes the plan as a script in which every line is a comment: whoever goes through
// it takes the mark off a line to run it.
func (p *Plan) Shell(w io.Writer) error {
	var b strings.Builder
	line := func(text string) {
		for l := range strings.Lines(text + "\n") {
			b.WriteString(strings.TrimRight("# "+l, " \n") + "\n")
		}
	}
	b.WriteString("#!/bin/sh\n")
	line(p.Target + ": what its owner does, in this order.")
	line("Every command is commented out: read it, take the mark off, run it, look at the answer, go on.")
	for _, n := range p.Notes {
		line(n)
	}
	line("")
	for _, v := range p.Set {
		line(v.Name + "=''   : " + v.What)
	}
	phase := Phase("")
	for i, s := range p.Steps {
		if s.Phase != phase {
			phase = s.Phase
			line("")
			line("==== " + headings[phase])
		}
		line("")
		line(fmt.Sprintf("%d. %s", i+1, s.Title))
		for _, told := range []struct{ word, text string }{{"", s.Why}, {"not here: ", s.Missing}, {"breaks: ", s.Breaks}, {"source: ", s.Source}} {
			if told.text != "" {
				line("   " + told.word + told.text)
			}
		}
		if s.Config != "" {
			line("   in " + s.File + ":")
			for l := range strings.Lines(strings.Trim(s.Config, "\n")) {
				line("   | " + strings.TrimRight(l, "\n"))
			}
		}
		for _, c := range s.Commands {
			line(c)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// fold breaks a text into lines of at most 100 characters, the first behind first and the
// others behind rest. A word is never broken.
func fold(first, rest, text string) string {
	var b strings.Builder
	b.WriteString(first)
	column, begun := len([]rune(first)), false
	for _, word := range strings.Fields(text) {
		n := len([]rune(word))
		if begun && column+1+n > 100 {
			b.WriteString("\n" + rest)
			column, begun = len([]rune(rest)), false
		}
		if begun {
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column, begun = column+n, true
	}
	return b.String() + "\n"
}
