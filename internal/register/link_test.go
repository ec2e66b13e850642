package register

import (
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
	"github.com/hemostat/hemostat/internal/seal"
	"github.com/hemostat/hemostat/internal/store"
)

func openNew(t *testing.T) *Register {
	t.Helper()
	r, err := Open(t.Context(), t.TempDir(), seal.NewKey())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

const sas = "https://contosobackup.blob.core.windows.net/q3?sv=2021-12-02&sr=c&sp=rl&se=2026-11-22T09%3A00%3A00Z&sig=AAAA%3D"

// byLink makes a probe by a signed link that ends an hour after the first minute.
func byLink(n int, basis exposure.Basis, verdicts string) Observation {
	o := observed(n, verdicts)
	for i := range o.Rights {
		o.Rights[i].Access, o.Rights[i].Evidence = "signed link 1a2b3c4d", []string{o.Evidence[0].ID}
	}
	o.Link, o.Basis, o.Ends = sas, basis, linkEnd
	return serviceSays(o, o.At)
}

// serviceSays gives the answers of a probe the time of the service's own clock.
func serviceSays(o Observation, at time.Time) Observation {
	for i := range o.Rights {
		o.Rights[i].Evidence = []string{o.Evidence[0].ID}
	}
	o.Evidence[0].Headers = map[string]string{"Date": at.Format(http.TimeFormat)}
	return o
}

func recorded(t *testing.T, r *Register, o Observation) (events string) {
	t.Helper()
	changes, err := r.Record(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return told(changes)
}

func told(changes []Change) string {
	var list []string
	for _, c := range changes {
		list = append(list, string(c.Event))
	}
	return strings.Join(list, " ")
}

func stateOf(t *testing.T, r *Register) State {
	t.Helper()
	e, err := r.Exposure(t.Context(), target)
	if err != nil {
		t.Fatal(err)
	}
	return e.State
}

// A link that is refused before its end was revoked, which one place denies; one that is refused
// past its end has ended, which closes nothing. A link that still opens something past its end has not.
func TestLinkEnds(t *testing.T) {
	for name, c := range map[string]struct {
		probes []Observation
		events string // of the last
		state  State
	}{
		"revoked":                  {[]Observation{byLink(0, exposure.Owner, "list=open"), byLink(5, exposure.Owner, "list=closed")}, "denied", StateDenied},
		"ended":                    {[]Observation{byLink(0, exposure.Owner, "list=open read=open"), byLink(60, exposure.Owner, "list=closed read=closed")}, "denied retired", StateEnded},
		"revoked, then ended":      {[]Observation{byLink(0, exposure.Owner, "list=open"), byLink(5, exposure.Owner, "list=closed"), byLink(70, exposure.Owner, "list=closed")}, "retired", StateEnded},
		"taken past its end":       {[]Observation{byLink(0, exposure.Owner, "list=open"), byLink(60, exposure.Owner, "list=open")}, "", StateOpen},
		"nothing shown at its end": {[]Observation{byLink(0, exposure.Owner, "list=open"), byLink(60, exposure.Owner, "list=inconclusive")}, "inconclusive", StateOpen},
		"ended, anybody may list":  {[]Observation{byLink(0, exposure.Owner, "list=open"), observed(1, "list=open"), byLink(60, exposure.Owner, "list=closed")}, "rights-changed retired", StateOpen},
		"asked again when ended":   {[]Observation{byLink(0, exposure.Owner, "list=open"), byLink(60, exposure.Owner, "list=closed"), byLink(61, exposure.Owner, "list=closed")}, "", StateEnded},
		"open again":               {[]Observation{byLink(0, exposure.Owner, "list=open"), byLink(60, exposure.Owner, "list=closed"), byLink(61, exposure.Owner, "list=open")}, "reopened", StateOpen},
	} {
		r, last := openNew(t), ""
		for _, o := range c.probes {
			last = recorded(t, r, o)
		}
		if last != c.events || stateOf(t, r) != c.state {
			t.Errorf("%s: events %q, state %s; want %q, %s", name, last, stateOf(t, r), c.events, c.state)
		}
	}
}

// What another place saw open by a link that has ended holds nothing open.
func TestLinkEndsFromElsewhere(t *testing.T) {
	r := openNew(t)
	there := byLink(0, exposure.Owner, "list=open")
	there.Vantage = "proxy:1080"
	recorded(t, r, there)
	if got := recorded(t, r, byLink(60, exposure.Owner, "list=closed")); got != "retired" {
		t.Errorf("events %q", got)
	}
	if s := stateOf(t, r); s != StateEnded {
		t.Errorf("state %s", s)
	}
}

// A link that is kept is asked again, until it has ended.
func TestLiveLinks(t *testing.T) {
	r := openNew(t)
	for i, step := range []struct {
		o    Observation
		live int
	}{{byLink(0, exposure.Owner, "list=open"), 1}, {byLink(5, exposure.Owner, "list=closed"), 1}, {byLink(60, exposure.Owner, "list=closed"), 0}} {
		recorded(t, r, step.o)
		live, err := r.LiveLinks(t.Context(), target)
		if err != nil || len(live) != step.live {
			t.Errorf("step %d: %d live, %v; want %d", i, len(live), err, step.live)
		}
		kept, err := r.Links(t.Context(), target)
		if err != nil || len(kept) != 1 || kept[0].Link() != sas {
			t.Errorf("step %d: %d kept, %v", i, len(kept), err)
		}
	}
	r = openNew(t)
	recorded(t, r, byLink(0, exposure.Owner, "list=open"))
	if got := recorded(t, r, serviceSays(observed(200, "list=closed"), observed(200, "").At)); got != "" {
		t.Errorf("a link that is kept is ended unasked: %q", got)
	}
}

// What a lost link or proxy alone saw open can be retired by somebody, with a reason; what else
// was open still has to be denied, and a word alone closes nothing.
func TestRetire(t *testing.T) {
	lost := Retirement{Access: "signed link 1a2b3c4d", At: observed(30, "").At, By: "J. Doe", Reason: "the mail it stood in is gone, and its key was replaced"}
	r := openNew(t)
	recorded(t, r, byLink(0, exposure.Finder, "read=open"))
	for i := range 3 {
		o := observed(1+4*i, "list=closed")
		if i == 0 {
			o = observed(1, "list=open")
		}
		o.Rights[0].Evidence = []string{o.Evidence[0].ID}
		recorded(t, r, o)
	}
	if err := r.OwnerSays(t.Context(), target, Word{At: observed(20, "").At, By: "J. Doe", Word: "private"}); err != nil {
		t.Fatal(err)
	}
	if s := stateOf(t, r); s != StateOpen {
		t.Errorf("state %s while a link was open", s)
	}
	if _, err := r.Retire(t.Context(), target, Retirement{Access: "signed link 99999999", By: "J. Doe", Reason: "x"}); !errors.Is(err, ErrNothingOpen) {
		t.Errorf("an access by which nothing was open: %v", err)
	}
	changes, err := r.Retire(t.Context(), target, lost)
	if err != nil || told(changes) != "retired closed" || !strings.Contains(changes[1].Detail, "its key was replaced, by J. Doe") {
		t.Errorf("%+v, %v", changes, err)
	}
	c, err := r.Closure(t.Context(), target)
	if err != nil || len(c.Retired) != 1 || c.Retired[0].By != "J. Doe" {
		t.Errorf("%+v, %v", c.Retired, err)
	}
	n := 0
	err = r.Timeline(t.Context(), target, func(c Change) error {
		if c.Event == Retired && c.By == "J. Doe" && strings.Contains(c.Detail, "read by signed link 1a2b3c4d: the mail") {
			n++
		}
		return nil
	})
	if err != nil || n != 1 {
		t.Errorf("the time line has it %d times, %v", n, err)
	}
}

// All of it retired by a word is not closed: nobody was refused.
func TestRetiredIsNotClosed(t *testing.T) {
	r := openNew(t)
	recorded(t, r, byLink(0, exposure.Finder, "read=open"))
	x := Retirement{Access: "signed link 1a2b3c4d", At: observed(9, "").At, By: "J. Doe", Reason: "lost"}
	if _, err := r.Retire(t.Context(), target, x); err != nil {
		t.Fatal(err)
	}
	if _, err := r.MarkClosed(t.Context(), target, time.Now()); !errors.Is(err, ErrNotClosed) {
		t.Errorf("closed by a word: %v", err)
	}
	if got := recorded(t, r, byLink(20, exposure.Finder, "read=open")); got != "reopened" {
		t.Errorf("seen open again: %q", got)
	}
	if c, err := r.Closure(t.Context(), target); err != nil || len(c.Retired) != 0 {
		t.Errorf("still retired: %+v, %v", c.Retired, err)
	}
}

// A proxy that is gone holds nothing open; the places that are left go on to answer for the right.
func TestRetireProxy(t *testing.T) {
	r := openNew(t)
	there := observed(0, "list=open")
	there.Vantage = "proxy:1080"
	recorded(t, r, there)
	for _, n := range []int{4, 8} {
		o := observed(n, "list=closed")
		o.Rights[0].Evidence = []string{o.Evidence[0].ID}
		recorded(t, r, o)
	}
	if s := stateOf(t, r); s != StateOpen {
		t.Fatalf("state %s: another place saw it open", s)
	}
	if _, err := r.Retire(t.Context(), target, Retirement{Vantage: "proxy:1080", At: observed(9, "").At, By: "J. Doe", Reason: "the proxy is gone"}); err != nil {
		t.Fatal(err)
	}
	if c, err := r.Closure(t.Context(), target); err != nil || c.State != StateDenied || c.Denied.Minute() != 4 || !strings.Contains(c.Lacks, "one network alone") {
		t.Errorf("%s, lacks %q, %v", c.State, c.Lacks, err)
	}
}

// The same word is noted once, and once more when it was open and denied in between.
func TestWordsOnce(t *testing.T) {
	r := openNew(t)
	say := func(n int, by, word string) {
		t.Helper()
		if err := r.OwnerSays(t.Context(), target, Word{At: observed(n, "").At, By: by, Word: word}); err != nil {
			t.Fatal(err)
		}
	}
	stepwise(t, r, "here list=open", "here list=closed", "here list=closed") // minutes 0, 4, 8
	for n := 9; n < 12; n++ {
		say(n, "J. Doe", "listings are off")
	}
	say(12, "R. Roe", "listings are off")
	c, err := r.Closure(t.Context(), target)
	if err != nil || len(c.Owner) != 2 {
		t.Errorf("%d words, %v: %s", len(c.Owner), err, fmt.Sprint(c.Owner))
	}
	recorded(t, r, observed(20, "list=open"))
	recorded(t, r, observed(24, "list=closed"))
	say(25, "J. Doe", "listings are off")
	if c, err := r.Closure(t.Context(), target); err != nil || len(c.Owner) != 1 {
		t.Errorf("%d words after it was open again, %v", len(c.Owner), err)
	}
}

// A register that an earlier build wrote goes on.
func TestUpgrade(t *testing.T) {
	dir, key := t.TempDir(), seal.NewKey()
	first := store.Options{Schema: strings.TrimSuffix(schema, second+third), Version: 1, Readers: 1, ReaderCache: 1 << 10, WriterCache: 1 << 10}
	db, _, err := store.Open(t.Context(), filepath.Join(dir, storeFile), key.CatalogKey(), first)
	if err != nil {
		t.Fatal(err)
	}
	write := func(tx *sql.Tx) error {
		_, err := tx.Exec("INSERT INTO targets (target, state, found) VALUES (?, 'open', 1)", target)
		if err == nil {
			_, err = tx.Exec("INSERT INTO links VALUES (1, 'signed link 1', 'sv=1&sig=x')")
		}
		return err
	}
	if err := errors.Join(db.Write(t.Context(), write), db.Close()); err != nil {
		t.Fatal(err)
	}
	r, err := Open(t.Context(), dir, key)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	links, err := r.Links(t.Context(), target)
	if err != nil || len(links) != 1 || links[0].Query != "sv=1&sig=x" || links[0].String() != target {
		t.Errorf("%d links, %v", len(links), err)
	}
	recorded(t, r, byLink(0, exposure.Owner, "list=open"))
	if live, err := r.LiveLinks(t.Context(), target); err != nil || len(live) != 1 {
		t.Errorf("%d live, %v", len(live), err)
	}
}

// A version of an object is kept where the basis keeps values.
func TestVersionIsKept(t *testing.T) {
	for basis, want := range map[exposure.Basis]probe.Version{exposure.Owner: {Name: "q3.csv", Query: "versionId=b"}, exposure.Finder: {}} {
		r := openNew(t)
		for _, id := range []string{"a", "b"} {
			o := observed(0, "list-versions=open")
			o.Basis, o.Result.Version = basis, probe.Version{Name: "q3.csv", Query: "versionId=" + id}
			recorded(t, r, o)
		}
		recorded(t, r, observed(1, "list-versions=closed"))
		if v, err := r.Version(t.Context(), target); err != nil || v != want {
			t.Errorf("%s: %+v, %v", basis, v, err)
		}
	}
}
