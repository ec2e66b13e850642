package contain

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/signedlink"
)

// day is a day on which the links of these tests hold.
var day = time.Date(2030, 12, 31, 12, 0, 0, 0, time.UTC)

func target(t *testing.T, s string) exposure.Target {
	t.Helper()
	parsed, err := exposure.ParseTarget(s)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

func plan(t *testing.T, s string) *Plan {
	t.Helper()
	p, err := For(Case{Target: target(t, s)})
	if err != nil {
		t.Fatalf("%s: %v", s, err)
	}
	return p
}

func (p *Plan) all() string {
	var b strings.Builder
	_ = p.Text(&b)
	return b.String()
}

// Every service and every provider has something of its own to close by, and phases come
// in their order.
func TestEveryServiceHasSteps(t *testing.T) {
	lib, err := library()
	if err != nil {
		t.Fatal(err)
	}
	targets := []string{"az://contosobackup/q3", "s3://contoso-backup", "gs://contoso-backup", "https://files.contoso.example/backup/"}
	for _, service := range exposure.Services() {
		targets = append(targets, service+"://db.contoso.example")
	}
	for _, s := range targets {
		p := plan(t, s)
		var phases []Phase
		for _, step := range p.Steps {
			if len(phases) == 0 || phases[len(phases)-1] != step.Phase {
				phases = append(phases, step.Phase)
			}
			if strings.ContainsAny(strings.Join(step.Commands, ""), "\n\x00") {
				t.Errorf("%s: %q is no line", s, step.Commands)
			}
		}
		if !slices.Equal(phases, Phases()) {
			t.Errorf("%s: phases %v", s, phases)
		}
		m := maker{lib: lib, c: Case{Target: target(t, s)}}
		own := m.family()[0]
		if !slices.ContainsFunc(lib.steps, func(s step) bool { return s.Phase == Close && slices.Contains(s.Of, own) }) {
			t.Errorf("%s has no step of its own to close it", own)
		}
	}
}

func TestWrongCommands(t *testing.T) {
	for command, want := range map[string]string{
		`az --name {account}`:               "",
		`gcloud gs://{bucket}/**`:           "",
		`jq '{"a": {b}}' {bucket}`:          "no slot",
		`az --name {acount}`:                "no slot",
		`az --name "{account}"`:             "within quotes",
		`az --name '{account}'`:             "within quotes",
		`az --name "\"{account}"`:           "within quotes",
		`az --name 'x`:                      "does not end",
		"az `id`":                           "back quote",
		"az\nrm":                            "one line",
		`az keys renew # {account}`:         "comment",
		`printf '{"Version":"2012-10-17"}'`: "",
	} {
		if got := wrongCommand(command); want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", command, got, want)
		}
	}
}

// What stands in files is held to its form: each of these is an error with its line.
func TestWrongSteps(t *testing.T) {
	const good = "[[step]]\nof = [\"redis\"]\nphase = \"close\"\ntitle = \"x\"\nbreaks = \"nothing\"\ncommands = ['x {host}']\n"
	if err := (&steps{}).read([]byte(good), "f"); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"no such service":  strings.Replace(good, "redis", "rediss", 1),
		"no such phase":    strings.Replace(good, "close", "shut", 1),
		"nothing breaks":   strings.Replace(good, "nothing", "", 1),
		"no such slot":     strings.Replace(good, "{host}", "{hots}", 1),
		"a misspelt key":   strings.Replace(good, "breaks", "brakes", 1),
		"a day, no page":   good + "read = 2026-01-01\n",
		"config, no file":  good + "config = \"x\"\n",
		"no such vendor":   good + "vendors = [\"nobody\"]\n",
		"no such call":     good + "api = \"CloseEverything\"\n",
		"page is no https": good + "page = \"http://x.test\"\n",
	} {
		if err := (&steps{}).read([]byte(text), "f"); err == nil || !strings.HasPrefix(err.Error(), "f:") {
			t.Errorf("%s: %v", name, err)
		}
	}
	undeclared := &steps{}
	if err := undeclared.read([]byte(strings.Replace(good, "{host}", `"$NOBODY_SAID"`, 1)), "f"); err != nil {
		t.Fatal(err)
	}
	if err := undeclared.checkVariables(); err == nil {
		t.Error("a variable that nothing explains passes")
	}
}

// A file that a command writes lies where the operator stands.
func TestNothingIsWrittenElsewhere(t *testing.T) {
	lib, err := library()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range lib.steps {
		for _, c := range s.Commands {
			if strings.Contains(c, "> /") || strings.Contains(c, ">/") {
				t.Errorf("%s: %s", s.place, c)
			}
		}
	}
}

func TestVendorsWithoutACall(t *testing.T) {
	for _, c := range []struct {
		target string
		has    []string
		lacks  []string
	}{
		{"s3://contoso-backup", []string{"put-public-access-block --bucket contoso-backup --public-access", "cloudtrail"}, []string{"endpoint-url", "not here"}},
		{"https://s3.eu-central-003.backblazeb2.com/contoso-backup", []string{"--endpoint-url https://s3.eu-central-003.backblazeb2.com", "b2 bucket update contoso-backup allPrivate", "Backblaze B2 has no such call"}, []string{"$ aws s3api put-public-access-block", "cloudtrail"}},
		{"https://0123456789abcdef.r2.cloudflarestorage.com/contoso-backup", []string{"wrangler r2 bucket dev-url disable contoso-backup"}, []string{"$ aws s3api put-bucket-acl"}},
		{"s3+http://minio.contoso.example:9000/contoso-backup", []string{"Whose host it is, is not known", "Whether this service has the call is not known"}, []string{"wrangler", "cloudtrail"}},
		{"https://acct.blob.core.chinacloudapi.cn/backup", []string{"AzureChinaCloud", "--name acct"}, nil},
		{"az://contosobackup/$web", []string{"--static-website false", `--name '$web'`}, nil},
		{"az://contosobackup/q3", nil, []string{"--static-website false"}},
		{"redis://10.0.0.5:6380", []string{"tcp dport 6380 drop", "CONFIG SET protected-mode yes", "-p 6380"}, []string{"mongosh"}},
		{"tcp://10.0.0.5:6380", []string{"Which service answers there is not known"}, []string{"protected-mode"}},
		{"https://contoso-default-rtdb.firebaseio.com/", []string{"auth != null"}, []string{"nft add"}},
	} {
		text := plan(t, c.target).all()
		for _, want := range c.has {
			if !strings.Contains(text, want) {
				t.Errorf("%s: no %q in\n%s", c.target, want, text)
			}
		}
		for _, not := range c.lacks {
			if strings.Contains(text, not) {
				t.Errorf("%s: %q in\n%s", c.target, not, text)
			}
		}
	}
}

func TestSoftwareThatAnswers(t *testing.T) {
	at := target(t, "https://files.contoso.example/backup/")
	for answer, want := range map[string][2]bool{"nginx/1.22.1": {true, false}, "Apache/2.4.57": {false, true}, "": {true, true}, "gws": {true, true}} {
		p, err := For(Case{Target: at, Software: answer})
		if err != nil {
			t.Fatal(err)
		}
		text := p.all()
		if nginx, apache := strings.Contains(text, "nginx -t"), strings.Contains(text, "a2enconf"); nginx != want[0] || apache != want[1] {
			t.Errorf("%q: nginx %v, Apache %v", answer, nginx, apache)
		}
	}
	p, err := For(Case{Target: target(t, "tcp://10.0.0.5:7000"), Service: "redis"})
	if err != nil || !strings.Contains(p.all(), "protected-mode") {
		t.Errorf("what a probe told is not used: %v", err)
	}
}

// Links choose what is revoked. Signatures are random bytes.
func TestLinks(t *testing.T) {
	const sig = "&sig=Kp3vXq0y1Zt6mBw8RrJc5uHn2aLd9eGfOiSxTkVoQ4s%3D"
	for _, c := range []struct {
		query      string
		has, lacks []string
	}{
		{"sv=2022-11-02&sr=c&sp=rl&se=2031-01-01T00:00:00Z" + sig, []string{"keys renew", "key2", "key1"}, []string{"revoke-delegation-keys", "policy delete"}},
		{"sv=2022-11-02&sr=c&si=partner-1" + sig, []string{`policy delete --name partner-1 `}, []string{"keys renew", "revoke-delegation-keys"}},
		{"sv=2022-11-02&sr=c&sp=rl&se=2031-01-01T00:00:00Z&skoid=00000000-0000-4000-8000-000000000001&sktid=00000000-0000-4000-8000-000000000002&skt=2030-12-31T00:00:00Z&ske=2031-01-01T00:00:00Z&sks=b&skv=2022-11-02" + sig, []string{"revoke-delegation-keys"}, []string{"keys renew", "policy delete"}},
		{"sv=2022-11-02&sr=c&si=partner'%3B+canary" + sig, []string{`policy delete --name "$POLICY"`, "POLICY  name of"}, []string{"canary"}},
		{"", []string{"revoke-delegation-keys", "keys renew", `policy delete --name "$POLICY"`, "No signed link is known"}, nil},
	} {
		at := Case{Target: target(t, "az://contosobackup/q3")}
		if c.query != "" {
			l, err := signedlink.Parse("https://contosobackup.blob.core.windows.net/q3?" + c.query)
			if err != nil {
				t.Fatal(err)
			}
			at.Links, at.Ends = []*signedlink.Link{l}, []signedlink.RevokeBy{l.Judge(day).Revocation.By}
		}
		p, err := For(at)
		if err != nil {
			t.Fatal(err)
		}
		text := p.all()
		if strings.Contains(text, "Kp3vXq0y") {
			t.Error("a signature is printed")
		}
		for _, want := range c.has {
			if !strings.Contains(text, want) {
				t.Errorf("%s: no %q in\n%s", c.query, want, text)
			}
		}
		for _, not := range c.lacks {
			if strings.Contains(text, not) {
				t.Errorf("%s: %q in\n%s", c.query, not, text)
			}
		}
	}
}
