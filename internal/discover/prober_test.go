package discover

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/register"
	"github.com/hemostat/hemostat/internal/scope"
)

// Many targets that the register knows are asked again at once: each asks it for what is known
// while others do.
func TestManyThatAreKnown(t *testing.T) {
	server := newPlace(t)
	var targets []exposure.Target
	for i := range 150 {
		targets = append(targets, parse(t, fmt.Sprintf("%s/dir%d/", server.URL, i)))
	}
	p := &Prober{Grant: loopbackGrant, Register: openRegister(t), Version: "0", Now: time.Now, Patience: 5 * time.Second}
	for range 2 {
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		n := 0
		err := p.Each(ctx, slices.Values(targets), func(o Outcome) error {
			if o.Target.String() != targets[n].String() {
				t.Errorf("outcome %d is of %s", n, o.Target)
			}
			n++
			return o.Err
		})
		stop()
		if err != nil || n != len(targets) {
			t.Fatalf("%d outcomes, %v", n, err)
		}
	}
}

// A target that the scope refuses ends nothing but itself, and one that a visitor refuses ends
// all.
func TestRefusedAmongOthers(t *testing.T) {
	server := newPlace(t)
	good, bad := parse(t, server.URL+"/"), parse(t, "https://files.contoso.example/pub/")
	p := &Prober{Grant: loopbackGrant, Register: openRegister(t), Version: "0", Now: time.Now, Patience: 5 * time.Second}
	var got []bool
	err := p.Each(t.Context(), slices.Values([]exposure.Target{bad, good, bad, good}), func(o Outcome) error {
		got = append(got, o.Refused())
		return nil
	})
	if err != nil || !slices.Equal(got, []bool{true, false, true, false}) {
		t.Errorf("refused %v, %v", got, err)
	}
	stop := errors.New("stop")
	if err := p.Each(t.Context(), slices.Values([]exposure.Target{good, good, good}), func(Outcome) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("a visitor's error: %v", err)
	}
}

// A grant that ends ends the monitoring of its own targets, and all of it where it was the last.
func TestMonitorAndGrantsThatEnd(t *testing.T) {
	first, second, c, r := newPlace(t), newPlace(t), newClock(), openRegister(t)
	ended := map[string]bool{}
	m := &Monitor{Every: time.Hour, Visit: func(Outcome) error { return nil }, Named: slices.Values([]exposure.Target{parse(t, first.URL+"/"), parse(t, second.URL+"/")}),
		Prober: &Prober{Register: r, Version: "0", Now: c.Now, Patience: time.Second, Grant: func(t exposure.Target, d exposure.Depth) (*scope.Grant, error) {
			if ended[t.Endpoint] {
				return nil, &scope.Refusal{What: t.String(), Why: "the grant ended", Err: scope.ErrExpired}
			}
			return loopbackGrant(t, d)
		}}}
	for i, step := range []struct {
		end  string
		pass time.Duration
		err  bool
	}{{"", 0, false}, {first.URL, time.Hour, false}, {"", time.Minute, false}, {"", time.Hour, false}, {second.URL, time.Hour, true}} {
		ended[step.end] = true
		c.Pass(step.pass)
		asked := second.asked.Load()
		if _, err := m.Once(t.Context()); (err != nil) != step.err || err != nil && !errors.Is(err, scope.ErrExpired) {
			t.Errorf("step %d: %v", i, err)
		}
		if i == 3 && second.asked.Load() == asked {
			t.Error("the other target is asked no more")
		}
	}
	if e, err := r.Exposure(t.Context(), second.URL+"/"); err != nil || e.State != register.StateOpen {
		t.Errorf("%+v, %v", e, err)
	}
}
