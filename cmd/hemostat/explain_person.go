package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/inquiry"
)

// printPerson tells who a person is and why its records are of one, or what one of its records holds.
func printPerson(w io.Writer, x *inquiry.Explanation, limit int) {
	p := x.Person
	if p.Name == "" {
		fmt.Fprintf(w, "%s; a pair needs %.1f bits to be joined\n", x.ID, p.Needed)
		printWhy(w, p, limit)
		return
	}
	if p.Of != "" {
		fmt.Fprintf(w, "record %s  %s, of person %s\n", x.ID, oneRow(p.Name), p.Of)
	} else {
		fmt.Fprintf(w, "person %s  %s, %s\n", x.ID, oneRow(p.Name), p.Sort)
		printWhose(w, p)
	}
	printElements(w, p.Elements, limit)
	printKeyed(w, x, limit)
	if p.RecordCount == 0 {
		fmt.Fprintln(w, "  No record names it: it is known by an address or a number alone.")
		return
	}
	printRecords(w, x, limit)
	how := "fingerprints of its words, and of these without a letter: coarser than letters, which the owner's basis has"
	if p.By == "letters" {
		how = "letters, which the owner's basis keeps"
	}
	fmt.Fprintf(w, "  Names were compared by their %s.\n", how)
	fmt.Fprintf(w, "  By the same name and the same mailbox or telephone alone its records are of %s; a pair needs %.1f bits to be joined beyond that.\n",
		amount(p.Certain, "person", ""), p.Needed)
	printWhy(w, p, limit)
	if p.Of != "" {
		fmt.Fprintf(w, "  It is taken out by: hemostat entity split-person CAMPAIGN %s %s --reason \"…\"\n", p.Of, x.ID)
	}
}

// printWhose tells to which organisation and country a person belongs.
func printWhose(w io.Writer, p *attribute.PersonWhy) {
	if p.Entity != "" {
		fmt.Fprintf(w, "  of        %s\n", attribute.Displayed(p.Entity))
	}
	if where := orDash(strings.TrimSpace(p.Jurisdiction + " " + p.Country)); where != "-" {
		fmt.Fprintf(w, "  where     %s: a lead, no residence\n", where)
	}
}

func printElements(w io.Writer, list []attribute.ElementsOfKind, limit int) {
	for _, e := range list {
		for i, id := range e.List {
			if i == limit {
				fmt.Fprintf(w, "            and %s\n", amount(len(e.List)-i, "more", "more"))
				break
			}
			fmt.Fprintf(w, "  %-9s %s  %s in %s\n", e.Kind, id.Mask, amount(id.Mentions, "mention", ""), amount(id.Contents, "content", ""))
		}
	}
}

// printRecords lists the records that name a person, by which a hand takes one of them out.
func printRecords(w io.Writer, x *inquiry.Explanation, limit int) {
	p := x.Person
	if p.Of == "" {
		fmt.Fprintf(w, "  %s it; hemostat explain CAMPAIGN person RECORD tells of one of them:\n", amount(p.RecordCount, "record names", "records name"))
	}
	for i, r := range p.Records {
		if i == limit {
			fmt.Fprintf(w, "    and %s: --limit shows them\n", amount(p.RecordCount-uint64(i), "more", "more"))
			return
		}
		fmt.Fprintf(w, "    %s  %s, %s%s", r.ID, contentText(x, r.At.Unit), partText(r.At.Part), recordText(r.At.Record, r.At.Field))
		if r.Count > 1 {
			fmt.Fprintf(w, ", and in %s", amount(r.Count-1, "more place", ""))
		}
		if r.As != "" {
			fmt.Fprintf(w, "; certainly as %s", r.As)
		}
		fmt.Fprintf(w, "\n      %s\n", heldText(&r))
	}
}

// printKeyed tells which rows that name nobody are the person's, and by which keys.
func printKeyed(w io.Writer, x *inquiry.Explanation, limit int) {
	for i, k := range x.Person.Keyed {
		if i == limit {
			fmt.Fprintf(w, "  and %s: --limit shows them\n", amount(len(x.Person.Keyed)-i, "more table by its keys", "more tables by their keys"))
			return
		}
		fmt.Fprintf(w, "  by %s, defined in %s: %s of %s\n", k.Key, contentText(x, k.Defined), amount(k.Rows, "row", ""), contentText(x, k.In))
	}
}

// contentText names a content by the first place where it stands.
func contentText(x *inquiry.Explanation, unit exposure.Unit) string {
	if places := x.Places[unit.String()]; len(places) > 0 {
		return oneRow(places[0])
	}
	return "content " + unit.String()
}

// heldText tells what a record holds.
func heldText(r *attribute.PersonRecord) string {
	held := make([]string, len(r.Holds))
	for i, h := range r.Holds {
		held[i] = h.Kind.String() + " " + oneRow(h.Mask)
	}
	if r.More > 0 {
		held = append(held, amount(r.More, "more", "more"))
	}
	return strings.Join(held, ", ")
}

// printWhy tells what joined records, what keeps others apart, and what a hand decided.
func printWhy(w io.Writer, p *attribute.PersonWhy, limit int) {
	for i, d := range p.Decisions {
		if i == limit {
			fmt.Fprintf(w, "  and %s: --limit shows them\n", amount(len(p.Decisions)-i, "more decision", ""))
			break
		}
		fmt.Fprintf(w, "  decided: %s %s %s: %s (hemostat entity log says who and when)\n", d.Op, d.A, d.B, oneRow(d.Reason))
	}
	printEdges(w, "joined", p.Joined, limit)
	printEdges(w, "not joined", p.Apart, limit)
}

func printEdges(w io.Writer, what string, list []attribute.PersonEdge, limit int) {
	for i, e := range list {
		if i == limit {
			fmt.Fprintf(w, "  and %s: --limit shows them\n", amount(len(list)-i, "more", "more"))
			return
		}
		fmt.Fprintf(w, "  %s: %s and %s", what, e.A, e.B)
		if len(e.Parts) > 0 {
			var parts []string
			for _, p := range e.Parts {
				parts = append(parts, fmt.Sprintf("%s %+.1f", p.Of, p.Bits))
			}
			fmt.Fprintf(w, ", %.1f bits: %s", e.Bits, strings.Join(parts, ", "))
		}
		if e.Why != "" {
			fmt.Fprintf(w, " (%s)", oneRow(e.Why))
		}
		fmt.Fprintln(w)
	}
}
