package extract

import "bytes"

// maxCells is how many cells of a row are looked at.
const maxCells = 1024

// tableWidths are the widths of the rows of a sample with each delimiter. They
// tell most texts from a table before one cell is cut out.
type tableWidths [len(delimiters)]struct {
	rowWidths
	next int // where the next row begins
	open int // see cellEnd
}

// rowWidths counts rows by their width, which is how many cells they have.
type rowWidths struct {
	rows  int
	cells int
	most  int // rows of the commonest width of two cells or more
	first [maxTitles]uint16
	by    [maxCells + 1]uint16
}

// count counts the cells of each row with each delimiter, line by line.
func (t *tableWidths) count(text []byte, whole bool) {
	for at, open := 0, true; at < len(text) && open; {
		end := at + bytes.IndexByte(text[at:], '\n') + 1
		complete := end > at
		if !complete {
			end = len(text)
		}
		quoted := bytes.IndexByte(text[at:end], '"') >= 0
		open = false
		for i := range t {
			w := &t[i]
			if w.next == at && w.more() {
				width, n, complete := 0, end-at, complete
				if quoted && opensQuote(text[at:end], delimiters[i]) {
					width, n, complete = quotedWidth(text[at:], delimiters[i], &w.open)
				} else {
					width = plainWidth(text[at:end], delimiters[i])
				}
				if complete || whole {
					w.add(width)
					w.next = at + n
				}
			}
			open = open || w.next > at
		}
		at = end
	}
}

// more reports whether further rows matter: there are not enough yet, and not so
// many of other widths that no width can have the share that a table must have.
func (w *rowWidths) more() bool {
	return w.rows < sampleRows && (w.rows-w.most)*100 <= sampleRows*(100-minShare)
}

// add adds a row; one of no width is blank.
func (w *rowWidths) add(width int) {
	if width == 0 {
		return
	}
	if w.rows < maxTitles {
		w.first[w.rows] = uint16(width)
	}
	w.rows++
	w.cells += width
	w.by[width]++
	if width > 1 {
		w.most = max(w.most, int(w.by[width]))
	}
}

// The shares of rows of one width that a table must have, in per cent: one of few
// columns, and any.
const (
	minShareFew = 80
	minShare    = 60
)

// dialect is what the widths say of a table with a delimiter; nil where there is
// none.
func (w *rowWidths) dialect(delim byte) *dialect {
	if w.rows < 2 || w.most == 0 {
		return nil
	}
	d := &dialect{delim: delim, rows: w.rows, header: -1, share: 100 * w.most / w.rows}
	for d.columns = maxCells; int(w.by[d.columns]) != w.most; {
		d.columns--
	}
	if !d.isTable() {
		if d.titles = w.titles(d.columns); d.titles == 0 || w.most < 2 {
			return nil
		}
		if d.share = 100 * w.most / (w.rows - d.titles); !d.isTable() {
			return nil
		}
	}
	return d
}

// isTable reports whether as many rows are of one width as a table must have.
func (d *dialect) isTable() bool {
	return d.share >= minShareFew || d.share >= minShare && (d.columns >= 4 || d.delim == ':')
}

// maxTitles is how many rows above the row of names of a table may say what it is.
const maxTitles = 5

// titles counts the rows before the first of a width, all of which are narrower; 0 where they are
// too many.
func (w *rowWidths) titles(width int) int {
	for i, n := range w.first[:min(maxTitles, w.rows)] {
		switch {
		case int(n) == width:
			return i
		case int(n) > width:
			return 0
		}
	}
	return 0
}

// opensQuote reports whether a quote stands where a cell of the line begins: any
// other is a part of its cell.
func opensQuote(line []byte, delim byte) bool {
	return line[0] == '"' || bytes.Contains(line, []byte{delim, '"'})
}

// plainWidth is the width of a row without cells in quotes.
func plainWidth(row []byte, delim byte) int {
	if n := bytes.Count(row, []byte{delim}); n > 0 {
		return min(n+1, maxCells)
	}
	row = bytes.TrimSuffix(row, []byte("\n"))
	return b2i(len(bytes.TrimSuffix(row, []byte("\r"))) > 0)
}

// quotedWidth is the width of the row of n bytes that text begins with, which may
// have cells in quotes, and in those delimiters and ends of lines. What open is,
// cellEnd says.
func quotedWidth(text []byte, delim byte, open *int) (width, n int, complete bool) {
	blank := true
	for i := 0; ; {
		from, to, end := cellEnd(text[i:], delim, open)
		width++
		blank = blank && width == 1 && from == to
		i += end
		if complete = i < len(text); complete {
			i++
		}
		if !complete || text[i-1] == '\n' {
			if blank {
				width = 0
			}
			return min(width, maxCells), i, complete
		}
	}
}
