package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

func TestCredentialsCover(t *testing.T) {
	for _, c := range []struct {
		glob, target string
		want         bool
	}{
		{"az://contosobackup/*", "az://contosobackup/q3", true},
		{"az://contosobackup/*", "az://contosobackup/q3/mail/2022", true},
		{"az://contosobackup", "az://contosobackup/q3", true},
		{"az://contosobackup/", "az://contosobackup/q3", true},
		{"az://contosobackup/q3", "az://contosobackup/q34", false},
		{"az://contoso*/q3", "az://contosobackup/q3/x", true},
		{"s3+http://127.0.0.1:41700/*", "s3+http://127.0.0.1:41700/privb/env", true},
		{"s3://other/*", "s3://bucket/env", false},
	} {
		if got := covers(c.glob, c.target); got != c.want {
			t.Errorf("covers(%q, %q) is %v", c.glob, c.target, got)
		}
	}
}

// TestCredentialsAreNotPassedOver checks that a file that cannot serve a target is an
// error, and not an anonymous scan.
func TestCredentialsAreNotPassedOver(t *testing.T) {
	target, err := exposure.ParseTarget("s3+http://127.0.0.1:41700/privb/env")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"[[credential]]\ntarget = \"s3+http://127.0.0.1:41700/*\"\nkind = \"access-key\"\nsecret = \"x\"": "",
		"[[credential]]\ntarget = \"s3+http://127.0.0.1:41700/*\"\nkind = \"anonymous\"":                  "",
		"[[credential]]\ntarget = \"s3://other/*\"\nkind = \"access-key\"\nsecret = \"x\"":                "covers s3+http://127.0.0.1:41700/privb/env",
		"":                 "no [[credential]]",
		"[[credential]]\n": "entry 1 names no target",
		"[[credential]]\ntarget = \"s3://a/*\"\n":                                 "has no kind",
		"[[credential]]\ntarget = \"s3://a/*\"\nkind = \"sas\"\n":                 "has no secret",
		"[[credential]]\ntarget = \"s3://[/*\"\nkind = \"sas\"\nsecret = \"x\"\n": "is no glob",
	} {
		file := filepath.Join(t.TempDir(), "c.toml")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := loadCredentials(file)
		if err == nil {
			_, err = c.of(target)
		}
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want) || exitCode(err) != exitUsage) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}
