package register

import (
	"strings"
	"testing"
	"time"
)

// deniedFrom opens a target and has it denied twice from here and from each vantage.
func deniedFrom(t *testing.T, r *Register, target string, vantages ...string) Closure {
	t.Helper()
	o := observed(0, "list=open")
	o.Target = target
	recorded(t, r, o)
	for round := range 2 {
		for _, v := range append([]string{""}, vantages...) {
			o := observed(5+5*round, "list=closed")
			o.Target, o.Vantage = target, v
			o.Rights[0].Evidence = []string{o.Evidence[0].ID}
			recorded(t, r, o)
		}
	}
	c, err := r.Closure(t.Context(), target)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// A second place is a second network where its address shows that, or somebody says so; for an
// address that is another machine's in each network there is none.
func TestSecondNetwork(t *testing.T) {
	const word = "Hetzner FSN1 through 127.0.0.1:7108"
	for name, c := range map[string]struct {
		target   string
		vantages []string
		lacks    string // a part of it; "" where it is closed
	}{
		"here alone":                  {target, nil, "one network alone"},
		"a proxy elsewhere":           {target, []string{"203.0.113.9:1080"}, ""},
		"a proxy by name":             {target, []string{"proxy.northwind.example:1080"}, ""},
		"a tunnel that begins here":   {target, []string{"127.0.0.1:7108"}, "127.0.0.1:7108 does not show"},
		"a proxy in the office":       {target, []string{"10.0.0.7:1080"}, "one network alone"},
		"localhost":                   {target, []string{"localhost:1080"}, "one network alone"},
		"written as an address":       {target, []string{"socks5://127.0.0.1:7108"}, "one network alone"},
		"two tunnels":                 {target, []string{"127.0.0.1:7108", "127.0.0.1:7109"}, "one network alone"},
		"a tunnel by somebody's word": {target, []string{word}, ""},
		"loopback":                    {"memcached://127.0.0.1:7211", []string{"203.0.113.9:1080"}, "owner's configuration"},
		"loopback, by a word":         {"http://localhost:8181/", []string{word}, "owner's configuration"},
		"private":                     {"redis://10.0.0.5:6379", []string{word}, "owner's configuration"},
	} {
		r := openNew(t)
		if err := r.NamePlace(t.Context(), Place{Vantage: word, Network: "Hetzner FSN1", At: time.Now(), By: "J. Doe"}); err != nil {
			t.Fatal(err)
		}
		got := deniedFrom(t, r, c.target, c.vantages...)
		if (got.Lacks == "") != (c.lacks == "") || !strings.Contains(got.Lacks, c.lacks) {
			t.Errorf("%s: lacks %q", name, got.Lacks)
		}
		if err := r.OwnerSays(t.Context(), c.target, Word{At: time.Date(2026, 11, 22, 8, 30, 0, 0, time.UTC), By: "J. Doe", Word: "it is off"}); err != nil {
			t.Fatal(err)
		}
		if got, err := r.Closure(t.Context(), c.target); err != nil || got.Lacks != "" {
			t.Errorf("%s, with the owner's word: lacks %q, %v", name, got.Lacks, err)
		}
	}
}

// Two ports of one proxy are one place, and so are two proxies that somebody says lead to one
// network; who says so stands in the chain.
func TestOneNetworkTwice(t *testing.T) {
	r := openNew(t)
	for _, p := range []Place{{"FSN1 through 127.0.0.1:1", "FSN1", time.Now(), "J. Doe"}, {"fsn1 through 127.0.0.1:2", "fsn1", time.Now(), "R. Roe"}} {
		for range 2 {
			if err := r.NamePlace(t.Context(), p); err != nil {
				t.Fatal(err)
			}
		}
	}
	c := deniedFrom(t, r, target, "FSN1 through 127.0.0.1:1", "fsn1 through 127.0.0.1:2", "203.0.113.9:1080", "203.0.113.9:1081")
	networks := map[string]bool{}
	for _, d := range c.Denials {
		networks[d.network] = true
	}
	if len(networks) != 3 || len(c.Denials) != 5 {
		t.Errorf("%d networks of %d places", len(networks), len(c.Denials))
	}
	var named []string
	if err := r.Timeline(t.Context(), "", func(c Change) error {
		if c.Event == PlaceNamed {
			named = append(named, c.Detail+" by "+c.By)
		}
		return nil
	}); err != nil || len(named) != 2 || named[0] != "FSN1 through 127.0.0.1:1 leads to FSN1 by J. Doe" {
		t.Errorf("%q, %v", named, err)
	}
	if _, err := r.MarkClosed(t.Context(), target, time.Now()); err != nil {
		t.Fatal(err)
	}
	var closed string
	if err := r.Timeline(t.Context(), target, func(c Change) error { closed = c.Detail; return nil }); err != nil || !strings.Contains(closed, "FSN1 through 127.0.0.1:1, by the word of J. Doe") {
		t.Errorf("%q, %v", closed, err)
	}
}

// What may be open by the newest answers is not closed, whatever was denied before.
func TestSuspicion(t *testing.T) {
	r := openNew(t)
	suspect := observed(1, "list=closed read=inconclusive")
	suspect.Rights[1].Suspected = true
	recorded(t, r, observed(0, "list=closed read=closed"))
	if recorded(t, r, suspect); stateOf(t, r) != StateDoubt {
		t.Errorf("state %s", stateOf(t, r))
	}
	deniedFrom(t, r, target, "203.0.113.9:1080")
	suspect = observed(20, "list=closed read=inconclusive")
	suspect.Rights[1].Suspected = true
	recorded(t, r, suspect)
	if c, err := r.Closure(t.Context(), target); err != nil || !strings.Contains(c.Lacks, "may be open") {
		t.Errorf("lacks %q, %v", c.Lacks, err)
	}
}
