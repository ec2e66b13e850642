package seal

import (
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// What people are shown has no mark of ours, and is the same value when it is read again.
func TestShown(t *testing.T) {
	for _, c := range []struct {
		kind        exposure.Kind
		value, want string
	}{
		{exposure.Phone, "06 5555 0102", "0655550102"}, {exposure.Phone, "+81 6 5555 0102", "+81655550102"}, {exposure.User, "n:7", "n:7"},
	} {
		value := Canonical(c.kind, c.value)
		if got := Shown(c.kind, value); got != c.want || Canonical(c.kind, got) != value {
			t.Errorf("%s %q is shown as %q, want %q", c.kind, value, got, c.want)
		}
	}
}
