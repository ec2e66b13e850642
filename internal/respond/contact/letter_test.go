package contact

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/signedlink"
)

func target(t *testing.T, s string) exposure.Target {
	t.Helper()
	parsed, err := exposure.ParseTarget(s)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// sample is a letter with all that one can hold.
func sample(t *testing.T) Letter {
	t.Helper()
	at := "https://contosobackup.blob.core.windows.net/q3/patients-2031.zip"
	link, err := signedlink.Parse(at + "?sv=2022-11-02&sr=b&sp=rwd&se=2031-01-01T00:00:00Z&sig=Kp3vXq0y1Zt6mBw8RrJc5uHn2aLd9eGfOiSxTkVoQ4s%3D")
	if err != nil {
		t.Fatal(err)
	}
	l := Letter{
		Language: "en", TLP: AmberStrict, Target: target(t, at), First: noon.Add(-48 * time.Hour), Last: noon, Link: link,
		Basis: exposure.Finder, Contact: "mailto:cert@northwind.example", Now: noon,
		Asked:    Asked{Questions: 23, First: noon.Add(-48 * time.Hour), Last: noon, Leftovers: []string{".git/HEAD", ".env"}, Scans: []time.Time{noon}, Link: true},
		HandsOut: []string{".env"},
	}
	for _, r := range []exposure.Right{exposure.RightList, exposure.RightRead, exposure.RightReadACL, exposure.RightListVersions, exposure.RightMetadata, exposure.RightWrite} {
		l.Seen = append(l.Seen, Seen{r, noon, []string{"0123456789abcdef"}})
	}
	return l
}

// Every language says everything, and no letter holds what it must not.
func TestLetters(t *testing.T) {
	all, err := catalogues()
	if err != nil {
		t.Fatal(err)
	}
	if got := slices.Sorted(maps.Keys(all)); !slices.Equal(got, slices.Sorted(slices.Values(Languages()))) {
		t.Fatalf("letters in %v", got)
	}
	for _, language := range Languages() {
		for _, label := range TLPs() {
			l := sample(t)
			l.Language, l.TLP = language, TLP(label)
			text, err := l.Text()
			if err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(strings.TrimSpace(text), "\n")
			mark := "TLP:" + strings.ToUpper(label)
			if !strings.HasPrefix(lines[0], "Subject: "+mark+" ") || !strings.HasPrefix(lines[2], mark+"  ") || lines[len(lines)-1] != mark {
				t.Errorf("%s: not marked %s", language, mark)
			}
			for _, want := range []string{"az://contosobackup/q3", "0123456789abcdef", "2030-06-01 12:00 UTC", "2030-05-30 12:00 UTC", "2031-01-01 00:00 UTC", "mailto:cert@northwind.example"} {
				if !strings.Contains(text, want) {
					t.Errorf("%s: no %q", language, want)
				}
			}
			if strings.Count(text, ".env") != 2 || strings.Count(text, ".git/HEAD") != 1 || !strings.Contains(text, "23") || strings.Contains(text, all[language].Text["how_link"]) {
				t.Errorf("%s: what was asked is not told", language)
			}
			if strings.Count(text, "0123456789abcdef") != 6 {
				t.Errorf("%s: not every right is told", language)
			}
			for _, not := range []string{"patients", "Kp3vXq0y", "sig=", "{", "}"} {
				if strings.Contains(text, not) {
					t.Errorf("%s: %q stands in the letter", language, not)
				}
			}
		}
	}
}

// The letter word for word. UPDATE_LETTERS=1 writes it anew.
func TestLetterWordForWord(t *testing.T) {
	got, err := sample(t).Text()
	if err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/letter.txt"
	if os.Getenv("UPDATE_LETTERS") != "" {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Error(d)
	}
}

func TestWhatALetterIsAbout(t *testing.T) {
	full := sample(t)
	denied := Letter{Language: "en", TLP: Red, Target: target(t, "redis://192.0.2.7"), First: noon, Last: noon, Denied: noon.Add(time.Hour)}
	linkOnly := Letter{Language: "en", TLP: Red, Target: full.Target, Link: full.Link}
	ended := linkOnly
	ended.Now = full.Link.End.Add(time.Hour)
	for _, c := range []struct {
		name       string
		l          Letter
		has, lacks []string
	}{
		{"a link that has ended", ended, []string{"There was a signed link to it, which ended on 2031-01-01 00:00 UTC"}, []string{"whoever has it can"}},
		{"denied by now", denied, []string{"was open to anybody who could reach it", "Refused from our place since 2030-06-01 13:00", "firewall", "confirm to the sender", "no right of our own"}, []string{"signed link", "evidence"}},
		{"a link alone", linkOnly, []string{"A signed link to az://contosobackup/q3", "whoever has it can read, write or change, delete, until", "A link cannot be taken back"}, []string{"is open to anybody who", "public access off", "We asked the address", "nothing else", "asked 0"}},
		{"a file of a web server", Letter{Language: "en", TLP: Red, Target: target(t, "https://files.contoso.example/backup/patients.sql"), Seen: []Seen{{Right: exposure.RightRead, At: noon}}, First: noon, Last: noon},
			[]string{"https://files.contoso.example/backup/", "a page or file", "switch listings off"}, []string{"patients"}},
	} {
		if !c.l.Known() {
			t.Errorf("%s: nothing is known", c.name)
		}
		text, err := c.l.Text()
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range c.has {
			if !strings.Contains(text, want) {
				t.Errorf("%s: no %q in\n%s", c.name, want, text)
			}
		}
		for _, not := range c.lacks {
			if strings.Contains(text, not) {
				t.Errorf("%s: %q in\n%s", c.name, not, text)
			}
		}
	}
	if (Letter{}).Known() {
		t.Error("a letter about nothing")
	}
	if _, err := (Letter{Language: "xx"}).Text(); err == nil {
		t.Error("a letter in no language")
	}
}

// Each family of targets has words to close it, in every language.
func TestEveryFamilyHasWords(t *testing.T) {
	all, err := catalogues()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{"az://contosobackup/q3", "s3://contoso", "gs://contoso", "https://contoso.example/", "redis://192.0.2.7", "https://contoso.firebaseio.com/"} {
		for _, key := range (Letter{Target: target(t, s), First: noon}).steps() {
			if all["en"].Text[key] == "" {
				t.Errorf("%s: no text %s", s, key)
			}
		}
	}
}

func TestCataloguesAreCompared(t *testing.T) {
	good := func() map[string]catalogue {
		return map[string]catalogue{"en": {"English", map[string]string{"a": "{x} and {y}"}}, "de": {"Deutsch", map[string]string{"a": "{y} und {x}"}}}
	}
	if err := compare(good()); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(map[string]catalogue){
		"a text is missing":   func(m map[string]catalogue) { delete(m["de"].Text, "a") },
		"a slot is missing":   func(m map[string]catalogue) { m["de"].Text["a"] = "{x}" },
		"a slot is too many":  func(m map[string]catalogue) { m["de"].Text["a"] += "{z}" },
		"a text is too many":  func(m map[string]catalogue) { m["de"].Text["b"] = "c" },
		"a language no name":  func(m map[string]catalogue) { m["de"] = catalogue{Text: m["de"].Text} },
		"a text says nothing": func(m map[string]catalogue) { m["de"].Text["a"] = " " },
	} {
		m := good()
		spoil(m)
		if compare(m) == nil {
			t.Errorf("%s, and nobody says so", name)
		}
	}
}

func TestContacts(t *testing.T) {
	list, err := Contacts(Sources{
		Target: target(t, "https://files.contoso.de/backup/"), Vendor: "Northwind Hosting", Scope: "scope.toml",
		Security: []*SecurityTxt{{From: "https://files.contoso.de/.well-known/security.txt", Contacts: []string{"mailto:security@contoso.de"}, Signed: true}},
		Abuse:    []Abuse{{Of: "domain contoso.de", Who: "Fabrikam Registrar", Mail: "abuse@fabrikam.example", Phone: "+1.2025550123", From: "https://rdap.fabrikam.example/domain/contoso.de"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	var from []string
	for _, c := range list {
		from = append(from, c.From)
	}
	if !slices.Equal(from, []string{"scope", "security.txt", "rdap", "cert"}) || list[3].Who != "CERT-Bund (BSI)" || !strings.Contains(list[3].Source, "unsourced") {
		t.Errorf("%+v", list)
	}
	if list, err = Contacts(Sources{Target: target(t, "az://contosobackup/q3"), Basis: exposure.Owner, Scope: "scope.toml"}); err != nil || len(list) != 2 || list[0].From != "scope" || list[1].Who != "Microsoft Azure, abuse desk" {
		t.Errorf("%+v, %v", list, err)
	}
	if list, err = Contacts(Sources{Target: target(t, "redis://192.0.2.7"), Basis: exposure.Finder}); err != nil || len(list) != 0 {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestWrongCERTs(t *testing.T) {
	const good = "[[cert]]\ntld = \"xx\"\nname = \"X\"\npage = \"https://x.test/\"\n"
	if _, err := parseCERTs([]byte(good), "f"); err != nil {
		t.Fatal(err)
	}
	for name, in := range map[string]string{"twice": good + good, "no page": strings.Replace(good, "https", "http", 1), "no name": strings.Replace(good, "X", "", 1), "no address": good + "mail = \"x\"\n", "an unknown key": good + "phone = \"x\"\n"} {
		if _, err := parseCERTs([]byte(in), "f"); err == nil || !strings.HasPrefix(err.Error(), "f:") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
