package extract

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// stopping is a sink that keeps nothing and fails at a segment.
type stopping struct{ left int }

var errStopped = errors.New("stopped")

func (s *stopping) Begin(*Content) (bool, error) { return true, nil }
func (s *stopping) Segment(*exposure.Segment) error {
	if s.left--; s.left < 0 {
		return errStopped
	}
	return nil
}
func (s *stopping) NotRead(string, exposure.Reason, int64, string) error { return nil }
func (s *stopping) End(*Content) error                                   { return nil }

// The memory that a content gives back holds nothing of it: no text, no mark, and
// no name of a field, wherever it broke off.
func TestRunMemoryIsEmpty(t *testing.T) {
	files, err := filepath.Glob("testdata/in/*")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	contents := [][]byte{
		bytes.Repeat([]byte(`{"email":"jane@contoso.example","city":"K\u00f6ln"},`), 12_000),
		bytes.Repeat([]byte("Id,Name,E-Mail\n1,Jane,jane@contoso.example\n"), 12_000),
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		contents = append(contents, data)
	}
	given := 0
	for i, data := range contents {
		for stop := range 4 {
			x, err := New(Options{})
			if err != nil {
				t.Fatal(err)
			}
			if err := x.Walk(context.Background(), Input{Name: "x", Size: -1, Body: bytes.NewReader(data)}, &stopping{stop}); err != nil && err != errStopped {
				t.Fatal(err)
			}
			m, ok := x.runs.Get().(*runMemory)
			if !ok {
				continue // the pool may drop what it is given
			}
			given++
			if len(m.text) > 0 || len(m.marks) > 0 {
				t.Errorf("content %d, stopped at segment %d: %d bytes and %d marks are left", i, stop, len(m.text), len(m.marks))
			}
			for _, mark := range m.marks[:cap(m.marks)] {
				if mark != (exposure.Mark{}) {
					t.Errorf("content %d, stopped at segment %d: %+v is left in memory", i, stop, mark)
					break
				}
			}
		}
	}
	if given == 0 {
		t.Error("no content gave back its memory")
	}
}
