package law

import (
	"strings"
	"testing"
	"time"

	"github.com/hemostat/hemostat/exposure"
)

var now = time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)

func table(t testing.TB) *Table {
	t.Helper()
	all, err := Built()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func facts(kinds ...exposure.Kind) (f Facts) {
	for _, k := range kinds {
		f |= Of(k, "")
	}
	return f
}

func TestMarks(t *testing.T) {
	all := table(t)
	for _, c := range []struct {
		name          string
		country, part string
		stands        Facts
		want, not     []string
	}{
		{"a name alone in Germany", "DE", "", facts(exposure.Person), []string{"personal-data: EU/EEA, Reg (EU) 2016/679 Art 33(1) [read]"}, []string{"US-", "UK"}},
		{"a name with an identifier in California", "US", "US-CA", facts(exposure.Person, exposure.Identifier),
			[]string{"name+identifier: US-CA, Cal Civ Code 1798.82(h) [unverified, never verified]"}, []string{"US-NY", "EU/EEA", "name+account"}},
		{"the same where the state is not known", "US", "", facts(exposure.Person, exposure.Identifier), nil, []string{"US-"}},
		{"an identifier alone names nobody", "US", "US-CA", facts(exposure.Identifier), nil, []string{"US-CA"}},
		{"a login with a password", "US", "US-FL", facts(exposure.Email, exposure.Secret), []string{"login: US-FL, Fla Stat 501.171(1)(g)"}, nil},
		{"a card anywhere", "", "", facts(exposure.Card), []string{"card: any"}, []string{"EU/EEA"}},
		{"a minor in Brazil", "BR", "", facts(exposure.Person) | Minor, []string{"minor: BR, Res CD/ANPD 15/2024 (annex) [secondary]"}, nil},
		{"health in Norway, which is no member of the Union", "NO", "", facts(exposure.Health), []string{"health: EU/EEA"}, nil},
	} {
		var got []string
		for _, m := range all.At(c.country, c.part, now).Marks(c.stands) {
			got = append(got, m.Combination+strings.TrimPrefix(m.Text(), m.Title))
		}
		text := strings.Join(got, "\n")
		for _, want := range c.want {
			if !strings.Contains(text, want) {
				t.Errorf("%s: no %q in\n%s", c.name, want, text)
			}
		}
		for _, not := range c.not {
			if strings.Contains(text, not) {
				t.Errorf("%s: %q in\n%s", c.name, not, text)
			}
		}
	}
	if Of(exposure.Card, exposure.ClassTest) != 0 {
		t.Error("a test card is a fact")
	}
}

func TestDuties(t *testing.T) {
	all := table(t)
	for _, c := range []struct{ country, part, want string }{
		{"DE", "", "GDPR authority 72h from controller becomes aware: Reg (EU) 2016/679 Art 33(1) [read]"},
		{"US", "US-CA", "Civil Code residents 30 calendar days from discovery or being notified: Cal Civ Code 1798.82(a)(2) [read]"},
		{"US", "US-WA", "state law residents; often the attorney general and consumer reporting agencies too 30 days from discovery or determination: RCW 19.255.005, 19.255.010 [unverified]"},
		{"CL", "", "[read] not in force before 2026-12-01"},
		{"HK", "", "PDPO not assessed  from : PCPD guidance [unverified] never verified"},
	} {
		var text strings.Builder
		for _, d := range all.At(c.country, c.part, now).Duties {
			text.WriteString(d.Regime + " " + d.Recipient + " " + d.Deadline + " from " + d.Start + ": " + d.Citation + " [" + string(d.Confidence) + "] " + d.Flag + "\n")
		}
		if !strings.Contains(text.String(), c.want) {
			t.Errorf("%s %s: no %q in\n%s", c.country, c.part, c.want, text.String())
		}
	}
	if list := all.At("", "", now).Duties; len(list) != 0 {
		t.Errorf("duties of nowhere: %v", list)
	}
}

// What the table may say is held to in its parser; this holds that all of it is there.
func TestTable(t *testing.T) {
	all := table(t)
	states, regimes := map[string]bool{}, map[string]bool{}
	for _, r := range all.Rules {
		states[r.Jurisdiction] = true
	}
	for _, d := range all.Duties {
		regimes[d.Jurisdiction+" "+d.Regime] = true
		states[d.Jurisdiction] = true
		for _, text := range []string{d.Recipient, d.Deadline, d.Status} {
			if noDuty.MatchString(text) {
				t.Errorf("%s says %q", d.ID, text)
			}
		}
	}
	us := 0
	for j := range states {
		if strings.HasPrefix(j, "US-") {
			us++
		}
	}
	if us != 54 { // 50 states, DC, PR, GU, VI
		t.Errorf("%d parts of the US", us)
	}
	for _, want := range []string{"EU/EEA GDPR", "EU NIS2", "EU DORA", "UK UK GDPR", "US HIPAA", "AU Privacy Act", "IN CERT-In", "ZW CDPA 2021"} {
		if !regimes[want] {
			t.Errorf("no duty of %s", want)
		}
	}
	for _, kind := range []exposure.Kind{exposure.Card, exposure.Health, exposure.Identifier, exposure.Birth, exposure.Secret} {
		found := false
		for _, c := range all.Combinations {
			for _, need := range c.needs {
				found = found || need&Of(kind, "") != 0
			}
		}
		if !found {
			t.Errorf("no combination needs %s", kind)
		}
	}
}

func TestOverride(t *testing.T) {
	all := table(t)
	err := all.Override([]byte(`
[[rule]]
id = "us-ca-state-law-named"
jurisdiction = "US-CA"
regime = "Civil Code"
combinations = ["name+birth"]
words = "as our counsel reads it"
citation = "Cal Civ Code 1798.82(h)"
confidence = "read"
verified_on = 2024-01-01
source = "counsel, ticket 4711"
`), "ours.toml")
	if err != nil {
		t.Fatal(err)
	}
	var ours []Mark
	for _, m := range all.At("US", "US-CA", now).Marks(facts(exposure.Person, exposure.Birth, exposure.Identifier)) {
		if m.Jurisdiction == "US-CA" {
			ours = append(ours, m)
		}
	}
	if len(ours) != 1 || ours[0].Combination != "name+birth" || ours[0].Flag != "stale: verified last on 2024-01-01" || !strings.Contains(all.Digest(), "+") {
		t.Errorf("%+v", ours)
	}
	row := "jurisdiction = \"DE\"\nregime = \"x\"\ncitation = \"x\"\nsource = \"x\"\n"
	for _, c := range []struct{ text, want string }{
		{"[[rule]]\nid = \"x\"\nverdict = \"no duty\"\n", "x.toml:3: key \"rule.verdict\" is not known"},
		{"[[duty]]\nid = \"x\"\nrecipient = \"us\"\nconfidence = \"sure\"\n" + row, "x.toml:1: \"x\": confidence \"sure\" is none of"},
		{"[[duty]]\nid = \"x\"\nrecipient = \"us\"\nconfidence = \"read\"\n" + row, "says when, by verified_on"},
		{"[[duty]]\nid = \"x\"\nrecipient = \"No duty\"\nconfidence = \"unverified\"\n" + row, `never "no duty"`},
		{"[[duty]]\nid = \"x\"\nrecipient = \"us\"\nconfidence = \"unverified\"\n" + strings.Replace(row, "DE", "Germany", 1), "is no area"},
		{"[[rule]]\nid = \"x\"\nwords = \"x\"\ncombinations = [\"shoe-size\"]\nconfidence = \"unverified\"\n" + row, "no combination is called \"shoe-size\""},
		{"[[combination]]\nid = \"x\"\ntitle = \"x\"\nneeds = [[\"shoe\"]]\n", "kind \"shoe\""},
		{"[[combination]]\nid = \"x\"\ntitle = \"x\"\nneeds = [[]]\n", "needs that name kinds"},
		{"[[area]]\nid = \"x\"\nname = \"x\"\ncountries = [\"Germany\"]\n", "code of two letters"},
		{"[[area]]\nid = \"x\"\nname = \"x\"\ncountries = [\"DE\"]\n[[area]]\nid = \"x\"\nname = \"x\"\ncountries = [\"DE\"]\n", "x.toml:5: area \"x\" stands here twice"},
	} {
		if err := table(t).Override([]byte(c.text), "x.toml"); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %q", c.text, err, c.want)
		}
	}
}

func FuzzOverride(f *testing.F) {
	f.Add([]byte("[[area]]\nid = \"x\"\nname = \"x\"\ncountries = [\"DE\"]\n"))
	f.Add([]byte("[[duty]]\nid = \"x\"\nrecipient = \"us\"\n"))
	f.Add([]byte("version = \"1\"\n[[combination]]\nid = \"x\"\nneeds = [[\"email\"], [\"secret\"]]\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		all := &Table{}
		if all.Override(data, "x.toml") == nil {
			all.At("US", "US-CA", now).Marks(^Facts(0))
		}
	})
}

// Whom no rule names is told what is missing to say more, and never that there is no duty.
func TestUnnamed(t *testing.T) {
	all := table(t)
	for _, c := range []struct{ country, part, want string }{
		{"", "", noCountry}, {"US", "", noPart}, {"US", "US-CA", NotAssessed}, {"DE", "", NotAssessed}, {"ZZ", "", NotAssessed},
	} {
		if got := all.At(c.country, c.part, time.Now()).Unnamed; got != c.want || !strings.HasPrefix(got, NotAssessed) {
			t.Errorf("%q %q: %q, want %q", c.country, c.part, got, c.want)
		}
	}
}
