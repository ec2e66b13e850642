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

// A key that stands in many files is had with each of them, in the list of what to
// rotate and by its fingerprint.
func TestEveryPlaceOfACredential(t *testing.T) {
	const files = 300 // more than the catalog looks at in one step
	c := empty(t)
	key, name := exposure.Unit{1}, exposure.Identity{Kind: exposure.Secret, Mask: "••• (40)", Class: exposure.ClassLive, Fingerprint: exposure.Fingerprint{9}}
	b := c.Ledger.NewBatch()
	b.Begin(key)
	b.Add(&name, exposure.Mention{Offset: 3, Length: 40, Rule: "named-secret", Score: 50})
	b.Add(&name, exposure.Mention{Part: 1, Offset: 75, Length: 40, Record: 2, Field: exposure.FieldSecret, Rule: "aws-secret-access-key", Score: 90})
	b.Finish()
	if err := c.Ledger.Commit(b); err != nil {
		t.Fatal(err)
	}
	publishCopies(t, c, key, files)
	d := New(c, nil)
	r, err := d.Report(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got := r.Rotate[0]
	if len(got.Places) != files || got.More != 0 || got.Places[0] != "az://contoso/q3/000.env" || got.Fingerprint != name.Fingerprint.String() {
		t.Errorf("%d places, %d more, the first %q, fingerprint %s", len(got.Places), got.More, got.Places[0], got.Fingerprint)
	}
	if want := "part 2, byte 75, record 2, field secret"; got.First.String() != want || got.Rule != "aws-secret-access-key" {
		t.Errorf("rule %s at %q, want the surest mention at %q", got.Rule, got.First, want)
	}
	for _, limit := range []int{10, 10_000} {
		x, err := d.Explain(t.Context(), "secret", got.Fingerprint, limit)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(x.Places[key.String()]); n != min(limit, files) {
			t.Errorf("explain names %d places of %d where %d are asked for", n, files, limit)
		}
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
	if _, _, err := New(c, nil).urgentOf(ctx, nil, listedKeys, func(*exposure.Identity) bool { return true }); !errors.Is(err, context.Canceled) {
		t.Errorf("urgentOf = %v", err)
	}
}
