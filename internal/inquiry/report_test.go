package inquiry

import (
	"strings"
	"testing"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/catalog"
)

// However many shards and objects were fetched, they are one line of the time line
// and push no other event out of it.
func TestFetchesAreOneLine(t *testing.T) {
	c, ctx := empty(t), t.Context()
	publish(t, c, exposure.Unit{1})
	if err := c.Catalog.Record(ctx, catalog.Event{At: noon, Event: "started", Detail: "scan 1"}); err != nil {
		t.Fatal(err)
	}
	for i := range 2 * listedEvents {
		at := noon.Add(time.Duration(i+1) * time.Minute)
		err := c.Catalog.Record(ctx, catalog.Event{At: at, Event: "fetching", Detail: "from here on"}, catalog.Event{At: at, Event: "fetched"}, catalog.Event{At: at, Event: "fetched"})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Catalog.SetRight(ctx, 1, exposure.Finding{Right: exposure.RightList, Verdict: exposure.Closed, Why: "HTTP 403", At: noon.Add(-time.Minute)}); err != nil {
		t.Fatal(err)
	}
	r, err := New(c, nil).Report(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range r.Timeline {
		got = append(got, e.What+" | "+e.Detail)
	}
	text := strings.Join(got, "\n")
	if n := strings.Count(text, "etch"); n != 1 {
		t.Errorf("%d lines of fetches:\n%s", n, text)
	}
	for _, want := range []string{
		"Objects fetched | until 24 September 2022, 18:40 UTC: 800 objects, in 400 batches", "Scan started | scan 1",
		"List names: denied from here | az://contoso/q3: HTTP 403", // closed is never said from one place
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the time line has no %q:\n%s", want, text)
		}
	}
}
