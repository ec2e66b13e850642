package catalog

import (
	"context"
	"database/sql"
	"fmt"
	"iter"

	"github.com/hemostat/hemostat/exposure"
)

// A QuotedPart is a part of a mail that quotes what others wrote before.
type QuotedPart struct {
	Unit exposure.Unit
	Part uint32 // as in [exposure.Mention]
}

func putQuoted(ctx context.Context, tx execer, content Content) error {
	if _, err := tx.ExecContext(ctx, "DELETE FROM quoted WHERE content = ?", content.Unit[:]); err != nil {
		return err
	}
	for _, part := range content.Quoted {
		if _, err := tx.ExecContext(ctx, "INSERT INTO quoted VALUES (?, ?)", content.Unit[:], part); err != nil {
			return fmt.Errorf("storing what a mail quotes: %w", err)
		}
	}
	return nil
}

// Quoted yields the parts that quote, by content and then by part.
func (c *Catalog) Quoted(ctx context.Context) iter.Seq2[QuotedPart, error] {
	return func(yield func(QuotedPart, error) bool) {
		rows, err := c.db.QueryContext(ctx, "SELECT content, part FROM quoted ORDER BY content, part")
		if err != nil {
			yield(QuotedPart{}, err)
			return
		}
		defer rows.Close()
		var unit sql.RawBytes
		for rows.Next() {
			var q QuotedPart
			if err := rows.Scan(&unit, &q.Part); err != nil {
				yield(q, err)
				return
			}
			copy(q.Unit[:], unit)
			if !yield(q, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(QuotedPart{}, err)
		}
	}
}
