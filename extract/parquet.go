package extract

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract/internal/parquet"
)

func sniffParquet(h *head) int {
	return 90 * b2i(h.has(parquet.Magic) && h.text == nil || h.has(parquet.MagicEncrypted) && h.text == nil)
}

// readParquet reads a table: a record for each row, whose values carry the names of
// their columns. Lists give several values; what stands in a map carries its key.
func readParquet(c *content, h *head) error {
	at, size, err := c.random()
	if err != nil {
		return err
	}
	f, err := parquet.Open(at, size)
	switch {
	case err == nil:
	case c.w.err != nil:
		return c.w.err
	case errors.Is(err, parquet.ErrEncrypted):
		return stopf(exposure.NotReadEncrypted, size, "needs a key")
	default:
		return c.runsOf(at, size, minRunPacked, broken("its list of columns cannot be read; only runs of plain text were read"))
	}
	t := &rowText{c: c, r: c.newRun("", exposure.PartTable)}
	t.narrow, t.wide = runFinder{min: minRun}, runFinder{min: minRun}
	p := &parquetText{rowText: t}
	for _, col := range f.Columns {
		p.columns = append(p.columns, len(t.heads))
		if !col.Keys {
			t.heads = append(t.heads, fieldName([]byte(col.Name)))
		}
	}
	err = firstError(f.Read(p), t.r.end(), t.members())
	if c.w.err != nil {
		return c.w.err
	}
	return firstError(parquetMeta(c, f), parquetLost(c, f), err)
}

// parquetLost reports chunks that were not read; one reason is left to be returned.
func parquetLost(c *content, f *parquet.File) error {
	var last error
	for _, lost := range []struct {
		n      int
		reason exposure.Reason
		why    string
	}{
		{f.Encrypted, exposure.NotReadEncrypted, "need a key"},
		{f.Unsupported, exposure.NotReadUnsupported, "are packed in a way, or are of a size, that is not read"},
		{f.Broken, exposure.NotReadBroken, "do not follow their format"},
	} {
		if lost.n == 0 {
			continue
		}
		last = stopf(lost.reason, -1, fmt.Sprintf("%d of its parts %s", lost.n, lost.why))
		if err := c.report(c.Way, last); err != nil {
			return err
		}
	}
	return nil
}

// parquetMeta gives what programs put beside the data, but for the schema that Arrow
// repeats there in its own form.
func parquetMeta(c *content, f *parquet.File) error {
	r := c.newRun("#metadata", exposure.PartProperties)
	for _, m := range f.Meta {
		if m.Name == "ARROW:schema" {
			continue
		}
		if err := r.writeString(strings.ToValidUTF8(m.Name+": "+m.Value, "\uFFFD") + "\n"); err != nil {
			return err
		}
	}
	return r.end()
}

// parquetText is the [parquet.Sink] of a content.
type parquetText struct {
	*rowText
	columns []int // of the file, as those of the text
}

// Row implements [parquet.Sink].
func (p *parquetText) Row(n int64) error {
	p.id = n + 1
	p.c.records = max(p.c.records, p.id)
	return nil
}

// Value implements [parquet.Sink].
func (p *parquetText) Value(column int, key, value []byte) error {
	if !utf8.Valid(value) {
		value = bytes.ToValidUTF8(value, []byte("\uFFFD"))
	}
	return p.value(p.columns[column], key, value)
}

// Binary implements [parquet.Sink].
func (p *parquetText) Binary(column int, key, value []byte) error {
	return p.blob(p.columns[column], key, value)
}

// RowEnd implements [parquet.Sink].
func (p *parquetText) RowEnd() error { return p.rowEnd() }

// Work implements [parquet.Sink].
func (p *parquetText) Work(n int64) error {
	p.c.charge(n)
	if p.c.spent() {
		return stopf(exposure.NotReadRatio, -1, "expands to more than the budget allows; its further rows were left")
	}
	return p.c.w.alive()
}

// rowText writes rows of a table of which most cells may be empty: a line each, with
// tabs between its cells and commas between the values of one.
type rowText struct {
	c            *content
	r            *run
	heads        []string
	id           int64
	begun        bool // the names of columns are written
	column       int  // of the row, where the last value stands
	some         bool // the row has a value
	names        names
	narrow, wide runFinder
	kept         []bsonMember
	held         int
}

// maxHeld bounds what of a row is kept to be read behind it, in bytes.
const maxHeld = 32 << 20

// cell goes on to a column and gives the name of its field.
func (t *rowText) cell(column int, key []byte) (field string, err error) {
	if !t.begun {
		t.begun = true
		if err := t.r.writeString(strings.Join(t.heads, "\t") + "\n"); err != nil {
			return "", err
		}
	}
	if !t.some {
		t.r.mark("", t.id)
	}
	if t.some && t.column == column {
		err = t.r.writeString(", ")
	}
	for ; t.column < column && err == nil; t.column++ {
		err = t.r.writeString("\t")
	}
	t.some = true
	field = t.heads[column]
	if len(key) > 0 {
		key = bytes.ToValidUTF8(key, nil)
		field = t.names.of([]byte(field + "." + string(key)))
		err = firstError(err, t.r.write(key), t.r.writeString(": "))
	}
	return field, err
}

// value writes a value, which is text.
func (t *rowText) value(column int, key, text []byte) error {
	field, err := t.cell(column, key)
	t.r.mark(field, t.id)
	err = firstError(err, t.r.write(text))
	t.r.mark("", t.id)
	return err
}

// blob writes what of a value that is no text stands in its row.
func (t *rowText) blob(column int, key, value []byte) error {
	switch how, text := t.c.value(value); how {
	case blobText:
		return t.value(column, key, text)
	case blobHex:
		return t.value(column, key, hex.AppendEncode(nil, value))
	case blobMember:
		t.kept = append(t.kept, bsonMember{t.heads[column], bytes.Clone(value)})
		if t.held += len(value); t.held > maxHeld {
			return t.members()
		}
		return nil
	}
	field, err := t.cell(column, key)
	t.r.mark(field, t.id)
	err = firstError(err, findRuns(value, &t.narrow, &t.wide, t.r), t.narrow.end(t.r), t.wide.end(t.r))
	t.r.mark("", t.id)
	return err
}

// rowEnd ends a row.
func (t *rowText) rowEnd() error {
	if t.some {
		if err := t.r.writeString("\n"); err != nil {
			return err
		}
		t.r.recordEnd()
	}
	t.column, t.some = 0, false
	return t.members()
}

// members reads the values that are contents of their own, between two runs.
func (t *rowText) members() error {
	if len(t.kept) == 0 {
		return nil
	}
	if err := t.r.end(); err != nil {
		return err
	}
	for _, m := range t.kept {
		if err := t.c.room(); err != nil {
			return err
		}
		name := cleanName(m.name + "/" + fmt.Sprint(t.id))
		if err := t.c.child(member{name: name, size: int64(len(m.value))}, bytes.NewReader(m.value)); err != nil {
			return err
		}
	}
	t.kept, t.held = t.kept[:0], 0
	t.r.again(exposure.PartTable)
	return nil
}
