package sweep

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
)

// outlineOf lays a mail with an archive, a broken one among its members, open.
func outlineOf(t *testing.T, tree, asJSON bool, paths ...string) (string, Summary, []Gap) {
	t.Helper()
	x, err := extract.New(extract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	var out bytes.Buffer
	var gaps []Gap
	o := OutlineOptions{Extractor: x, Tree: tree, JSON: asJSON, Out: &out, Gap: func(g Gap) { gaps = append(gaps, g) }}
	sum, err := Outline(context.Background(), o, list(paths...))
	if err != nil {
		t.Fatal(err)
	}
	return out.String(), sum, gaps
}

func outlineFile(t *testing.T) string {
	t.Helper()
	inner, err := os.ReadFile(zipped(t, "empty.txt", "", "list.csv", "name,mail\r\nJane,jane@contoso.example\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	return zipped(t, "inner.zip", string(inner), "broken.zip", "PK\x03\x04 and no more than this", "end\x1b[2J.txt", "no line feed")
}

func TestOutlineOfText(t *testing.T) {
	path := outlineFile(t)
	got, sum, gaps := outlineOf(t, false, false, path)
	want := strings.NewReplacer("PATH", path).Replace(`--- PATH!/inner.zip!/list.csv (text/csv, table)
name,mail
Jane,jane@contoso.example
--- PATH!/end\x1b[2J.txt (text/plain)
no line feed
`)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if sum.Files != 1 || sum.Gaps != 1 || !sum.Complete() || len(gaps) != 1 || gaps[0].Reason != exposure.NotReadBroken {
		t.Errorf("%+v %+v", sum, gaps)
	}
}

func TestOutlineAsTree(t *testing.T) {
	path := outlineFile(t)
	got, _, _ := outlineOf(t, true, false, path)
	lines := strings.Split(strings.TrimSpace(got), "\n")
	want := []string{path + "  application/zip, ", "  inner.zip  application/zip, ", "    empty.txt  text/plain, 0 bytes", "    list.csv  text/csv, 38 bytes",
		"  broken.zip  application/zip, 26 bytes", "    broken.zip: not read: it does not follow its own format", `  end\x1b[2J.txt  text/plain, 12 bytes`}
	if len(lines) != len(want) {
		t.Fatalf("%d lines, want %d:\n%s", len(lines), len(want), got)
	}
	for i := range want {
		if !strings.HasPrefix(lines[i], want[i]) {
			t.Errorf("line %d is %q, want %q…", i+1, lines[i], want[i])
		}
	}
}

// TestOutlineAsJSON puts the text together again by its offsets, and follows marks.
func TestOutlineAsJSON(t *testing.T) {
	path := outlineFile(t)
	got, _, _ := outlineOf(t, false, true, path)
	type event struct {
		Event, Path, Way, Media, Part, Text, Name, SHA256, Reason string
		Offset, Bytes                                             int64
		Depth                                                     int
		Marks                                                     []struct {
			Offset, Record int64
			Field          string
		}
	}
	var all []string
	for line := range strings.Lines(got) {
		var e event
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		all = append(all, e.Event+" "+e.Way)
		if e.Event == "text" && e.Part == "table" {
			marked := false
			for _, m := range e.Marks {
				marked = marked || m.Field == "mail" && m.Record == 1 && strings.HasPrefix(e.Text[m.Offset:], "jane@contoso.example")
			}
			if !marked {
				t.Errorf("no mark says that the address stands in its column: %+v", e.Marks)
			}
		}
		if e.Event == "content" && e.Depth == 0 && (e.Media != "application/zip" || len(e.SHA256) != 64) {
			t.Errorf("%+v", e)
		}
	}
	want := []string{"content !/inner.zip!/empty.txt", "text !/inner.zip!/list.csv", "content !/inner.zip!/list.csv", "content !/inner.zip",
		"not-read !/broken.zip", "content !/broken.zip", "text !/end\x1b[2J.txt", "content !/end\x1b[2J.txt", "content "}
	if diff := cmp.Diff(want, all); diff != "" {
		t.Error(diff)
	}
}

func TestOutlineOfWhatIsNotThere(t *testing.T) {
	for _, c := range []struct{ tree, json bool }{{false, false}, {true, false}, {false, true}} {
		_, sum, gaps := outlineOf(t, c.tree, c.json, filepath.Join(t.TempDir(), "nothing"))
		if len(gaps) != 1 || gaps[0].Reason != exposure.NotReadGone || sum.Files != 0 {
			t.Errorf("%+v %+v", sum, gaps)
		}
	}
}

// TestOutlineEndsWithItsWriter checks that an error of writing is no gap.
func TestOutlineEndsWithItsWriter(t *testing.T) {
	path := outlineFile(t)
	x, err := extract.New(extract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	o := OutlineOptions{Extractor: x, Out: closed{}, Gap: func(g Gap) { t.Errorf("gap: %+v", g) }}
	if _, err := Outline(context.Background(), o, list(path)); !errors.Is(err, os.ErrClosed) {
		t.Errorf("%v, want the writer's error", err)
	}
}

type closed struct{}

func (closed) Write([]byte) (int, error) { return 0, os.ErrClosed }
