package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/internal/leak"
)

// The table of files has every way to every document, as the figures count them, and
// explain lists the same by kind.
func TestFilesTable(t *testing.T) {
	f := newFolders(t)
	_, server := serve(t, leak.Options{Objects: 300})
	if _, code := f.run(t, "scan", server.URL(), "--campaign", "c"); code != exitFindings {
		t.Fatalf("the scan exits with %d", code)
	}
	text, _ := f.run(t, "report", "c", "--format", "csv", "--table", "files")
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff")))).ReadAll()
	if err != nil || len(rows) < 300 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	ways := map[string]uint64{}
	paths := map[string]bool{}
	parties := 0
	for _, row := range rows[1:] {
		n, err := strconv.ParseUint(row[7], 10, 64)
		if err != nil || paths[row[0]] {
			t.Errorf("row %q: %v", row, err)
		}
		ways[row[1]], paths[row[0]] = ways[row[1]]+n, true
		if row[1] == "invoice" && strings.Contains(row[8], "issuer ") {
			parties++
		}
	}
	var r struct {
		Figures struct {
			Documents struct {
				Kinds []struct {
					Kind string
					Ways uint64
				}
			}
		}
	}
	if text, _ := f.run(t, "report", "c", "--format", "json"); json.Unmarshal(text, &r) != nil || len(r.Figures.Documents.Kinds) < 5 {
		t.Fatal("the report counts no kinds of documents")
	}
	var explained struct {
		DocumentKinds []struct {
			Kind string
			Ways uint64
		}
	}
	if text, _ := f.run(t, "explain", "c", "document", "--json"); json.Unmarshal(text, &explained) != nil || len(explained.DocumentKinds) != len(ways) {
		t.Errorf("explain counts %d kinds, the table has %d", len(explained.DocumentKinds), len(ways))
	}
	for _, k := range r.Figures.Documents.Kinds {
		if k.Kind == "" {
			k.Kind = "unknown"
		}
		if ways[k.Kind] != k.Ways {
			t.Errorf("%s: %d ways in the table, %d in the figures", k.Kind, ways[k.Kind], k.Ways)
		}
	}
	for _, k := range explained.DocumentKinds {
		if ways[k.Kind] != k.Ways {
			t.Errorf("%s: %d ways in the table, %d explained", k.Kind, ways[k.Kind], k.Ways)
		}
	}
	if parties == 0 {
		t.Error("no invoice names its issuer")
	}
	list, _ := f.run(t, "explain", "c", "document", "invoice", "--limit", "2")
	if lines := bytes.Count(list, []byte("\n  score ")); lines != 2 {
		t.Errorf("%d invoices are listed, want 2: %s", lines, list)
	}
}
