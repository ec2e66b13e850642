package azure_test

import (
	"fmt"
	"io"
	"testing"

	"github.com/hemostat/hemostat/source"
	"github.com/hemostat/hemostat/source/sourcetest"
)

// BenchmarkStream reads one blob of 64 MiB from loopback.
func BenchmarkStream(b *testing.B) {
	s := newSpeaker(b)
	s.Put(b, "dump.sql", make([]byte, 64<<20))
	src := s.source(b, sourcetest.Options{})
	page, err := src.List(b.Context(), "")
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(64 << 20)
	for b.Loop() {
		body, err := source.Stream(b.Context(), src, page.Objects[0], source.RetryPolicy{})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, body, make([]byte, 64<<10)); err != nil {
			b.Fatal(err)
		}
		body.Close()
	}
}

// BenchmarkOpen reads a blob of 1 KiB: what one object costs beside its bytes.
func BenchmarkOpen(b *testing.B) {
	s := newSpeaker(b)
	s.Put(b, "a.txt", make([]byte, 1024))
	src := s.source(b, sourcetest.Options{})
	page, err := src.List(b.Context(), "")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		body, err := source.Stream(b.Context(), src, page.Objects[0], source.RetryPolicy{})
		if err != nil {
			b.Fatal(err)
		}
		io.Copy(io.Discard, body)
		body.Close()
	}
}

// BenchmarkList lists pages of 5,000 from loopback.
func BenchmarkList(b *testing.B) {
	s := newSpeaker(b)
	for i := range 5000 {
		s.Put(b, fmt.Sprintf("crm/2022/customer-%07d.csv", i), nil)
	}
	src := s.source(b, sourcetest.Options{})
	for b.Loop() {
		page, err := src.List(b.Context(), "")
		if err != nil || len(page.Objects) != 5000 {
			b.Fatal(len(page.Objects), err)
		}
	}
	b.ReportMetric(5000*float64(b.N)/b.Elapsed().Seconds(), "objects/s")
}
