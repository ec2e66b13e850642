package attribute

import (
	"fmt"
	"slices"
	"testing"
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

// However many domains are a slip apart, each is held against so many: the work grows as
// they do.
func TestLookalikesAreBounded(t *testing.T) {
	m := &model{records: &records{}}
	for i := range 4000 { // all have the rest "ontoso" in common
		m.names.flags[m.names.domain(string(rune(0x4e00+i))+"ontoso.de")] |= hasMailbox
	}
	m.records.mentions = slices.Repeat([]uint64{bigMentions}, 4000)
	l, err := m.bigDomains(t.Context())
	if err != nil || len(l.labels) != 4000 {
		t.Fatal(len(l.labels), err)
	}
	for rest, list := range l.rests {
		if len(list) > restMost {
			t.Errorf("%d domains have the rest %x in common", len(list), rest)
		}
	}
	if n := len(l.rests); n > 4000*8 {
		t.Errorf("%d rests of 4000 labels of seven letters", n)
	}
}
