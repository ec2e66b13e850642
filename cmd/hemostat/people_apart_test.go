package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// linesBy scans one table as its owner does and returns the lines of the list by person or entity, with values.
func linesBy(t *testing.T, table, by string) []string {
	t.Helper()
	f, dir := newFolders(t), t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "table.csv"), []byte(table), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, code := f.run(t, "scan", dir, "--campaign", "case", "--basis", "owner", "--quiet"); code != exitFindings {
		t.Fatalf("scan: %d %s", code, out)
	}
	out, code := f.run(t, "notify-list", "case", "--by", by, "--open-values", "--reason", "r", "--who", "w", "--format", "csv")
	if code != 0 {
		t.Fatalf("notify-list: %d %s", code, out)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")[1:]
}

// What a family, a couple or two offices have in common makes nobody one with another: no line of the list has
// both of what is theirs.
func TestOnesOwnIsNotAnothers(t *testing.T) {
	for _, c := range []struct{ what, table, a, b, by string }{
		{"Herr and Frau", "name,phone,iban\nHerr Hathersage,+49 30 23125 123,DE89370400440532013000\nFrau Hathersage,+49 30 23125 123,DE02120300000000202051\n",
			"DE89370400440532013000", "DE02120300000000202051", "person"},
		{"Mr and Mrs", "name,phone,iban\nMr J. Quennault,+44 20 7946 0123,GB29NWBK60161331926819\nMrs J. Quennault,+44 20 7946 0123,GB82WEST12345698765432\n",
			"GB29NWBK60161331926819", "GB82WEST12345698765432", "person"},
		{"sisters", `first_name,last_name,email,phone,street,zip,city,iban
Lena,Hathersage,familie.hathersage@web.de,+49 30 23125 123,Lindenallee 12,12099,Berlin,DE89370400440532013000
Lina,Hathersage,familie.hathersage@web.de,+49 30 23125 123,Lindenallee 12,12099,Berlin,DE02120300000000202051
Tom,Zwengel,t.zwengel@web.de,+49 30 23125 124,Ahornweg 3,12099,Berlin,DE02500105170137075030
`, "DE89370400440532013000", "DE02120300000000202051", "person"},
		{"names the other way round", "first_name,last_name,phone,iban\nAli,Hassan,+49 30 23125 123,DE02120300000000202051\nHassan,Ali,+49 30 23125 123,DE02500105170137075030\nHassan,Ali,+49 30 23125 123,\n",
			"DE02120300000000202051", "DE02500105170137075030", "person"},
	} {
		t.Run(c.what, func(t *testing.T) {
			met := 0
			for _, line := range linesBy(t, c.table, c.by) {
				a, b := strings.Contains(line, c.a), strings.Contains(line, c.b)
				if a && b {
					t.Errorf("one line has both: %s", line)
				}
				if a != b {
					met++
				}
			}
			if met < 2 {
				t.Errorf("%d lines have what is theirs, want both", met)
			}
		})
	}
}
