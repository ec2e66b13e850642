package main

import (
	"sync"
	"testing"

	"github.com/hemostat/hemostat/internal/leak"
)

// TestQuestionsWait asks several questions at a time, where no scan runs that
// could answer: each waits for the others.
func TestQuestionsWait(t *testing.T) {
	f := newFolders(t)
	_, server := serve(t, leak.Options{Objects: 60})
	if _, code := f.run(t, "scan", server.URL(), "--campaign", "c"); code != exitFindings && code != exitNothing {
		t.Fatalf("the scan exits with %d", code)
	}
	var group sync.WaitGroup
	for _, args := range [][]string{{"status", "c"}, {"report", "c", "--format", "json"}, {"replay", "c"}, {"custody", "c", "verify"}} {
		cmd := f.program(t, args...)
		group.Go(func() {
			if text, err := cmd.CombinedOutput(); cmd.ProcessState.ExitCode() == exitError {
				t.Errorf("%v: %v, %s", args, err, text)
			}
		})
	}
	group.Wait()
}
