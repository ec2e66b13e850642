// Package alias reads lists by which an operator says that several names are of one
// organisation: two columns of names, or the golden copy of the Global LEI Foundation
// (gleif.org, Level 1 "who is who" and Level 2 "who owns whom"), in CSV with columns by their
// names. Only links between names that somebody bears are kept: such a list has millions.
package alias

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// A Link says that two names are of one organisation, and what says so.
type Link struct{ A, B, Reason string }

// Limits of a list: what is larger is no list of names.
const (
	maxRows    = 50_000_000
	maxColumns = 2_000
	maxLinks   = 1 << 20
	maxRow     = 4 << 20 // bytes
	maxName    = 1 << 10 // bytes; a longer one is nobody's
	maxOwners  = 1 << 22 // numbers of borne names
)

// Bears says how a name stands in the campaign, false where nobody bears it.
type Bears func(name string) (id string, ok bool)

// Columns of the golden copy, GLEIF Common Data File formats LEI-CDF 3.1 and RR-CDF 2.1 in
// CSV.
const (
	columnLEI    = "LEI"
	columnName   = "Entity.LegalName"
	columnLand   = "Entity.LegalJurisdiction"
	columnOthers = "Entity.OtherEntityNames.OtherEntityName." // and an ordinal
	columnChild  = "Relationship.StartNode.NodeID"
	columnParent = "Relationship.EndNode.NodeID"
	columnType   = "Relationship.RelationshipType"
	columnStatus = "Relationship.RelationshipStatus"
)

// A Reader reads lists and gathers their links. The zero value needs Bears.
type Reader struct {
	Bears Bears

	links  []Link
	owners map[string]string // LEI → ID of the name that somebody bears
}

// Links returns what was found, in the order of the lists and each once.
func (r *Reader) Links() []Link { return r.links }

// Read reads one list. Level 2 goes after Level 1, by which its numbers have names. An error
// names the line and quotes nothing of it.
func (r *Reader) Read(in io.Reader) error {
	t, err := newTable(in)
	if err != nil {
		return err
	}
	switch {
	case t.column(columnChild) >= 0 && t.column(columnParent) >= 0:
		if r.owners == nil {
			return errors.New("it says who owns whom by numbers alone: read the list of LEI and Entity.LegalName before it")
		}
		return r.owned(t)
	case t.column(columnLEI) >= 0 && t.column(columnName) >= 0:
		return r.named(t)
	case len(t.header) == 2:
		return r.aliases(t)
	}
	return fmt.Errorf("it has %d columns: want two of names, or those of GLEIF's golden copy, %s and %s or %s and %s",
		len(t.header), columnLEI, columnName, columnChild, columnParent)
}

// aliases reads two columns of names. The first line may be a header: nobody bears its
// names.
func (r *Reader) aliases(t *table) error {
	for row := t.header; row != nil; {
		if len(row) != 2 {
			return fmt.Errorf("line %d: want two columns", t.line)
		}
		if err := r.link(row[0], row[1], "a list of aliases says so"); err != nil {
			return err
		}
		var err error
		if row, err = t.next(); err != nil {
			return err
		}
	}
	return nil
}

// named reads Level 1: the names of each number, and which of them are of one.
func (r *Reader) named(t *table) error {
	if r.owners == nil {
		r.owners = map[string]string{}
	}
	lei, name, land := t.column(columnLEI), t.column(columnName), t.column(columnLand)
	var others []int
	for i, c := range t.header {
		if rest, ok := strings.CutPrefix(c, columnOthers); ok && !strings.Contains(rest, ".") {
			others = append(others, i)
		}
	}
	for {
		row, err := t.next()
		if row == nil || err != nil {
			return err
		}
		number := cell(row, lei)
		if !isLEI(number) {
			return fmt.Errorf("line %d: what stands under %s is none", t.line, columnLEI)
		}
		reason := "GLEIF: names of " + number
		if country := cell(row, land); len(country) == 2 {
			reason += " (" + country + ")"
		}
		names := []string{cell(row, name)}
		for _, i := range others {
			names = append(names, cell(row, i))
		}
		if err := r.owner(number, names, reason); err != nil {
			return fmt.Errorf("line %d: %w", t.line, err)
		}
	}
}

// owner notes which of the names of a number somebody bears, and links them.
func (r *Reader) owner(number string, names []string, reason string) error {
	first := ""
	for _, n := range names {
		id, ok := r.bears(n)
		switch {
		case !ok:
		case first == "":
			first = id
			if len(r.owners) == maxOwners {
				return fmt.Errorf("more than %d numbers of names that somebody bears", maxOwners)
			}
			r.owners[number] = id
		default:
			if err := r.add(first, id, reason); err != nil {
				return err
			}
		}
	}
	return nil
}

// owned reads Level 2: who is consolidated by whom.
func (r *Reader) owned(t *table) error {
	child, parent, sort, status := t.column(columnChild), t.column(columnParent), t.column(columnType), t.column(columnStatus)
	for {
		row, err := t.next()
		if row == nil || err != nil {
			return err
		}
		a, b := cell(row, child), cell(row, parent)
		if !isLEI(a) || !isLEI(b) || status >= 0 && cell(row, status) != "ACTIVE" || !strings.HasSuffix(cell(row, sort), "_CONSOLIDATED_BY") {
			continue // ended, or of a fund and who manages it
		}
		x, y := r.owners[a], r.owners[b]
		if x == "" || y == "" {
			continue
		}
		if err := r.add(x, y, "GLEIF: "+a+" is consolidated by "+b); err != nil {
			return fmt.Errorf("line %d: %w", t.line, err)
		}
	}
}

func (r *Reader) bears(name string) (string, bool) {
	name = strings.TrimSpace(name)
	if name == "" || len(name) > maxName {
		return "", false
	}
	return r.Bears(name)
}

func (r *Reader) link(a, b, reason string) error {
	x, ok := r.bears(a)
	y, too := r.bears(b)
	if !ok || !too {
		return nil
	}
	return r.add(x, y, reason)
}

func (r *Reader) add(a, b, reason string) error {
	l := Link{a, b, reason}
	if a == b || slices.Contains(r.links[max(0, len(r.links)-64):], l) {
		return nil
	}
	if len(r.links) == maxLinks {
		return fmt.Errorf("more than %d links between names", maxLinks)
	}
	r.links = append(r.links, l)
	return nil
}

// isLEI reports whether s has the form of a legal entity identifier (ISO 17442).
func isLEI(s string) bool {
	return len(s) == 20 && strings.Trim(s, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// cell returns a cell of a row, "" where there is none.
func cell(row []string, at int) string {
	if at < 0 || at >= len(row) {
		return ""
	}
	return strings.TrimSpace(row[at])
}

// A table is rows under a header.
type table struct {
	rows   *csv.Reader
	header []string
	line   int // of the row that was read last, from 1
	n      int
	ended  int64 // byte behind that row
}

func newTable(in io.Reader) (*table, error) {
	b := bufio.NewReader(in)
	if mark, _ := b.Peek(3); string(mark) == "\ufeff" {
		b.Discard(3)
	}
	t := &table{}
	t.rows = csv.NewReader(&bounded{in: b, table: t})
	t.rows.FieldsPerRecord = -1
	var err error
	if t.header, err = t.next(); err != nil {
		return nil, err
	}
	if t.header == nil {
		return nil, errors.New("it is empty")
	}
	t.header = slices.Clone(t.header)
	t.rows.ReuseRecord = true
	return t, nil
}

// A bounded reads no row without end: a quote that is never closed would be one.
type bounded struct {
	in    io.Reader
	read  int64
	table *table
}

// Read implements [io.Reader].
func (b *bounded) Read(p []byte) (int, error) {
	if b.read-b.table.ended > maxRow {
		return 0, fmt.Errorf("a row is longer than %d bytes", maxRow)
	}
	n, err := b.in.Read(p)
	b.read += int64(n)
	return n, err
}

// next returns the next row, nil behind the last.
func (t *table) next() ([]string, error) {
	row, err := t.rows.Read()
	if err == io.EOF {
		return nil, nil
	}
	t.n++
	var wrong *csv.ParseError
	switch {
	case errors.As(err, &wrong):
		return nil, fmt.Errorf("line %d: it is no CSV: %w", wrong.Line, wrong.Err)
	case err != nil:
		return nil, err
	}
	t.line, _ = t.rows.FieldPos(0)
	t.ended = t.rows.InputOffset()
	switch {
	case len(row) > maxColumns || t.n > maxRows:
		return nil, fmt.Errorf("line %d: more than %d columns or %d rows", t.line, maxColumns, maxRows)
	}
	return row, nil
}

// column returns the place of a column by its name, -1 where there is none.
func (t *table) column(name string) int {
	return slices.IndexFunc(t.header, func(c string) bool { return strings.EqualFold(strings.TrimSpace(c), name) })
}
