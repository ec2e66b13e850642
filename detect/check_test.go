package detect

import (
	"strings"
	"testing"
)

// TestCheckDigitsAgree changes one digit of each example that is said to have check
// digits that agree: most must be refused then, or the reason says too much.
func TestCheckDigitsAgree(t *testing.T) {
	e := newEngine(t)
	reason := whyText[2]
	for _, r := range e.Rules() {
		changed, passed := 0, 0
		positive, _ := r.Examples()
		for _, x := range positive {
			at := strings.Index(x.Text, x.Want)
			if at < 0 || !says(collect(t, e, Segment{}, x.Text, x.Field), r.ID, x.Want, reason) {
				continue
			}
			for i := range len(x.Want) {
				if !isDigit(x.Want[i]) {
					continue
				}
				other := []byte(x.Want)
				other[i] = '0' + (other[i]-'0'+1+byte(i)%8)%10
				changed++
				if says(collect(t, e, Segment{}, x.Text[:at]+string(other)+x.Text[at+len(x.Want):], x.Field), r.ID, string(other), reason) {
					passed++
				}
			}
		}
		if passed*4 > changed {
			t.Errorf("%s: %d of %d values with another digit are said to agree as well", r.ID, passed, changed)
		}
	}
}

func says(ms []Mention, rule, value, reason string) bool {
	for _, m := range ms {
		if m.Rule == rule && string(m.Value) == value && strings.Contains(m.Why(), reason) {
			return true
		}
	}
	return false
}
