package attribute

import (
	"fmt"
	"testing"
	"time"
)

// What looks like a bigger domain is shown as such, and stays its own.
func TestLookalikes(t *testing.T) {
	var list []row
	for i := range 30 {
		list = append(list, row{fmt.Sprintf("email a%d@contoso.de", i), "company Contoso GmbH"}, row{fmt.Sprintf("email b%d@owner.it", i)}, row{fmt.Sprintf("email c%d@morgen1.it", i)})
	}
	for _, domain := range []string{"contosso.de", "cont0so.com", "xn--cntoso-w5a.com", "cotnoso.fr", "contoso.fr", "contosa.it", "cont.de", "owmer.it", "morgen2.it", "contoso.github.io", "northwind.it"} {
		list = append(list, row{"email x@" + domain})
	}
	list = append(list, row{"email x@contosa.it", "company Contosa S.p.A."}, row{"email x@contosso.de", "company Contoso GmbH"})
	in := newDesk(t, paper{rows: list}).input()
	in.Own = []string{"owner.it"}
	f := compute(t, in)
	want := map[string]string{
		"contosso.de": "contoso.de", "cont0so.com": "contoso.de", "cotnoso.fr": "contoso.de", "owmer.it": "owner.it",
		"contoso.fr": "", // another ending
		"contosa.it": "", // a company is called so
		"cont.de":    "", "morgen2.it": "", "contoso.github.io": "", "northwind.it": "",
	}
	for id, like := range want {
		if e := entity(t, f, id); e.LooksLike != like {
			t.Errorf("%s looks like %q, want %q", id, e.LooksLike, like)
		}
	}
}

// Homoglyphs read as the letters that they look like.
func TestReadAs(t *testing.T) {
	for domain, want := range map[string]string{
		"xn--80ak6aa92e.com": "apple", // аррӏе in Cyrillic letters, as in RFC 3492 ASCII
		"paypa1.com":         "paypal", "rnicrosoft.com": "microsoft", "con-toso.de": "contoso", "xn--.com": "", "contoso.github.io": "", "www.example": "www",
	} {
		if have := readAs(domain); have != want {
			t.Errorf("%s reads as %q, want %q", domain, have, want)
		}
	}
}

// Two labels a slip apart have a rest in common; those that have none differ by more.
func TestRests(t *testing.T) {
	rests := func(s string) map[uint64]bool {
		all := map[uint64]bool{}
		eachRest(s, func(h uint64) { all[h] = true })
		return all
	}
	for _, c := range []struct {
		a, b string
		want bool
	}{{"contoso", "contosso", true}, {"contoso", "cntoso", true}, {"contoso", "cantoso", true}, {"contoso", "cotnoso", true}, {"contoso", "osotnoc", false}, {"contoso", "contabc", false}, {"", "", true}} {
		common := false
		for h := range rests(c.a) {
			common = common || rests(c.b)[h]
		}
		if common != c.want {
			t.Errorf("%q and %q: %t", c.a, c.b, common)
		}
	}
	if n := len(rests("aabbc")); n != 4 { // itself, abbc, aabc, aabb
		t.Errorf("%d rests", n)
	}
	rests(string(make([]rune, 10_000)))
}

// Twice the domains take about twice the time, also where all are a slip apart.
func TestLookalikesAreBounded(t *testing.T) {
	took := func(n int) time.Duration {
		m := manyNames(n)
		for i := range m.records.mentions {
			m.records.mentions[i] = bigMentions
		}
		since := time.Now()
		if _, err := m.bigDomains(t.Context()); err != nil {
			t.Fatal(err)
		}
		return time.Since(since)
	}
	took(1 << 12)
	small, large := took(1<<14), took(1<<16)
	if large > 16*small+time.Second {
		t.Errorf("4 times the domains: %v, then %v", small, large)
	}
}
