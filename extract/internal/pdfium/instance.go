package pdfium

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"unicode/utf16"

	"github.com/tetratelabs/wazero/api"
)

// An Instance is PDFium with memory of its own. It reads one document after another,
// and only one goroutine may use it; Stop may be called by any.
type Instance struct {
	e         *Engine
	ctx       context.Context
	stop      context.CancelFunc
	mod, rest api.Module
	functions map[string]api.Function

	file     io.ReaderAt
	doc      uint64
	data     uint64 // of the document, where it is in memory
	param    uint64
	openPage uint64
	failed   bool // a call has ended in the middle
}

// Sound reports whether every call came to its end and half of the memory was enough so
// far: what the instance says of a page does not depend on the pages before then.
func (i *Instance) Sound() bool {
	return !i.failed && int64(i.mod.Memory().Size()) <= int64(i.e.c.MemoryPages)<<16/2
}

// Stop ends the call that is under way, and all that come. The instance is of no use
// then but to be closed.
func (i *Instance) Stop() { i.stop() }

// Close closes the document and gives the instance back for another one, or ends it
// where it is spoilt or stopped.
func (i *Instance) Close(spoilt bool) error {
	defer func() { <-i.e.slots }()
	if spoilt || !i.Sound() || i.ctx.Err() != nil || i.closeDocument() != nil {
		return i.end()
	}
	i.e.mu.Lock()
	defer i.e.mu.Unlock()
	i.e.idle = append(i.e.idle, i)
	return nil
}

// end gives the memory of the instance back.
func (i *Instance) end() error {
	i.stop()
	i.file = nil
	ctx := context.Background()
	var err error
	if i.rest != nil {
		err = i.rest.Close(ctx)
	}
	return errors.Join(err, i.mod.Close(ctx))
}

// call calls a function of PDFium. Its result is 0 where it has none.
func (i *Instance) call(name string, args ...uint64) (uint64, error) {
	f := i.functions[name]
	if f == nil {
		if f = i.mod.ExportedFunction(name); f == nil {
			return 0, errors.New("pdfium: no function " + name)
		}
		if i.functions == nil {
			i.functions = make(map[string]api.Function)
		}
		i.functions[name] = f
	}
	var room [8]uint64
	stack := room[:max(copy(room[:], args), 1)]
	if err := f.CallWithStack(i.ctx, stack); err != nil {
		i.failed = true
		return 0, err
	}
	if len(f.Definition().ResultTypes()) == 0 {
		return 0, nil
	}
	return stack[0], nil
}

// number calls a function that returns an int.
func (i *Instance) number(name string, args ...uint64) (int, error) {
	v, err := i.call(name, args...)
	return int(int32(v)), err
}

var (
	errNothing = errors.New("pdfium: there is none")
	errMemory  = errors.New("pdfium: no memory")
)

// handle calls a function that returns a pointer, which is an error where it is null.
func (i *Instance) handle(name string, args ...uint64) (uint64, error) {
	v, err := i.call(name, args...)
	if err == nil && uint32(v) == 0 {
		err = errNothing
	}
	return uint64(uint32(v)), err
}

// alloc returns so many bytes of the instance's memory, which are to be freed.
func (i *Instance) alloc(size int) (uint64, error) {
	p, err := i.handle("malloc", uint64(size))
	if err == errNothing {
		err = errMemory
	}
	return p, err
}

func (i *Instance) free(p uint64) { i.call("free", p) }

// put writes bytes into new memory.
func (i *Instance) put(b []byte) (uint64, error) {
	p, err := i.alloc(len(b))
	if err != nil {
		return 0, err
	}
	if !i.mod.Memory().Write(uint32(p), b) {
		return 0, errMemory
	}
	return p, nil
}

// view returns the instance's memory itself: it holds until the next call.
func (i *Instance) view(p uint64, size int) ([]byte, error) {
	b, ok := i.mod.Memory().Read(uint32(p), uint32(size))
	if !ok || size < 0 {
		return nil, errMemory
	}
	return b, nil
}

// words calls a function that writes n words of 32 bits to pointers it is given after
// its other arguments, and that returns whether it did.
func (i *Instance) words(name string, out []uint32, args ...uint64) error {
	p, err := i.alloc(4 * len(out))
	if err != nil {
		return err
	}
	defer i.free(p)
	b, err := i.view(p, 4*len(out))
	if err != nil {
		return err
	}
	for k, v := range out {
		binary.LittleEndian.PutUint32(b[4*k:], v)
		args = append(args, p+uint64(4*k))
	}
	done, err := i.number(name, args...)
	if err == nil && done == 0 {
		err = errNothing
	}
	if err != nil {
		return err
	}
	if b, err = i.view(p, 4*len(out)); err != nil {
		return err
	}
	for k := range out {
		out[k] = binary.LittleEndian.Uint32(b[4*k:])
	}
	return nil
}

// bytes calls a function that takes a buffer and its size after its other arguments and
// returns how many bytes it has, twice. The bytes are a copy.
func (i *Instance) bytes(name string, args ...uint64) ([]byte, error) {
	size, err := i.number(name, append(args, 0, 0)...)
	if err != nil || size <= 0 {
		return nil, err
	}
	p, err := i.alloc(size)
	if err != nil {
		return nil, err
	}
	defer i.free(p)
	if _, err := i.call(name, append(args, p, uint64(size))...); err != nil {
		return nil, err
	}
	b, err := i.view(p, size)
	if err != nil {
		return nil, err
	}
	return append([]byte(nil), b...), nil
}

// text is like bytes, for text in UTF-16 that ends with a zero.
func (i *Instance) text(name string, args ...uint64) (string, error) {
	b, err := i.bytes(name, args...)
	return decode(b), err
}

// ascii is like bytes, for text that ends with a zero.
func (i *Instance) ascii(name string, args ...uint64) (string, error) {
	b, err := i.bytes(name, args...)
	return string(b[:max(0, len(b)-1)]), err
}

// withName calls f with a name in the instance's memory.
func (i *Instance) withName(name string, f func(p uint64) (string, error)) (string, error) {
	p, err := i.put(append([]byte(name), 0))
	if err != nil {
		return "", err
	}
	defer i.free(p)
	return f(p)
}

// decode makes text of UTF-16, without the mark of its order and the zero at its end.
func decode(b []byte) string {
	units := make([]uint16, len(b)/2)
	for k := range units {
		units[k] = binary.LittleEndian.Uint16(b[2*k:])
	}
	if len(units) > 0 && units[0] == 0xfeff {
		units = units[1:]
	}
	return strings.TrimSuffix(string(utf16.Decode(units)), "\x00")
}
