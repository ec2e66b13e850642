// Package pdfium runs PDFium, which go-pdfium has as WebAssembly, in a sandbox of
// its own: no file system, no clock, no randomness, bounded memory, and calls that end
// when they are told to.
package pdfium

import (
	"context"
	"errors"
	"sync"

	_ "unsafe" // for go:linkname

	_ "github.com/klippa-app/go-pdfium/webassembly" // has PDFium
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/experimental"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"

	"github.com/hemostat/hemostat/extract/internal/wasmcut"
)

// upstream is PDFium as go-pdfium has it, which keeps it to itself.
//
//go:linkname upstream github.com/klippa-app/go-pdfium/webassembly.pdfiumWasm
var upstream []byte

// turns of loops go by between two looks at whether a call is to end: some tenths of a
// millisecond, and the looks cost nothing that could be measured.
const turns = 1 << 14

// A Config bounds an engine.
type Config struct {
	MemoryPages uint32 // of each instance, in pages of 64 KiB
	Instances   int    // at once, above 0
	Workers     int    // that compile at once
}

// An Engine makes instances of PDFium. What nearly every document needs of it is
// compiled when the first instance is asked for, the rest when something calls it.
type Engine struct {
	c     Config
	slots chan struct{}

	main, rest compiled

	mu      sync.Mutex
	runtime wazero.Runtime
	closed  bool
	idle    []*Instance

	noted func(function int) // of tests
}

// A compiled is a module that is compiled when it is first needed.
type compiled struct {
	once  sync.Once
	ready chan struct{} // closed when module and err are set
	cut   []byte
	wazero.CompiledModule
	err error
}

var errClosed = errors.New("pdfium: the engine is closed")

// New makes an engine, which does nothing yet.
func New(c Config) *Engine {
	e := &Engine{c: c, slots: make(chan struct{}, c.Instances)}
	e.main.ready, e.rest.ready = make(chan struct{}), make(chan struct{})
	return e
}

// wait starts what makes m, once, and waits for it or for ctx.
func (m *compiled) wait(ctx context.Context, start func() error) error {
	m.once.Do(func() {
		go func() {
			defer close(m.ready)
			m.err = start()
		}()
	})
	select {
	case <-m.ready:
		return m.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// workers says how many compile at once.
func (e *Engine) workers() context.Context {
	return experimental.WithCompilationWorkers(context.Background(), e.c.Workers)
}

// compileMain makes ready what every instance needs.
func (e *Engine) compileMain() error {
	cut, err := wasmcut.New(upstream, wasmcut.Options{Turns: turns, Hot: hot()})
	if err != nil {
		return err
	}
	return e.compile(cut)
}

func (e *Engine) compile(cut wasmcut.Cut) error {
	ctx := e.workers()
	r := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfig().WithMemoryLimitPages(e.c.MemoryPages))
	e.mu.Lock()
	closed := e.closed
	e.runtime = r
	e.mu.Unlock()
	if closed {
		return errors.Join(errClosed, r.Close(ctx))
	}
	if _, err := wasi_snapshot_preview1.Instantiate(ctx, r); err != nil {
		return err
	}
	m, err := r.CompileModule(ctx, cut.Main)
	if err != nil {
		return err
	}
	e.main.CompiledModule, e.rest.cut = m, cut.Rest
	return e.host(ctx, r)
}

// compileRest makes ready what few documents need.
func (e *Engine) compileRest() (err error) {
	e.rest.CompiledModule, err = e.runtime.CompileModule(e.workers(), e.rest.cut)
	return err
}

// Close ends the engine. No instance may be in use.
func (e *Engine) Close() error {
	e.mu.Lock()
	e.closed = true
	e.mu.Unlock()
	for _, m := range []*compiled{&e.main, &e.rest} {
		m.once.Do(func() {
			m.err = errClosed
			close(m.ready)
		})
		<-m.ready
	}
	if e.runtime == nil {
		return nil
	}
	return e.runtime.Close(context.Background())
}

// Instance waits for an instance, which is to be closed.
func (e *Engine) Instance(ctx context.Context) (*Instance, error) {
	if err := e.main.wait(ctx, e.compileMain); err != nil {
		return nil, err
	}
	select {
	case e.slots <- struct{}{}:
		return e.take()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Another returns one more instance where that can be had at once, for who has one
// already, and nil where it cannot.
func (e *Engine) Another() *Instance {
	select {
	case e.slots <- struct{}{}:
		i, _ := e.take()
		return i
	default:
		return nil
	}
}

// take returns an instance that is idle, or a new one.
func (e *Engine) take() (*Instance, error) {
	e.mu.Lock()
	if n := len(e.idle); n > 0 {
		i := e.idle[n-1]
		e.idle = e.idle[:n-1]
		e.mu.Unlock()
		return i, nil
	}
	e.mu.Unlock()
	i, err := e.instantiate()
	if err != nil {
		<-e.slots
		return nil, err
	}
	return i, nil
}

// instantiate makes an instance with memory of its own.
func (e *Engine) instantiate() (*Instance, error) {
	i := &Instance{e: e}
	i.ctx, i.stop = context.WithCancel(context.WithValue(context.Background(), instanceKey{}, i))
	m, err := e.runtime.InstantiateModule(i.ctx, e.main.CompiledModule, wazero.NewModuleConfig().
		WithName("").WithStartFunctions("_initialize").WithRandSource(zeros{}))
	if err != nil {
		i.stop()
		return nil, err
	}
	i.mod = m
	if _, err := i.call("FPDF_InitLibrary"); err != nil {
		return nil, errors.Join(err, i.end())
	}
	return i, nil
}

// zeros is the randomness of PDFium: none, so that it does the same each time.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
