package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/hemostat/hemostat/internal/cells"
)

// byteOrderMark makes spreadsheets take the file for UTF-8.
const byteOrderMark = "\ufeff"

// Tables returns the names of the tables that [Report.WriteCSV] and [WriteFiles] write,
// the default first.
func Tables() []string {
	names := make([]string, len(tables), len(tables)+1)
	for i, t := range tables {
		names[i] = t.name
	}
	return append(names, FilesTable)
}

// A table is one sheet of the report. Cells of text come from row as strings,
// numbers as uint64.
type table struct {
	name   string
	header []string
	rows   func(r *Report, row func(cells ...any) error) error
}

var tables = [...]table{
	{"entities", []string{"id", "name", "country", "country_share", "domains", "mentions", "contents", "kinds", "merges", "probably", "roles"}, entityRows},
	{"kinds", []string{"kind", "mentions", "distinct", "resolved_low", "resolved_high"}, kindRows},
	{"countries", []string{"country", "name", "entities", "mentions"}, countryRows},
	{"documents", []string{"kind", "month", "distinct"}, documentRows},
	{"secrets", []string{"rule", "class", "mentions", "distinct"}, secretRows},
	{"rotate", []string{"title", "rule", "class", "masked", "fingerprint", "mentions", "place", "part", "offset", "record", "field", "more_places", "advice", "state", "owner", "by", "reason"}, rotateRows},
	{"notread", []string{"way", "reason", "sentence", "bytes", "in_part"}, notReadRows},
	{"exposures", []string{"target", "vendor", "access", "right", "verdict", "right_access", "why", "status", "code", "at", "objects", "bytes", "last_write"}, exposureRows},
	{"timeline", []string{"at", "what", "detail"}, timelineRows},
}

// WriteCSV writes one table of the report as RFC 4180 says, in UTF-8 with a
// byte order mark, for any spreadsheet. An empty name means entities.
//
// No cell is a formula, whoever wrote its content: see [cells.Guard].
func (r *Report) WriteCSV(w io.Writer, name string) error {
	p, err := r.prepared()
	if err != nil {
		return err
	}
	if name == "" {
		name = tables[0].name
	}
	for _, t := range tables {
		if t.name == name {
			return t.write(w, p)
		}
	}
	return fmt.Errorf("report: no table %q: want one of %s", name, strings.Join(Tables(), ", "))
}

func (t table) write(w io.Writer, r *Report) error {
	return writeTable(w, t.header, func(row func(...any) error) error { return t.rows(r, row) })
}

// writeTable writes a header and the rows that rows hands on.
func writeTable(w io.Writer, header []string, rows func(row func(...any) error) error) error {
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return fmt.Errorf("report: write CSV: %w", err)
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	line := make([]string, 0, len(header))
	row := func(cells ...any) error {
		line = line[:0]
		for _, c := range cells {
			line = append(line, cell(c))
		}
		return out.Write(line)
	}
	err := out.Write(header)
	if err == nil {
		err = rows(row)
	}
	if out.Flush(); err == nil {
		err = out.Error()
	}
	if err != nil {
		return fmt.Errorf("report: write CSV: %w", err)
	}
	return nil
}

func cell(v any) string {
	switch v := v.(type) {
	case uint64:
		return strconv.FormatUint(v, 10)
	case time.Time:
		if v.IsZero() {
			return ""
		}
		return v.UTC().Format(time.RFC3339)
	}
	return Visible(cells.Guard(fmt.Sprint(v)))
}

func entityRows(r *Report, row func(...any) error) error {
	for _, e := range r.Figures.Entities.List {
		merges := make([]string, len(e.Merges))
		for i, m := range e.Merges {
			merges[i] = m.Other + " (" + m.Reason + ")"
		}
		err := row(e.ID, e.Name, e.Country, uint64(max(e.CountryShare, 0)), strings.Join(e.Domains, " "),
			e.Mentions, e.Contents, counts(e.Kinds), strings.Join(merges, " / "), e.Probable, rolesText(e.Roles))
		if err != nil {
			return err
		}
	}
	return nil
}

// counts writes counts by kind as "email 12 user 3", sorted by name.
func counts(m map[string]uint64) string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	sort.Strings(names)
	for i, name := range names {
		names[i] = name + " " + strconv.FormatUint(m[name], 10)
	}
	return strings.Join(names, " ")
}

func kindRows(r *Report, row func(...any) error) error {
	for _, c := range countsOf(r.Figures) {
		if err := row(c.key, c.mentions, c.distinct, c.low, c.high); err != nil {
			return err
		}
	}
	return nil
}

func countryRows(r *Report, row func(...any) error) error {
	for _, c := range r.Figures.Countries {
		if err := row(c.Country, countryName(c.Country), c.Entities, c.Mentions); err != nil {
			return err
		}
	}
	return nil
}

func documentRows(r *Report, row func(...any) error) error {
	for _, y := range r.Figures.Documents.Years {
		if err := row(documentWord(y.Kind).key, y.Month, y.Distinct); err != nil {
			return err
		}
	}
	return nil
}

func secretRows(r *Report, row func(...any) error) error {
	for _, s := range r.Figures.Secrets {
		if err := row(s.Rule, s.Class, s.Mentions, s.Distinct); err != nil {
			return err
		}
	}
	return nil
}

// rotateRows writes a row for each place of each credential; where in it the
// credential stands is known of the first.
func rotateRows(r *Report, row func(...any) error) error {
	for _, c := range r.Rotate {
		places := c.Places
		if len(places) == 0 {
			places = []string{""}
		}
		for i, place := range places {
			cells := []any{c.Title, c.Rule, c.Class, c.Masked, c.Fingerprint, c.Mentions, place, "", "", "", "", c.More, c.Advice, "", "", "", ""}
			if s := c.State; s != nil {
				copy(cells[13:], []any{s.Word, s.Owner, s.By, s.Reason})
			}
			if i == 0 && c.First != nil {
				copy(cells[7:], []any{c.First.Part + 1, c.First.Offset, c.First.Record, c.First.Field})
			}
			if err := row(cells...); err != nil {
				return err
			}
		}
	}
	return nil
}

func notReadRows(r *Report, row func(...any) error) error {
	for _, n := range r.NotRead {
		if err := row(n.Way, n.Reason, n.Sentence, n.Bytes, n.InPart); err != nil {
			return err
		}
	}
	return nil
}

func exposureRows(r *Report, row func(...any) error) error {
	for _, e := range r.Exposures {
		for _, f := range e.Rights {
			err := row(e.Target, e.Vendor, e.Access, f.Right, f.Verdict, f.Access, f.Why, uint64(max(f.Status, 0)), f.Code, f.At,
				uint64(max(e.Objects, 0)), uint64(max(e.Bytes, 0)), e.LastWrite)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func timelineRows(r *Report, row func(...any) error) error {
	for _, e := range r.Timeline {
		if err := row(e.At, e.What, e.Detail); err != nil {
			return err
		}
	}
	return nil
}
