package mysql

import (
	"errors"
	"fmt"

	"github.com/hemostat/hemostat/source/internal/tables"
)

// A batch is a few rows of a table of which the rest is asked for later: nothing is locked
// in between (mariadb.com/kb/en/handler-commands).
type batch struct {
	limit int   // rows that were asked for
	seen  int   // rows that came
	bytes int64 // that they took
}

// Rows are asked for that come to about batchBytes, which wait in the buffers of the network
// for whoever reads them, and not in the server.
const (
	firstRows  = 8
	mostRows   = 4096
	batchBytes = 256 << 10
)

// handle opens a table and asks for its first rows. The batch is nil where that is refused,
// which a SELECT may not be.
func (s *session) handle(p tables.Place) ([]column, *batch, error) {
	b := &batch{limit: firstRows}
	_, err := s.query("HANDLER "+qualified(p)+" OPEN AS hemostat", 0, 0)
	if err == nil {
		var columns []column
		if columns, err = s.ask(b.sql("FIRST")); err == nil {
			return columns, b, nil
		}
	}
	if a := (*answer)(nil); errors.As(err, &a) && (a.denies() || a.code == noOption) {
		return nil, nil, nil
	}
	return nil, nil, err
}

// noOption is the error of an engine that knows no HANDLER.
const noOption = 1031

func (b *batch) sql(which string) string {
	return fmt.Sprintf("HANDLER hemostat READ %s LIMIT %d", which, b.limit)
}

// again asks for the rows behind the batch, of so many columns; more is false where that
// was the last.
func (b *batch) again(w *wire, columns int) (more bool, err error) {
	if b.seen < b.limit {
		return false, nil
	}
	each := b.bytes/int64(b.seen) + 1
	*b = batch{limit: int(min(max(batchBytes/each, 1), mostRows))}
	got, err := w.ask(b.sql("NEXT"))
	if err == nil && len(got) != columns {
		err = errGarbled
	}
	return true, err
}
