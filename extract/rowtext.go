package extract

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strings"
)

// rowText writes rows of a table of which most cells may be empty: a line each, with
// tabs between its cells and commas between the values of one.
type rowText struct {
	c            *content
	r            *run
	heads        []string
	id           int64
	begun        bool // the names of columns are written
	headed       bool // and said to whoever reads the run
	column       int  // of the row, where the last value stands
	some         bool // the row has a value
	names        names
	narrow, wide runFinder
	kept         []bsonMember
	held         int
	// open reads what was kept; nil to read it as a member under its name.
	open func(m bsonMember) error
}

// maxHeld bounds what of a row is kept to be read behind it, in bytes.
const maxHeld = 32 << 20

// cell goes on to a column and gives the name of its field.
func (t *rowText) cell(column int, key []byte) (field string, err error) {
	if !t.begun {
		t.begun = true
		if err := t.r.writeString(strings.Join(t.heads, "\t") + "\n"); err != nil {
			return "", err
		}
	}
	if !t.some && !t.headed {
		t.headed = true
		t.r.table(t.r.at(), t.heads)
	}
	if !t.some {
		t.r.mark("", t.id)
	}
	if t.some && t.column == column {
		err = t.r.writeString(", ")
	}
	for ; t.column < column && err == nil; t.column++ {
		err = t.r.writeString("\t")
	}
	t.some = true
	field = t.heads[column]
	if len(key) > 0 {
		key = bytes.ToValidUTF8(key, nil)
		field = t.names.of([]byte(field + "." + string(key)))
		err = firstError(err, t.r.write(key), t.r.writeString(": "))
	}
	return field, err
}

// value writes a value, which is text.
func (t *rowText) value(column int, key, text []byte) error {
	field, err := t.cell(column, key)
	t.r.mark(field, t.id)
	err = firstError(err, t.r.write(text))
	t.r.mark("", t.id)
	return err
}

// blob writes what of a value that is no text stands in its row.
func (t *rowText) blob(column int, key, value []byte) error {
	switch how, text := t.c.value(value); how {
	case blobText:
		return t.value(column, key, text)
	case blobHex:
		return t.value(column, key, hex.AppendEncode(nil, value))
	case blobMember:
		t.kept = append(t.kept, bsonMember{t.heads[column], bytes.Clone(value)})
		if t.held += len(value); t.held > maxHeld {
			return t.members()
		}
		return nil
	}
	field, err := t.cell(column, key)
	t.r.mark(field, t.id)
	err = firstError(err, findRuns(value, &t.narrow, &t.wide, t.r), t.narrow.end(t.r), t.wide.end(t.r))
	t.r.mark("", t.id)
	return err
}

// rowEnd ends a row.
func (t *rowText) rowEnd() error {
	if t.some {
		if err := t.r.writeString("\n"); err != nil {
			return err
		}
		t.r.recordEnd()
	}
	t.column, t.some = 0, false
	return t.members()
}

// members reads the values that are contents of their own, between two runs.
func (t *rowText) members() error {
	if len(t.kept) == 0 {
		return nil
	}
	if err := t.r.end(); err != nil {
		return err
	}
	for _, m := range t.kept {
		if err := t.c.room(); err != nil {
			return err
		}
		var err error
		if t.open != nil {
			err = t.open(m)
		} else {
			name := cleanName(m.name + "/" + fmt.Sprint(t.id))
			err = t.c.child(member{name: name, size: int64(len(m.value))}, bytes.NewReader(m.value))
		}
		if err != nil {
			return err
		}
	}
	t.kept, t.held = t.kept[:0], 0
	t.again()
	return nil
}

// again goes on in another run that is as the one before.
func (t *rowText) again() {
	t.headed = false
	t.r.again(t.r.seg.Part)
}
