package extract_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
)

// TestRealArchives puts archives that real programs made through the suite.
func TestRealArchives(t *testing.T) { real(t, "archives") }

// TestRealDatabases puts databases and dumps through the suite.
func TestRealDatabases(t *testing.T) { real(t, "databases") }

// TestRealGit puts what git leaves in a .git folder through the suite.
func TestRealGit(t *testing.T) { real(t, "git") }

// real puts the files that test/files makes of one family through the suite.
func real(t *testing.T, family string) {
	x := newExtractor(t, extract.Options{})
	files, err := filepath.Glob(filepath.Join("testdata", "real", family, "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files, %v; test/files/%s.sh makes them", err, family)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			golden := filepath.Join("testdata", "golden", family, filepath.Base(file)+".golden")
			extracttest.Run(t, x, extracttest.Case{Name: filepath.Base(file), Data: data, Golden: golden, Slow: len(data) > 4<<10})
		})
	}
}

// largeSeed is what a seed has in bytes at most. Each run of a target walks its content
// twice, once in reads of three bytes: with seeds of 20 KB it ran a few times a second.
const largeSeed = 4 << 10

// seedReal gives a fuzz target the real files that match and are small enough.
func seedReal(f *testing.F, patterns ...string) {
	for _, pattern := range patterns {
		files, err := filepath.Glob("testdata/real/" + pattern)
		if err != nil || len(files) == 0 {
			f.Fatalf("no files match %s: %v", pattern, err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			if len(data) <= largeSeed {
				f.Add(data)
			}
		}
	}
	fuzz(f)
}

func Fuzz7z(f *testing.F)     { seedReal(f, "tiny/*.7z", "archives/encrypted.7z", "archives/split.7z.001") }
func FuzzSQLite(f *testing.F) { seedReal(f, "tiny/*.sqlite*") }
func FuzzRedis(f *testing.F)  { seedReal(f, "tiny/*.rdb") }
func FuzzPgDump(f *testing.F) { seedReal(f, "tiny/*.dump") }
func FuzzGit(f *testing.F)    { seedReal(f, "git/*") }
func FuzzUnixArchives(f *testing.F) {
	seedReal(f, "tiny/*.ar", "tiny/*.cpio", "archives/*.deb")
}
func FuzzUnpackers(f *testing.F) {
	seedReal(f, "tiny/*.lz*", "tiny/*.Z", "git/loose-*")
}
func FuzzCabinet(f *testing.F) { seedReal(f, "tiny/*.cab") }
