package scan_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/inquiry"
	"github.com/hemostat/hemostat/internal/seal"
)

// What was found before a compressed file broke off is counted, and the report says
// so of it; of what holds no text it does not.
func TestReadInPart(t *testing.T) {
	var whole bytes.Buffer
	w := gzip.NewWriter(&whole)
	for i := range 5000 {
		fmt.Fprintf(w, "mail%d@fabrikam%d.example %x\n", i, i, i*i*i)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	x := newTrial(t, seal.NewKey())
	x.run(&shelf{objects: map[string][]byte{
		"cut.gz": whole.Bytes()[:whole.Len()/2],
		"noise":  append([]byte("\x1a\x45\xdf\xa3\x00\x00"), bytes.Repeat([]byte{0x80, 0x01}, 500)...),
	}}, nil)
	f := x.figures()
	if n := kind(f, exposure.Email).Mentions; n == 0 {
		t.Error("nothing was found before the break")
	}
	if diff := cmp.Diff([]attribute.NotReadFigure{
		{Reason: exposure.NotReadBroken, Parts: 1, InPart: 1},
		{Reason: exposure.NotReadUnsupported, Parts: 1, Objects: 1, Bytes: 1006},
	}, f.NotRead); diff != "" {
		t.Error(diff)
	}
	r, err := inquiry.New(x.campaign, nil).Report(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range r.NotRead {
		if part.InPart != (part.Reason == exposure.NotReadBroken) {
			t.Errorf("%+v", part)
		}
	}
}
