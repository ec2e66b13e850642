package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/hemostat/hemostat/internal/attribute"
)

// WriteEntities writes organisations as a table in CSV, in their order. No cell is taken
// for a formula.
func WriteEntities(w io.Writer, list []attribute.Entity) error {
	header := []string{"id", "name", "sort", "why_sort", "affected", "country", "country_share", "countries", "jurisdictions", "domains", "mentions", "contents", "emails", "persons",
		"roles", "merged", "probably", "why_probably", "looks_like", "why_looks_like"}
	return writeTable(w, header, func(row func(...any) error) error {
		for i := range list {
			if err := row(entityCells(&list[i])...); err != nil {
				return err
			}
		}
		return nil
	})
}

func entityCells(e *attribute.Entity) []any {
	merges := make([]string, len(e.Merges))
	for i, m := range e.Merges {
		merges[i] = attribute.Displayed(m.Other) + " (" + m.Reason + ")"
	}
	countries := make([]string, len(e.Countries))
	for i, c := range e.Countries {
		countries[i] = fmt.Sprintf("%s %d", c.Country, c.Share)
	}
	affected := map[bool]string{false: "yes", true: "no"}[e.Apart]
	return []any{e.ID, attribute.Displayed(e.Name), e.Sort, e.SortCause, affected, e.Country, uint64(max(e.CountryShare, 0)), strings.Join(countries, " "),
		strings.Join(e.Jurisdictions, " "), strings.Join(e.Domains, " "), e.Mentions, e.Contents, e.Kinds["email"], e.Kinds["person"],
		rolesText(e.Roles), strings.Join(merges, " / "), e.Probable, e.ProbableCause, e.LooksLike, e.LooksLikeCause}
}
