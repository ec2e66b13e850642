package parquet

import "strings"

// physical types ("enum Type").
type physical uint8

const (
	boolean physical = iota
	int32s
	int64s
	int96
	float32s
	float64s
	byteArray
	fixedArray
)

// meanings of values, from their logical or converted type.
type meaning uint8

const (
	plain meaning = iota
	text
	decimal
	date
	timeMillis
	timeMicros
	timeNanos
	stampMillis
	stampMicros
	stampNanos
	unsigned
	uuid
	half
	interval
)

// repetitions.
const (
	required = iota
	optional
	repeated
)

// A Column is a leaf of the schema.
type Column struct {
	// Name is made of the names that lead to it, with dots; those that the format
	// puts between a list or map and its items are left out.
	Name string
	// Pair says that the values have keys, in the column before, which is not given
	// apart from them.
	Pair bool
	// Keys says that this is the column of keys.
	Keys bool

	maxDef, maxRep int
	kind           physical
	length         int // of fixedArray, in bytes
	means          meaning
	utc            bool
	scale          int
}

// An element is a node of the schema.
type element struct {
	name       string
	leaf       bool
	kind       physical
	length     int
	repetition int
	children   int
	means      meaning
	utc        bool
	scale      int
	isMap      bool
	isList     bool
}

// element reads a SchemaElement.
func (t *thrift) element() (e element, err error) {
	logical := false
	err = t.structure(func(id int16, kind byte) (bool, error) {
		if id == 4 && kind == typeBinary {
			name, err := t.bytes(maxName)
			e.name = strings.ToValidUTF8(string(name), "\uFFFD")
			return true, err
		}
		if id == 10 && kind == typeStruct {
			logical = true
			return true, t.logical(&e)
		}
		if kind != typeInt32 || id > 8 {
			return false, nil
		}
		v, err := t.int()
		switch id {
		case 1:
			e.leaf, e.kind = true, physical(v)
			if v < 0 || v > int64(fixedArray) {
				err = ErrFormat
			}
		case 2:
			e.length = int(v)
		case 3:
			e.repetition = int(v)
		case 5:
			e.children = int(v)
		case 6:
			e.converted(v, logical)
		case 7:
			e.scale = int(v)
		}
		return true, err
	})
	return e, err
}

// converted says what a ConvertedType means, unless a logical type said it.
func (e *element) converted(v int64, logical bool) {
	switch v {
	case 1, 2:
		e.isMap = true
	case 3:
		e.isList = true
	}
	if logical {
		return
	}
	means := map[int64]meaning{0: text, 4: text, 5: decimal, 6: date, 7: timeMillis, 8: timeMicros, 9: stampMillis, 10: stampMicros,
		11: unsigned, 12: unsigned, 13: unsigned, 14: unsigned, 19: text, 21: interval}
	e.means, e.utc = means[v], true
}

// logical reads a LogicalType, a union.
func (t *thrift) logical(e *element) error {
	return t.structure(func(id int16, kind byte) (bool, error) {
		if kind != typeStruct {
			return false, nil
		}
		switch id {
		case 1, 4, 12:
			e.means = text
		case 2:
			e.isMap = true
		case 3:
			e.isList = true
		case 6:
			e.means = date
		case 14:
			e.means = uuid
		case 15:
			e.means = half
		case 5, 7, 8, 10:
			return true, t.parameters(e, id)
		}
		return false, nil
	})
}

// parameters reads the parameters of a decimal, a time, a timestamp or a whole number.
func (t *thrift) parameters(e *element, what int16) error {
	base := plain
	switch what {
	case 5:
		e.means = decimal
	case 7:
		base = timeMillis
	case 8:
		base = stampMillis
	}
	return t.structure(func(id int16, kind byte) (bool, error) {
		switch {
		case what == 5 && id == 1 && kind == typeInt32:
			v, err := t.int()
			e.scale = int(v)
			return true, err
		case what == 10 && id == 2 && kind == typeFalse:
			e.means = unsigned
		case base != plain && id == 1:
			e.utc = kind == typeTrue
		case base != plain && id == 2 && kind == typeStruct:
			return true, t.structure(func(unit int16, kind byte) (bool, error) {
				if unit >= 1 && unit <= 3 {
					e.means = base + meaning(unit-1)
				}
				return false, nil
			})
		}
		return false, nil
	})
}

// columns makes columns of the elements of a schema, which stand depth first.
func columns(elements []element) ([]Column, error) {
	if len(elements) == 0 {
		return nil, ErrFormat
	}
	b := &builder{left: elements[1:]}
	for range elements[0].children {
		if len(b.left) == 0 {
			return nil, ErrFormat
		}
		if err := b.node(nil, 0, 0, outer{}); err != nil {
			return nil, err
		}
	}
	return b.columns, nil
}

// A builder goes through a schema.
type builder struct {
	left    []element
	columns []Column
	named   int // bytes of names
}

// outer is what a node stands in.
type outer struct {
	isMap, isList bool // directly in one
	pairs         bool // in the items of a map
	single        bool // in the items of a list, which have one part
	rep           int  // levels of repetition of these items
}

// node takes the next node and what is beneath it.
func (b *builder) node(path []string, def, rep int, in outer) error {
	if len(b.left) == 0 || len(path) > maxDepth {
		return ErrFormat
	}
	e := b.left[0]
	b.left = b.left[1:]
	switch e.repetition {
	case repeated:
		def, rep = def+1, rep+1
	case optional:
		def++
	}
	item := in.isMap || in.isList && e.repetition == repeated
	switch {
	case item:
	case in.pairs && (e.name == "key" || e.name == "value"):
	case in.single && (e.name == "element" || e.name == "item" || e.name == "array_element"):
	default:
		path = append(path[:len(path):len(path)], e.name)
	}
	if e.leaf {
		return b.leaf(&e, path, def, rep, in)
	}
	next := outer{isMap: e.isMap && !item, isList: e.isList && !item, pairs: in.isMap && item, single: in.isList && item && e.children == 1, rep: rep}
	for range e.children {
		if err := b.node(path, def, rep, next); err != nil {
			return err
		}
	}
	return nil
}

// leaf adds a column.
func (b *builder) leaf(e *element, path []string, def, rep int, in outer) error {
	c := Column{Name: strings.Join(path, "."), maxDef: def, maxRep: rep, kind: e.kind, length: e.length, means: e.means, utc: e.utc, scale: e.scale}
	if b.named += len(c.Name); b.named > maxNames {
		return ErrLarge
	}
	if c.kind == fixedArray && (c.length <= 0 || c.length > maxValue) {
		return ErrFormat
	}
	n := len(b.columns)
	switch {
	case in.pairs && e.name == "key" && rep == in.rep:
		c.Keys = true
	case in.pairs && e.name == "value" && rep == in.rep && n > 0 && b.columns[n-1].Keys:
		c.Pair = true
	}
	if n > 0 && b.columns[n-1].Keys && !c.Pair { // what the keys lead to is no plain value
		b.columns[n-1].Keys = false
		b.columns[n-1].Name += ".key"
	}
	b.columns = append(b.columns, c)
	return nil
}
