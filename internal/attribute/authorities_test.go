package attribute

import (
	"strings"
	"testing"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/exposure"
)

// Each rule whose name begins with a country is known, and none of another sort.
func TestAuthoritiesAreThoseOfTheRules(t *testing.T) {
	engine, err := detect.New(detect.Options{})
	if err != nil {
		t.Fatal(err)
	}
	rules := map[string]bool{}
	for _, r := range engine.Rules() {
		if r.Kind != exposure.Identifier && r.Kind != exposure.Health {
			continue
		}
		rules[r.ID] = true
		if in := ruleRegion(r.ID); in != authorities[r.ID] {
			t.Errorf("%s is of %q, and told to be of %q", r.ID, in, authorities[r.ID])
		}
	}
	for rule, in := range authorities {
		if !rules[rule] || in == 0 {
			t.Errorf("%s, of %q, is no rule of a person's number", rule, in)
		}
	}
}

// A national number says more of where somebody is than an account: US staff with an account in
// Germany are of the US. What several countries' rules find says nothing.
func TestNationalNumbersVote(t *testing.T) {
	for want, r := range map[string]row{
		"US": {"person Jane Wexforth", "identifier@us-ssn 412345678", "iban DE02120300000000202051"},
		"GB": {"person Jane Wexforth", "health@uk-nhs 9434765919", "iban DE02120300000000202051"},
		"DE": {"person Jane Wexforth", "identifier@hr-badge 412345678", "iban DE02120300000000202051"},
		"":   {"person Jane Wexforth", "identifier@us-ssn 412345678", "identifier@ca-sin 412345678"},
	} {
		list := told(t, newDesk(t, paper{rows: []row{r}}, paper{rows: []row{r}}).input(), Crowd{})
		if len(list) != 1 || !strings.HasPrefix(list[0], SortPrivate+"  "+want+": ") {
			t.Errorf("want %q: %q", want, list)
		}
	}
}
