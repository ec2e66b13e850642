package extract

import "bytes"

// indented are the objects that lines make by how far they are indented, as in YAML: what stands
// further in below a line "key:" is an object in it, and each "- " begins another of a list.
// Lines that are indented otherwise are of the object before them.
type indented struct {
	nest   nest
	levels []indent // as many as the nest has
	opens  string   // the key of the line before, which has no value
	opened bool
}

// An indent is an object that is open.
type indent struct {
	column int // of its keys
	item   bool
}

// value takes in a value of a key that stands in a column of the line at off, and returns its
// record.
func (d *indented) value(key string, value []byte, column int, off int64) int64 {
	d.at(column, off)
	d.opened = false
	tells := d.nest.says(key).tells
	record := d.nest.value(tells)
	if tells.names() {
		d.nest.name(value)
	}
	return record
}

// opener takes in a line that has no value: it may be line[from:to] and a colon alone, whose
// object follows. It begins in a column and stands at off.
func (d *indented) opener(line []byte, column, from, to int, off int64) {
	rest := bytes.TrimSpace(line[to:])
	switch {
	case column < len(line) && line[column] == '#':
	case from < to && string(rest) == ":":
		d.at(column, off)
		d.opens, d.opened = string(line[from:to]), true
	default:
		d.opened = false
	}
}

// at goes to the object whose keys stand in a column.
func (d *indented) at(column int, off int64) {
	d.leave(column)
	switch top := len(d.levels) - 1; {
	case top < 0:
		d.open(column, false, off, true, "")
	case column < d.levels[top].column: // a block that began further in
		d.levels[top].column = column
	case column > d.levels[top].column && d.opened:
		d.open(column, false, off, false, d.opens)
	}
}

// item begins one of a list, whose dash and keys stand in columns.
func (d *indented) item(dash, column int, off int64) {
	d.opened = false
	d.leave(dash)
	d.open(column, true, off, true, "")
}

func (d *indented) open(column int, item bool, off int64, root bool, key string) {
	if len(d.levels) == maxJSONDepth {
		return
	}
	d.levels = append(d.levels, indent{column, item})
	d.nest.open(off, root, key)
}

// leave closes what stands further in than a column, but for a block itself.
func (d *indented) leave(column int) {
	for i := len(d.levels) - 1; i >= 0 && d.levels[i].column > column && (i > 0 || d.levels[i].item); i-- {
		d.levels = d.levels[:i]
		d.nest.close()
	}
}

// close closes all objects: a blank line ends them.
func (d *indented) close() {
	for range d.levels {
		d.nest.close()
	}
	d.levels, d.opened = d.levels[:0], false
}
