package probe

import (
	"testing"
	"time"

	"github.com/hemostat/hemostat/exposure"
)

// Of several answers on one right the most open stands, in whatever order they came.
func TestFindKeepsTheMostOpen(t *testing.T) {
	open, closed, doubt := Open("o"), Closed("c"), Doubt("d")
	settle := func(s *Session, j Judged) { s.Settle(exposure.RightRead, j) }
	told := func(s *Session, j Judged) { s.Told(exposure.RightRead, j) }
	otherwise := func(s *Session, j Judged) { s.Otherwise(exposure.RightRead, j) }
	for name, c := range map[string]struct {
		first, second Judged
		tell          func(*Session, Judged)
		want          Judged
	}{
		"doubt, closed":            {doubt, closed, told, doubt},
		"closed, doubt":            {closed, doubt, told, doubt},
		"open, doubt":              {open, doubt, told, open},
		"closed, open":             {closed, open, told, open},
		"closed, closed":           {closed, Closed("last"), told, Closed("last")},
		"doubt, settled as closed": {doubt, closed, settle, closed},
		"open, settled as closed":  {open, closed, settle, open},
		"closed, otherwise doubt":  {closed, doubt, otherwise, closed},
	} {
		s := &Session{now: time.Now, result: &Result{}}
		s.Told(exposure.RightRead, c.first)
		c.tell(s, c.second)
		if f := s.result.Rights; len(f) != 1 || f[0].Verdict != c.want.Verdict || f[0].Why != c.want.Why {
			t.Errorf("%s: %+v, want %+v", name, f, c.want)
		}
	}
	s := &Session{now: time.Now, result: &Result{}}
	if s.Otherwise(exposure.RightRead, doubt); s.Verdict(exposure.RightRead) != exposure.Inconclusive || len(s.result.Rights) != 1 {
		t.Errorf("nothing was told: %+v", s.result.Rights)
	}
}
