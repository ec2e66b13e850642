package pdfium

import (
	"context"
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"github.com/tetratelabs/wazero/api"
)

// hotList numbers the functions of PDFium that documents usually need, a range a line.
// TestHot makes it anew. A list of another PDFium costs time and nothing else.
//
//go:embed hot.txt
var hotList string

// hot reports whether a function is in the list.
var hot = sync.OnceValue(func() func(int) bool {
	listed := make(map[int]bool)
	for line := range strings.Lines(hotList) {
		from, to := 0, 0
		if n, _ := fmt.Sscanf(line, "%d-%d", &from, &to); n == 0 {
			continue
		} else if n == 1 {
			to = from
		}
		for f := from; f <= to; f++ {
			listed[f] = true
		}
	}
	return func(f int) bool { return listed[f] }
})

// note says which function runs, where the module was cut to tell.
func (e *Engine) note(_ context.Context, _ api.Module, stack []uint64) {
	if e.noted != nil {
		e.noted(int(uint32(stack[0])))
	}
}
