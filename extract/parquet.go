package extract

import (
	"bytes"
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
