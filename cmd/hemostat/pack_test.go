package main

import (
	"io"
	"strings"
	"testing"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
	"github.com/hemostat/hemostat/internal/register"
)

// seen is a probe of a target n minutes after eight, whose reading was open or closed.
func seen(target string, n int, verdict exposure.Verdict) register.Observation {
	at := time.Date(2026, 11, 22, 8, n, 0, 0, time.UTC)
	r := &probe.Result{Target: target, Check: "azure", Exists: probe.Exists, Exposed: verdict == exposure.Open,
		Rights: []exposure.Finding{{Right: exposure.RightRead, Verdict: verdict, Access: "anonymous", Why: "invented", At: at, Evidence: []string{"0011223344556677"}}}}
	r.Evidence = []probe.Evidence{{ID: "0011223344556677", At: at, Request: "GET https://contosobackup.blob.core.windows.net/q3", Status: 200}}
	return register.Observation{Result: r, Basis: exposure.Owner, At: at}
}

// Those affected may be told of a campaign once each of its targets is shown to be closed,
// and no longer once one is open again. The window says no more than was seen.
func TestWhatLacksClosure(t *testing.T) {
	const target, other = "az://contosobackup/q3", "az://contosobackup/q4"
	f := newFolders(t)
	a := newApp(strings.NewReader(""), io.Discard, io.Discard)
	a.dataDir, a.keyDir = f.data, f.keys
	lacks := func(want string, targets ...string) {
		t.Helper()
		list, err := a.notClosed(t.Context(), targets)
		if got := strings.Join(list, "\n"); err != nil || (want == "") != (got == "") || !strings.Contains(got, want) {
			t.Errorf("%v lack %q (%v), want %q", targets, got, err, want)
		}
	}
	window := func(want string, targets ...string) {
		t.Helper()
		w, err := a.window(t.Context(), targets)
		if got := w.Text(); err != nil || got != want {
			t.Errorf("%v: %q (%v), want %q", targets, got, err, want)
		}
	}
	lacks("it was never probed", target)
	window("not known: what was read was never probed", target)
	record := func(list ...register.Observation) {
		t.Helper()
		r, err := a.openRegister(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		if _, err := r.Record(t.Context(), list...); err != nil {
			t.Fatal(err)
		}
	}
	record(seen(target, 0, exposure.Open), seen(target, 9, exposure.Open))
	lacks("something is open", target)
	record(seen(target, 20, exposure.Closed), seen(target, 30, exposure.Closed), seen(target, 40, exposure.Closed))
	lacks("one network alone denies it", target)
	window("seen open from 2026-11-22 08:00 UTC to 2026-11-22 08:09 UTC, perhaps longer; closure is not verified", target)
	func() {
		r, err := a.openRegister(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		at := time.Date(2026, 11, 22, 8, 50, 0, 0, time.UTC)
		if err := r.OwnerSays(t.Context(), target, register.Word{At: at, By: "J. Doe", Word: "public access is off"}); err != nil {
			t.Fatal(err)
		}
		if list, err := a.notClosed(t.Context(), nil); err != nil || len(list) != 0 {
			t.Errorf("no target lacks closure: %v, %v", list, err)
		}
		if c, err := r.Closure(t.Context(), target); err != nil || c.Lacks != "" {
			t.Fatalf("%q, %v", c.Lacks, err)
		}
	}()
	lacks("has not marked it as closed", target)
	func() {
		r, err := a.openRegister(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		if _, err := r.MarkClosed(t.Context(), target, time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)); err != nil {
			t.Fatal(err)
		}
	}()
	lacks("", target)
	lacks(other+": it was never probed", target, other)
	lacks("a folder of this machine", "file:///srv/copy", target)
	window("seen open from 2026-11-22 08:00 UTC to 2026-11-22 08:09 UTC, perhaps longer; closure verified 2026-11-22 09:00 UTC", target)
	record(seen(target, 59, exposure.Open))
	lacks("something is open", target)
	window("seen open from 2026-11-22 08:00 UTC to 2026-11-22 08:59 UTC, perhaps longer; closure is not verified", target)
}
