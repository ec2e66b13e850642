package inquiry

import (
	"context"
	"errors"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/ledger"
)

// A credential that two blocks of one content mention stands in that content once.
func TestOneContentOfTwoBlocks(t *testing.T) {
	c := empty(t)
	list, note := exposure.Unit{1}, exposure.Unit{2}
	b := c.Ledger.NewBatch()
	add := func(n int) { b.Add(secret(n), exposure.Mention{Length: 8, Rule: "password", Score: 90}) }
	b.Begin(list)
	add(0)
	for n := 1; n <= ledger.BlockMentions; n++ {
		add(n)
	}
	add(0)
	add(0)
	b.Finish()
	b.Begin(note)
	add(0)
	add(0)
	b.Finish()
	if err := c.Ledger.Commit(b); err != nil {
		t.Fatal(err)
	}
	publish(t, c, list, note)
	d := New(c, nil)
	r, err := d.Report(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if first := r.Rotate[0]; first.Masked != secret(0).Mask || first.Mentions != 5 || len(first.Places) != 2 || first.Places[0] == first.Places[1] || first.More != 0 {
		t.Errorf("first %+v", first)
	}
	f, err := d.Figures(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if n := f.Duplicates.SameIdentity; n != 2 {
		t.Errorf("%d mentions were met in another content before, want those 2 of the note", n)
	}
}

// Who asks and goes away is not answered, however many credentials were described
// that nothing mentions.
func TestRotateLooksAtItsContext(t *testing.T) {
	c := empty(t)
	b := c.Ledger.NewBatch()
	b.Begin(exposure.Unit{1})
	for n := range 100 {
		c.Ledger.Describe(secret(n))
	}
	b.Finish()
	if err := c.Ledger.Commit(b); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := New(c, nil).mostUrgent(ctx, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("mostUrgent = %v", err)
	}
}
