package main

import (
	"fmt"
	"io"
	"sort"
	"strings"

	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/inquiry"
	"github.com/hemostat/hemostat/internal/report/atlas"
)

// printCountry lists the entities of a country, and what speaks for it.
func printCountry(w io.Writer, x *inquiry.Explanation, limit int) {
	fmt.Fprintf(w, "%s: %s\n", countryText(x.ID), amount(x.Totals.Entities, "entity", "entities"))
	for i, e := range x.Entities {
		if i == limit {
			fmt.Fprintf(w, "  and %d more: --limit shows them\n", len(x.Entities)-i)
			break
		}
		fmt.Fprintf(w, "  %-40s %3d %% of the votes, %s\n", attribute.Displayed(e.Name), shareOf(&e, x.ID), amount(e.Mentions, "mention", ""))
	}
	printVotes(w, x.Votes)
}

func printEntity(w io.Writer, x *inquiry.Explanation) {
	e := x.Entity
	fmt.Fprintf(w, "%s (%s)\n", attribute.Displayed(e.Name), attribute.Displayed(e.ID))
	if x.Apart != "" {
		fmt.Fprintf(w, "  It is no affected entity: %s\n", x.Apart)
	}
	if len(e.Domains) > 0 {
		fmt.Fprintf(w, "  domains   %s\n", strings.Join(e.Domains, ", "))
	}
	if e.Sort != "" {
		fmt.Fprintf(w, "  sort      %s\n", sortText(e))
	}
	for _, n := range x.Names {
		fmt.Fprintf(w, "  as        %s: %s\n", n.Name, amount(n.Mentions, "mention", ""))
	}
	for _, m := range e.Merges {
		fmt.Fprintf(w, "  merged    %s: %s\n", m.Other, m.Reason)
	}
	if e.Probable != "" {
		fmt.Fprintf(w, "  probably  %s: %s (merged in the low figure alone)\n", e.Probable, e.ProbableCause)
	}
	if e.LooksLike != "" {
		fmt.Fprintf(w, "  like      %s: %s (not merged for that)\n", e.LooksLike, e.LooksLikeCause)
	}
	fmt.Fprintf(w, "  country   %s, %d %% of the votes\n", countryText(e.Country), e.CountryShare)
	for _, c := range e.Countries {
		if c.Country != e.Country {
			fmt.Fprintf(w, "  also      %s, %d %% of the votes\n", countryText(c.Country), c.Share)
		}
	}
	printVotes(w, x.Votes)
	if len(e.Jurisdictions) > 0 {
		fmt.Fprintf(w, "  law of    %s, by addresses\n", strings.Join(e.Jurisdictions, ", "))
	}
	for _, r := range e.Roles {
		fmt.Fprintf(w, "  %-9s of documents\n", r)
	}
	for _, kind := range sortedKeys(e.Kinds) {
		fmt.Fprintf(w, "  %-9s %s distinct\n", kind, countText(e.Kinds[kind]))
	}
}

// printVotes tells the evidence for countries.
func printVotes(w io.Writer, votes []attribute.Vote) {
	for _, v := range votes {
		fmt.Fprintf(w, "    %-8s %s: %s of evidence, weight %s\n", countryText(v.Country), v.Source, amount(v.Count, "piece", ""), countText(v.Weight))
	}
}

// shareOf returns the share of the votes that a country has of an entity.
func shareOf(e *attribute.Entity, code string) int {
	for _, c := range e.Countries {
		if strings.EqualFold(c.Country, code) {
			return c.Share
		}
	}
	return e.CountryShare
}

// sortText says of what sort an entity is, and why.
func sortText(e *attribute.Entity) string {
	if e.SortCause == "" {
		return e.Sort
	}
	return e.Sort + ": " + e.SortCause
}

func countryText(code string) string {
	if code == "" {
		return "unknown"
	}
	return atlas.Name(code) + " (" + code + ")"
}

func sortedKeys(m map[string]uint64) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
