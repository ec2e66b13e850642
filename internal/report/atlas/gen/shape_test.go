package main

import "testing"

// TestOnMap cuts areas that cross the 180th meridian, from either side, and leaves the
// others in one piece.
func TestOnMap(t *testing.T) {
	for name, c := range map[string]struct {
		area   []degree
		pieces int
	}{
		"within":        {[]degree{{10, 10}, {20, 10}, {20, 20}, {10, 20}}, 1},
		"beyond":        {[]degree{{170, 60}, {-170, 60}, {-170, 70}, {170, 70}}, 2},
		"from the west": {[]degree{{-170, 60}, {-170, 70}, {170, 70}, {170, 60}}, 2},
		"up to it":      {[]degree{{170, 60}, {180, 60}, {180, 70}, {170, 70}}, 1},
	} {
		rings := onMap(unwrapped(c.area))
		if len(rings) != c.pieces {
			t.Errorf("%s: %d pieces, want %d", name, len(rings), c.pieces)
		}
		for _, r := range rings {
			if lo, hi := r.bounds(); hi.x-lo.x > width/10 || lo.x < 0 || hi.x > width {
				t.Errorf("%s: a piece from %d to %d", name, lo.x, hi.x)
			}
		}
	}
}
