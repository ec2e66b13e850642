package checks

import "testing"

func TestCount(t *testing.T) {
	for n, want := range map[int]string{0: "0 names", 1: "1 name", 2: "2 names"} {
		if got := count(n, "name"); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
