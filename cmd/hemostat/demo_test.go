package main

import (
	"strings"
	"testing"

	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/leak"
)

func TestDemoSaysWhereItDiffersFromTheTruth(t *testing.T) {
	for _, c := range []struct {
		distinct, low, high uint64
		truth, resolved     uint64
		want                string
	}{
		{15, 15, 15, 15, 15, ""},
		{1328, 880, 1328, 881, 881, "447 are of a value already counted"},
		{17, 17, 17, 20, 17, "3 of 20 distinct values were not recognised"},
		{20, 20, 20, 17, 20, "3 distinct values are none"},
		{20, 20, 20, 20, 17, "nothing in the text says"},
		{20, 12, 15, 20, 17, "were taken for the same"},
		{20, 20, 20, 0, 0, ""},
	} {
		k := attribute.KindFigure{Distinct: c.distinct, Resolved: attribute.Range{Low: c.low, High: c.high}}
		got := differs("phone", k, leak.KindTruth{Distinct: c.truth, Resolved: c.resolved})
		if (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%+v: %q, want %q", c, got, c.want)
		}
	}
}
