package extract_test

import (
	"os"
	"path/filepath"
	"strings"
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

// FuzzISO takes the first bytes of each sector; the rest of it is zero.
func FuzzISO(f *testing.F) {
	const piece = 256
	for _, name := range []string{"plain", "joliet", "rock", "moved"} {
		image := archive(f, "archives/"+name+".iso")
		var seed []byte
		for at := 16 << 11; at < len(image) && len(seed) < 20*piece; at += 1 << 11 {
			seed = append(seed, image[at:at+piece]...)
		}
		f.Add(seed)
	}
	fuzzWithin(f, func(p []byte) []byte {
		out := make([]byte, 16<<11, (17+len(p)/piece)<<11)
		for len(p) > 0 {
			n := min(piece, len(p))
			out = append(append(out, p[:n]...), make([]byte, 1<<11-n)...)
			p = p[n:]
		}
		return out
	})
}

// FuzzRPM begins with a package of three properties.
func FuzzRPM(f *testing.F) {
	f.Add(smallRPM(archive(f, "tiny/newc.cpio")))
	fuzz(f)
}

// smallRPM makes a package of a payload.
func smallRPM(payload []byte) []byte {
	header := "\x8e\xad\xe8\x01\x00\x00\x00\x00"
	p := "\xed\xab\xee\xdb" + strings.Repeat("\x00", 92) + header + strings.Repeat("\x00", 8) + header + "\x00\x00\x00\x03\x00\x00\x00\x14"
	for _, entry := range []string{"\xe8\x00\x00\x00\x06\x00\x00\x00\x04", "\xee\x00\x00\x00\x04\x00\x00\x00\x00", "\xf7\x00\x00\x00\x08\x00\x00\x00\x0a"} {
		p += "\x00\x00\x03" + entry + "\x00\x00\x00\x01"
	}
	return []byte(p + "\x62\xe7\xc0\xc0agent\x00anna\x00hal\x00x" + string(payload))
}

// Each small file that fuzz targets begin with is read to its end: a seed that breaks
// off leads to nothing.
func TestSeeds(t *testing.T) {
	x := newExtractor(t, extract.Options{})
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"xls":    {streams("Workbook")([]byte(smallBook())), "cell!"},
		"doc":    {streams("WordDocument", "1Table")(smallWord("Dear Jane\r", "\x1f\x04\x40\x04\r\x00")), "Dear Jane"},
		"ppt":    {streams("PowerPoint Document")([]byte(smallDeck())), "hal@contoso.example"},
		"rpm":    {smallRPM(archive(t, "tiny/newc.cpio")), "erika@contoso.example"},
		"sqlite": {archive(t, "tiny/utf-8.sqlite"), "jane@contoso.example"},
		"7z":     {archive(t, "tiny/ppmd.7z"), "jane@contoso.example"},
		"rdb":    {archive(t, "tiny/dump.rdb"), "jane@contoso.example"},
		"dump":   {archive(t, "tiny/zlib.dump"), "jane@contoso.example"},
		"cab":    {archive(t, "tiny/mszip.cab"), "erika@contoso.example"},
		"wal":    {archive(t, "tiny/c.sqlite-wal"), "joe@contoso.example"},
	} {
		rec := extracttest.Walk(t, x, name, c.data)
		if !strings.Contains(rec.String(), c.want) || len(rec.NotReads) > 0 && name != "rpm" {
			t.Errorf("%s: not read: %v\n%s", name, rec.NotReads, rec)
		}
	}
}
