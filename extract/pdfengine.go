package extract

import (
	"context"
	"io"
	"runtime"
	"sync"
	"time"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
)

// The bounds of one instance of PDFium, which runs as WebAssembly: no file
// system, no clock but its own, and this much memory.
const (
	pdfMemoryPages = 4096             // of 64 KiB: 256 MiB
	pdfInstances   = 2                // at once
	pdfTimeout     = 60 * time.Second // for one call
	pdfGrace       = 50 * time.Millisecond
)

// A pdfEngine makes instances of PDFium. It is compiled when the first PDF is
// met, which takes two or three seconds of one core.
type pdfEngine struct {
	once  sync.Once
	ready chan struct{} // closed when pool and err are set
	pool  pdfium.Pool
	err   error
}

// start compiles the engine and waits for it, or for ctx.
func (e *pdfEngine) start(ctx context.Context) error {
	e.once.Do(func() {
		e.ready = make(chan struct{})
		go func() {
			defer close(e.ready)
			e.pool, e.err = webassembly.Init(webassembly.Config{
				MinIdle: 0, MaxIdle: pdfInstances, MaxTotal: min(pdfInstances, runtime.GOMAXPROCS(0)), ReuseWorkers: true,
				FSConfig: wazero.NewFSConfig(),
				RuntimeConfig: wazero.NewRuntimeConfig().WithCloseOnContextDone(true).
					WithMemoryLimitPages(pdfMemoryPages),
				Stdout: io.Discard, Stderr: io.Discard, RandomSource: zeros{},
			})
		}()
	})
	select {
	case <-e.ready:
		return e.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// close releases the engine.
func (e *pdfEngine) close() error {
	e.once.Do(func() {})
	if e.ready == nil {
		return nil
	}
	if <-e.ready; e.pool == nil {
		return nil
	}
	return e.pool.Close()
}

// zeros is the randomness of PDFium: none, so that it does the same each time.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// A pdfInstance is an instance of PDFium for one document. Every call goes
// through call, which ends it when the context ends or it takes too long.
type pdfInstance struct {
	pdfium.Pdfium
	ctx    context.Context
	killed bool
	late   bool
	spoilt bool
}

// instance waits for an instance.
func (e *pdfEngine) instance(ctx context.Context) (*pdfInstance, error) {
	if err := e.start(ctx); err != nil {
		return nil, err
	}
	p, err := e.pool.GetInstanceWithContext(ctx)
	if err != nil {
		return nil, err
	}
	return &pdfInstance{Pdfium: p, ctx: ctx}, nil
}

// close gives the instance back, or away where its document was not in order or
// large: the next document gets a fresh one.
func (p *pdfInstance) close() {
	switch {
	case p.killed:
	case p.spoilt:
		p.Pdfium.Kill()
	default:
		p.Pdfium.Close()
	}
}

// call runs f under a watch. When the context ends, f gets a moment to end by
// itself, as any ordinary page does; killing it is the last resort, for which
// PDFium's instance has no lock.
func (p *pdfInstance) call(f func() error) error {
	done := make(chan struct{})
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		timer := time.NewTimer(pdfTimeout)
		defer timer.Stop()
		select {
		case <-done:
			return
		case <-p.ctx.Done():
			timer.Reset(pdfGrace)
			select {
			case <-done:
				return
			case <-timer.C:
			}
		case <-timer.C:
			p.late = true
		}
		p.killed = true
		p.Pdfium.Kill()
	}()
	err := f()
	close(done)
	<-watched
	return err
}
