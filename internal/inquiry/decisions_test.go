package inquiry

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/catalog"
)

// towns answers about a campaign in which a few domains stand.
func towns(t *testing.T, domains ...string) *Desk {
	t.Helper()
	c := empty(t)
	unit := exposure.Unit{1}
	b := c.Ledger.NewBatch()
	b.Begin(unit)
	for i, d := range domains {
		id := exposure.Identity{Kind: exposure.Domain, Mask: d, Clear: d}
		binary.BigEndian.PutUint64(id.Fingerprint[:], uint64(i+1)<<32)
		b.Add(&id, exposure.Mention{Offset: uint64(100 * i), Length: 8, Rule: "domain", Score: 80})
	}
	b.Finish()
	if err := c.Ledger.Commit(b); err != nil {
		t.Fatal(err)
	}
	publish(t, c, unit)
	return New(c, nil)
}

// over returns the desk and a client that asks it over its socket.
func over(t *testing.T, d *Desk) map[string]Answerer {
	t.Helper()
	path := filepath.Join(t.TempDir(), "s")
	s, err := d.Serve(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return map[string]Answerer{"here": d, "over the socket": Dial(path)}
}

func TestDecide(t *testing.T) {
	d := towns(t, "contoso.de", "fabrikam.fr", "github.io")
	for where, answers := range over(t, d) {
		ctx := t.Context()
		x := catalog.Decision{Op: "merge", A: "Contoso.de", B: "https://fabrikam.fr/", Reason: "bought", By: "jd", At: noon}
		c, err := answers.Decide(ctx, x, false)
		if err != nil || c.Decision.A != "contoso.de" || c.Decision.B != "fabrikam.fr" || c.Parts != 2 || len(c.About) != 2 {
			t.Fatalf("%s: %+v, %v", where, c, err)
		}
		if _, err := answers.Decide(ctx, catalog.Decision{Op: "own", A: "fabrikan.fr", Reason: "x", At: noon}, false); !errors.Is(err, attribute.ErrNotFound) || !strings.Contains(err.Error(), "fabrikam.fr") {
			t.Errorf("%s: a name that nobody bears: %v", where, err)
		}
		wide := catalog.Decision{Op: "merge", A: "contoso.de", B: "github.io", Reason: "x", At: noon}
		_, err = answers.Decide(ctx, wide, false)
		if refusal := (*attribute.Refusal)(nil); !errors.As(err, &refusal) || !refusal.Large {
			t.Errorf("%s: with what is everybody's: %v", where, err)
		}
		if c, err = answers.Decide(ctx, wide, true); err != nil || len(c.Notes) == 0 {
			t.Errorf("%s: although: %+v, %v", where, c, err)
		}
		for range 2 {
			if _, err := answers.Decide(ctx, catalog.Decision{Op: "undo", A: "contoso.de", Reason: "x", At: noon}, false); err != nil {
				t.Errorf("%s: undo: %v", where, err)
			}
		}
		if _, err := answers.Decide(ctx, catalog.Decision{Op: "own", A: strings.Repeat("x", 10_000), Reason: "x", At: noon}, false); err == nil || len(err.Error()) > 200 {
			t.Errorf("%s: a name of 10,000 characters: %v", where, err)
		}
		list, err := answers.Decisions(ctx)
		if err != nil || len(list) < 4 || list[0].Stands || list[0].By != "jd" || !list[0].At.Equal(noon) {
			t.Errorf("%s: %+v, %v", where, list, err)
		}
	}
}

// Who runs a target by the scope is a vendor, whose name stands apart.
func TestVendorsOfTheScope(t *testing.T) {
	d := towns(t, "contoso.de", "hoster.test")
	for _, target := range []string{"az://contoso/q4", "az://contoso/q5"} {
		if _, err := d.campaign.Catalog.AddTarget(t.Context(), target, "Hoster.test", "anonymous", noon); err != nil {
			t.Fatal(err)
		}
	}
	list, err := d.Entities(t.Context())
	if err != nil || len(list) != 2 || list[0].ID != "contoso.de" || list[1].Sort != attribute.SortVendor || !list[1].Apart {
		t.Errorf("%+v, %v", list, err)
	}
}

// A log that was exported makes the same figures elsewhere, and twice is as once.
func TestDecideAll(t *testing.T) {
	from, to := towns(t, "contoso.de", "fabrikam.fr", "zebra.it"), towns(t, "contoso.de", "fabrikam.fr")
	for i, x := range []catalog.Decision{
		{Op: "merge", A: "contoso.de", B: "fabrikam.fr", Reason: "bought"}, {Op: "own", A: "zebra.it", Reason: "ours"},
		{Op: "undo", A: "contoso.de", Reason: "not yet"}, {Op: "merge", A: "contoso.de", B: "fabrikam.fr", Reason: "bought"},
	} {
		x.At = noon.Add(time.Duration(i) * time.Millisecond)
		if _, err := from.Decide(t.Context(), x, false); err != nil {
			t.Fatal(err)
		}
	}
	logged, err := from.Decisions(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := WriteDecisions(&b, logged); err != nil {
		t.Fatal(err)
	}
	list, err := ParseDecisions(&b)
	if err != nil {
		t.Fatal(err)
	}
	want := &Imported{Replayed: attribute.Replayed{Largest: 2, Of: 2, Nobody: 1}, Added: 4}
	for where, answers := range over(t, to) {
		have, err := answers.DecideAll(t.Context(), list, false)
		if diff := cmp.Diff(want, have); err != nil || diff != "" {
			t.Errorf("%s: %s, %v", where, diff, err)
		}
		want = &Imported{Known: 4} // the next time
	}
	there, err := to.Decisions(t.Context())
	if diff := cmp.Diff(logged, there); err != nil || diff != "" {
		t.Errorf("%s, %v", diff, err)
	}
	f, err := to.Figures(t.Context())
	if err != nil || len(f.Entities.List) != 1 {
		t.Errorf("%+v, %v", f.Entities, err)
	}
}

func TestParseDecisionsRefuses(t *testing.T) {
	good := `{"op":"merge","a":"a.example","b":"b.example","reason":"x","at":"2026-01-02T03:04:05Z"}`
	if list, err := ParseDecisions(strings.NewReader(good + "\n\n" + good)); err != nil || len(list) != 2 {
		t.Fatal(list, err)
	}
	for _, line := range []string{
		`x`, `{}`, `[]`, good + good, strings.Replace(good, `"op"`, `"opp"`, 1), strings.Replace(good, "merge", "marry", 1), strings.Replace(good, "merge", "marry-person", 1),
		strings.Replace(good, "b.example", "", 1), strings.Replace(good, "a.example", " ", 1), strings.Replace(good, `"reason":"x"`, `"reason":""`, 1),
		strings.Replace(good, "2026", "0001", 1), strings.Replace(good, "merge", "own", 1), strings.Replace(good, "a.example", "a\\u0000b", 1),
		strings.Replace(good, "a.example", strings.Repeat("x", 10_000), 1), strings.Replace(good, "a.example", strings.Repeat("x", 1<<20), 1), "\"\xff\"",
	} {
		_, err := ParseDecisions(strings.NewReader(good + "\n" + line))
		if err == nil || !strings.HasPrefix(err.Error(), "line 2: ") || strings.Contains(err.Error(), "example") || len(err.Error()) > 300 {
			t.Errorf("%.80q: %v", line, err)
		}
	}
}

// What is read as a log is written as one that is read as the same.
func FuzzParseDecisions(f *testing.F) {
	f.Add([]byte(`{"op":"merge","a":"a.example","b":"b.example","reason":"x","by":"y","at":"2026-01-02T03:04:05.000000006Z"}`))
	f.Add([]byte(`{"op":"merge-person","a":"00000000000000aa","b":"00000000000000bb","reason":"x","at":"2026-01-02T03:04:05+01:00"}` + "\n{}"))
	f.Add([]byte("{\"op\":\"undo\",\"a\":\"\u202e\u200b\",\"reason\":\"<&>\",\"at\":\"2026-01-02T03:04:05Z\"}\r\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		list, err := ParseDecisions(bytes.NewReader(text))
		if err != nil {
			return
		}
		logged := make([]Logged, len(list))
		for i, x := range list {
			logged[i].Decision = x
		}
		var b bytes.Buffer
		if err := WriteDecisions(&b, logged); err != nil {
			t.Fatal(err)
		}
		again, err := ParseDecisions(&b)
		if diff := cmp.Diff(list, again); err != nil || diff != "" {
			t.Errorf("%v %s", err, diff)
		}
	})
}

// What the passes over the ledger came to is kept between questions, but not while a scan runs, and
// what is read or decided since shows.
func TestEntitiesAreKept(t *testing.T) {
	d := towns(t, "contoso.de", "fabrikam.fr")
	kept := func() bool {
		return d.campaign.Kept.Read("records", func(r io.Reader) error { _, err := io.Copy(io.Discard, r); return err }) == nil
	}
	ids := func() (list []string) {
		t.Helper()
		all, err := d.Entities(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range all {
			list = append(list, e.ID)
		}
		slices.Sort(list)
		return list
	}
	d.Running(func() Live { return Live{} }, 1)
	if ids(); kept() {
		t.Error("something is kept of a ledger that grows")
	}
	d.Stopped()
	if ids(); !kept() {
		t.Error("nothing is kept")
	}
	if _, err := d.Decide(t.Context(), catalog.Decision{Op: "merge", A: "contoso.de", B: "fabrikam.fr", Reason: "bought", At: noon}, false); err != nil {
		t.Fatal(err)
	}
	if got := ids(); !slices.Equal(got, []string{"contoso.de"}) {
		t.Errorf("after a merge there are %q", got)
	}
	unit := exposure.Unit{2}
	b := d.campaign.Ledger.NewBatch()
	b.Begin(unit)
	id := exposure.Identity{Kind: exposure.Domain, Mask: "northwind.se", Clear: "northwind.se", Fingerprint: exposure.Fingerprint{9}}
	b.Add(&id, exposure.Mention{Length: 8, Rule: "domain", Score: 80})
	b.Finish()
	if err := d.campaign.Ledger.Commit(b); err != nil {
		t.Fatal(err)
	}
	publish(t, d.campaign, unit)
	if got := ids(); !slices.Equal(got, []string{"contoso.de", "northwind.se"}) {
		t.Errorf("after more was read there are %q", got)
	}
}
