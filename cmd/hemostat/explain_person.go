package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/inquiry"
)

// printPerson tells who a person is and why its records are of one.
func printPerson(w io.Writer, x *inquiry.Explanation, limit int) {
	p := x.Person
	if len(p.Elements) == 0 {
		fmt.Fprintf(w, "%s; a pair needs %.1f bits to be joined\n", x.ID, p.Needed)
		printEdges(w, "joined", p.Joined, limit)
		printEdges(w, "not joined", p.Apart, limit)
		return
	}
	fmt.Fprintf(w, "person %s  %s, %s\n", x.ID, oneRow(p.Name), p.Sort)
	if p.Entity != "" {
		fmt.Fprintf(w, "  of        %s\n", attribute.Displayed(p.Entity))
	}
	if where := orDash(strings.TrimSpace(p.Jurisdiction + " " + p.Country)); where != "-" {
		fmt.Fprintf(w, "  where     %s: a lead, no residence\n", where)
	}
	for _, e := range p.Elements {
		for i, id := range e.List {
			if i == limit {
				fmt.Fprintf(w, "            and %s\n", amount(len(e.List)-i, "more", "more"))
				break
			}
			fmt.Fprintf(w, "  %-9s %s  %s in %s\n", e.Kind, id.Mask, amount(id.Mentions, "mention", ""), amount(id.Contents, "content", ""))
		}
	}
	if len(p.Records) == 0 {
		fmt.Fprintln(w, "  No record names it: it is known by an address or a number alone.")
		return
	}
	fmt.Fprintf(w, "  %s of a name: %s\n", amount(len(p.Records), "record", ""), strings.Join(p.Records[:min(limit, len(p.Records))], " "))
	how := "fingerprints of its words, and of these without a letter: coarser than letters, which the owner's basis has"
	if p.By == "letters" {
		how = "letters, which the owner's basis keeps"
	}
	fmt.Fprintf(w, "  Names were compared by their %s.\n", how)
	fmt.Fprintf(w, "  %s by the same name and the same mailbox or telephone; a pair needs %.1f bits to be joined beyond that.\n",
		amount(p.Certain, "is certain", "are certain"), p.Needed)
	printEdges(w, "joined", p.Joined, limit)
	printEdges(w, "not joined", p.Apart, limit)
}

func printEdges(w io.Writer, what string, list []attribute.PersonEdge, limit int) {
	for i, e := range list {
		if i == limit {
			fmt.Fprintf(w, "  and %s: --limit shows them\n", amount(len(list)-i, "more", "more"))
			return
		}
		var parts []string
		for _, p := range e.Parts {
			parts = append(parts, fmt.Sprintf("%s %+.1f", p.Of, p.Bits))
		}
		fmt.Fprintf(w, "  %s: %s and %s, %.1f bits: %s", what, e.A, e.B, e.Bits, strings.Join(parts, ", "))
		if e.Why != "" {
			fmt.Fprintf(w, " (%s)", e.Why)
		}
		fmt.Fprintln(w)
	}
}
