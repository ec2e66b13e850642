package inquiry

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/attribute"
)

// Another process is told the same of what is nobody's; a list of all persons knows it already, until more is read.
func TestUnattributedOverTheSocket(t *testing.T) {
	c := owned(t, "contoso.de")
	b, sealer := c.Ledger.NewBatch(), c.Key.Sealer()
	unit := exposure.Unit{200}
	b.Begin(unit)
	id := sealer.Seal(exposure.Card, []byte("5555555555554444"), "")
	b.Add(&id, exposure.Mention{Length: 16, Rule: "card", Score: 90})
	b.Finish()
	if err := c.Ledger.Commit(b); err != nil {
		t.Fatal(err)
	}
	publish(t, c, unit)
	want := []attribute.Holders{{Kind: exposure.Email, Distinct: 1, Persons: 1, Organisations: 1}, {Kind: exposure.Card, Distinct: 1, Nobody: 1}}
	for where, a := range over(t, New(c, nil)) {
		u, err := a.Unattributed(t.Context(), UnattributedQuestion{Documents: 5})
		if err != nil {
			t.Fatal(where, err)
		}
		if diff := cmp.Diff(want, u.Holders); diff != "" || u.Contents != 1 || len(u.Documents) != 1 || u.Documents[0].Way == "" {
			t.Errorf("%s: %+v\n%s", where, u, diff)
		}
		for range 2 { // before a list of persons was made, and after it
			list, err := a.Holders(t.Context())
			if diff := cmp.Diff(want, list, cmpopts.EquateEmpty()); diff != "" || err != nil {
				t.Errorf("%s: %v\n%s", where, err, diff)
			}
			told(t, a, Wish{Persons: true})
		}
		only, err := a.Unattributed(t.Context(), UnattributedQuestion{Kinds: []exposure.Kind{exposure.Email}, Documents: 5})
		if err != nil || len(only.Holders) != 1 || only.Contents != 0 {
			t.Errorf("%s: %+v, %v", where, only, err)
		}
	}
}
