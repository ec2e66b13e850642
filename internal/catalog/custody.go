package catalog

import (
	"bufio"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// An Event is one entry of the chain of custody: what was done to which object,
// when, and how it was reached. Names that quote somebody's data are masked;
// NameKey, a keyed name, lets whoever holds the campaign's key and the listing
// tell which object it was.
type Event struct {
	At      time.Time `json:"at"`
	Event   string    `json:"event"` // "created", "listed", "fetching", "fetched", "figures", "reported", "opened", "exported", "held", "lifted", "decided"
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

// entry is an event with its place in the chain: Previous is the SHA-256 of the
// bytes of the line before, without its line feed, so that a third party can
// check the chain with sha256sum alone.
type entry struct {
	Seq      int64  `json:"seq"`
	Previous string `json:"previous"`
	Event
}

// genesis stands before the first line.
const genesis = "0000000000000000000000000000000000000000000000000000000000000000"

// Record appends events to the chain of custody.
func (c *Catalog) Record(ctx context.Context, events ...Event) error {
	return c.write(ctx, func(tx *sql.Tx) error { return appendCustody(ctx, tx, events) })
}

func appendCustody(ctx context.Context, tx *sql.Tx, events []Event) error {
	if len(events) == 0 {
		return nil
	}
	seq, previous := int64(0), genesis
	err := tx.QueryRowContext(ctx, "SELECT seq, hash FROM custody ORDER BY seq DESC LIMIT 1").Scan(&seq, &previous)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	insert, err := tx.PrepareContext(ctx, "INSERT INTO custody VALUES (?, ?, ?)")
	if err != nil {
		return err
	}
	defer insert.Close()
	for _, e := range events {
		seq++
		e.At = e.At.UTC()
		line, err := json.Marshal(entry{Seq: seq, Previous: previous, Event: e})
		if err != nil {
			return err
		}
		sum := sha256.Sum256(line)
		previous = hex.EncodeToString(sum[:])
		if _, err := insert.ExecContext(ctx, seq, string(line), previous); err != nil {
			return err
		}
	}
	return nil
}

// ExportCustody writes the chain, one entry a line, and returns how many
// entries there are and the SHA-256 of the last line.
func (c *Catalog) ExportCustody(ctx context.Context, w io.Writer) (n int64, head string, err error) {
	rows, err := c.db.QueryContext(ctx, "SELECT line, hash FROM custody ORDER BY seq")
	if err != nil {
		return 0, "", err
	}
	defer rows.Close()
	buffered := bufio.NewWriter(w)
	head = genesis
	for rows.Next() {
		var line string
		if err := rows.Scan(&line, &head); err != nil {
			return n, head, err
		}
		n++
		buffered.WriteString(line)
		buffered.WriteByte('\n')
	}
	return n, head, errors.Join(rows.Err(), buffered.Flush())
}

// Events yields the chain's events from the newest, at most limit of them,
// leaving out those of the given sort.
func (c *Catalog) Events(ctx context.Context, limit int, without string) ([]Event, error) {
	rows, err := c.db.QueryContext(ctx, "SELECT line FROM custody WHERE json_extract(line, '$.event') <> ? ORDER BY seq DESC LIMIT ?", without, limit)
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
func VerifyCustody(r io.Reader) (n int64, head string, err error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	head = genesis
	for lines.Scan() {
		var e entry
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			return n, head, fmt.Errorf("custody line %d is not an entry of a chain of custody", n+1)
		}
		if e.Seq != n+1 || e.Previous != head {
			return n, head, fmt.Errorf("custody line %d does not follow from the line before it: an entry was changed, removed or put in", n+1)
		}
		sum := sha256.Sum256(lines.Bytes())
		head = hex.EncodeToString(sum[:])
		n++
	}
	return n, head, lines.Err()
}

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
