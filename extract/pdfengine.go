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
)

// A pdfEngine makes instances of PDFium. It is compiled when the first PDF is
// met, which takes about a second of one core.
type pdfEngine struct {
	once sync.Once
	pool pdfium.Pool
	err  error
}

// start compiles the engine.
func (e *pdfEngine) start() error {
	e.once.Do(func() {
		e.pool, e.err = webassembly.Init(webassembly.Config{
			MinIdle: 0, MaxIdle: 1, MaxTotal: min(pdfInstances, runtime.GOMAXPROCS(0)),
			FSConfig: wazero.NewFSConfig(),
			RuntimeConfig: wazero.NewRuntimeConfig().WithCloseOnContextDone(true).
				WithMemoryLimitPages(pdfMemoryPages),
			Stdout: io.Discard, Stderr: io.Discard, RandomSource: zeros{},
		})
	})
	return e.err
}

// close releases the engine.
func (e *pdfEngine) close() error {
	e.once.Do(func() {})
	if e.pool == nil {
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
}

// instance waits for an instance.
func (e *pdfEngine) instance(ctx context.Context) (*pdfInstance, error) {
	if err := e.start(); err != nil {
		return nil, err
	}
	p, err := e.pool.GetInstanceWithContext(ctx)
	if err != nil {
		return nil, err
	}
	return &pdfInstance{Pdfium: p, ctx: ctx}, nil
}

// close gives the instance back.
func (p *pdfInstance) close() {
	if !p.killed {
		p.Pdfium.Close()
	}
}

// call runs f under a watch.
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
