// Package papertest reads letters back with PDFium, which did not write them.
package papertest

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
)

// extractor is one for all tests of a process: PDFium is compiled once.
var extractor = sync.OnceValues(func() (*extract.Extractor, error) { return extract.New(extract.Options{}) })

// Text returns what stands in a PDF, without white space: where lines end is the printer's affair.
func Text(t testing.TB, pdf []byte) string {
	t.Helper()
	x, err := extractor()
	if err != nil {
		t.Fatal(err)
	}
	var s text
	in := extract.Input{Name: "letter.pdf", Size: int64(len(pdf)), Body: bytes.NewReader(pdf), At: bytes.NewReader(pdf)}
	if err := x.Walk(context.Background(), in, &s); err != nil {
		t.Fatal(err)
	}
	return s.String()
}

// Without returns a text without white space, as [Text] has it.
func Without(s string) string { return strings.Join(strings.Fields(s), "") }

type text struct{ strings.Builder }

func (s *text) Begin(*extract.Content) (bool, error) { return true, nil }
func (s *text) End(*extract.Content) error           { return nil }

func (s *text) Segment(g *exposure.Segment) error {
	s.WriteString(Without(string(g.Text)))
	return nil
}

func (s *text) NotRead(way string, r exposure.Reason, _ int64, detail string) error {
	return fmt.Errorf("%s is not read: %s %s", way, r, detail)
}
