package catalog

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hemostat/hemostat/exposure"
)

// That anybody was refused stays evidence when a later scan signs in; the newest of
// what is the same takes the place of the older.
func TestEarlierVerdictsStay(t *testing.T) {
	c, ctx := open(t), t.Context()
	see := func(access string, verdict exposure.Verdict, why string, after time.Duration) {
		t.Helper()
		target, err := c.AddTarget(ctx, "az://contoso/q3", "", access, noon)
		if err != nil {
			t.Fatal(err)
		}
		f := exposure.Finding{Right: exposure.RightList, Verdict: verdict, Why: why, At: noon.Add(after)}
		if err := c.SetRight(ctx, target.ID, f); err != nil {
			t.Fatal(err)
		}
	}
	see("anonymous", exposure.Closed, "refused", 0)
	see("anonymous", exposure.Closed, "refused again", time.Hour)
	see("shared key", exposure.Inconclusive, "listed", 2*time.Hour)
	got, err := c.Exposures(ctx)
	if err != nil || len(got) != 1 {
		t.Fatal(got, err)
	}
	if diff := cmp.Diff([]exposure.Finding{
		{Right: exposure.RightList, Verdict: exposure.Closed, Access: "anonymous", Why: "refused again", At: noon.Add(time.Hour)},
		{Right: exposure.RightList, Verdict: exposure.Inconclusive, Access: "shared key", Why: "listed", At: noon.Add(2 * time.Hour)},
	}, got[0].Rights); diff != "" {
		t.Error(diff)
	}
}
