package register

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/hemostat/hemostat/exposure"
)

// linkEnd is that of byLink.
var linkEnd = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// Under a basis that keeps no value the link is not kept, and its end is: once the service's own clock
// is past it and the skew, by any answer, it has ended. Nothing closes it.
func TestLinkThatIsNotKept(t *testing.T) {
	r := openNew(t)
	recorded(t, r, byLink(0, exposure.Finder, "list=open read=open"))
	if links, err := r.Links(t.Context(), target); err != nil || len(links) != 0 {
		t.Errorf("kept %d links, %v", len(links), err)
	}
	for i, step := range []struct {
		o      Observation
		events string
		state  State
	}{
		{serviceSays(observed(70, "list=closed"), linkEnd.Add(Skew-time.Second)), "", StateOpen},
		{serviceSays(observed(80, "list=inconclusive"), linkEnd.Add(Skew)), "", StateOpen}, // whose clock that is nobody knows
		{serviceSays(observed(90, "list=closed"), linkEnd.Add(Skew)), "retired", StateEnded},
		{serviceSays(observed(99, "list=closed"), linkEnd.Add(2*Skew)), "", StateEnded},
	} {
		if got := recorded(t, r, step.o); got != step.events || stateOf(t, r) != step.state {
			t.Errorf("step %d: %q, %s; want %q, %s", i, got, stateOf(t, r), step.events, step.state)
		}
	}
	if _, err := r.MarkClosed(t.Context(), target, linkEnd.AddDate(4, 0, 0)); !errors.Is(err, ErrNotClosed) || !strings.Contains(err.Error(), "nobody was refused") {
		t.Errorf("closed with no denial: %v", err)
	}
}

// A clock of this machine that is years ahead ends no link and closes nothing.
func TestWrongClockEndsNoLink(t *testing.T) {
	for name, basis := range map[string]exposure.Basis{"kept": exposure.Owner, "not kept": exposure.Finder} {
		r := openNew(t)
		recorded(t, r, byLink(0, basis, "list=open"))
		ahead := serviceSays(observed(5, "list=closed"), observed(5, "").At)
		if basis == exposure.Owner {
			ahead = byLink(5, basis, "list=closed")
		}
		ahead.At = ahead.At.AddDate(4, 0, 0)
		if got := recorded(t, r, ahead); strings.Contains(got, "retired") || strings.Contains(got, "closed") {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// A link that still opens something when the service is past its end has not ended: it stays open
// while others are refused.
func TestLinkThatOutlivesItsWords(t *testing.T) {
	r := openNew(t)
	recorded(t, r, byLink(0, exposure.Finder, "list=open"))
	recorded(t, r, byLink(90, exposure.Finder, "list=open"))
	if got := recorded(t, r, serviceSays(observed(91, "list=closed"), linkEnd.AddDate(0, 0, 1))); got != "" || stateOf(t, r) != StateOpen {
		t.Errorf("%q, %s", got, stateOf(t, r))
	}
}

// A link that has ended is closed where it is denied as anything else has to be.
func TestEndedLinkIsClosedByDenials(t *testing.T) {
	r := openNew(t)
	recorded(t, r, byLink(0, exposure.Owner, "list=open"))
	for _, n := range []int{60, 64} {
		for _, from := range []string{"", "socks5://198.51.100.7:1080"} {
			o := byLink(n, exposure.Owner, "list=closed")
			o.Vantage = from
			recorded(t, r, o)
		}
		_, err := r.MarkClosed(t.Context(), target, observed(n, "").At)
		if closed := err == nil; closed != (n == 64) {
			t.Errorf("minute %d: %v", n, err)
		}
	}
	if s := stateOf(t, r); s != StateClosed {
		t.Errorf("state %s", s)
	}
}
