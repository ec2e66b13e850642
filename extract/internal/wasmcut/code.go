package wasmcut

import (
	"encoding/binary"
	"errors"
	"fmt"
)

var errShort = errors.New("wasmcut: the module ends early")

// A cursor reads from the bytes of a module. After the first error it returns zeros.
type cursor struct {
	b   []byte
	at  int
	err error
}

func (c *cursor) byte() byte {
	if c.err != nil || c.at >= len(c.b) {
		c.fail(errShort)
		return 0
	}
	c.at++
	return c.b[c.at-1]
}

func (c *cursor) fail(err error) {
	if c.err == nil {
		c.err = err
	}
	c.at = len(c.b)
}

// skip passes n bytes.
func (c *cursor) skip(n int) []byte {
	if c.err != nil || n < 0 || n > len(c.b)-c.at {
		c.fail(errShort)
		return nil
	}
	c.at += n
	return c.b[c.at-n : c.at]
}

// u32 reads an unsigned number in LEB128.
func (c *cursor) u32() uint32 {
	v, n := binary.Uvarint(c.b[min(c.at, len(c.b)):])
	if n <= 0 || v > 1<<32-1 {
		c.fail(errShort)
		return 0
	}
	c.at += n
	return uint32(v)
}

// leb passes a number in LEB128, signed or not.
func (c *cursor) leb() {
	for c.byte()&0x80 != 0 {
	}
}

// count reads how many items follow, each of a byte at least.
func (c *cursor) count() int {
	n := int(c.u32())
	if n > len(c.b)-c.at {
		c.fail(errShort)
		return 0
	}
	return n
}

func (c *cursor) name() string { return string(c.skip(int(c.u32()))) }

// The instructions that are looked at (WebAssembly Core Specification 2.0, 5.4).
const (
	opLoop         = 0x03
	opIf           = 0x04
	opEnd          = 0x0b
	opCall         = 0x10
	opCallIndirect = 0x11
	opLocalGet     = 0x20
	opGlobalGet    = 0x23
	opGlobalSet    = 0x24
	opI32Const     = 0x41
	opI32Eqz       = 0x45
	opI32Sub       = 0x6b
	opRefFunc      = 0xd2
	emptyBlock     = 0x40
)

// A mark is a place in a function's code where something is put in or exchanged.
type mark struct {
	at, end int    // within the body
	call    bool   // of a function; else the start of a loop
	target  uint32 // of the call
}

// scan returns where the code begins in a body, which starts with its locals, and the
// marks in it.
func scan(body []byte) (int, []mark, error) {
	c := &cursor{b: body}
	for range c.count() {
		c.u32()
		c.byte()
	}
	start := c.at
	var marks []mark
	for c.err == nil && c.at < len(c.b) {
		at := c.at
		switch op := c.byte(); op {
		case opCall:
			target := c.u32()
			marks = append(marks, mark{at, c.at, true, target})
		case opLoop:
			c.leb()
			marks = append(marks, mark{at: c.at, end: c.at})
		default:
			c.operands(op)
		}
	}
	return start, marks, c.err
}

// operands passes what follows an instruction.
func (c *cursor) operands(op byte) {
	switch {
	case op == 0x02 || op == opIf, // a block's type
		op == 0x0c || op == 0x0d, // branches
		op >= opLocalGet && op <= 0x26,
		op == 0x3f || op == 0x40, // size and growth of memory
		op == opI32Const || op == 0x42:
		c.leb()
	case op == 0x0e: // a table of branches
		for range c.count() + 1 {
			c.leb()
		}
	case op == opCallIndirect || op >= 0x28 && op <= 0x3e:
		c.leb()
		c.leb()
	case op == 0x1c: // select with types
		c.skip(c.count())
	case op == 0x43:
		c.skip(4)
	case op == 0x44:
		c.skip(8)
	case op == 0xfc:
		c.bulk()
	case op <= 0x01 || op == 0x05 || op == opEnd || op == 0x0f || op == 0x1a || op == 0x1b || op >= opI32Eqz && op <= 0xc4:
	default:
		c.fail(fmt.Errorf("wasmcut: instruction %#x is not known here", op))
	}
}

// bulk passes the rest of an instruction with the prefix 0xfc.
func (c *cursor) bulk() {
	switch sub := c.u32(); {
	case sub <= 7: // saturating truncation
	case sub == 10: // memory.copy
		c.leb()
		c.leb()
	case sub == 11: // memory.fill
		c.leb()
	default:
		c.fail(fmt.Errorf("wasmcut: instruction 0xfc %d is not known here", sub))
	}
}
