package extract

import (
	"strconv"

	"github.com/hemostat/hemostat/extract/internal/sqlitefile"
)

func sniffWAL(h *head) int {
	if h.has(sqlitefile.MagicWAL) || h.has(sqlitefile.MagicWALBig) {
		return 90
	}
	return 0
}

// readWAL reads what was written to a SQLite database last and stands beside it.
// Which table a row is of it does not say; a row that stands in it several times
// is given once.
func readWAL(c *content, h *head) error {
	at, size, err := c.random()
	if err != nil {
		return err
	}
	w, err := sqlitefile.OpenWAL(at, size)
	if err != nil {
		return c.runsOf(at, size, minRun, broken("its header does not follow its format"))
	}
	d := &database{c: c}
	d.begin()
	seen := &onceSet{}
	rows := &sqlitefile.Table{RowID: -1}
	err = w.Frames(func(n uint32, p []byte) error {
		if !seen.first(p) {
			return nil
		}
		tree, err := w.Rows(n, p, func(row *sqlitefile.Row) error {
			return d.once(seen, rows, row)
		})
		if tree || err != nil {
			return err
		}
		return firstError(findRuns(p, &d.narrow, &d.wide, d.r), d.narrow.end(d.r), d.wide.end(d.r))
	})
	if err := firstError(err, d.r.end()); err != nil {
		return err
	}
	if w.Broken() > 0 {
		return broken("some of its pages or rows do not follow its format")
	}
	return nil
}

// once writes a row that does not stand in the log for the second time.
func (d *database) once(seen *onceSet, t *sqlitefile.Table, row *sqlitefile.Row) error {
	key := strconv.AppendInt(nil, row.ID, 10)
	for i := range row.Cells {
		c := &row.Cells[i]
		key = strconv.AppendInt(append(key, byte(c.Type)), c.Int, 10)
		key = strconv.AppendFloat(append(key, ' '), c.Float, 'g', -1, 64)
		key = append(append(key, ' '), c.Bytes...)
	}
	if !seen.first(key) {
		return nil
	}
	return d.row(t, row)
}
