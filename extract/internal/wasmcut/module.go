package wasmcut

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
)

// The sections of a module, and what is imported and exported.
const (
	secType = iota + 1
	secImport
	secFunction
	secTable
	secMemory
	secGlobal
	secExport
	secStart
	secElement
	secCode

	kindFunc   = 0
	kindTable  = 1
	kindMemory = 2
	kindGlobal = 3

	typeI32 = 0x7f
	mutable = 1
)

// sectionOrder is that in which sections stand: the count of data (12) is before code.
var sectionOrder = []byte{secType, secImport, secFunction, secTable, secMemory, secGlobal, secExport, secStart, secElement, 12, secCode, 11}

var magic = []byte("\x00asm\x01\x00\x00\x00")

// A module is what is known of a module that imports nothing but functions, and has
// one table, one memory and at most one list of elements, as Emscripten's have.
type module struct {
	sections map[byte][]byte
	types    [][]byte // each with its params and results, as it is written
	params   []int    // of each type
	imports  []byte   // as they are written
	imported []uint32 // types of functions that are imported
	funcs    []uint32 // types of those that are defined
	slots    uint32   // of the table
	memory   []byte   // its limits
	globals  [][]byte // each with its type and value
	exports  []export
	offset   []byte // of the elements: a constant expression
	elements []uint32
	bodies   [][]byte
}

type export struct {
	name  string
	kind  byte
	index uint32
}

var errShape = errors.New("wasmcut: a module of another shape")

func read(b []byte) (*module, error) {
	if !bytes.HasPrefix(b, magic) {
		return nil, errShape
	}
	m := &module{sections: make(map[byte][]byte)}
	c := &cursor{b: b, at: len(magic)}
	for c.err == nil && c.at < len(b) {
		id := c.byte()
		body := c.skip(int(c.u32()))
		if id == 0 {
			continue // names and other notes
		}
		if m.sections[id] != nil || !slices.Contains(sectionOrder, id) {
			return nil, errShape
		}
		m.sections[id] = body
	}
	if c.err != nil {
		return nil, c.err
	}
	for _, part := range []struct {
		id   byte
		read func(*cursor)
	}{
		{secType, m.readTypes}, {secImport, m.readImports}, {secFunction, m.readFunctions}, {secTable, m.readTable},
		{secMemory, m.readMemory}, {secGlobal, m.readGlobals}, {secExport, m.readExports}, {secElement, m.readElements}, {secCode, m.readCode},
	} {
		body, ok := m.sections[part.id]
		if !ok {
			continue
		}
		c := &cursor{b: body}
		if part.read(c); c.err == nil && c.at < len(body) {
			c.err = errShape
		}
		if c.err != nil {
			return nil, c.err
		}
	}
	if len(m.bodies) != len(m.funcs) || m.sections[secStart] != nil || m.sections[secTable] == nil || m.sections[secMemory] == nil || m.sections[secElement] == nil {
		return nil, errShape
	}
	return m, m.check()
}

// check says whether every index leads somewhere.
func (m *module) check() error {
	for _, t := range slices.Concat(m.imported, m.funcs) {
		if int(t) >= len(m.types) {
			return errShape
		}
	}
	for _, i := range m.elements {
		if int(i) >= len(m.imported)+len(m.funcs) {
			return errShape
		}
	}
	for _, e := range m.exports {
		if e.kind == kindFunc && int(e.index) >= len(m.imported)+len(m.funcs) {
			return errShape
		}
	}
	return nil
}

func (m *module) readTypes(c *cursor) {
	for range c.count() {
		at := c.at
		if c.byte() != 0x60 {
			c.fail(errShape)
		}
		params := c.count()
		c.skip(params)
		c.skip(c.count())
		if c.err == nil {
			m.types, m.params = append(m.types, c.b[at:c.at]), append(m.params, params)
		}
	}
}

func (m *module) readImports(c *cursor) {
	n := c.count()
	m.imports = c.b[c.at:]
	for range n {
		c.name()
		c.name()
		if c.byte() != kindFunc {
			c.fail(errShape)
		}
		m.imported = append(m.imported, c.u32())
	}
}

func (m *module) readFunctions(c *cursor) {
	for range c.count() {
		m.funcs = append(m.funcs, c.u32())
	}
}

func (m *module) readTable(c *cursor) {
	if c.u32() != 1 || c.byte() != 0x70 || c.byte() != 0 { // of functions, without a largest size
		c.fail(errShape)
	}
	m.slots = c.u32()
}

func (m *module) readMemory(c *cursor) {
	if c.u32() != 1 {
		c.fail(errShape)
	}
	m.memory = c.skip(len(c.b) - c.at)
}

func (m *module) readGlobals(c *cursor) {
	for range c.count() {
		at := c.at
		c.skip(2)
		for c.err == nil {
			op := c.byte()
			if op == opEnd {
				break
			}
			c.operands(op)
		}
		m.globals = append(m.globals, c.b[at:c.at])
	}
}

func (m *module) readExports(c *cursor) {
	for range c.count() {
		name := c.name()
		kind := c.byte()
		m.exports = append(m.exports, export{name, kind, c.u32()})
	}
}

func (m *module) readElements(c *cursor) {
	if c.u32() != 1 || c.byte() != 0 { // one, for the table
		c.fail(errShape)
	}
	at := c.at
	for c.err == nil {
		op := c.byte()
		if op == opEnd {
			break
		}
		c.operands(op)
	}
	m.offset = c.b[at:c.at]
	for range c.count() {
		m.elements = append(m.elements, c.u32())
	}
}

func (m *module) readCode(c *cursor) {
	for range c.count() {
		m.bodies = append(m.bodies, c.skip(int(c.u32())))
	}
}

// A list is a vector of the format that is being written.
type list struct {
	n int
	b []byte
}

func (l *list) add(b ...byte) {
	l.n++
	l.b = append(l.b, b...)
}

func (l *list) section() []byte { return append(uleb(nil, uint32(l.n)), l.b...) }

func uleb(b []byte, v uint32) []byte { return binary.AppendUvarint(b, uint64(v)) }

// i32Const appends the instruction that gives a number from 0.
func i32Const(b []byte, v uint32) []byte {
	b = append(b, opI32Const)
	for ; v >= 0x40; v >>= 7 {
		b = append(b, byte(v)|0x80)
	}
	return append(b, byte(v))
}

func named(b []byte, s string) []byte { return append(uleb(b, uint32(len(s))), s...) }

// sized is a body with its length before it.
func sized(body []byte) []byte { return append(uleb(nil, uint32(len(body))), body...) }

// write puts sections together to a module.
func write(sections map[byte][]byte) []byte {
	out := slices.Clone(magic)
	for _, id := range sectionOrder {
		if body, ok := sections[id]; ok {
			out = append(uleb(append(out, id), uint32(len(body))), body...)
		}
	}
	return out
}
