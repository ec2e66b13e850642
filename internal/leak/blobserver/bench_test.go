package blobserver

import (
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/hemostat/hemostat/internal/leak"
)

// The server must never be what limits a scan: MB/s of whole blobs over loopback.
func BenchmarkGet(b *testing.B) {
	for name, size := range map[string]int64{"cached": 32 << 20, "made": 1 << 30} {
		b.Run(name, func(b *testing.B) {
			store := leak.NewCorpus(1, size)
			s, _ := serve(b, store)
			var names []string
			size = 0
			for o := range store.From("") {
				if !strings.HasSuffix(o.Name, ".eml") && !strings.HasSuffix(o.Name, ".go") {
					names, size = append(names, s.URL()+"/"+o.Name), size+o.Size
				}
			}
			b.SetBytes(size / int64(len(names)))
			var next atomic.Int64
			b.RunParallel(func(pb *testing.PB) {
				client := &http.Client{Transport: &http.Transport{ReadBufferSize: 128 << 10}}
				buffer := make([]byte, 128<<10)
				for pb.Next() {
					res, err := client.Get(names[next.Add(1)%int64(len(names))])
					if err != nil {
						b.Error(err)
						return
					}
					if _, err = io.CopyBuffer(struct{ io.Writer }{io.Discard}, res.Body, buffer); err != nil {
						b.Error(err)
					}
					res.Body.Close()
				}
			})
		})
	}
}
