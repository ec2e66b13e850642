package discover

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/internal/register"
)

func zoneOf(t testing.TB, text, origin string) string {
	t.Helper()
	var list []string
	if err := readZone(strings.NewReader(text), origin, func(int) {}, func(r record) error {
		list = append(list, strings.TrimSpace(fmt.Sprintf("%s %s %s", r.name, r.kind, r.to)))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return strings.Join(list, "; ")
}

func TestZone(t *testing.T) {
	for name, c := range map[string]struct{ text, origin, want string }{
		"zone file": {"$ORIGIN contoso.example.\n$TTL 300\n@ IN SOA ns1 admin (\n 1 ; serial\n 2 3 4 5 )\n@ IN A 192.0.2.1\nwww 300 IN A 192.0.2.2 ; the site\n    IN AAAA 2001:db8::1\nfiles IN CNAME contoso.cdn.test.\nold CNAME www\nmx IN MX 10 mail\n*.wild IN A 192.0.2.3\n",
			"", "contoso.example A; www.contoso.example A; www.contoso.example AAAA; files.contoso.example CNAME contoso.cdn.test; old.contoso.example CNAME www.contoso.example"},
		"origin by the operator":  {"www IN A 192.0.2.1\nfiles.contoso.example CNAME x.cdn.test.\n", "contoso.example", "www.contoso.example A; files.contoso.example CNAME x.cdn.test"},
		"origin by its SOA":       {"contoso.example. 300 IN SOA a. b. 1 2 3 4 5\nwww A 192.0.2.1\n", "", "www.contoso.example A"},
		"no origin":               {"www IN A 192.0.2.1\nfiles.contoso.example. IN CNAME x.cdn.test.\n", "", "files.contoso.example CNAME x.cdn.test"},
		"export with commas":      {"name,type,value,ttl\nassets.contoso.example,CNAME,contosostatic.z6.web.core.windows.net,300\n\"www.contoso.example\",\"A\",\"192.0.2.1\"\n", "contoso.example", "assets.contoso.example CNAME contosostatic.z6.web.core.windows.net; www.contoso.example A"},
		"export with tabs":        {"www.contoso.example.\t300\tIN\tCNAME\tcontoso.cdn.test.\n", "", "www.contoso.example CNAME contoso.cdn.test"},
		"names as types":          {"$ORIGIN contoso.example.\nA IN A 192.0.2.1\nmx IN MX 10 a\nns CNAME a\n", "", "a.contoso.example A; ns.contoso.example CNAME a.contoso.example"},
		"a text that is none":     {"Dear Sir,\nA 192.0.2.1 would be nice.\n", "", ""},
		"names that no host has":  {"a..b.contoso.example. A 192.0.2.1\nx!.contoso.example. A 192.0.2.1\n192.0.2.1. A 192.0.2.1\n", "", ""},
		"records with nothing":    {"www A\nfiles CNAME\n", "contoso.example", ""},
		"a parenthesis left open": {"x SOA (\nwww A 192.0.2.1\n", "contoso.example", ""},
	} {
		if got := zoneOf(t, c.text, c.origin); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// A line that is too long to be a record is told, and ends nothing: the rest is read.
func TestZoneWithLongLines(t *testing.T) {
	path := filepath.Join(t.TempDir(), "zone")
	long := strings.Repeat("x", longestZoneLine)
	text := "a IN A 192.0.2.1\nk IN TXT \"" + strings.Repeat("x", 200<<10) + "\"\nb IN A 192.0.2.1\n" + long + long + "x\nc IN A 192.0.2.1\n" + long + "x"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	d := Discovery{Scope: parseScope(t, `own = ["contoso.example"]`, `"https://*.contoso.example/"`, "discover = true"), Inputs: []Input{{Path: path, Evidence: register.OwnedByZone}}}
	list, err := d.named(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, c := range list {
		names = append(names, c.Name)
	}
	slices.Sort(names)
	if got, want := slices.Compact(names), []string{"a.contoso.example", "b.contoso.example", "c.contoso.example"}; !slices.Equal(got, want) {
		t.Errorf("names %q, want %q", got, want)
	}
	if n, first := d.Passed(); n != 2 || !strings.HasPrefix(first, "line 4 of ") || !strings.HasSuffix(first, "zone") {
		t.Errorf("%d lines are told, the first is %q", n, first)
	}
}

func FuzzZone(f *testing.F) {
	for _, s := range []string{"$ORIGIN a.example.\n@ A 1.2.3.4", "www,CNAME,x.test", " A 1", "x (\n)", "a.b. CNAME c.d.", "\"a.b\";\"CNAME\";\"c.d\"\n"} {
		f.Add([]byte(s), "contoso.example")
	}
	f.Fuzz(func(t *testing.T, text []byte, origin string) {
		err := readZone(strings.NewReader(string(text)), origin, func(int) {}, func(r record) error {
			if !hostName(r.name) || r.kind == "CNAME" != (r.to != "") || r.to != "" && !hostName(r.to) {
				t.Errorf("%+v", r)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}
