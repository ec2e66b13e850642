// Package chain is a log whose every line follows from the one before it, which
// others can verify with sha256sum alone: each line is a JSON object with its
// number and the SHA-256 of the bytes of the line before, without its line feed.
//
// The lines stand in a table of SQLite with the columns seq, line and hash, which
// is that of the line.
package chain

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
)

// Genesis stands before the first line.
const Genesis = "0000000000000000000000000000000000000000000000000000000000000000"

// longestLine bounds a line that is verified, in bytes.
const longestLine = 4 << 20

// A Link is the place of a line. Embed it, first, in what is marshalled.
type Link struct {
	Seq      int64  `json:"seq"`      // from 1
	Previous string `json:"previous"` // SHA-256 of the line before, in hexadecimal
}

// After returns the place of the line that follows line, which stood at l.
func (l Link) After(line []byte) Link {
	sum := sha256.Sum256(line)
	return Link{l.Seq + 1, hex.EncodeToString(sum[:])}
}

// Last returns the place of the next line of a table.
func Last(ctx context.Context, tx *sql.Tx, table string) (Link, error) {
	l := Link{0, Genesis}
	err := tx.QueryRowContext(ctx, "SELECT seq, hash FROM "+table+" ORDER BY seq DESC LIMIT 1").Scan(&l.Seq, &l.Previous)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	l.Seq++
	return l, err
}

// Export writes the lines of a table, and returns how many there are and the
// SHA-256 of the last one.
func Export(ctx context.Context, db *sql.DB, table string, w io.Writer) (n int64, head string, err error) {
	rows, err := db.QueryContext(ctx, "SELECT line, hash FROM "+table+" ORDER BY seq")
	if err != nil {
		return 0, "", err
	}
	defer rows.Close()
	buffered := bufio.NewWriter(w)
	head = Genesis
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

// Verify reads exported lines, and reports how many hold together and the SHA-256
// of the last one. The error names the first line that does not follow from the
// one before it.
func Verify(r io.Reader) (n int64, head string, err error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, longestLine)
	want := Link{1, Genesis}
	for lines.Scan() {
		var l Link
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			return n, want.Previous, fmt.Errorf("line %d is not an entry of a chain of custody", n+1)
		}
		if l != want {
			return n, want.Previous, fmt.Errorf("line %d does not follow from the line before it: an entry was changed, removed or put in", n+1)
		}
		want = want.After(lines.Bytes())
		n++
	}
	return n, want.Previous, lines.Err()
}
