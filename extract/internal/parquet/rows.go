package parquet

import "errors"

// group reads a row group, in as many passes over its columns as memory asks for.
func (f *File) group(chunks []chunk) error {
	f.most = 0
	for len(chunks) > 0 {
		var cursors []*cursor
		for len(chunks) > 0 {
			c := f.cursor(&chunks[0])
			if c == nil {
				if f.fail != nil {
					return f.fail
				}
				chunks = chunks[1:]
				continue
			}
			if f.memory > softMemory && len(cursors) > 0 && !c.column.Pair {
				c.close()
				break
			}
			cursors = append(cursors, c)
			chunks = chunks[1:]
		}
		err := f.pass(cursors)
		for _, c := range cursors {
			c.close()
		}
		if err != nil {
			return err
		}
	}
	f.rows += f.most
	return nil
}

// count counts a chunk that cannot be read, or not to its end.
func (f *File) count(err error) {
	switch {
	case errors.Is(err, ErrEncrypted):
		f.Encrypted++
	case errors.Is(err, ErrFormat):
		f.Broken++
	default:
		f.Unsupported++
	}
}

// cursor opens a chunk at its first value; nil where it has none or cannot be read.
func (f *File) cursor(k *chunk) *cursor {
	c := &cursor{f: f, number: k.column, column: &f.Columns[k.column], chunk: *k, left: k.values}
	err := c.open()
	if err == nil && c.peek() {
		return c
	}
	if err != nil {
		c.failed(err)
	}
	c.close()
	return nil
}

// pass gives the rows of some columns.
func (f *File) pass(cursors []*cursor) error {
	keys := new(keyed)
	for n := int64(0); ; n++ {
		some := false
		for _, c := range cursors {
			some = c.peek() || some
		}
		if f.fail != nil {
			return f.fail
		}
		if !some {
			f.most = max(f.most, n)
			return nil
		}
		err := f.sink.Row(f.rows + n)
		keys.of = -1
		for _, c := range cursors {
			if err == nil {
				err = c.row(keys)
			}
		}
		if err == nil {
			err = f.sink.RowEnd()
		}
		if err == nil {
			err = f.worked(int64(len(cursors)))
		}
		if err != nil {
			return err
		}
	}
}

// workStep is how much work is told at once.
const workStep = 64 << 10

// worked counts bytes and values.
func (f *File) worked(n int64) error {
	if f.work += n; f.work < workStep {
		return nil
	}
	n, f.work = f.work, 0
	return f.sink.Work(n)
}

// keyed holds the keys of the maps of one row of a column.
type keyed struct {
	of   int // number of the column
	data []byte
	ends []int
}

// maxKeys bounds the keys of a row in bytes.
const maxKeys = 1 << 20

func (k *keyed) add(p []byte) {
	if len(k.data)+len(p)+8*len(k.ends) <= maxKeys {
		k.data = append(k.data, p...)
		k.ends = append(k.ends, len(k.data))
	}
}

func (k *keyed) key(i int) []byte {
	if i >= len(k.ends) {
		return nil
	}
	from := 0
	if i > 0 {
		from = k.ends[i-1]
	}
	return k.data[from:k.ends[i]]
}

// row gives the values that a column has in the next row: those up to the next that
// begins one.
func (c *cursor) row(keys *keyed) error {
	if c.column.Keys {
		keys.of, keys.data, keys.ends = c.number, keys.data[:0], keys.ends[:0]
	}
	n := int64(0)
	for i := 0; c.peek() && (i == 0 || c.rep > 0); i++ {
		c.have = false
		n++
		if c.def < c.column.maxDef {
			if c.column.Keys {
				keys.add(nil)
			}
			continue
		}
		p, err := c.value()
		if err != nil {
			c.failed(err)
			break
		}
		n += int64(len(p))
		var key []byte
		if c.column.Pair && keys.of == c.number-1 {
			key = keys.key(i)
		}
		if err := c.give(key, p, keys); err != nil {
			return err
		}
	}
	if c.f.fail != nil {
		return c.f.fail
	}
	return c.f.worked(n)
}

// give hands on one value.
func (c *cursor) give(key, p []byte, keys *keyed) error {
	text, ok := c.column.text(c.f.text[:0], p)
	c.f.text = text
	switch {
	case c.column.Keys && ok:
		keys.add(text)
		return nil
	case c.column.Keys:
		keys.add(p)
		return nil
	case ok:
		return c.f.sink.Value(c.number, key, text)
	}
	return c.f.sink.Binary(c.number, key, p)
}
