package extract

import (
	"bytes"
	"io"

	"github.com/hemostat/hemostat/exposure"
)

// Cells that are merged with those below them belong to each of the rows. A sheet says which they are
// behind its rows (ECMA-376, 18.3.1.55), which are handed on as they come. So the end of a sheet is looked at
// before it is read, for a second inflation of it, where it has no more than 32 MiB: the cells of a larger
// one stand in their first row alone.
const (
	maxAhead  = 32 << 20
	maxMerged = 1 << 16 // cells of one sheet that are merged downwards
)

// merged are the cells of a sheet that are merged with those below: in how many rows more, by row (from 1) and column.
type merged map[[2]int]int

// mergedAhead finds them, as far as the sheet can be looked at.
func (o *office) mergedAhead(name string) merged {
	e := o.parts[name]
	if e == nil || e.size > maxAhead {
		return nil
	}
	if reason, _ := e.unread(); reason != "" {
		return nil
	}
	r, err := o.z.open(e)
	if err != nil {
		return nil // whoever reads it says so
	}
	defer o.z.close(r)
	return readMerged(io.LimitReader(r, maxAhead))
}

var (
	endOfRows  = []byte("sheetData")
	mergedCell = []byte("mergeCell ")
)

// readMerged finds the cells that are merged downwards behind the rows of a sheet.
func readMerged(r io.Reader) merged {
	found := merged{}
	buf := make([]byte, 0, 64<<10)
	for {
		n, err := io.ReadFull(r, buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		rest := buf
		for {
			at := bytes.Index(rest, mergedCell)
			if rows := bytes.LastIndex(rest[:max(at, 0)], endOfRows); rows >= 0 {
				clear(found) // what stood before was text
			}
			if at < 0 || len(rest)-at < longestMerged && err == nil {
				rest = rest[max(at, 0):]
				break
			}
			rest = rest[at+len(mergedCell):]
			found.add(rest[:min(len(rest), longestMerged)])
		}
		if err != nil || len(found) >= maxMerged {
			return found
		}
		kept := min(len(rest), longestMerged)
		if rows := bytes.LastIndex(rest, endOfRows); rows >= 0 && rows < len(rest)-kept {
			clear(found)
		}
		buf = buf[:copy(buf, rest[len(rest)-kept:])]
	}
}

// longestMerged is how long an element is that says which cells are merged.
const longestMerged = 128

// add takes in the attributes of one such element, if it goes downwards.
func (m merged) add(attrs []byte) {
	end := bytes.IndexByte(attrs, '>')
	at := bytes.Index(attrs, []byte(`ref="`))
	if end < 0 || at < 0 || at > end {
		return
	}
	ref := attrs[at+len(`ref="`):]
	first, last, ok := bytes.Cut(ref[:max(bytes.IndexByte(ref, '"'), 0)], []byte(":"))
	if !ok {
		return
	}
	from, to := rowOfCell(first), rowOfCell(last)
	if col := column(first, -1); col >= 0 && from > 0 && to > from {
		m[[2]int{from, col}] = min(to-from, exposure.MostSpanned)
	}
}

// rowOfCell reads the row of a reference such as "AB12", 0 where it has none.
func rowOfCell(ref []byte) int { return atoi(bytes.TrimLeft(ref, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")) }
