package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
	"github.com/hemostat/hemostat/internal/probe/probetest"
	"github.com/hemostat/hemostat/internal/register"
)

// A real Redis is found open; the plan and the letter hold what was learnt of it, and not
// what lies in it.
func TestContainAndContactOfWhatWasProbed(t *testing.T) {
	address := probetest.Start(t, probetest.Program{Name: "redis-server", Package: "redis-server", Args: func(port int, dir string) []string {
		return []string{"--port", strconv.Itoa(port), "--bind", "127.0.0.1", "--dir", dir, "--save", "", "--protected-mode", "no"}
	}})
	f := newFolders(t)
	dir := t.TempDir()
	if out, code := f.run(t, "contact", "tcp://"+address); code != exitNothing || !strings.Contains(string(out), "No letter") {
		t.Fatalf("before it was probed: %d, %s", code, out)
	}
	f.expect(t, exitNothing, "no registry and no CERT knows whose it is", "contact", "tcp://"+address)
	f.expect(t, exitNothing, "that country's CERT takes reports of it", "contact", "redis://192.0.2.7")
	f.expect(t, exitNothing, "RESOURCE_GROUP  resource group, where it stands in Azure", "contain", "tcp://"+address)
	if _, code := f.run(t, "contact", "tcp://"+address, "-o", filepath.Join(dir, "none.txt")); code != exitUsage {
		t.Fatalf("a letter about nothing: %d", code)
	}
	if _, code := f.run(t, "probe", "tcp://"+address); code != exitFindings {
		t.Fatalf("the probe exits with %d", code)
	}

	out, _ := f.run(t, "contain", "tcp://"+address)
	if !strings.Contains(string(out), "CONFIG SET protected-mode yes") || strings.Contains(string(out), "Which service answers there") {
		t.Errorf("what the probe told is not used:\n%s", out)
	}

	letter := filepath.Join(dir, "letter.txt")
	out, code := f.run(t, "contact", "tcp://"+address, "--language", "de", "--tlp", "red", "-o", letter)
	if code != exitNothing || strings.Contains(string(out), "TLP:RED") {
		t.Errorf("%d, and the letter is printed: %s", code, out)
	}
	text, err := os.ReadFile(letter)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Subject: TLP:RED Für jeden offen: redis://" + address, "Beleg ", "durch eine Firewall", "Zuerst offen gesehen"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if info, err := os.Stat(letter); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the letter's rights: %v", info.Mode())
	}
	if _, code := f.run(t, "contact", "tcp://"+address, "-o", letter); code != exitError {
		t.Errorf("a letter is written over another: %d", code)
	}
	for _, wrong := range [][]string{{"--tlp", "orange"}, {"--language", "xx"}, {"--address", "nowhere"}} {
		if _, code := f.run(t, append([]string{"contact", "tcp://" + address}, wrong...)...); code != exitUsage {
			t.Errorf("%v: %d", wrong, code)
		}
	}
}

// The security.txt is asked for where a grant covers the host, and registries where the
// scope names theirs; else nobody is asked.
func TestContactAsksWhomTheScopeNames(t *testing.T) {
	asked := map[string]int{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked[r.Method+" "+r.URL.Path]++
		switch r.URL.Path {
		case "/.well-known/security.txt":
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			_, _ = w.Write([]byte("Contact: mailto:security@contoso.example\nExpires: 2001-01-01T00:00:00Z\nPreferred-Languages: xx, fr\n"))
		case "/rdap/ip/203.0.113.7":
			_, _ = w.Write([]byte(`{"objectClassName":"ip network","name":"CONTOSO-NET","entities":[{"roles":["abuse"],"vcardArray":["vcard",[["email",{},"text","abuse@contoso.example"]]]}]}`))
		default:
			http.NotFound(w, r)
		}
	}))
	defer server.Close()
	dir := t.TempDir()
	scopeFile := filepath.Join(dir, "scope.toml")
	host := strings.TrimPrefix(server.URL, "http://")
	write := func(targets, rdap string) {
		t.Helper()
		text := `version = 1
contact = "mailto:cert@northwind.example"
[[grant]]
targets = ["` + targets + `"]
basis = "contract"
signed_off_by = "J. Doe"
until = 2099-01-31
depth = "probe"
vendor = "Northwind Hosting"
[infrastructure]
rdap = [` + rdap + "]\n"
		if err := os.WriteFile(scopeFile, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	f := newFolders(t)
	run := func() (n struct {
		Contacts []struct{ Who, From string }
		Notes    []string
		Open     []string `json:"openYourself"`
		Language string
	}) {
		t.Helper()
		clear(asked)
		out, code := f.run(t, "contact", "web+"+server.URL+"/backup/", "--scope", scopeFile, "--address", "203.0.113.7", "--rdap", server.URL+"/rdap/", "--json")
		if err := json.Unmarshal(out, &n); err != nil || code != exitNothing {
			t.Fatalf("%d: %s", code, out)
		}
		return n
	}

	write("web+"+server.URL+"/backup/", `"`+host+`"`)
	n := run()
	var from []string
	for _, c := range n.Contacts {
		from = append(from, c.From)
	}
	if strings.Join(from, " ") != "scope security.txt rdap" || n.Contacts[2].Who != "CONTOSO-NET" || n.Language != "fr" {
		t.Errorf("%+v", n)
	}
	if len(asked) != 2 || asked["GET /.well-known/security.txt"] != 1 || asked["GET /rdap/ip/203.0.113.7"] != 1 {
		t.Errorf("asked %v", asked)
	}

	write("web+http://127.0.0.1:1/", "") // another host is granted, and no registry named
	n = run()
	if len(asked) != 0 || len(n.Contacts) != 0 {
		t.Errorf("asked %v: %+v", asked, n)
	}
	if len(n.Open) != 1 || n.Open[0] != "https://rdap.org/ip/203.0.113.7" || len(n.Notes) == 0 || !strings.Contains(n.Notes[0], "not configured") {
		t.Errorf("%+v", n)
	}
}

// A link by which a target was open is kept for its owner: what ends it follows from it, and
// neither plan nor letter holds it.
func TestLinksOfTheRegister(t *testing.T) {
	const target, query = "az://contosobackup/q3", "sv=2022-11-02&sr=c&sp=rl&se=2099-01-01T00:00:00Z&sig=Kp3vXq0y1Zt6mBw8RrJc5uHn2aLd9eGfOiSxTkVoQ4s%3D"
	f := newFolders(t)
	a := newApp(nil, io.Discard, io.Discard)
	a.dataDir, a.keyDir = f.data, f.keys
	r, err := a.openRegister(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2030, 6, 1, 12, 0, 0, 0, time.UTC)
	_, err = r.Record(t.Context(), register.Observation{
		Result: &probe.Result{Target: target, Check: "azure", Exists: probe.Exists, Exposed: true, Rights: []exposure.Finding{
			{Right: exposure.RightList, Verdict: exposure.Open, Access: "sas", Why: "invented", At: at},
		}},
		Basis: exposure.Owner, Link: query, At: at,
	})
	if err == nil {
		err = r.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		command    string
		has, lacks []string
	}{
		{"contain", []string{"keys renew", "azure-service-sas"}, []string{"revoke-delegation-keys", "No signed link is known"}},
		{"contact", []string{"A signed link to az://contosobackup/q3", "whoever has it can read, list names, until 2099-01-01"}, []string{"open to anybody who"}},
	} {
		out, code := f.run(t, c.command, target)
		text := string(out)
		for _, want := range c.has {
			if !strings.Contains(text, want) {
				t.Errorf("%s (%d): no %q in\n%s", c.command, code, want, text)
			}
		}
		for _, not := range append(c.lacks, "Kp3vXq0y") {
			if strings.Contains(text, not) {
				t.Errorf("%s: %q in\n%s", c.command, not, text)
			}
		}
	}
}
