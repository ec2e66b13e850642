package discover

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/register"
	"github.com/hemostat/hemostat/internal/scope"
	"github.com/hemostat/hemostat/source"
	"github.com/hemostat/hemostat/source/web"
)

// place is a directory of a web server that its owner opens and shuts.
type place struct {
	*httptest.Server
	state atomic.Int32 // 0 open, 1 shut, 2 failing
	files atomic.Int32
	asked atomic.Int32
}

func newPlace(t *testing.T) *place {
	p := &place{}
	p.files.Store(2)
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.asked.Add(1)
		switch {
		case p.state.Load() == 1:
			w.WriteHeader(http.StatusForbidden)
		case p.state.Load() == 2:
			w.WriteHeader(http.StatusInternalServerError)
		case r.URL.Path == "/":
			io.WriteString(w, "<html><head><title>Index of /</title></head><body><h1>Index of /</h1><hr><pre><a href=\"../\">../</a>\n")
			for i := range p.files.Load() {
				fmt.Fprintf(w, "<a href=\"q%d.csv\">q%d.csv</a>   22-Nov-2026 10:00    %d\n", i, i, 100+i)
			}
			io.WriteString(w, "</pre><hr></body></html>")
		case strings.HasSuffix(r.URL.Path, ".csv"):
			io.WriteString(w, "invented")
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	t.Cleanup(p.Close)
	return p
}

// clock is a wall clock that a test moves.
type clock struct{ at atomic.Int64 }

func newClock() *clock {
	c := &clock{}
	c.at.Store(time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC).UnixNano())
	return c
}
func (c *clock) Now() time.Time       { return time.Unix(0, c.at.Load()).UTC() }
func (c *clock) Pass(d time.Duration) { c.at.Add(int64(d)) }

func loopbackGrant(t exposure.Target, _ exposure.Depth) (*scope.Grant, error) {
	return scope.Loopback(t, exposure.Owner)
}

func parse(t testing.TB, s string) exposure.Target {
	t.Helper()
	target, err := exposure.ParseTarget(s)
	if err != nil {
		t.Fatal(err)
	}
	return target
}

// monitorOf monitors one target with a clock of the test's.
func monitorOf(t testing.TB, r *register.Register, c *clock, target exposure.Target, events *[]register.Event) *Monitor {
	p := &Prober{Grant: loopbackGrant, Register: r, Version: "0", Depth: exposure.List, Now: c.Now, Patience: time.Second}
	return &Monitor{Prober: p, Every: time.Hour, Named: slices.Values([]exposure.Target{target}),
		List: func(target exposure.Target) (source.Source, error) {
			g, err := scope.Loopback(target, exposure.Owner)
			if err != nil {
				return nil, err
			}
			return web.New(web.Options{Target: target, Transport: scope.Transport(g, "0")})
		},
		Visit: func(o Outcome) error {
			if o.Err != nil {
				t.Errorf("%s: %v", o.Target, o.Err)
			}
			for _, e := range o.Events {
				*events = append(*events, e.Event)
			}
			return nil
		}}
}

// Found, contents changed, in doubt, denied, reopened: each once, when it happens, and nothing
// is asked before its time has come, also by a monitor that was started anew.
func TestMonitor(t *testing.T) {
	server, c, r := newPlace(t), newClock(), openRegister(t)
	r.DoubtAfter = 90 * time.Minute
	var events []register.Event
	target := parse(t, server.URL+"/")
	for i, step := range []struct {
		do   func()
		pass time.Duration
		want []register.Event
		asks bool
	}{
		{func() {}, 0, []register.Event{register.Found}, true},
		{func() { server.files.Store(5) }, 30 * time.Minute, nil, false},
		{func() {}, 31 * time.Minute, []register.Event{register.Contents}, true},
		{func() { server.state.Store(2) }, time.Hour, nil, true},
		{func() {}, time.Hour, nil, true},
		{func() {}, time.Hour, []register.Event{register.Doubtful}, true},
		{func() {}, time.Hour, nil, true},
		{func() { server.state.Store(1) }, time.Hour, []register.Event{register.Denied}, true},
		{func() {}, time.Hour, nil, true},
		{func() { server.state.Store(0) }, time.Hour, []register.Event{register.Reopened}, true},
		{func() {}, -48 * time.Hour, nil, true}, // the clock is put right
	} {
		step.do()
		c.Pass(step.pass)
		events = nil
		before := server.asked.Load()
		m := monitorOf(t, r, c, target, &events) // as after a restart
		if _, err := m.Once(t.Context()); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(events, step.want) {
			t.Errorf("step %d: events %v, want %v", i, events, step.want)
		}
		if asked := server.asked.Load() > before; asked != step.asks {
			t.Errorf("step %d: asked %v, want %v", i, asked, step.asks)
		}
	}
	e, err := r.Exposure(t.Context(), target.String())
	if err != nil || e.Objects != 5 || e.State != register.StateOpen || e.Reopened != 1 {
		t.Errorf("%+v, %v", e, err)
	}
}

// A round over many targets that is broken off goes on where it was.
func TestRoundGoesOn(t *testing.T) {
	c, r := newClock(), openRegister(t)
	servers, _, err := exposure.ParseServers("redis://127.0.64.0/20:1")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	asked := 0
	run := func(ctx context.Context, most int) error {
		p := &Prober{Register: r, Version: "0", Now: c.Now, Patience: time.Second, Keep: Present, Grant: func(t exposure.Target, _ exposure.Depth) (*scope.Grant, error) {
			return scope.Loopback(t, exposure.Owner)
		}}
		m := &Monitor{Prober: p, Every: time.Hour, Visit: func(Outcome) error { return nil }, Named: func(yield func(exposure.Target) bool) {
			for target := range servers.All {
				if asked++; asked == most {
					stop()
				}
				if !yield(target) {
					return
				}
			}
		}}
		_, err := m.Once(ctx)
		return err
	}
	if err := run(ctx, 2500); err == nil {
		t.Fatal("it was not broken off")
	}
	_, done, err := r.Round(t.Context(), sweepName)
	if err != nil || done < 1024 || done > 2500 {
		t.Errorf("%d are done, %v", done, err)
	}
	if err := run(t.Context(), -1); err != nil {
		t.Fatal(err)
	}
	if _, done, err := r.Round(t.Context(), sweepName); err != nil || done != -1 {
		t.Errorf("the round is not at its end: %d, %v", done, err)
	}
	asked = 0
	if err := run(t.Context(), -1); err != nil || asked != 0 {
		t.Errorf("asked %d again at once, %v", asked, err)
	}
}

// Closed is what is denied over two rounds some minutes apart, by one place and the owner's word; one
// alone gives less, and of a loopback address a second one says nothing.
func TestVerify(t *testing.T) {
	server, c, r := newPlace(t), newClock(), openRegister(t)
	target := parse(t, server.URL+"/")
	here := &Prober{Grant: loopbackGrant, Register: r, Version: "0", Now: c.Now, Patience: time.Second}
	there := &Prober{Grant: loopbackGrant, Register: r, Version: "0", Now: c.Now, Patience: time.Second, Vantage: "192.0.2.7:3128"}
	ask := func(places ...*Prober) register.Closure {
		t.Helper()
		v := Verifier{Places: places, Rounds: 1}
		if err := v.Run(t.Context(), []exposure.Target{target}, func(string, Outcome) error { return nil }); err != nil {
			t.Fatal(err)
		}
		got, err := r.Closure(t.Context(), target.String())
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if got := ask(here); got.State != register.StateOpen || got.Lacks == "" {
		t.Errorf("open: %+v", got)
	}
	server.state.Store(1)
	c.Pass(time.Minute)
	if got := ask(here, there); got.State != register.StateDenied || !strings.Contains(got.Lacks, "one round") {
		t.Errorf("one round: %+v", got)
	}
	c.Pass(time.Minute)
	if got := ask(here, there); got.Lacks == "" {
		t.Errorf("two rounds a minute apart: %+v", got)
	}
	c.Pass(register.Apart)
	if got := ask(here); !strings.Contains(got.Lacks, "again") && !strings.Contains(got.Lacks, "owner's configuration") {
		t.Errorf("one place: %+v", got)
	}
	if _, err := r.MarkClosed(t.Context(), target.String(), c.Now()); err == nil {
		t.Error("it is called closed by one place alone")
	}
	if got := ask(here, there); !strings.Contains(got.Lacks, "owner's configuration") || len(got.Denials) != 2 {
		t.Errorf("two places, two rounds: %+v", got)
	}
	if _, err := r.MarkClosed(t.Context(), target.String(), c.Now()); err == nil {
		t.Error("a loopback address is called closed by a place elsewhere")
	}
	if err := r.OwnerSays(t.Context(), target.String(), register.Word{At: c.Now(), By: "J. Doe", Word: "listings are off"}); err != nil {
		t.Fatal(err)
	}
	change, err := r.MarkClosed(t.Context(), target.String(), c.Now())
	if err != nil || change.Event != register.Closed {
		t.Errorf("%+v, %v", change, err)
	}
	server.state.Store(0)
	c.Pass(time.Hour)
	if got := ask(here); got.State != register.StateOpen || len(got.Denials) != 0 || got.Reopened != 1 {
		t.Errorf("reopened: %+v", got)
	}
	server.state.Store(1)
	c.Pass(time.Hour)
	ask(here)
	c.Pass(register.Apart)
	if got := ask(here); !strings.Contains(got.Lacks, "owner") {
		t.Errorf("one network: %+v", got)
	}
	if err := r.OwnerSays(t.Context(), target.String(), register.Word{At: c.Now(), By: "J. Doe", Word: "listings are off"}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.MarkClosed(t.Context(), target.String(), c.Now()); err != nil {
		t.Errorf("one network and the owner: %v", err)
	}
	server.state.Store(2)
	c.Pass(time.Hour)
	if got := ask(here); got.State != register.StateClosed {
		t.Errorf("a server that fails reopens nothing: %+v", got)
	}
}
