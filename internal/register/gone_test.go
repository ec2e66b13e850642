package register

import (
	"strings"
	"testing"
	"time"
)

// afterGone opens a directory, has what was read there gone from two networks in two rounds, and
// returns the register.
func afterGone(t *testing.T) *Register {
	t.Helper()
	r := openNew(t)
	recorded(t, r, observed(0, "list=open read=open"))
	for i, event := range []string{"inconclusive", "", "", ""} {
		o := observed(5+5*(i/2), "list=closed read=inconclusive")
		o.Rights[1].Gone = true
		for j := range o.Rights {
			o.Rights[j].Evidence = []string{o.Evidence[0].ID}
		}
		if i%2 == 1 {
			o.Vantage = "203.0.113.9:1080"
		}
		if got := recorded(t, r, o); got != event {
			t.Errorf("round %d: events %q, want %q", i, got, event)
		}
	}
	return r
}

// What is gone is no refusal of what nobody asked for: the owner says the rest.
func TestGone(t *testing.T) {
	r := afterGone(t)
	if s := stateOf(t, r); s != StateOpen {
		t.Errorf("state %s", s)
	}
	c, err := r.Closure(t.Context(), target)
	if err != nil || !strings.Contains(c.Lacks, "owner's configuration") || len(c.Denials) != 2 || strings.Join(c.Denials[0].Gone(), " ") != "read" {
		t.Errorf("%+v, %v", c, err)
	}
	if err := r.OwnerSays(t.Context(), target, Word{At: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC), By: "J. Doe", Word: "nothing is served from there"}); err != nil {
		t.Fatal(err)
	}
	if c, err = r.Closure(t.Context(), target); err != nil || c.Lacks != "" {
		t.Errorf("with the owner's word: lacks %q, %v", c.Lacks, err)
	}
	if change, err := r.MarkClosed(t.Context(), target, time.Date(2026, 11, 22, 9, 1, 0, 0, time.UTC)); err != nil || change.Event != Closed {
		t.Errorf("%+v, %v", change, err)
	}
	if c, err = r.Closure(t.Context(), target); err != nil || c.State != StateClosed || c.Lacks != "" {
		t.Errorf("closed: %+v, %v", c, err)
	}
	for _, f := range c.Rights {
		if f.Verdict != "closed" {
			t.Errorf("%s stands as %s", f.Right, f.Verdict)
		}
	}
	again := observed(29, "list=closed read=inconclusive")
	again.Rights[1].Gone = true
	if got := recorded(t, r, again); got != "" || stateOf(t, r) != StateClosed {
		t.Errorf("asked again: events %q, state %s", got, stateOf(t, r))
	}
	if got := recorded(t, r, observed(30, "list=closed read=open")); got != "reopened" {
		t.Errorf("it is there again: events %q", got)
	}
}

// A file that is refused shows more than one that is gone: its rounds begin anew, and what is gone
// after it was refused takes nothing away.
func TestGoneAndRefused(t *testing.T) {
	r := afterGone(t)
	read := func(n int, verdict string) Refused {
		o := observed(n, "list=closed read="+verdict)
		o.Rights[1].Gone = verdict == "inconclusive"
		o.Rights[1].Evidence = []string{o.Evidence[0].ID}
		recorded(t, r, o)
		c, err := r.Closure(t.Context(), target)
		if err != nil {
			t.Fatal(err)
		}
		return c.Denials[0].Rights[1]
	}
	if got := read(20, "closed"); got.Gone || got.Rounds != 1 || got.First.Minute() != 20 {
		t.Errorf("refused: %+v", got)
	}
	if got := read(30, "inconclusive"); got.Gone || got.Rounds != 1 {
		t.Errorf("gone after that: %+v", got)
	}
}
