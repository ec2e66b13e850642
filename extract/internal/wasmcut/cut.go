// Package wasmcut rewrites a WebAssembly module (Core Specification 2.0) before it is
// compiled, so that it starts sooner and can be stopped at less cost.
//
// Loops count down a number and call the host each so many turns, where a runtime's own
// watch would leave the sandbox at each turn. Functions that are seldom needed go into a
// second module, which shares memory, table and globals with the first: calls of them
// lead there, and the first such call asks the host to make it. What the module does stays
// the same.
package wasmcut

import (
	"slices"
	"strconv"
)

// The names by which both modules and the host know each other.
const (
	Host   = "wasmcut"        // what Main imports from, beside what the module did
	Tick   = "tick"           // func(): called each so many turns of loops
	Need   = "need"           // func(): makes Rest, which imports from Main
	Note   = "note"           // func(i32): called with the number of each function that runs
	First  = "main"           // what Rest imports from: the instance of Main
	Loaded = "wasmcut.loaded" // a global of Main (i32), for the host to set to 1 when Rest is there
)

// Options say how a module is cut.
type Options struct {
	Turns uint32         // of loops between two calls of Tick, above 0
	Hot   func(int) bool // whether Main has a function, by its number after those imported; nil: all
	Note  bool           // whether functions are noted
}

// A Cut is what becomes of a module.
type Cut struct {
	Main []byte
	Rest []byte // empty where there is nothing in it
	Hot  int    // functions that Main has of its own
}

type cutter struct {
	*module
	o     Options
	scans []scanned

	tick, need, note uint32 // indices in Main
	fuel             uint32 // the global that counts down; the next tells whether Rest is there
	index            []uint32
	stub             []bool // functions that lead from Main to Rest
	wanted           []bool // functions of Main that Rest calls
	slot             map[uint32]uint32
}

type scanned struct {
	start int
	marks []mark
}

// New cuts a module.
func New(b []byte, o Options) (Cut, error) {
	m, err := read(b)
	if err != nil {
		return Cut{}, err
	}
	k := &cutter{module: m, o: o, fuel: uint32(len(m.globals)), slot: make(map[uint32]uint32)}
	all := len(m.imported) + len(m.funcs)
	k.index, k.stub, k.wanted = make([]uint32, all), make([]bool, all), make([]bool, all)
	for _, body := range m.bodies {
		start, marks, err := scan(body)
		if err != nil {
			return Cut{}, err
		}
		for _, mk := range marks {
			if mk.call && int(mk.target) >= all {
				return Cut{}, errShape
			}
		}
		k.scans = append(k.scans, scanned{start, marks})
	}
	k.links()
	hot := 0
	for i := range m.funcs {
		if k.hot(i) {
			hot++
		}
	}
	cut := Cut{Main: k.main(), Hot: hot}
	if len(k.slot) > 0 {
		cut.Rest = k.rest()
	}
	return cut, nil
}

func (k *cutter) hot(i int) bool { return k.o.Hot == nil || k.o.Hot(i) }

// cold reports whether Rest has function f, counted with those imported.
func (k *cutter) cold(f uint32) bool {
	return int(f) >= len(k.imported) && !k.hot(int(f)-len(k.imported))
}

// links finds what leads from one module to the other.
func (k *cutter) links() {
	lead := func(f uint32) {
		if k.cold(f) {
			k.stub[f] = true
		}
	}
	for i, s := range k.scans {
		for _, mk := range s.marks {
			switch {
			case !mk.call:
			case k.hot(i):
				lead(mk.target)
			case !k.cold(mk.target):
				k.wanted[mk.target] = true
			}
		}
	}
	for _, f := range k.elements {
		lead(f)
	}
	for _, e := range k.exports {
		if e.kind == kindFunc {
			lead(e.index)
		}
	}
	for f, stub := range k.stub {
		if stub {
			k.slot[uint32(f)] = k.slots + uint32(len(k.slot))
		}
	}
}

// typeOf returns the index of a type, which it adds where there is none.
func (k *cutter) typeOf(params ...byte) uint32 {
	t := append(append([]byte{0x60, byte(len(params))}, params...), 0)
	i := slices.IndexFunc(k.types, func(have []byte) bool { return string(have) == string(t) })
	if i < 0 {
		i = len(k.types)
		k.types, k.params = append(k.types, t), append(k.params, len(params))
	}
	return uint32(i)
}

// rewrite exchanges the indices of functions in a body, and lets its loops count.
func (k *cutter) rewrite(i int, index []uint32, tick uint32) []byte {
	body, s := k.bodies[i], k.scans[i]
	out := make([]byte, 0, len(body)+len(body)/4)
	out = append(out, body[:s.start]...)
	if k.o.Note {
		out = uleb(append(i32Const(out, uint32(i)), opCall), k.note)
	}
	at := s.start
	for _, mk := range s.marks {
		out = append(out, body[at:mk.at]...)
		at = mk.end
		if mk.call {
			out = uleb(append(out, opCall), index[mk.target])
			continue
		}
		out = append(uleb(append(out, opGlobalGet), k.fuel), opI32Eqz, opIf, emptyBlock)
		out = uleb(append(i32Const(out, k.o.Turns), opGlobalSet), k.fuel)
		out = append(uleb(append(out, opCall), tick), opEnd)
		out = append(i32Const(uleb(append(out, opGlobalGet), k.fuel), 1), opI32Sub)
		out = uleb(append(out, opGlobalSet), k.fuel)
	}
	return append(out, body[at:]...)
}

// forward is the body of a function that hands its params on: to function f, or, where
// it is a stub, to a slot of the table, which Rest has filled when it is there.
func (k *cutter) forward(t, f uint32, stub bool) []byte {
	out := []byte{0} // no locals
	if stub {
		out = append(uleb(append(out, opGlobalGet), k.fuel+1), opI32Eqz, opIf, emptyBlock)
		out = append(uleb(append(out, opCall), k.need), opEnd)
	}
	for p := range k.params[t] {
		out = uleb(append(out, opLocalGet), uint32(p))
	}
	if stub {
		out = append(uleb(append(i32Const(out, k.slot[f]), opCallIndirect), t), 0)
	} else {
		out = uleb(append(out, opCall), f)
	}
	return append(out, opEnd)
}

// exported is the name of function f for Rest.
func exported(f int) string { return "wasmcut.f" + strconv.Itoa(f) }
