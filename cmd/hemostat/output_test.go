package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/internal/leak"
)

// No command takes output that is lost for success.
func TestLostOutput(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("there is no /dev/full: ", err)
	}
	defer full.Close()
	f := newFolders(t)
	l, server := serve(t, leak.Options{Objects: 60})
	lost := func(want int, args ...string) {
		t.Helper()
		cmd := f.program(t, args...)
		var errs bytes.Buffer
		cmd.Stdout, cmd.Stderr = full, &errs
		err := cmd.Run()
		var exited *exec.ExitError
		if !errors.As(err, &exited) || exited.ExitCode() != want || strings.Count(errs.String(), "no space left") != 1 {
			t.Errorf("%v with its output lost: %v, %s", args, err, errs.Bytes())
		}
	}
	lost(exitError, "scan", server.URL(), "--campaign", "c", "-q")
	if _, code := f.run(t, "scan", server.URL(), "--campaign", "c"); code != exitFindings {
		t.Fatalf("the scan exits with %d", code)
	}
	var r struct {
		Figures struct {
			Entities struct{ List []struct{ ID string } }
		}
	}
	if out, _ := f.run(t, "report", "c", "--format", "json"); json.Unmarshal(out, &r) != nil || len(r.Figures.Entities.List) == 0 {
		t.Fatal("the report names no entity")
	}
	var object string
	for o := range l.Objects() {
		object = o.Name
	}
	for _, args := range [][]string{
		{"explain", "c", "entity", r.Figures.Entities.List[0].ID}, {"explain", "c", "object", object},
		{"status"}, {"status", "c"}, {"status", "c", "--json"}, {"replay", "c"}, {"custody", "c"}, {"custody", "c", "verify"}, {"explain", "c", "email"},
		{"explain", "c", "country", "DE"}, {"report", "c"}, {"report", "c", "--format", "html"}, {"rules", "list"}, {"extract", "--formats"}, {"version"}, {"help"},
		{"help", "exit-codes"}, {"scan", "--help"}, {"hold", "c", "--by", "J. Doe", "--reason", "a test"},
	} {
		lost(exitError, args...)
	}
}
