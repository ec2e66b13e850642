package register

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"
)

// third is what version 3 added.
const third = `
CREATE TABLE judged (                        -- signed links that were judged by their words and not asked; no secret, no name of an object
	name  TEXT NOT NULL,                     -- keyed, of the signature
	place TEXT NOT NULL,                     -- host and container
	words TEXT NOT NULL,                     -- JSON: a JudgedLink
	PRIMARY KEY (name, place)
) STRICT, WITHOUT ROWID;
`

// A JudgedLink is a signed link that nobody asked: what it opens is known by its words alone. It holds no
// signature and no name of an object.
type JudgedLink struct {
	Name     string    `json:"link"`   // of the signature, see [Register.LinkName]
	Place    string    `json:"target"` // host and container that it leads to
	Severity string    `json:"severity"`
	Score    int       `json:"score"` // 0 to 100, when it was judged
	Rights   []string  `json:"rights"`
	Reach    string    `json:"reach"`
	Ends     time.Time `json:"until,omitzero"` // by its own words; zero where they do not say
	Judged   time.Time `json:"judged"`
}

// SetJudged keeps links that were judged and not asked. One that is known is judged anew.
func (r *Register) SetJudged(ctx context.Context, list []JudgedLink) error {
	if len(list) == 0 {
		return nil
	}
	return r.db.Write(ctx, func(tx *sql.Tx) error {
		for _, l := range list {
			l.Ends, l.Judged = l.Ends.UTC(), l.Judged.UTC()
			words, err := json.Marshal(l)
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, "INSERT INTO judged VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET words = excluded.words", l.Name, l.Place, string(words)); err != nil {
				return err
			}
		}
		return nil
	})
}

// Judged returns the links that were judged and never asked, by where they lead.
func (r *Register) Judged(ctx context.Context) (list []JudgedLink, err error) {
	rows, err := r.db.Read.QueryContext(ctx, `SELECT words FROM judged
		WHERE NOT EXISTS (SELECT 1 FROM rights WHERE access = 'signed link ' || judged.name) ORDER BY place, name`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var words string
		var l JudgedLink
		if err := rows.Scan(&words); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(words), &l); err != nil {
			return nil, err
		}
		list = append(list, l)
	}
	return list, rows.Err()
}
