package sourcetest

import (
	"testing"
	"time"

	"github.com/hemostat/hemostat/source"
)

// told fills in what a sparse listing does not tell.
func told(o source.Object) source.Object {
	if o.Size < 0 {
		o.Size = int64(len(content(o.Name)))
	}
	if o.ETag == "" {
		o.ETag = "untold"
	}
	if o.Modified.IsZero() {
		o.Modified = time.Now()
	}
	return o
}

// pinned gives an object of a sparse listing the state that it has now.
func pinned(t *testing.T, src source.Source, o source.Object) source.Object {
	t.Helper()
	if o.ETag != "" {
		return o
	}
	r, err := src.Open(t.Context(), o, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if o.ETag = r.ETag; o.Size < 0 && !r.Whole {
		o.Size = r.Size
	}
	if r.ETag == "" {
		t.Errorf("%q is known by nothing once it is open", o.Name)
	}
	return o
}
