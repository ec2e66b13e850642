package inquiry

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/catalog"
	"github.com/hemostat/hemostat/internal/compare"
	"github.com/hemostat/hemostat/internal/respond/rotate"
)

// logins is a campaign of a table of logins, in which one password stands with two users,
// and a file of settings that is one record with many credentials.
func logins(t *testing.T) *Desk {
	t.Helper()
	c := empty(t)
	table, settings := exposure.Unit{1}, exposure.Unit{2}
	b := c.Ledger.NewBatch()
	user := func(kind exposure.Kind, n byte, mask string) *exposure.Identity {
		return &exposure.Identity{Kind: kind, Fingerprint: exposure.Fingerprint{0xaa, byte(kind), n}, Mask: mask, Clear: "contoso.test"}
	}
	b.Begin(table)
	for record, row := range []struct {
		user, password int
	}{{1, 1}, {2, 1}, {3, 2}} {
		at := exposure.Mention{Record: uint64(record + 1), Length: 8, Score: 90}
		at.Rule = "email"
		b.Add(user(exposure.Email, byte(row.user), "e•••@contoso.test"), at)
		at.Rule = "user-field"
		b.Add(user(exposure.User, byte(row.user), "u•••"), at)
		at.Rule, at.Field = "password-field", exposure.FieldPassword
		b.Add(secret(row.password), at)
	}
	b.Finish()
	b.Begin(settings)
	at := exposure.Mention{Record: 1, Length: 8, Score: 90, Rule: "user-field"}
	b.Add(user(exposure.User, 9, "x•••"), at)
	for n := range 3 {
		at.Rule = "password-assignment"
		b.Add(secret(10+n), at)
	}
	expired := *secret(20)
	expired.Class = exposure.ClassExpired
	b.Add(&expired, exposure.Mention{Length: 8, Score: 90, Rule: "azure-account-sas"})
	example := *secret(21)
	example.Class = exposure.ClassExample
	b.Add(&example, exposure.Mention{Length: 8, Score: 25, Rule: "password-assignment"})
	b.Finish()
	if err := c.Ledger.Commit(b); err != nil {
		t.Fatal(err)
	}
	publish(t, c, table, settings)
	return New(c, nil)
}

// In a table the user of a password is the one in its row; in a file of settings, which is
// one record, nobody can tell.
func TestKeysOfRecords(t *testing.T) {
	d := logins(t)
	var first *rotate.List
	for where, a := range over(t, d) {
		list, err := a.Keys(t.Context(), KeysQuestion{})
		if err != nil {
			t.Fatal(where, err)
		}
		if first == nil {
			first = list
		} else if diff := cmp.Diff(first, list, cmpopts.IgnoreFields(rotate.List{}, "At"), cmpopts.IgnoreUnexported(rotate.Key{})); diff != "" {
			t.Errorf("%s another list:\n%s", where, diff)
		}
	}
	if first.Total != 6 || first.Open != 5 || first.Ended != 1 || len(first.Keys) != 6 || first.LeftOut["example"] != 1 {
		t.Fatalf("%d of %d open, left out %v", first.Open, first.Total, first.LeftOut)
	}
	for i, k := range first.Keys {
		users, name := 0, ""
		if k.Password != nil {
			users = k.Password.Users
		}
		if len(k.Names) > 0 {
			name = k.Names[0].Masked
		}
		wantUsers, wantName := 0, ""
		switch k.Masked {
		case "•••1":
			wantUsers, wantName = 2, "u•••"
		case "•••2":
			wantUsers, wantName = 1, "u•••"
		}
		if users != wantUsers || name != wantName {
			t.Errorf("%s stands with %d users, %q; want %d, %q", k.Masked, users, name, wantUsers, wantName)
		}
		if last := i == len(first.Keys)-1; last != (k.Life == rotate.Ended) {
			t.Errorf("%d is %s: %s", i, k.Masked, k.Life)
		}
	}
}

func TestMarkKey(t *testing.T) {
	d := logins(t)
	print := secret(10).Fingerprint.String()
	n := 0
	for where, a := range over(t, d) {
		state, err := a.MarkKey(t.Context(), print, catalog.Mark{Op: rotate.OpState, Value: rotate.Rotated, By: "J. Doe", Reason: where})
		if err != nil || state.Word != rotate.Rotated || state.Reason != where || state.At == nil {
			t.Fatalf("%s: %+v, %v", where, state, err)
		}
		n++
		for text, want := range map[string]error{"ffffffffff": attribute.ErrNotFound, "0000000": nil, "00000000": nil, "xyzxyzxyz": nil} {
			_, err := a.MarkKey(t.Context(), text, catalog.Mark{Op: rotate.OpState, Value: rotate.Rotated, By: "x", Reason: "r"})
			if err == nil || want != nil && !errors.Is(err, want) {
				t.Errorf("%s, %q: %v", where, text, err)
			}
		}
		if _, err := a.MarkKey(t.Context(), print, catalog.Mark{Op: rotate.OpState, Value: "gone", By: "x", Reason: "r"}); err == nil {
			t.Errorf("%s: any word is a state", where)
		}
	}
	list, err := d.Keys(t.Context(), KeysQuestion{})
	if err != nil || list.Open != 4 || list.Done != 1 || list.Ended != 1 || list.Keys[len(list.Keys)-1].State.Word == rotate.Open {
		t.Errorf("%d open, the last %+v: %v", list.Open, list.Keys[len(list.Keys)-1].State, err)
	}
	r, err := d.Report(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if last := r.Rotate[len(r.Rotate)-1]; last.State == nil || last.State.Word != rotate.Rotated || last.State.By != "J. Doe" {
		t.Errorf("the report says %+v", last.State)
	}
	if r.ToRotate() != list.Open || r.RotateDone != list.Done || uint64(len(r.Rotate)) != list.Open+list.Done {
		t.Errorf("the report counts %d to rotate, %d done, and lists %d; want %d and %d", r.ToRotate(), r.RotateDone, len(r.Rotate), list.Open, list.Done)
	}
	if marks, err := d.campaign.Catalog.Marks(t.Context()); err != nil || len(marks) != n {
		t.Errorf("%d marks, want %d: %v", len(marks), n, err)
	}
}

// A campaign that keeps no values opens none.
func TestKeysOpenNothing(t *testing.T) {
	for where, a := range over(t, logins(t)) {
		for _, q := range []KeysQuestion{{Names: true, By: "x"}, {Breached: "/nowhere", By: "x"}} {
			if _, err := a.Keys(t.Context(), q); err == nil {
				t.Errorf("%s: %+v is answered", where, q)
			}
		}
	}
}

// Another process is told the same counts.
func TestCountsOverTheSocket(t *testing.T) {
	var first *compare.Counts
	for where, a := range over(t, logins(t)) {
		c, err := a.Counts(t.Context())
		if err != nil {
			t.Fatal(where, err)
		}
		if first == nil {
			first = c
		} else if diff := cmp.Diff(first, c, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s:\n%s", where, diff)
		}
	}
	if k := first.Of(exposure.Secret); k.Mentions != 8 || k.Distinct != 7 || k.Sorts.Again != 1 {
		t.Errorf("%+v", k)
	}
}
