package atlas

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestNoShapeCrossesTheMap finds lines that run across the map, as an area has that
// was not cut at the 180th meridian.
func TestNoShapeCrossesTheMap(t *testing.T) {
	number := regexp.MustCompile(`-?\d+`)
	w := Load()
	for _, c := range w.Countries {
		for ring := range strings.SplitSeq(c.Path, "m") {
			steps := number.FindAllString(ring, -1)
			for i := 2; i < len(steps); i += 2 { // the first pair is where the ring begins
				if dx, err := strconv.Atoi(steps[i]); err != nil || max(dx, -dx) > w.Width/8 {
					t.Errorf("%s: a line of %s units across the map", c.Code, steps[i])
				}
			}
		}
	}
}
