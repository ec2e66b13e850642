package service

import (
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/publicsuffix"
)

// Lists say whence and of when they are, and no domain is of two sorts.
func TestListsAreSound(t *testing.T) {
	lists, err := Lists()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]Sort{}
	for _, l := range lists {
		if l.Source == "" || l.Date.Before(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)) || len(l.Domains) < 20 {
			t.Errorf("%s: source %q of %s, %d domains", l.Sort, l.Source, l.Date, len(l.Domains))
		}
		for _, d := range l.Domains {
			if other, ok := seen[d]; ok {
				t.Errorf("%s is of sort %s and %s", d, other, l.Sort)
			}
			seen[d] = l.Sort
			if d != strings.ToLower(d) || strings.ContainsAny(d, " /@") || !strings.Contains(d, ".") {
				t.Errorf("%s: %q is no domain", l.Sort, d)
			}
			registrable, err := publicsuffix.EffectiveTLDPlusOne(d)
			if suffix, _ := publicsuffix.PublicSuffix(d); suffix != d && (err != nil || registrable != d) {
				t.Errorf("%s: %s stands under %s, by which it would be met", l.Sort, d, registrable)
			}
		}
	}
	if len(lists) != len(Sorts()) {
		t.Errorf("%d lists, %d sorts", len(lists), len(Sorts()))
	}
}

func TestOf(t *testing.T) {
	for domain, want := range map[string]Sort{
		"t-online.de": ISP, "amazonaws.com": Hosting, "sendgrid.net": Mailing, "bit.ly": Shortener, "doubleclick.net": Tracker, "denic.de": Registry,
		"contoso.example": "", "": "", "com": "", "co.uk": "",
		"github.io": Hosting, "contoso.github.io": "", "blogspot.com": Hosting, // by the private section
	} {
		if have := Of(domain); have != want {
			t.Errorf("%q is of sort %q, want %q", domain, have, want)
		}
	}
}

func TestHosted(t *testing.T) {
	for domain, want := range map[string]bool{"contoso.github.io": true, "github.io": false, "contoso.co.uk": false, "contoso.example": false, "contoso.test": false, "x": false} {
		if have := Hosted(domain); have != want {
			t.Errorf("%q is hosted: %t, want %t", domain, have, want)
		}
	}
}

// What is wrong with a list names its file.
func TestParseRefuses(t *testing.T) {
	for _, text := range []string{"", "source = \"x\"\ndate = 2026-01-01\n", "date = 2026-01-01\ndomains = [\"a.example\"]\n", "source = \"x\"\ndate = 2026-01-01\ndomains = [\"a.example\"]\nmore = 1\n"} {
		if _, err := parse([]byte(text), "x.toml"); err == nil || !strings.Contains(err.Error(), "x.toml") {
			t.Errorf("%q: %v", text, err)
		}
	}
	if !slices.Contains(Sorts(), ISP) {
		t.Error("no access providers")
	}
}
