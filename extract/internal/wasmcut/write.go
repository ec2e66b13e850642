package wasmcut

import (
	"maps"
	"slices"
	"strconv"
)

// hostImport appends the import of a function of the host.
func hostImport(l *list, module, name string, t uint32) {
	l.add(uleb(append(named(named(nil, module), name), kindFunc), t)...)
}

// main writes the first module.
func (k *cutter) main() []byte {
	run := k.typeOf()
	imports := list{len(k.imported), slices.Clone(k.imports)}
	k.tick, k.need = uint32(imports.n), uint32(imports.n+1)
	hostImport(&imports, Host, Tick, run)
	hostImport(&imports, Host, Need, run)
	if k.o.Note {
		k.note = uint32(imports.n)
		hostImport(&imports, Host, Note, k.typeOf(typeI32))
	}
	next := uint32(imports.n)
	for f := range k.index {
		switch {
		case f < len(k.imported):
			k.index[f] = uint32(f)
		case !k.cold(uint32(f)) || k.stub[f]:
			k.index[f] = next
			next++
		}
	}
	var funcs, code list
	for i, t := range k.funcs {
		f := uint32(i + len(k.imported))
		switch {
		case k.hot(i):
			code.add(sized(k.rewrite(i, k.index, k.tick))...)
		case k.stub[f]:
			code.add(sized(k.forward(t, f, true))...)
		default:
			continue
		}
		funcs.add(uleb(nil, t)...)
	}
	exports := k.mainExports(&funcs, &code, next, run)
	sections := maps.Clone(k.module.sections)
	globals := list{len(k.globals), slices.Concat(k.globals...)}
	globals.add(append(i32Const([]byte{typeI32, mutable}, k.o.Turns), opEnd)...)
	globals.add(append(i32Const([]byte{typeI32, mutable}, 0), opEnd)...)
	var elements list
	for _, f := range k.elements {
		elements.add(uleb(nil, k.index[f])...)
	}
	sections[secType] = (&list{len(k.types), slices.Concat(k.types...)}).section()
	sections[secImport], sections[secFunction], sections[secGlobal] = imports.section(), funcs.section(), globals.section()
	sections[secTable] = k.table([]byte{1})
	sections[secExport], sections[secCode] = exports.section(), code.section()
	sections[secElement] = slices.Concat([]byte{1, 0}, k.offset, elements.section())
	return write(sections)
}

// table appends the type of the table: of functions, with slots for those of Rest.
func (k *cutter) table(b []byte) []byte {
	return uleb(append(b, 0x70, 0), k.slots+uint32(len(k.slot)))
}

// mainExports writes the exports of Main. What Rest calls of the host is wrapped, since
// functions of the host look at the module that calls them.
func (k *cutter) mainExports(funcs, code *list, next, run uint32) list {
	var exports list
	add := func(name string, kind byte, index uint32) {
		exports.add(uleb(append(named(nil, name), kind), index)...)
	}
	wrap := func(name string, t, f uint32) {
		funcs.add(uleb(nil, t)...)
		code.add(sized(k.forward(t, f, false))...)
		add(name, kindFunc, next)
		next++
	}
	for _, e := range k.exports {
		index := e.index
		if e.kind == kindFunc {
			index = k.index[index]
		}
		add(e.name, e.kind, index)
	}
	add(Loaded, kindGlobal, k.fuel+1)
	if len(k.slot) == 0 {
		return exports
	}
	for f, wanted := range k.wanted {
		switch {
		case wanted && f < len(k.imported):
			wrap(exported(f), k.imported[f], uint32(f))
		case wanted:
			add(exported(f), kindFunc, k.index[f])
		}
	}
	wrap("wasmcut."+Tick, run, k.tick)
	add("wasmcut.table", kindTable, 0)
	add("wasmcut.memory", kindMemory, 0)
	for g := range k.fuel + 1 {
		add("wasmcut.g"+strconv.Itoa(int(g)), kindGlobal, g)
	}
	return exports
}

// rest writes the second module.
func (k *cutter) rest() []byte {
	index := make([]uint32, len(k.index))
	var imports, funcs, code, elements list
	for f, wanted := range k.wanted {
		if !wanted {
			continue
		}
		index[f] = uint32(imports.n)
		t := uint32(0)
		if i := f - len(k.imported); i < 0 {
			t = k.imported[f]
		} else {
			t = k.funcs[i]
		}
		hostImport(&imports, First, exported(f), t)
	}
	tick := uint32(imports.n)
	hostImport(&imports, First, "wasmcut."+Tick, k.typeOf())
	next := uint32(imports.n)
	for f := range index {
		if k.cold(uint32(f)) {
			index[f] = next
			next++
		}
	}
	imports.add(k.table(append(named(named(nil, First), "wasmcut.table"), kindTable))...)
	imports.add(append(append(named(named(nil, First), "wasmcut.memory"), kindMemory), k.memory...)...)
	for g := range k.fuel + 1 {
		kind := []byte{typeI32, mutable}
		if g < k.fuel {
			kind = k.globals[g][:2]
		}
		imports.add(append(append(named(named(nil, First), "wasmcut.g"+strconv.Itoa(int(g))), kindGlobal), kind...)...)
	}
	for i, t := range k.funcs {
		if f := uint32(i + len(k.imported)); k.cold(f) {
			funcs.add(uleb(nil, t)...)
			code.add(sized(k.rewrite(i, index, tick))...)
			if k.stub[f] {
				elements.add(uleb(nil, index[f])...)
			}
		}
	}
	return write(map[byte][]byte{
		secType:   (&list{len(k.types), slices.Concat(k.types...)}).section(),
		secImport: imports.section(), secFunction: funcs.section(), secCode: code.section(),
		secElement: slices.Concat(append(i32Const([]byte{1, 0}, k.slots), opEnd), elements.section()),
	})
}
