package register

import (
	"strings"
	"testing"
	"time"
)

// What becomes of a name that leads elsewhere: each change once.
func TestLeads(t *testing.T) {
	r := openNew(t)
	at := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	cdn, other := []string{"contoso.cdn.test"}, []string{"contoso.sites.test"}
	for i, step := range []struct {
		to    []string
		state LeadState
		event Event
	}{
		{nil, LeadHome, ""}, {cdn, LeadElsewhere, Moved}, {cdn, LeadElsewhere, ""}, {other, LeadElsewhere, Moved}, {other, LeadDangling, Dangling},
		{other, LeadDangling, ""}, {other, LeadElsewhere, Mended}, {other, LeadDangling, Dangling}, {nil, LeadHome, Mended}, {nil, LeadHome, ""},
	} {
		change, err := r.SetLead(t.Context(), Lead{Name: "files.contoso.example", To: step.to, State: step.state, Asked: at.Add(time.Duration(i) * time.Hour)})
		if err != nil {
			t.Fatal(err)
		}
		var event Event
		if change != nil {
			event = change.Event
		}
		if event != step.event {
			t.Errorf("step %d: %q, want %q", i, event, step.event)
		}
	}
	n := 0
	if err := r.Timeline(t.Context(), "", func(c Change) error { n++; return nil }); err != nil || n != 6 {
		t.Errorf("%d events in the time line, %v", n, err)
	}
	due, err := r.LeadsDue(t.Context(), at.Add(9*time.Hour))
	if err != nil || len(due) != 1 || !due[0].Since.Equal(at.Add(8*time.Hour)) {
		t.Errorf("%+v, %v", due, err)
	}
	if due, err := r.LeadsDue(t.Context(), at.Add(8*time.Hour)); err != nil || len(due) != 0 {
		t.Errorf("asked since: %+v, %v", due, err)
	}
}

// A bucket that is gone leaves the name that leads to it dangling until somebody makes it.
func TestPlaced(t *testing.T) {
	r := openNew(t)
	at := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	l := Lead{Name: "files.contoso.example", To: []string{"s3://contoso-files"}, State: LeadDangling, Place: "s3://contoso-files", Asked: at}
	if c, err := r.SetLead(t.Context(), l); err != nil || c == nil || !strings.Contains(c.Detail, "leads to s3://contoso-files, which does not exist") {
		t.Fatalf("%+v, %v", c, err)
	}
	for i, want := range []string{"", "dangling-ended", "", "dangling"} {
		changes, err := r.Placed(t.Context(), "s3://contoso-files", i == 1 || i == 2, at.Add(time.Hour))
		if err != nil || told(changes) != want {
			t.Errorf("step %d: %q, %v; want %q", i, told(changes), err, want)
		}
	}
	if changes, err := r.Placed(t.Context(), "s3://others", false, at); err != nil || len(changes) != 0 {
		t.Errorf("another place: %v, %v", changes, err)
	}
	if due, err := r.LeadsDue(t.Context(), at.Add(time.Hour*9)); err != nil || len(due) != 0 {
		t.Errorf("the DNS is asked: %+v, %v", due, err)
	}
}
