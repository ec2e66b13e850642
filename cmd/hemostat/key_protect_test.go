package main

import (
	"os"
	"path/filepath"
	"testing"
)

// The register's key can be protected, and its register is then read by whoever has the passphrase.
func TestKeyProtect(t *testing.T) {
	server := startSite(t, "python", t.TempDir())
	f := newFolders(t)
	file := func(name, text string) string {
		path := filepath.Join(f.temp, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	first, second := file("first", "correct horse\n"), file("second", "battery staple\n")
	f.expect(t, exitUsage, "", "key", "protect", "register", "--unprotected")
	f.expect(t, exitFindings, "EXPOSED", "probe", "web+"+server.Endpoint+"/")
	f.expect(t, exitUsage, "", "key", "protect", "register")
	f.expect(t, exitUsage, "", "key", "protect", "register", "--unprotected", "--protect-passphrase")
	f.expect(t, exitUsage, "", "key", "protect", "register", "--protect-passphrase", "--new-passphrase-file", file("empty", "\n"))
	f.expect(t, exitNothing, "protected by passphrase", "key", "protect", "register", "--protect-passphrase", "--new-passphrase-file", first)
	f.expect(t, exitError, "^$", "exposures")
	f.expect(t, exitError, "^$", "exposures", "--passphrase-file", second)
	f.expect(t, exitNothing, "^open", "exposures", "--passphrase-file", first)
	f.expect(t, exitNothing, "", "key", "protect", "register", "--protect-passphrase", "--passphrase-file", first, "--new-passphrase-file", second)
	f.expect(t, exitNothing, "is unprotected", "key", "protect", "register", "--unprotected", "--passphrase-file", second)
	f.expect(t, exitNothing, "^open", "exposures")
}
