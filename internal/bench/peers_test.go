package main

import (
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPeersCorpusHoldsWhatWasPlanted(t *testing.T) {
	dir := t.TempDir()
	truth, err := peersCorpus(dir, 3, 2)
	if err != nil {
		t.Fatal(err)
	}
	if want := len(forms) * perForm; len(truth) != want {
		t.Fatalf("%d credentials are planted, want %d", len(truth), want)
	}
	values := map[string]bool{}
	for _, p := range truth {
		data, err := os.ReadFile(filepath.Join(dir, p.File))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Count(string(data), p.text) != 1 {
			t.Errorf("%s: %q does not stand in %s once", p.Kind, p.text, p.File)
		}
		if !strings.Contains(squash(p.text), squash(p.Value)) || !strings.Contains(p.Value, p.Secret) {
			t.Errorf("%s: %q, %q, %q are not one within the other", p.Kind, p.text, p.Value, p.Secret)
		}
		if values[p.Value] {
			t.Errorf("%s: %q is planted twice", p.Kind, p.Value)
		}
		values[p.Value] = true
	}
}

func TestJudge(t *testing.T) {
	truth := []planted{
		{Kind: "url", File: "a", Value: "amqp://sync:p%40ss-word1@host.test/feed", Secret: "p%40ss-word1", text: "url=amqp://sync:p%40ss-word1@host.test/feed\n"},
		{Kind: "key", File: "b", Value: "AAAA\nBBBB", text: "key='AAAA\\nBBBB' id=17171717"},
	}
	for _, c := range []struct {
		name                 string
		file, value          string
		found, beside, other int
	}{
		{"whole", "a", truth[0].Value, 1, 0, 0},
		{"secret alone", "a", "p%40ss-word1", 1, 0, 0},
		{"secret, decoded", "a", "p@ss-word1", 1, 0, 0},
		{"written anew", "a", "amqp://sync:p%40ss-word1@host.test", 1, 0, 0},
		{"another's file", "b", "p%40ss-word1", 0, 0, 1},
		{"host", "a", "host.test", 0, 1, 0},
		{"half a secret", "a", "p%40s", 0, 1, 0},
		{"line around", "a", strings.Repeat("x", 40) + truth[0].Value, 0, 0, 1},
		{"escaped line end", "b", `AAAA\nBBBB`, 1, 0, 0},
		{"id of a pair", "b", "17171717", 0, 1, 0},
		{"nothing", "a", "", 0, 0, 1},
	} {
		v := judge(truth, []finding{{file: c.file, values: []string{c.value}}})
		if v.total != c.found || v.beside != c.beside || len(v.other) != c.other {
			t.Errorf("%s: found %d, beside %d, other %d, want %d, %d, %d", c.name, v.total, v.beside, len(v.other), c.found, c.beside, c.other)
		}
	}
}

func TestPlantedKeysAreKeys(t *testing.T) {
	m := newMaker(7)
	sorts := map[string]bool{}
	for range 8 {
		block, rest := pem.Decode([]byte(privateKey(m).text + "\n"))
		if block == nil || len(rest) > 0 {
			t.Fatal("no PEM")
		}
		sorts[block.Type] = true
		if _, err := x509.ParseECPrivateKey(block.Bytes); block.Type == "EC PRIVATE KEY" && err != nil {
			t.Error(err)
		}
		if _, err := x509.ParsePKCS1PrivateKey(block.Bytes); block.Type == "RSA PRIVATE KEY" && err != nil {
			t.Error(err)
		}
	}
	if len(sorts) != 2 {
		t.Errorf("keys of the sorts %v only", sorts)
	}
}
