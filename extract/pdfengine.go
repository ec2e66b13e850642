package extract

import (
	"context"
	"runtime"
	"time"

	"github.com/hemostat/hemostat/extract/internal/pdfium"
)

// The bounds of one instance of PDFium, which runs as WebAssembly: no file
// system, no clock but its own, and this much memory.
const (
	pdfMemoryPages = 4096             // of 64 KiB: 256 MiB
	pdfInstances   = 2                // at once
	pdfTimeout     = 60 * time.Second // for one call
	pdfGrace       = 50 * time.Millisecond
	pdfWorkers     = 4 // that compile it
)

// newPDFEngine makes an engine. It is compiled when the first PDF is met, which takes
// half a second of one core, and as much again for the few documents that need all of it.
func newPDFEngine() *pdfium.Engine {
	cores := runtime.GOMAXPROCS(0)
	return pdfium.New(pdfium.Config{MemoryPages: pdfMemoryPages, Instances: min(pdfInstances, cores), Workers: min(cores, pdfWorkers)})
}

// A pdfInstance is an instance of PDFium for one document. Every call goes
// through call, which ends it when the context ends or it takes too long.
type pdfInstance struct {
	*pdfium.Instance
	ctx    context.Context
	late   bool
	spoilt bool
}

// close gives the instance back, or away where its document was not in order or
// large: the next document gets a fresh one.
func (p *pdfInstance) close() { p.Close(p.spoilt) }

// call runs f under a watch. When the context ends, f gets a moment to end by itself, as
// any ordinary page does, before it is stopped.
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
		p.Stop()
	}()
	err := f()
	close(done)
	<-watched
	return err
}
