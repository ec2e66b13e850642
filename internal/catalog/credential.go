package catalog

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"time"

	"github.com/hemostat/hemostat/exposure"
)

// A Credential is what one content tells of a credential in it: Facts is text of package
// credential, "" where it tells nothing.
type Credential struct {
	Print exposure.Fingerprint
	Facts string
}

// A CredentialIn is a credential with the content that tells of it.
type CredentialIn struct {
	Unit exposure.Unit
	Credential
}

func putCredentials(ctx context.Context, tx execer, content Content) error {
	if _, err := tx.ExecContext(ctx, "DELETE FROM credentials WHERE content = ?", content.Unit[:]); err != nil {
		return err
	}
	for i := range content.Credentials {
		c := &content.Credentials[i]
		if c.Facts == "" {
			continue
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO credentials VALUES (?, ?, ?)", content.Unit[:], c.Print[:], c.Facts); err != nil {
			return fmt.Errorf("storing what credentials open: %w", err)
		}
	}
	return nil
}

// Credentials yields what contents tell of the credentials in them, by content and
// then by fingerprint.
func (c *Catalog) Credentials(ctx context.Context) iter.Seq2[CredentialIn, error] {
	return func(yield func(CredentialIn, error) bool) {
		rows, err := c.db.QueryContext(ctx, "SELECT content, print, facts FROM credentials ORDER BY content, print")
		if err != nil {
			yield(CredentialIn{}, err)
			return
		}
		defer rows.Close()
		var unit, print sql.RawBytes
		for rows.Next() {
			var r CredentialIn
			if err := rows.Scan(&unit, &print, &r.Facts); err != nil {
				yield(r, err)
				return
			}
			copy(r.Unit[:], unit)
			copy(r.Print[:], print)
			if !yield(r, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(CredentialIn{}, err)
		}
	}
}

// A Mark is a person's hand on a credential, an entry of a log that only grows.
type Mark struct {
	Print  exposure.Fingerprint
	Op     string // "state" or "owner", to which Value is set; "undo" of the latest one that stands
	Value  string
	Reason string
	By     string
	At     time.Time
}

// MarkCredential appends a mark, in the chain of custody too.
func (c *Catalog) MarkCredential(ctx context.Context, m Mark) error {
	return c.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO credential_marks (print, op, value, reason, by, at) VALUES (?, ?, ?, ?, ?, ?)",
			m.Print[:], m.Op, m.Value, m.Reason, m.By, stamp(m.At))
		if err != nil {
			return err
		}
		detail := "credential " + m.Print.String() + " " + m.Op
		if m.Value != "" {
			detail += " " + m.Value
		}
		return appendCustody(ctx, tx, []Event{{At: m.At, Event: "decided", By: m.By, Detail: detail + ": " + m.Reason}})
	})
}

// Marks returns all marks in their order.
func (c *Catalog) Marks(ctx context.Context) ([]Mark, error) {
	rows, err := c.db.QueryContext(ctx, "SELECT print, op, value, reason, by, at FROM credential_marks ORDER BY seq")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Mark
	for rows.Next() {
		var m Mark
		var print []byte
		var at int64
		if err := rows.Scan(&print, &m.Op, &m.Value, &m.Reason, &m.By, &at); err != nil {
			return nil, err
		}
		copy(m.Print[:], print)
		m.At = moment(at)
		all = append(all, m)
	}
	return all, rows.Err()
}
