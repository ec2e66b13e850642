package register

import (
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// A link that was judged is listed until it is asked, whatever came of that.
func TestJudged(t *testing.T) {
	r := openNew(t)
	asked := byLink(0, exposure.Finder, "list=closed")
	for range 2 { // judged anew it is one still
		if err := r.SetJudged(t.Context(), []JudgedLink{
			{Name: "00000001", Place: "az://contoso/q3", Severity: "high", Score: 69, Rights: []string{"read"}, Judged: asked.At},
			{Name: "00000002", Place: "az://contoso/q4", Severity: "low", Score: 1, Ends: asked.At, Judged: asked.At},
		}); err != nil {
			t.Fatal(err)
		}
	}
	list, err := r.Judged(t.Context())
	if err != nil || len(list) != 2 || list[0].Score != 69 || !list[1].Ends.Equal(asked.At) || !list[0].Ends.IsZero() {
		t.Fatalf("%+v, %v", list, err)
	}
	for i := range asked.Rights {
		asked.Rights[i].Access = "signed link 00000001"
	}
	recorded(t, r, asked)
	if list, err := r.Judged(t.Context()); err != nil || len(list) != 1 || list[0].Name != "00000002" {
		t.Errorf("%+v, %v", list, err)
	}
}
