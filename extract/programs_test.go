package extract_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// realPacks are ways in which real programs pack customers.csv.
var realPacks = []struct {
	name string
	args []string
}{
	{"x.zip", []string{"zip", "-q", "x.zip", "customers.csv"}},
	{"stored.zip", []string{"zip", "-q", "-0", "stored.zip", "customers.csv"}},
	{"bzip2.zip", []string{"zip", "-q", "-Z", "bzip2", "bzip2.zip", "customers.csv"}},
	{"stream.zip", []string{"sh", "-c", "zip -q - customers.csv | cat > stream.zip"}},
	{"gnu.tar", []string{"tar", "--format=gnu", "-cf", "gnu.tar", "customers.csv"}},
	{"v7.tar", []string{"tar", "--format=v7", "-cf", "v7.tar", "customers.csv"}},
	{"pax.tar.xz", []string{"tar", "--format=pax", "-cJf", "pax.tar.xz", "customers.csv"}},
	{"x.tar.zst", []string{"sh", "-c", "tar -cf - customers.csv | zstd -q -19 --long -o x.tar.zst"}},
	{"x.tar.bz2", []string{"tar", "-cjf", "x.tar.bz2", "customers.csv"}},
	{"x.xz", []string{"sh", "-c", "xz -9e -c customers.csv > x.xz"}},
	{"x.gz", []string{"sh", "-c", "gzip -c customers.csv > x.gz; gzip -c customers.csv >> x.gz"}},
}

// pack runs a program in a new folder and returns the file that it made.
func pack(t *testing.T, file string, args []string) []byte {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "customers.csv"), in(t, "customers.csv"), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v %s; the packers are had by: apt-get install zip zstd xz-utils bzip2", args[0], err, out)
	}
	data, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil {
		t.Fatal(err)
	}
	return data
}
