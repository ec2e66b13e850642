package main

import (
	"testing"
	"time"

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
