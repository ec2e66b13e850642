package avro

import (
	"bytes"
	"encoding/json"
	"strings"
)

// kinds of types.
type kind uint8

const (
	kindNull kind = iota
	kindBoolean
	kindInt
	kindLong
	kindFloat
	kindDouble
	kindBytes
	kindString
	kindRecord
	kindEnum
	kindArray
	kindMap
	kindUnion
	kindFixed
)

var primitives = map[string]kind{"null": kindNull, "boolean": kindBoolean, "int": kindInt, "long": kindLong, "float": kindFloat,
	"double": kindDouble, "bytes": kindBytes, "string": kindString}

// A node is one type of a schema.
type node struct {
	kind    kind
	logical string
	scale   int      // of a decimal
	size    int64    // of a fixed
	symbols []string // of an enum
	fields  []field  // of a record
	of      []*node  // branches of a union, or the items of an array or map
	// empty says that its data take no bytes: they say nothing.
	empty bool
}

type field struct {
	name string
	node *node
}

// A schema is a type and those that it is made of.
type schema struct {
	root  *node
	named map[string]*node
	nodes int
}

// parse reads a schema ("Schema Declaration").
func parse(text []byte) (*schema, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, ErrFormat
	}
	s := &schema{named: make(map[string]*node)}
	var err error
	s.root, err = s.node(v, "", 0)
	return s, err
}

// node makes a type of its declaration within a namespace.
func (s *schema) node(v any, space string, depth int) (*node, error) {
	if s.nodes++; s.nodes > maxNodes || depth > maxDepth {
		return nil, ErrLarge
	}
	switch v := v.(type) {
	case string:
		return s.name(v, space)
	case []any:
		n := &node{kind: kindUnion}
		for _, b := range v {
			of, err := s.node(b, space, depth+1)
			if err != nil {
				return nil, err
			}
			n.of = append(n.of, of)
		}
		return n, nil
	case map[string]any:
		return s.object(v, space, depth)
	}
	return nil, ErrFormat
}

// name finds a type that is primitive or was declared before.
func (s *schema) name(name, space string) (*node, error) {
	if k, ok := primitives[name]; ok {
		return &node{kind: k, empty: k == kindNull}, nil
	}
	if n := s.named[full(name, space)]; n != nil {
		return n, nil
	}
	if n := s.named[name]; n != nil {
		return n, nil
	}
	return nil, ErrFormat
}

// full is a name within its namespace.
func full(name, space string) string {
	if space == "" || strings.Contains(name, ".") {
		return name
	}
	return space + "." + name
}

// object makes a type of a declaration in full.
func (s *schema) object(v map[string]any, space string, depth int) (*node, error) {
	kind, ok := v["type"].(string)
	if !ok { // {"type": {"type": …}} and {"type": […]}
		return s.node(v["type"], space, depth+1)
	}
	var n *node
	var err error
	switch kind {
	case "array":
		n, err = s.items(kindArray, v["items"], space, depth)
	case "map":
		n, err = s.items(kindMap, v["values"], space, depth)
	case "record", "error", "enum", "fixed":
		n, err = s.declared(kind, v, space, depth)
	default:
		n, err = s.name(kind, space)
	}
	if err != nil {
		return nil, err
	}
	if logical, ok := v["logicalType"].(string); ok && n.kind != kindRecord {
		n.logical, n.scale = logical, min(number(v["scale"]), 1<<16)
	}
	return n, nil
}

func (s *schema) items(k kind, v any, space string, depth int) (*node, error) {
	of, err := s.node(v, space, depth+1)
	return &node{kind: k, of: []*node{of}}, err
}

// declared makes a type that has a name.
func (s *schema) declared(kind string, v map[string]any, space string, depth int) (*node, error) {
	name, _ := v["name"].(string)
	if ns, ok := v["namespace"].(string); ok && !strings.Contains(name, ".") {
		space = ns
	}
	n := &node{}
	name = full(name, space)
	s.named[name] = n
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		space = name[:i]
	}
	switch kind {
	case "enum":
		n.kind = kindEnum
		symbols, _ := v["symbols"].([]any)
		for _, y := range symbols {
			symbol, _ := y.(string)
			n.symbols = append(n.symbols, symbol)
		}
		return n, nil
	case "fixed":
		n.kind, n.size = kindFixed, int64(number(v["size"]))
		n.empty = n.size == 0
		return n, nil
	}
	n.kind = kindRecord
	fields, _ := v["fields"].([]any)
	for _, f := range fields {
		f, ok := f.(map[string]any)
		if !ok {
			return nil, ErrFormat
		}
		of, err := s.node(f["type"], space, depth+1)
		if err != nil {
			return nil, err
		}
		if label, _ := f["name"].(string); !of.empty {
			n.fields = append(n.fields, field{strings.ToValidUTF8(label, "\uFFFD"), of})
		}
	}
	n.empty = len(n.fields) == 0
	return n, nil
}

// number reads a number that is not negative.
func number(v any) int {
	n, _ := v.(json.Number)
	i, err := n.Int64()
	if err != nil || i < 0 || i > 1<<40 {
		return 0
	}
	return int(i)
}
