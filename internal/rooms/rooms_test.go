// Package rooms holds the program to its plan: every package has a floor, and
// imports lead downwards only.
package rooms

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"
)

const module = "github.com/hemostat/hemostat/"

// floors is the plan of docs/ARCHITECTURE.md. A package that is not in it has
// no room; a suite of tests (sourcetest, …) stands with what it tests.
var floors = map[string]int{
	"exposure":                 0,
	"internal/strict":          -1,
	"internal/roles":           0,
	"extract/internal/cms":     0,
	"extract/internal/picture": 0,
	"internal/cells":           0,
	"internal/division":        0,
	"internal/town":            0,
	"internal/sheet":           1,
	"internal/sealedzip":       0,
	"internal/paper":           0,
	"internal/phrase":          1,

	"extract/internal/cfb":   0,
	"extract/internal/rtf":   0,
	"extract/internal/ovba":  0,
	"extract/internal/ppt":   0,
	"extract/internal/tnef":  0,
	"extract/internal/doc":   0,
	"extract/internal/oleps": 0,
	"extract/internal/xls":   0,
	"extract/internal/wire":  -1, // what those read alike

	"extract/internal/pdfium":  0,
	"extract/internal/wasmcut": -1,

	"detect":                     1,
	"extract":                    1,
	"internal/scope":             1,
	"internal/seal":              1,
	"internal/language":          1,
	"internal/attribute/service": 1,
	"internal/attribute/alias":   0,
	"internal/linkage":           0,
	"internal/sketch":            1,

	"internal/chain":      0,
	"internal/store":      1,
	"internal/statement":  1,
	"internal/signedlink": 1,
	"internal/strength":   0,
	"internal/credential": 2,

	// Parsers of foreign bytes, which know nothing of segments.
	"extract/internal/cabinet":     0,
	"extract/internal/iso9660":     0,
	"extract/internal/pgdump":      0,
	"extract/internal/redisrdb":    0,
	"extract/internal/avro":        0,
	"extract/internal/parquet":     0,
	"extract/internal/mssql":       0,
	"extract/internal/visio":       0,
	"extract/internal/jet":         0,
	"extract/internal/bson":        0,
	"extract/internal/gitpack":     0,
	"extract/internal/unixarchive": 0,
	"extract/internal/lzw":         0,
	"extract/internal/lzma":        -1,
	"extract/internal/sevenzip":    0,
	"extract/internal/sqlitefile":  0,
	"extract/internal/pst":         0,

	// Who is told of what stood there.
	"internal/disclose":           4,
	"internal/disclose/pack":      5,
	"internal/disclose/authority": 5,
	"internal/disclose/law":       1,

	// What the owner of something open does, and who is told.
	"internal/respond/vendor":  1,
	"internal/respond/contain": 2,
	"internal/respond/contact": 3,
	"internal/respond/rotate":  3,

	"source":                 2,
	"source/internal/tables": 2,
	"internal/catalog":       2,
	"internal/ledger":        2,
	"internal/sweep":         2,
	"internal/ocr":           2,

	"internal/attribute":   3,
	"internal/campaign":    3,
	"source/azure":         3,
	"source/folder":        3,
	"source/s3":            3,
	"source/gcs":           3,
	"source/web":           3,
	"source/redis":         3,
	"source/elasticsearch": 3,
	"source/postgres":      3,
	"source/mysql":         3,
	"source/mongodb":       3,
	"source/couchdb":       3,

	"internal/probe":        3,
	"internal/probe/checks": 4,
	"internal/register":     4,
	"internal/discover":     5,
	"internal/agent":        5,

	"internal/scan":         4,
	"internal/report":       4,
	"internal/compare":      4,
	"internal/report/atlas": 3,

	"internal/inquiry": 5,
	"internal/quality": 5,

	// The synthetic leak stands beside the house: it imports words alone.
	"internal/leak":            1,
	"internal/leak/blobserver": 2,
	"internal/leak/crowd":      1,

	"cmd/hemostat": 6,

	// The measuring program knows the synthetic leak alone, and runs the binary.
	"internal/bench": 6,
}

type pkg struct {
	ImportPath string
	Imports    []string
	GoFiles    []string
}

func packages(t *testing.T) []pkg {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports,GoFiles", "../../...").Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []pkg
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// exempt are packages of tests and generators: nobody imports them.
func exempt(room string) bool {
	return strings.HasSuffix(room, "test") || strings.HasSuffix(room, "/gen") || strings.Contains(room, "/rooms")
}

func TestImportsLeadDownwards(t *testing.T) {
	for _, p := range packages(t) {
		room, ours := strings.CutPrefix(p.ImportPath, module)
		if !ours || exempt(room) || len(p.GoFiles) == 0 {
			continue
		}
		floor, ok := floors[room]
		if !ok {
			t.Errorf("%s has no floor: find its room in docs/ARCHITECTURE.md and name it in this test", room)
			continue
		}
		for _, path := range p.Imports {
			other, ours := strings.CutPrefix(path, module)
			if !ours {
				continue
			}
			if exempt(other) {
				t.Errorf("%s imports %s, which is for tests", room, other)
			} else if below, ok := floors[other]; !ok || below >= floor {
				t.Errorf("%s (floor %d) imports %s (floor %d): imports lead downwards only", room, floor, other, below)
			}
		}
	}
}

// What others import must not drag the program in: of what is internal it may use
// the floor on which there are helpers alone.
func TestPublicRoomsImportNothingInternal(t *testing.T) {
	for _, p := range packages(t) {
		room, ours := strings.CutPrefix(p.ImportPath, module)
		if !ours || strings.HasPrefix(room, "internal/") || strings.HasPrefix(room, "cmd/") || exempt(room) {
			continue
		}
		for _, path := range p.Imports {
			if other, ours := strings.CutPrefix(path, module); ours && strings.HasPrefix(other, "internal/") && floors[other] > 0 {
				t.Errorf("public package %s imports %s", room, path)
			}
		}
	}
}

func TestWordsImportTheStandardLibraryOnly(t *testing.T) {
	for _, p := range packages(t) {
		if p.ImportPath != module+"exposure" {
			continue
		}
		for _, path := range p.Imports {
			if strings.Contains(path, ".") {
				t.Errorf("exposure imports %s: it takes the standard library only", path)
			}
			for _, io := range []string{"os", "net/http", "io/ioutil"} {
				if path == io {
					t.Errorf("exposure imports %s: it does no I/O", path)
				}
			}
		}
	}
}
