package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/hemostat/hemostat/internal/discover"
	"github.com/hemostat/hemostat/internal/register"
)

// Rounds are told at first, beside an event, and else once an hour, with what was asked meanwhile:
// events are not drowned.
func TestRoundsAreTold(t *testing.T) {
	f := newFolders(t)
	var out, errs bytes.Buffer
	a := newApp(nil, &out, &errs)
	a.dataDir, a.keyDir = f.data, f.keys
	at := time.Date(2030, 6, 1, 12, 0, 0, 0, time.UTC)
	a.now = func() time.Time { return at }
	r, err := a.openRegister(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	v := monitorView{a: a, register: r}
	for range 240 {
		if at.Equal(time.Date(2030, 6, 1, 12, 30, 0, 0, time.UTC)) {
			event := register.Change{At: at, Event: register.Found, Target: "s3://kunde", Detail: "list open"}
			if err := v.visit(discover.Outcome{Events: []register.Change{event}}); err != nil {
				t.Fatal(err)
			}
		}
		if err := v.round(t.Context(), discover.Round{Began: at, Asked: 1, Next: at.Add(time.Minute)}); err != nil {
			t.Fatal(err)
		}
		at = at.Add(time.Minute)
	}
	const want = `12:00:00: 1 target asked; of 0 in the register 0 open, 0 inconclusive; next at 12:01:00
12:30:00: 30 targets asked since 12:00:00; of 0 in the register 0 open, 0 inconclusive; next at 12:31:00
13:30:00: 60 targets asked since 12:30:00; of 0 in the register 0 open, 0 inconclusive; next at 13:31:00
14:30:00: 60 targets asked since 13:30:00; of 0 in the register 0 open, 0 inconclusive; next at 14:31:00
15:30:00: 60 targets asked since 14:30:00; of 0 in the register 0 open, 0 inconclusive; next at 15:31:00
`
	if errs.String() != want || strings.Count(out.String(), "\n") != 1 {
		t.Errorf("%s%s\nwant %s", errs.String(), out.String(), want)
	}
}
