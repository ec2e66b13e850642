package main

import (
	"testing"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/register"
)

// Where what was read is gone, the owner's word bounds the window: others may have been read until then.
func TestWindowOfWhatIsGone(t *testing.T) {
	at := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	c := register.Closure{Exposure: register.Exposure{Found: at, Opened: at, Denied: at.Add(time.Minute)}, Owner: []register.Word{{At: at.Add(time.Hour), By: "J. Doe"}}}
	v := verification{o: &verifyFlags{}}
	for _, gone := range []bool{false, true} {
		c.Denials = []register.Denial{{Rights: []register.Refused{{Right: "read", Gone: gone}}}}
		want := c.Denied
		if gone {
			want = c.Owner[0].At
		}
		if to := v.window(c).To; len(to) != 2 || !to[1].At.Equal(want) || to[1].Bound != "at most" {
			t.Errorf("gone is %t: %+v", gone, to)
		}
	}
}

// What ended by its own words has a word of its own, unless by the newest answers something may be open.
func TestVerdictOfEnded(t *testing.T) {
	ended := register.Closure{Exposure: register.Exposure{State: register.StateEnded}, Retired: []register.Retirement{{Right: exposure.RightRead, Access: "signed link 1a2b3c4d"}}}
	if got := closureVerdict(ended); got != "ended" {
		t.Errorf("%q", got)
	}
	ended.Rights = []exposure.Finding{{Right: exposure.RightRead, Verdict: exposure.Inconclusive, Suspected: true}}
	if got := closureVerdict(ended); got != "inconclusive" {
		t.Errorf("with a suspicion: %q", got)
	}
}
