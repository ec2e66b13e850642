package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPackNamesNoOther looks for names of others in what one organisation's pack may say: of those that
// a hand merged, and of one that a hand said works for the owner.
func TestPackNamesNoOther(t *testing.T) {
	f, dir := newFolders(t), t.TempDir()
	for name, text := range map[string]string{
		"a.csv": "company,email\nFabrikam GmbH,bea@fabrikam-demo.de\nFabrikam GmbH,odo@fabrikam-demo.de\n",
		"b.csv": "company,phone\nZebra Holding Ltd,+44 20 7946 0123\nQuagga Partners Ltd,+44 20 7946 0124\n",
		"c.csv": "email\nsven@northwave-demo.de\nsven@gmail.com\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{
		{"scan", dir, "--campaign", "case", "--basis", "owner", "--quiet"},
		{"entity", "merge", "case", "Quagga Partners Ltd", "Zebra Holding Ltd", "--reason", "bought"},
		{"entity", "vendor", "case", "northwave-demo.de", "--reason", "ours"},
		{"pack", "approve", "case", "--by", "J. Doe", "--reason", "x", "--although-open", "y"},
	} {
		if out, code := f.run(t, args...); code != 0 && code != exitFindings {
			t.Fatalf("%v exits with %d: %s", args, code, out)
		}
	}
	a := newApp(strings.NewReader(""), io.Discard, io.Discard)
	a.dataDir, a.keyDir = f.data, f.keys
	p, err := a.newPacking(t.Context(), "case", &packFlags{})
	if err != nil {
		t.Fatal(err)
	}
	defer p.done()
	s, err := p.one(t.Context(), "fabrikam-demo.de")
	if err != nil {
		t.Fatal(err)
	}
	r := p.guard.For(p.ids[s.ID], s)
	for text, tells := range map[string]bool{
		"rollout for Zebra Holding Ltd": true, "rollout for Quagga Partners Ltd": true, "sven@northwave-demo.de": true,
		"bea@fabrikam-demo.de": false, "mail to sven at gmail.com": false,
	} {
		if r.Tells(text) != tells {
			t.Errorf("of %q it is said that it tells of another: %v", text, !tells)
		}
	}
}
