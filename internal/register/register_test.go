package register

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/chain"
	"github.com/hemostat/hemostat/internal/probe"
	"github.com/hemostat/hemostat/internal/seal"
)

const target = "az://contosobackup/q3"

// observed makes a probe of the target with one verdict on each right: "list=open read=closed".
func observed(n int, verdicts string) Observation {
	at := time.Date(2026, 11, 22, 8, n, 0, 0, time.UTC)
	r := &probe.Result{Target: target, Check: "azure", Exists: probe.Exists}
	for v := range strings.FieldsSeq(verdicts) {
		right, verdict, _ := strings.Cut(v, "=")
		r.Exposed = r.Exposed || verdict == "open"
		r.Rights = append(r.Rights, exposure.Finding{Right: exposure.Right(right), Verdict: exposure.Verdict(verdict), Access: "anonymous", Why: "invented", At: at})
	}
	r.Evidence = []probe.Evidence{{ID: "0011223344556677", At: at, Request: "GET https://contosobackup.blob.core.windows.net/q3", Status: 200}}
	return Observation{Result: r, Basis: exposure.Owner, At: at}
}

// What becomes of a target follows from its probes alone, and a probe that shows neither
// never closes it.
func TestEvents(t *testing.T) {
	r, err := Open(t.Context(), t.TempDir(), seal.NewKey())
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for i, step := range []struct {
		verdicts string
		event    Event
		state    State
	}{
		{"list=inconclusive read=inconclusive", "", StateDoubt},
		{"list=closed read=closed", "", StateShut},
		{"list=closed read=open", Found, StateOpen},
		{"list=closed read=open", "", StateOpen},
		{"list=open read=open", Changed, StateOpen},
		{"list=open read=inconclusive", "", StateOpen},
		{"list=inconclusive read=inconclusive", Doubtful, StateOpen},
		{"list=inconclusive read=inconclusive", "", StateOpen},
		{"list=inconclusive read=closed", "", StateOpen},
		{"list=closed read=open", Changed, StateOpen},
		{"list=closed read=closed", Denied, StateDenied},
		{"list=closed read=closed", "", StateDenied},
		{"list=closed read=inconclusive", "", StateDenied},
		{"list=open read=closed", Reopened, StateOpen},
		{"list=closed read=closed", Denied, StateDenied},
	} {
		changes, err := r.Record(t.Context(), observed(i, step.verdicts))
		if err != nil {
			t.Fatal(err)
		}
		var event Event
		if len(changes) == 1 {
			event = changes[0].Event
		}
		if len(changes) > 1 || event != step.event {
			t.Errorf("step %d, %s: %+v, want %q", i, step.verdicts, changes, step.event)
		}
		e, err := r.Exposure(t.Context(), target)
		if err != nil || e.State != step.state {
			t.Errorf("step %d, %s: state %q, %v; want %q", i, step.verdicts, e.State, err, step.state)
		}
	}
	var events []Event
	if err := r.Timeline(t.Context(), target, func(c Change) error { events = append(events, c.Event); return nil }); err != nil {
		t.Fatal(err)
	}
	if want := []Event{Found, Changed, Doubtful, Changed, Denied, Reopened, Denied}; !slices.Equal(events, want) {
		t.Errorf("time line %v, want %v", events, want)
	}
	e, err := r.Exposure(t.Context(), target)
	if err != nil || e.Reopened != 1 || e.Found.Minute() != 2 || e.Opened.Minute() != 13 || e.Denied.Minute() != 14 {
		t.Errorf("%+v, %v", e, err)
	}
	var exported bytes.Buffer
	n, head, err := r.Export(t.Context(), &exported)
	if err != nil || n != 15+7 {
		t.Errorf("%d lines, %v", n, err)
	}
	if m, h, err := chain.Verify(bytes.NewReader(exported.Bytes())); m != n || h != head || err != nil {
		t.Errorf("verified %d lines to %s, %v", m, h, err)
	}
	if _, _, err := chain.Verify(bytes.NewReader(bytes.Replace(exported.Bytes(), []byte("read open"), []byte("list open"), 1))); err == nil {
		t.Error("a line that was changed passes")
	}
}

func TestOneProcess(t *testing.T) {
	dir, key := t.TempDir(), seal.NewKey()
	r, err := Open(t.Context(), dir, key)
	if err != nil {
		t.Fatal(err)
	}
	release, err := r.Monitoring()
	if err != nil {
		t.Fatal(err)
	}
	second, err := Open(t.Context(), dir, key)
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	if _, err := second.Monitoring(); !errors.Is(err, ErrBusy) {
		t.Errorf("a second monitor: %v", err)
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
	if release, err = second.Monitoring(); err != nil {
		t.Errorf("the first has ended: %v", err)
	} else {
		release()
	}
	if _, err := r.Record(t.Context(), observed(0, "list=open")); err != nil {
		t.Fatal(err)
	}
	if e, err := second.Exposure(t.Context(), target); err != nil || e.State != StateOpen {
		t.Errorf("the second sees %+v, %v", e, err)
	}
	second.Close()
	r.Close()
	if _, err := Open(t.Context(), dir, seal.NewKey()); err == nil {
		t.Error("another key opens it")
	}
	if r, err = Open(t.Context(), dir, key); err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if e, err := r.Exposure(t.Context(), target); err != nil || e.State != StateOpen || len(e.Rights) != 1 {
		t.Errorf("%+v, %v", e, err)
	}
	if _, err := r.Exposure(t.Context(), "s3://nothing"); !errors.Is(err, ErrUnknown) {
		t.Errorf("a target that was never asked: %v", err)
	}
}

// The name of an object is kept where the basis keeps values alone.
func TestKnownObject(t *testing.T) {
	r, err := Open(t.Context(), t.TempDir(), seal.NewKey())
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for i, c := range []struct {
		basis exposure.Basis
		name  string
		want  string
	}{
		{exposure.Finder, "mail/jane.doe@contoso.example.eml", ""},
		{exposure.Finder, "backup/2022.bak", ""},
		{exposure.Owner, "mail/jane.doe@contoso.example.eml", "mail/jane.doe@contoso.example.eml"},
	} {
		o := observed(i, "list=open")
		o.Object, o.Basis, o.Result.Target = c.name, c.basis, target+c.name
		if _, err := r.Record(t.Context(), o); err != nil {
			t.Fatal(err)
		}
		if e, err := r.Exposure(t.Context(), o.Result.Target); err != nil || e.Object != c.want {
			t.Errorf("%s, %q: kept %q, %v", c.basis, c.name, e.Object, err)
		}
		o.Object = "" // a probe that saw none forgets none
		if _, err := r.Record(t.Context(), o); err != nil {
			t.Fatal(err)
		}
		if e, err := r.Exposure(t.Context(), o.Result.Target); err != nil || e.Object != c.want {
			t.Errorf("%s, %q: forgot %q, %v", c.basis, c.name, e.Object, err)
		}
	}
}

// stepwise records probes minutes apart, each from a place: "here list=open" or "there list=closed".
func stepwise(t *testing.T, r *Register, steps ...string) Closure {
	t.Helper()
	for i, step := range steps {
		place, verdicts, _ := strings.Cut(step, " ")
		o := observed(4*i, verdicts)
		if place == "there" {
			o.Vantage = "proxy:1080"
		}
		for j := range o.Rights {
			o.Rights[j].Evidence = []string{o.Evidence[0].ID}
		}
		if strings.HasSuffix(step, " gone") {
			o.Evidence[0].Failed = probe.FailedUnknownHost
		}
		if _, err := r.Record(t.Context(), o); err != nil {
			t.Fatal(err)
		}
	}
	c, err := r.Closure(t.Context(), target)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Closure needs a denial of each right that was ever open, from each place that counts.
func TestClosure(t *testing.T) {
	for name, c := range map[string]struct {
		steps  []string
		closed bool
	}{
		"two places, two rounds":              {[]string{"here list=open read=open", "here list=closed read=closed", "there list=closed read=closed", "here list=closed read=closed", "there list=closed read=closed"}, true},
		"reading was not shown to be refused": {[]string{"here list=open read=open", "here list=closed read=inconclusive", "there list=closed read=inconclusive", "here list=closed read=closed", "there list=closed read=inconclusive"}, false},
		"reading was refused once":            {[]string{"here read=open", "here list=closed read=inconclusive", "there list=closed read=inconclusive", "here list=closed read=closed", "there list=closed read=closed"}, false},
		"never open":                          {[]string{"here list=closed read=closed", "there list=closed read=closed", "here list=closed read=closed", "there list=closed read=closed"}, false},
		"one place":                           {[]string{"here list=open", "here list=closed", "here list=closed", "here list=closed"}, false},
		"open in between":                     {[]string{"here list=open", "here list=closed", "there list=closed", "here list=open", "here list=closed", "there list=closed"}, false},
		"a name that is gone, from there too": {[]string{"here list=open", "here list=closed gone", "there list=closed gone", "here list=closed gone", "there list=closed gone"}, false},
	} {
		r, err := Open(t.Context(), t.TempDir(), seal.NewKey())
		if err != nil {
			t.Fatal(err)
		}
		got := stepwise(t, r, c.steps...)
		if (got.Lacks == "") != c.closed {
			t.Errorf("%s: lacks %q", name, got.Lacks)
		}
		if _, err := r.MarkClosed(t.Context(), target, time.Now()); (err == nil) != c.closed || err != nil && !errors.Is(err, ErrNotClosed) {
			t.Errorf("%s: marked closed: %v", name, err)
		}
		r.Close()
	}
}

// What the owner says while it is open counts for nothing.
func TestOwnersWord(t *testing.T) {
	r, err := Open(t.Context(), t.TempDir(), seal.NewKey())
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	stepwise(t, r, "here list=open")
	at := observed(1, "").At
	if err := r.OwnerSays(t.Context(), target, Word{At: at, By: "J. Doe", Word: "public access is off"}); err != nil {
		t.Fatal(err)
	}
	if got := stepwise(t, r, "here list=open", "here list=closed", "here list=closed"); got.Lacks == "" || len(got.Owner) != 0 {
		t.Errorf("a word given while it was open: %+v", got)
	}
	if err := r.OwnerSays(t.Context(), target, Word{At: observed(9, "").At, By: "J. Doe", Word: "public access is off"}); err != nil {
		t.Fatal(err)
	}
	if c, err := r.Closure(t.Context(), target); err != nil || c.Lacks != "" {
		t.Errorf("%+v, %v", c.Lacks, err)
	}
}

// What a scan saw open is open here too, unless the register was refused it since.
func TestAdopt(t *testing.T) {
	open := func(n int) []exposure.Finding { return observed(n, "list=open read=open").Rights }
	for name, c := range map[string]struct {
		before []string
		rights []exposure.Finding
		state  State
	}{
		"unknown before":      {nil, open(5), StateOpen},
		"shut before it":      {[]string{"here list=closed read=closed"}, open(5), StateOpen},
		"denied after it":     {[]string{"here list=closed read=closed", "here list=closed read=closed", "here list=closed read=closed"}, open(5), StateDenied},
		"one denied after it": {[]string{"here list=closed read=closed", "here list=inconclusive read=inconclusive", "here list=closed read=inconclusive"}, open(5), StateOpen},
	} {
		r, err := Open(t.Context(), t.TempDir(), seal.NewKey())
		if err != nil {
			t.Fatal(err)
		}
		if c.before != nil {
			stepwise(t, r, c.before...)
		}
		if err := r.Adopt(t.Context(), target, "", c.rights, observed(2, "").At); err != nil {
			t.Fatal(err)
		}
		e, err := r.Exposure(t.Context(), target)
		if err != nil || e.State != c.state || e.Found.Minute() != 2 || e.Opened.Minute() != 5 {
			t.Errorf("%s: %s, found %s, opened %s, %v; want %s", name, e.State, e.Found, e.Opened, err, c.state)
		}
		if got := stepwise(t, r, "here list=closed read=closed"); got.Lacks == "" {
			t.Errorf("%s: closed by one round", name)
		}
		r.Close()
	}
}
