package scope

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hemostat/hemostat/exposure"
)

func TestParseRefuses(t *testing.T) {
	const head = "version = 1\n[[grant]]\n"
	const whole = "targets = [\"az://contosobackup/q3\"]\nsigned_off_by = \"J. Doe\"\nuntil = 2027-01-31\n"
	for _, c := range []struct{ name, in, want string }{
		{"unknown at the top", "version = 1\nallow_all = true\n", `s.toml:2: key "allow_all" is not known`},
		{"unknown in a grant", head + whole + "\n# comment\nmax_byte = 5\n", "s.toml:8: key \"grant.max_byte\" is not known"},
		{"unknown in the second grant", head + whole + "[[grant]]\n" + whole + "depht = \"read\"\n", "s.toml:10:"},
		{"unknown infrastructure", "version = 1\n[infrastructure]\nsmtp = [\"a:1\"]\n", "s.toml:3:"},
		{"unknown table", "version = 1\n\n[exempt]\nall = true\n", "s.toml:"},
		{"no TOML", "version = 1\nfoo\n", "s.toml:2:"},
		{"wrong type", head + "targets = \"az://contosobackup/q3\"\n", "s.toml:3: grant.targets"},
		{"no version", "contact = \"x\"\n", "s.toml:1: want `version = 1`"},
		{"quoted date", head + strings.Replace(whole, "2027-01-31", `"2027-01-31"`, 1), "s.toml:5: a grant ends"},
		{"time of day", head + strings.Replace(whole, "2027-01-31", "12:00:00", 1), "s.toml:5: a grant ends"},
		{"no target", head + "signed_off_by = \"x\"\nuntil = 2027-01-31\n", "s.toml:2: a grant names at least one target"},
		{"no signature", head + "targets = [\"az://contosobackup/q3\"]\nuntil = 2027-01-31\n", "s.toml:2: a grant says who"},
		{"no end", head + "targets = [\"az://contosobackup/q3\"]\nsigned_off_by = \"x\"\n", "a grant ends"},
		{"basis", head + whole + "basis = \"curiosity\"\n", "s.toml:6: basis"},
		{"depth", head + whole + "depth = \"write\"\n", "s.toml:6: depth"},
		{"glob in account", head + strings.Replace(whole, "contosobackup", "contoso*", 1), "discover = true"},
		{"glob in account that says little", head + strings.Replace(whole, "contosobackup", "con*", 1), "at least four"},
		{"glob in host", head + strings.Replace(whole, "az://contosobackup", "az+http://*.contoso.test/a", 1), "never in the host"},
		{"glob for emulator account", head + strings.Replace(whole, "az://contosobackup", "az+http://contoso.test/*", 1), "never in the host"},
		{"signature in target", head + strings.Replace(whole, "q3", "q3?sv=1&sig=SECRETSIG", 1), "signature has no place"},
		{"decimal host", head + strings.Replace(whole, "az://contosobackup", "http://2130706433/a", 1), "decimal, octal"},
		{"octal host", head + strings.Replace(whole, "az://contosobackup", "http://0177.0.0.1/a", 1), "decimal, octal"},
		{"IDN", head + strings.Replace(whole, "az://contosobackup", "https://cоntoso.test/a", 1), "outside ASCII"},
		{"rate", head + whole + "requests_per_second = 0\n", "s.toml:6: requests_per_second"},
		{"ceiling", head + whole + "max_bytes = -1\n", "s.toml:6: max_bytes"},
		{"sample unbounded", head + whole + "sample_objects = 0\n", "s.toml:6: sample_objects"},
		{"sample too large", head + whole + "sample_bytes = 99999999999\n", "sample_bytes"},
		{"sample for owner", head + whole + "basis = \"owner\"\nsample_objects = 5\n", "s.toml:7: a sample bounds the basis finder"},
		{"own", "version = 1\nown = [\"con toso\"]\n", "s.toml:2: own"},
		{"contact", "version = 1\ncontact = \"a\\r\\nX-Evil: 1\"\n", "s.toml:2: contact"},
		{"infrastructure", "version = 1\n[infrastructure]\nmail = [\"mail.contoso.example\"]\n", "host:port"},
		{"resolver by name", "version = 1\n[infrastructure]\nresolver = [\"dns.contoso.example:53\"]\n", "by its address"},
		{"two proxies", "version = 1\n[infrastructure]\nproxy = [\"a:1\", \"b:1\"]\n", "at most one"},
		{"relative folder", head + strings.Replace(whole, "az://contosobackup/q3", "folder", 1), "file:///folder"},
	} {
		_, err := Parse([]byte(c.in), "s.toml")
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v\nwant something with %s", c.name, err, c.want)
		}
		if err != nil && strings.Contains(err.Error(), "SECRETSIG") {
			t.Errorf("%s: quotes a signature: %v", c.name, err)
		}
	}
}

func TestGrant(t *testing.T) {
	s, err := Parse([]byte(`version = 1
[[grant]]
targets = ["az://contosobackup/q3", "az://contosobackup/mail-*/2022/*/in", "s3://crm-?", "http://127.0.0.1:10000/dev/backups", "file:///copy/of"]
basis = "owner"
signed_off_by = "J. Doe, CISO, ticket 4711"
until = 2027-01-31
depth = "read"

[[grant]]
targets = ["az://fabrikam/**"]
signed_off_by = "R. Roe"
until = 2027-01-31T12:00:00Z
depth = "read"
signed_links = true
accounts = ["guest"]

[[grant]]
targets = ["az://adatum/x"]
signed_off_by = "R. Roe"
until = 2026-01-31
`), "scope.toml")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2027, 1, 31, 11, 0, 0, 0, time.UTC)
	s.Now = func() time.Time { return now }
	for _, c := range []struct {
		target string
		depth  exposure.Depth
		want   error
	}{
		{"az://contosobackup/q3", exposure.Read, nil},
		{"az://contosobackup/q3/any/prefix", exposure.Read, nil},
		{"az://contosobackup/q33", exposure.Probe, ErrOutOfScope},
		{"az://contosobackup2/q3", exposure.Probe, ErrOutOfScope},
		{"https://contosobackup.blob.core.windows.net/q3", exposure.Read, nil},
		{"http://contosobackup.blob.core.windows.net/q3", exposure.Probe, ErrOutOfScope},
		{"az://contosobackup/q3?sv=1&sig=x", exposure.Read, ErrOutOfScope},
		{"az://contosobackup/mail-7/2022/jane/inbox", exposure.Read, nil},
		{"az://contosobackup/mail-7/2022/jane/out", exposure.Read, ErrOutOfScope},
		{"az://contosobackup/mail-7/2022/jane/x/in", exposure.Read, ErrOutOfScope},
		{"az://contosobackup/mail-7", exposure.Probe, ErrOutOfScope},
		{"s3://crm-1", exposure.Read, nil},
		{"s3://crm-12", exposure.Read, ErrOutOfScope},
		{"https://crm-1.s3.eu-west-1.amazonaws.com/x", exposure.Read, nil},
		{"s3+http://127.0.0.1:7070/crm-1", exposure.Read, ErrOutOfScope},
		{"http://127.0.0.1:10000/dev/backups", exposure.Read, nil},
		{"http://127.0.0.1:10001/dev/backups", exposure.Read, ErrOutOfScope},
		{"file:///copy/of/it", exposure.Read, nil},
		{"file:///copy/offside", exposure.Read, ErrOutOfScope},
		{"az://fabrikam/any", exposure.Read, nil},
		{"az://fabrikam/any?sv=1&sig=x", exposure.Read, nil},
		{"az://adatum/x", exposure.Probe, ErrExpired},
	} {
		g, err := s.Grant(target(t, c.target), c.depth)
		if !errors.Is(err, c.want) || (err != nil && !errors.Is(err, ErrOutOfScope)) {
			t.Errorf("%s at %s: %v, want %v", c.target, c.depth, err, c.want)
		}
		if err == nil && g.Target().String() != target(t, c.target).String() {
			t.Errorf("%s: bound to %s", c.target, g.Target())
		}
	}
	finder := bound(t, s, "az://fabrikam/any", exposure.Read)
	if finder.Basis != exposure.Finder || finder.SampleObjects <= 0 || finder.SampleBytes <= 0 || !slices.Equal(finder.Accounts, []string{"guest"}) {
		t.Errorf("a finder's grant: %+v", finder)
	}
	if owner := bound(t, s, "az://contosobackup/q3", exposure.Read); owner.Sampled() {
		t.Error("an owner reads a sample only")
	}
	if _, err := s.Grant(target(t, "az://adatum/x"), exposure.Probe); !strings.Contains(err.Error(), "2026-01-31") || !strings.Contains(err.Error(), "line 17") {
		t.Errorf("an expired grant names neither date nor line: %v", err)
	}
	if _, err := s.Grant(target(t, "az://tailspin/x"), exposure.Probe); !strings.Contains(err.Error(), `targets = ["az://tailspin/x"]`) {
		t.Errorf("does not say what to add: %v", err)
	}
	now = time.Date(2027, 1, 31, 23, 59, 59, 0, time.UTC)
	if _, err := s.Grant(target(t, "az://contosobackup/q3"), exposure.Read); err != nil {
		t.Errorf("a date ends before its day does: %v", err)
	}
	if _, err := s.Grant(target(t, "az://fabrikam/any"), exposure.Read); !errors.Is(err, ErrExpired) {
		t.Errorf("an instant is not held: %v", err)
	}
	now = time.Date(2027, 2, 1, 0, 0, 0, 0, time.UTC)
	if _, err := s.Grant(target(t, "az://contosobackup/q3"), exposure.Read); !errors.Is(err, ErrExpired) {
		t.Errorf("the day after: %v", err)
	}
	text := s.Describe()
	for _, want := range []string{"az://contosobackup/q3", "contosobackup.blob.core.windows.net:443", "REFUSED", "Infrastructure", "the system's", "guest"} {
		if !strings.Contains(text, want) {
			t.Errorf("Describe lacks %q:\n%s", want, text)
		}
	}
}

func TestZeroScopeGrantsNothing(t *testing.T) {
	if _, err := new(Scope).Grant(target(t, "az://contosobackup/q3"), exposure.Probe); !errors.Is(err, ErrOutOfScope) || !strings.Contains(err.Error(), "scope init") {
		t.Errorf("got %v", err)
	}
}

func TestDepth(t *testing.T) {
	s := parseGrant(t, `"az://contosobackup/q3"`, `depth = "list"`, "")
	bound(t, s, "az://contosobackup/q3", exposure.List)
	if _, err := s.Grant(target(t, "az://contosobackup/q3"), exposure.Read); !errors.Is(err, ErrTooDeep) {
		t.Errorf("deeper than granted: %v", err)
	}
}

func TestUnscoped(t *testing.T) {
	for in, want := range map[string]bool{
		"http://127.0.0.1:10000/dev/c": true, "http://[::1]:10000/dev/c": true, "http://localhost:10000/dev/c": true, "s3+http://127.0.0.2:7070/b": true,
		"http://10.0.0.1:10000/dev/c": false, "az://contosobackup/q3": false, "http://localhost.contoso.test/dev/c": false,
	} {
		g, err := Loopback(target(t, in), "")
		if (err == nil) != want {
			t.Errorf("Loopback(%s): %v", in, err)
		}
		if err == nil && (g.Basis != exposure.Finder || g.Depth != exposure.Read || g.Sampled()) {
			t.Errorf("Loopback(%s) = %+v", in, g)
		}
	}
	if g, err := Folder(target(t, "/copy"), exposure.Owner); err != nil || g.Basis != exposure.Owner {
		t.Errorf("Folder: %v", err)
	}
	if _, err := Folder(target(t, "az://contosobackup/q3"), exposure.Owner); !errors.Is(err, ErrOutOfScope) {
		t.Errorf("a container as a folder: %v", err)
	}
}

func TestInit(t *testing.T) {
	for _, basis := range []exposure.Basis{"", exposure.Owner, exposure.Statute} {
		b, err := Init(InitOptions{
			Targets: []exposure.Target{target(t, "az://contosobackup/q3?sv=1&sig=SECRETSIG"), target(t, "s3://crm")},
			Basis:   basis, SignedOffBy: "J. \"Doe\", CISO, ticket \\4711\n", Until: time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC), Depth: exposure.Read, Own: []string{"contoso.example"},
		})
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(b), "SECRETSIG") {
			t.Error("the file holds a signature")
		}
		s, err := Parse(b, "scope.toml")
		if err != nil {
			t.Fatal(err)
		}
		s.Now = func() time.Time { return time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC) }
		g := bound(t, s, "az://contosobackup/q3", exposure.Read)
		if g.SignedOffBy != "J. \"Doe\", CISO, ticket \\4711\n" || !g.SignedLinks || s.Own[0] != "contoso.example" || g.Sampled() == g.Basis.MayRead() {
			t.Errorf("comes back as %+v", g)
		}
	}
	if _, err := Init(InitOptions{Targets: []exposure.Target{target(t, "s3://crm")}, SignedOffBy: "x"}); err == nil || !strings.Contains(err.Error(), "until") {
		t.Errorf("without an end: %v", err)
	}
}

func FuzzParse(f *testing.F) {
	b, err := Init(InitOptions{Targets: []exposure.Target{target(f, "az://contosobackup/q3")}, SignedOffBy: "x", Until: time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte("version = 1\n[[grant]]\ntargets = [\"http://127.0.0.1:1/*/?\"]\n"))
	f.Add([]byte("version=1\n[a.b]\nc=1\n[[a.b]]"))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := Parse(b, "x")
		if err != nil {
			return
		}
		s.Describe()
		for i := range s.Grants {
			if g := &s.Grants[i]; g.SignedOffBy == "" || g.Until.IsZero() || !g.Basis.MayRead() && !g.Sampled() {
				t.Errorf("an unbounded grant: %+v", g)
			}
		}
	})
}
