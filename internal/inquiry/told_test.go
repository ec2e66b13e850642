package inquiry

import (
	"bytes"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/campaign"
	"github.com/hemostat/hemostat/internal/catalog"
	"github.com/hemostat/hemostat/internal/disclose"
	"github.com/hemostat/hemostat/internal/seal"
)

// owned is a campaign on the owner's basis in which so many organisations stand in one
// content each, with their values in the vault.
func owned(t *testing.T, domains ...string) *campaign.Campaign {
	t.Helper()
	c, err := campaign.Create(t.Context(), t.TempDir(), "case", seal.NewKey(),
		campaign.Properties{Label: "case", Basis: exposure.Owner, Depth: exposure.Read, Digest: "d1", Created: noon})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	b, sealer := c.Ledger.NewBatch(), c.Key.Sealer()
	var units []exposure.Unit
	for i, domain := range domains {
		unit := exposure.Unit{byte(i + 1)}
		units = append(units, unit)
		b.Begin(unit)
		id := sealer.Seal(exposure.Email, []byte("jane@"+domain), "")
		b.Add(&id, exposure.Mention{Length: 8, Rule: "email", Score: 90})
		b.Finish()
		if err := c.Vault.Put(id.Fingerprint, exposure.Email, "jane@"+domain); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(c.Ledger.Commit(b), c.Vault.Sync()); err != nil {
		t.Fatal(err)
	}
	publish(t, c, units...)
	return c
}

func told(t *testing.T, a Answerer, wish Wish) (list []*disclose.Subject) {
	t.Helper()
	for s, err := range a.Told(t.Context(), wish) {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, s)
	}
	return list
}

// Another process is told the same, values only where they are opened, which the chain
// says, and in as many parts as are in memory at once.
func TestTold(t *testing.T) {
	c := owned(t, "contoso.test", "fabrikam.test", "northwind.test")
	d := New(c, nil)
	socket := filepath.Join(t.TempDir(), "socket")
	server, err := d.Serve(socket)
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	for _, wish := range []Wish{{}, {Documents: true}, {Of: []string{"fabrikam.test"}}, {Open: "letters", By: "J. Doe"}} {
		have := told(t, d, wish)
		if diff := cmp.Diff(have, told(t, Dial(socket), wish)); diff != "" {
			t.Errorf("%+v: another process is told otherwise:\n%s", wish, diff)
		}
		if want := 3 - 2*len(wish.Of); len(have) != want {
			t.Fatalf("%+v: %d subjects, want %d", wish, len(have), want)
		}
		e := have[0].Elements[0]
		if opened := e.Value == "jane@"+have[0].ID; opened != (wish.Open != "") || !opened && e.Value != "" || strings.Contains(e.Mask, "jane") {
			t.Errorf("%+v: %+v", wish, e)
		}
		if docs := have[0].Documents; len(docs) != 0 != wish.Documents || wish.Documents && !strings.HasSuffix(docs[0].Name, ".csv") {
			t.Errorf("%+v: documents %+v", wish, docs)
		}
	}
	var chain bytes.Buffer
	if _, _, err := d.Custody(t.Context(), &chain); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(chain.String(), `"event":"opened","detail":"the values of 3 identities of 3, to tell them: letters (J. Doe)"`); n != 2 {
		t.Errorf("%d openings in the chain:\n%s", n, &chain)
	}
	for _, a := range []Answerer{d, Dial(socket)} {
		for _, err := range a.Told(t.Context(), Wish{Of: []string{"nowhere.test"}}) {
			if !errors.Is(err, attribute.ErrNotFound) {
				t.Errorf("somebody who is not there: %v", err)
			}
		}
		for range a.Told(t.Context(), Wish{}) { // one is enough
			break
		}
	}
}

// Values are opened of those alone who are wanted, by somebody, and of no other kind.
func TestToldOpensNoMore(t *testing.T) {
	c := owned(t, "contoso.de", "fabrikam.fr", "northwind.fr")
	d := New(c, nil)
	socket := filepath.Join(t.TempDir(), "socket")
	server, err := d.Serve(socket)
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	for _, c := range []struct {
		wish   Wish
		ids    string
		opened string
	}{
		{Wish{Country: "FR"}, "fabrikam.fr northwind.fr", "the values of 2 identities of 2,"},
		{Wish{Country: "FR", Except: []string{"fabrikam.fr"}}, "northwind.fr", "the values of 1 identities of 1,"},
		{Wish{Except: []string{"contoso.de", "fabrikam.fr", "northwind.fr"}}, "", ""},
		{Wish{Of: []string{"contoso.de"}, Kinds: []exposure.Kind{exposure.Birth}}, "contoso.de", "the values of 0 identities of 1,"},
	} {
		for _, a := range []Answerer{d, Dial(socket)} {
			before := openings(t, d)
			c.wish.Open, c.wish.By = "letters", "J. Doe"
			var ids []string
			for _, s := range told(t, a, c.wish) {
				ids = append(ids, s.ID)
			}
			after := openings(t, d)[len(before):]
			if got := strings.Join(ids, " "); got != c.ids || len(after) > 1 || strings.Join(after, "") != "" != (c.opened != "") || !strings.Contains(strings.Join(after, ""), c.opened) {
				t.Errorf("%+v: told of %s, opened %q", c.wish, got, after)
			}
		}
	}
	before := openings(t, d)
	for _, a := range []Answerer{d, Dial(socket)} {
		for s, err := range a.Told(t.Context(), Wish{Open: "letters", By: " "}) {
			if err == nil {
				t.Errorf("nobody opened the values of %s", s.ID)
			}
		}
	}
	if len(openings(t, d)) != len(before) {
		t.Error("values were opened by nobody")
	}
}

// openings are the lines of the chain that say what was opened.
func openings(t *testing.T, d *Desk) (list []string) {
	t.Helper()
	var chain bytes.Buffer
	if _, _, err := d.Custody(t.Context(), &chain); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(chain.String()) {
		if strings.Contains(line, `"event":"opened"`) && strings.Contains(line, "to tell them") {
			list = append(list, line)
		}
	}
	return list
}

// What was decided after an approval is told nobody who asks by that approval, and nothing
// is opened.
func TestToldWhatWasApproved(t *testing.T) {
	c := owned(t, "contoso.test")
	d := New(c, nil)
	socket := filepath.Join(t.TempDir(), "socket")
	server, err := d.Serve(socket)
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	if err := d.Approve(t.Context(), Approval{By: "J. Doe", Reason: "x", At: noon}); err != nil {
		t.Fatal(err)
	}
	approval, err := d.Approval(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	wish := Wish{Approved: approval.State, Open: "letters", By: "J. Doe"}
	for _, a := range []Answerer{d, Dial(socket)} {
		if n := len(told(t, a, wish)); n != 1 {
			t.Errorf("%d are told by the approval", n)
		}
	}
	if _, err := d.Decide(t.Context(), catalog.Decision{Op: "vendor", A: "contoso.test", Reason: "x", At: noon}, false); err != nil {
		t.Fatal(err)
	}
	before := len(openings(t, d))
	for _, a := range []Answerer{d, Dial(socket)} {
		n := 0
		for _, err := range a.Told(t.Context(), wish) {
			if n++; !errors.Is(err, ErrNotApproved) {
				t.Errorf("after a decision: %v", err)
			}
		}
		if n != 1 {
			t.Errorf("%d answers", n)
		}
	}
	if len(openings(t, d)) != before {
		t.Error("values were opened of what nobody approved")
	}
}

func TestToldHasNothingToOpen(t *testing.T) {
	d := desk(t)
	socket := filepath.Join(t.TempDir(), "socket")
	server, err := d.Serve(socket)
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	for _, a := range []Answerer{d, Dial(socket)} {
		n := 0
		for _, err := range a.Told(t.Context(), Wish{Open: "letters"}) {
			if n++; !errors.Is(err, ErrNoValues) {
				t.Errorf("%v", err)
			}
		}
		if n != 1 {
			t.Errorf("%d answers", n)
		}
	}
}

// An approval is of what was read and decided then, in the chain, and the same to another
// process.
func TestApproval(t *testing.T) {
	c := owned(t, "contoso.test")
	d := New(c, nil)
	socket := filepath.Join(t.TempDir(), "socket")
	server, err := d.Serve(socket)
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	client := Dial(socket)
	for _, a := range []Answerer{d, client} {
		if got, err := a.Approval(t.Context()); err != nil || got != nil {
			t.Errorf("before anybody approved: %+v, %v", got, err)
		}
		if err := a.Approve(t.Context(), Approval{By: " ", Reason: "x"}); err == nil {
			t.Error("nobody approved")
		}
	}
	if err := client.Approve(t.Context(), Approval{By: "J. Doe", Reason: "counsel agreed", Although: "the vendor is gone", At: noon}); err != nil {
		t.Fatal(err)
	}
	for _, a := range []Answerer{d, client} {
		got, err := a.Approval(t.Context())
		if err != nil || !got.Current || got.By != "J. Doe" || got.Although != "the vendor is gone" || !got.At.Equal(noon) {
			t.Errorf("%+v, %v", got, err)
		}
	}
	var chain bytes.Buffer
	if _, _, err := d.Custody(t.Context(), &chain); err != nil || !strings.Contains(chain.String(), `"event":"approved","by":"J. Doe","detail":"packs, for `) {
		t.Errorf("%v\n%s", err, &chain)
	}
	if _, err := d.Decide(t.Context(), catalog.Decision{Op: "vendor", A: "contoso.test", Reason: "x", At: noon}, false); err != nil {
		t.Fatal(err)
	}
	if got, err := client.Approval(t.Context()); err != nil || got.Current {
		t.Errorf("a decision later is approved too: %+v, %v", got, err)
	}
}
