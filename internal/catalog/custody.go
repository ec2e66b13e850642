package catalog

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/hemostat/hemostat/internal/chain"
)

// An Event is one entry of the chain of custody: what was done to which object,
// when, and how it was reached. Names that quote somebody's data are masked;
// NameKey, a keyed name, lets whoever holds the campaign's key and the listing
// tell which object it was.
type Event struct {
	At      time.Time `json:"at"`
	Event   string    `json:"event"` // "created", "listed", "fetching", "fetched", "figures", "reported", "opened", "exported", "held", "lifted", "decided", "approved"
	Target  string    `json:"target,omitempty"`
	Object  string    `json:"object,omitempty"`
	NameKey string    `json:"nameKey,omitempty"`
	SHA256  string    `json:"sha256,omitempty"`
	ETag    string    `json:"etag,omitempty"`
	Bytes   int64     `json:"bytes,omitempty"`
	Access  string    `json:"access,omitempty"` // "anonymous", "sas", "shared key", "sign-in NAME", "folder"
	By      string    `json:"by,omitempty"`
	Detail  string    `json:"detail,omitempty"`
}

// entry is an event with its place in the chain.
type entry struct {
	chain.Link
	Event
}

// Record appends events to the chain of custody.
func (c *Catalog) Record(ctx context.Context, events ...Event) error {
	return c.write(ctx, func(tx *sql.Tx) error { return appendCustody(ctx, tx, events) })
}

func appendCustody(ctx context.Context, tx *sql.Tx, events []Event) error {
	if len(events) == 0 {
		return nil
	}
	last, err := chain.Last(ctx, tx, "custody")
	if err != nil {
		return err
	}
	insert, err := tx.PrepareContext(ctx, "INSERT INTO custody VALUES (?, ?, ?)")
	if err != nil {
		return err
	}
	defer insert.Close()
	for _, e := range events {
		e.At = e.At.UTC()
		line, err := json.Marshal(entry{last, e})
		if err != nil {
			return err
		}
		next := last.After(line)
		if _, err := insert.ExecContext(ctx, last.Seq, string(line), next.Previous); err != nil {
			return err
		}
		last = next
	}
	return nil
}

// ExportCustody writes the chain, one entry a line, and returns how many
// entries there are and the SHA-256 of the last line.
func (c *Catalog) ExportCustody(ctx context.Context, w io.Writer) (n int64, head string, err error) {
	return chain.Export(ctx, c.db, "custody", w)
}

// Fetches sum up what was fetched, of which a chain has an entry for each object.
type Fetches struct {
	First, Last time.Time // of the entries
	Shards      int64     // announced
	Objects     int64     // begun
}

// Fetches returns what was fetched so far; its zero value where nothing was.
func (c *Catalog) Fetches(ctx context.Context) (f Fetches, err error) {
	var first, last sql.NullString
	err = c.db.QueryRowContext(ctx, `WITH f AS MATERIALIZED (SELECT seq, json_extract(line, '$.event') AS event FROM custody WHERE event IN ('fetching', 'fetched'))
		SELECT count(*) FILTER (WHERE event = 'fetching'), count(*) FILTER (WHERE event = 'fetched'),
			(SELECT json_extract(line, '$.at') FROM custody WHERE seq = (SELECT min(seq) FROM f)),
			(SELECT json_extract(line, '$.at') FROM custody WHERE seq = (SELECT max(seq) FROM f)) FROM f`).Scan(&f.Shards, &f.Objects, &first, &last)
	if err != nil || !first.Valid {
		return f, err
	}
	f.First, err = time.Parse(time.RFC3339Nano, first.String)
	if err == nil {
		f.Last, err = time.Parse(time.RFC3339Nano, last.String)
	}
	return f, err
}

// Events returns the chain's events from the newest, at most limit of them,
// without those that [Catalog.Fetches] sums up.
func (c *Catalog) Events(ctx context.Context, limit int) ([]Event, error) {
	rows, err := c.db.QueryContext(ctx, `SELECT line FROM custody WHERE json_extract(line, '$.event') NOT IN ('fetching', 'fetched')
		ORDER BY seq DESC LIMIT ?`, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Event
	for rows.Next() {
		var line string
		var e entry
		if err := rows.Scan(&line); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			return nil, err
		}
		all = append(all, e.Event)
	}
	return all, rows.Err()
}

// VerifyCustody reads an exported chain, and reports how many entries hold
// together and the SHA-256 of the last line. The error names the first line
// that does not follow from the one before it.
func VerifyCustody(r io.Reader) (n int64, head string, err error) { return chain.Verify(r) }

// Manifest writes what was fetched in the format that `sha256sum --check`
// reads: a digest, two blanks and the masked name, which is escaped as GNU
// coreutils escape it.
func (c *Catalog) Manifest(ctx context.Context, w io.Writer) error {
	rows, err := c.db.QueryContext(ctx, `SELECT lower(hex(c.hash)), o.mask, o.name FROM readings r JOIN objects o ON o.id = r.object
		JOIN contents c ON c.unit = r.content ORDER BY o.mask, r.id`)
	if err != nil {
		return err
	}
	defer rows.Close()
	buffered := bufio.NewWriter(w)
	for rows.Next() {
		var digest, name string
		var raw []byte
		if err := rows.Scan(&digest, &name, &raw); err != nil {
			return err
		}
		if strings.ToValidUTF8(string(raw), "\uFFFD") == name { // nothing in it is masked: as its bytes are, which a folder needs
			name = string(raw)
		}
		escaped := manifestName.Replace(name)
		if escaped != name {
			buffered.WriteByte('\\')
		}
		fmt.Fprintf(buffered, "%s  %s\n", digest, escaped)
	}
	return errors.Join(rows.Err(), buffered.Flush())
}
